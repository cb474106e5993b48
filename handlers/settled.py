"""Meetings that are settled stay where they are when a day off or a break comes to cover them."""

from collections.abc import Sequence
from datetime import date, time, timedelta

from bot.cards.days_off import on_day_off
from bot.chat import Card
from bot.domain.calendar import starts_at
from bot.domain.words import _
from bot.place import Place
from bot.router import Router
from bot.turn import Turn
from handlers.regular import stands_on
from handlers.replanning import follows
from storage import meetings, outbox, units
from storage.outbox import Debt
from storage.portions import portions
from storage.tables import Meeting

router = Router()


async def tell_of_settled(turn: Turn, place: Place, first: date, last: date) -> list[str]:
    """Tell whoever has a settled meeting from `first` to `last` that it does not move by itself.

    Returns a line for each of the unit's own.
    """
    tree = await units.subtree(turn.db, place.id)
    begins = starts_at(first, time(), place.zone)
    ends = starts_at(last + timedelta(days=1), time(), place.zone)
    t = turn.speaks(place)
    lines: list[str] = []
    for some in portions([unit.id for unit in tree]):
        found = await meetings.between(turn.db, some, max(begins, turn.now), ends)
        settled = [meeting for meeting, _unit in found if not follows(meeting)]
        lines += [
            t(
                "The meeting of {time} falls on it and stays as it is; /move moves it.",
                time=t.when(meeting.starts_at),
            )
            for meeting in settled
            if meeting.unit_id == place.id
        ]
        await _owe(turn, place, settled)
    return lines


async def _owe(turn: Turn, place: Place, settled: Sequence[Meeting]) -> None:
    leaders = await units.leaders_of(turn.db, {meeting.unit_id for meeting in settled})
    days = {meeting.id: place.local_day(meeting.starts_at) for meeting in settled}
    debts = [
        Debt(
            key=f"day_off:{meeting.id}:{days[meeting.id]}:{person_id}",
            person_id=person_id,
            notice="day_off",
            about={"meeting": meeting.id, "day": days[meeting.id].toordinal()},
            unit_id=meeting.unit_id,
            due_at=turn.now,
            until=meeting.starts_at,
        )
        for meeting in settled
        for person_id in leaders.get(meeting.unit_id, ())
        if person_id != turn.me.person_id
    ]
    for some in portions(debts):
        await outbox.owe(turn.db, *some, now=turn.now)


@router.notice(
    "day_off",
    why=_("Those who lead a unit are told when its meeting falls on a day that is a day off now."),
    gathered=True,
)
async def day_off_notice(turn: Turn, about: dict[str, int]) -> Card | None:
    """A settled meeting falls on a day off."""
    meeting = await meetings.by_id(turn.db, about["meeting"])
    if meeting is None or meeting.cancelled_at or meeting.starts_at <= turn.now:
        return None
    place = await units.place(turn.db, meeting.unit_id, turn.home)
    day = date.fromordinal(about["day"])
    name = await stands_on(turn, place, day, turn.t.language)
    if name is None or place.local_day(meeting.starts_at) != day:
        return None
    return on_day_off(turn.speaks(place), place.name, day, name)
