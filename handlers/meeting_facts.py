"""A meeting as cards speak of it, for those who were asked and for those who look after it."""

from datetime import date

from bot.cards.invitation import Facts, Point
from bot.domain.answers import Mode
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.place import Place
from bot.turn import Turn
from storage import meetings, units
from storage.tables import Meeting, Unit


async def facts_of(turn: Turn, meeting: Meeting, unit: Unit) -> Facts:
    """What cards say of this meeting."""
    return Facts(
        meeting_id=meeting.id,
        round=meeting.round,
        unit=unit.name,
        title=meeting.title,
        starts_at=meeting.starts_at,
        place=meeting.place,
        mode=Mode(meeting.mode),
        agenda=[
            Point(item.title, item.minutes) for item in await meetings.agenda(turn.db, meeting)
        ],
        cancelled=meeting.cancelled_at is not None,
        cancel_reason=meeting.cancel_reason,
        moved_from=meeting.moved_from,
        by_subgroup=meeting.by_subgroup,
        makes_up=await made_up_by(turn, meeting, units.as_place(unit, turn.home)),
    )


async def made_up_by(turn: Turn, meeting: Meeting, place: Place) -> date | None:
    """The local day of the meeting that a make-up session makes up for, None for any other."""
    if meeting.makes_up_id is None:
        return None
    missed = await turn.db.get_one(Meeting, meeting.makes_up_id)
    return place.local_day(missed.starts_at)


async def meeting_for(turn: Turn, meeting_id: int, right: Right) -> tuple[Meeting, Unit]:
    """A meeting and its unit, for somebody who must have `right` there; raises Refused.

    The right is named rather than left to the entry: a screen that is drawn again has no entry.
    """
    meeting = await turn.db.get(Meeting, meeting_id)
    unit = await turn.db.get(Unit, meeting.unit_id) if meeting is not None else None
    if meeting is None or unit is None:
        raise Refused("This meeting is not there any more. Send /meeting to see the next one.")
    turn.demand(units.as_place(unit, turn.home), right)
    return meeting, unit
