"""Where and when a sub-group sits, as cards speak of it."""

from datetime import time

from bot.cards.sittings import Sits
from bot.domain.subgroups import sits_at
from bot.place import Place
from bot.turn import Turn
from storage import sittings, units
from storage.invitations import Asked
from storage.tables import Meeting, Sitting


def sits(place: Place, meeting: Meeting, row: Sitting) -> Sits:
    """A sitting on the meeting's day; what nobody said is as the meeting has it."""
    clock = time.fromisoformat(row.at) if row.at else None
    return Sits(
        row.subgroup,
        sits_at(meeting.starts_at, clock, place.zone),
        row.place or meeting.place,
        row.id,
    )


async def sits_of(turn: Turn, asked: Asked) -> Sits:
    """Where one person sits; who is in no sub-group, where the meeting is."""
    meeting = asked.meeting
    subgroup, row = await sittings.of_member(turn.db, meeting.id, asked.invitation.membership_id)
    if row is None:
        return Sits(subgroup, meeting.starts_at, meeting.place)
    return sits(units.as_place(asked.unit, turn.home), meeting, row)


async def all_of(turn: Turn, place: Place, meeting: Meeting) -> list[Sits]:
    """Where each sub-group sits; none of a meeting that is held in one place."""
    if not meeting.by_subgroup:
        return []
    return [sits(place, meeting, each) for each in await sittings.of_meeting(turn.db, meeting.id)]
