"""Meetings ahead follow what holds now: the schedule, rules, days off, a new time.

What the secretary has confirmed or moved, and whatever people are invited to, stays on its day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.cards import replanned as cards
from bot.cards.agenda import ShowAgenda
from bot.cards.invitation import ShowInvitation
from bot.cards.planning import ShowPlan
from bot.domain.quiet import waits_until
from bot.domain.timetable import Step
from bot.place import Place
from bot.sweeps import Job, Sweep
from bot.turn import Turn
from handlers import clocks
from handlers.alone import LATER, alone
from handlers.desk import Doing, due
from handlers.regular import A_FEW, day_of, owe_plan, plan_ahead, start_of, this_month
from storage import meetings, moments, schedules, screens, units
from storage.portions import portions
from storage.tables import Meeting, Schedule


@dataclass(frozen=True)
class Followed:
    """A coming meeting after it was planned again; `was` is when it would have begun before."""

    meeting: Meeting
    was: datetime


async def plan_again(doing: Doing, place: Place, *, by: int | None = None) -> Sequence[Followed]:
    """Have everything ahead in a unit follow what holds now; `by` is the person who changed it."""
    row = await schedules.of(doing.db, place.id)
    found: list[Followed] = []
    for meeting in await meetings.coming(doing.db, place.id, now=doing.now):
        was = meeting.starts_at
        if row is not None and follows(meeting):
            meeting.minutes = place.rules.meeting_minutes
            await follow(doing, place, row, meeting, by=by)
        await plan_steps(doing, place, meeting)
        found.append(Followed(meeting, was))
    if row is not None:
        row.period = this_month(doing, place)
        await plan_ahead(doing, place, row, since=doing.now)
    await doing.db.flush()
    return found


def follows(meeting: Meeting) -> bool:
    """Whether a meeting goes where its schedule goes: nobody has settled it or been invited."""
    return (
        meeting.period is not None and meeting.invited_at is None and meeting.confirmed_at is None
    )


async def follow(
    doing: Doing, place: Place, row: Schedule, meeting: Meeting, *, by: int | None = None
) -> bool:
    """Put a regular meeting on the day its schedule gives now; False when it is too late for it."""
    assert meeting.period is not None
    day = await day_of(doing, place, row, meeting.period)
    start = start_of(place, row, day)
    if Step.INVITE not in await due(doing, place, start):
        return False
    if (start, day.ask) != (meeting.starts_at, meeting.proposal):
        meeting.starts_at, meeting.proposal = start, day.ask
        await owe_plan(doing, meeting, due_at=doing.now, but=by)
    return True


async def plan_steps(doing: Doing, place: Place, meeting: Meeting, *, afresh: bool = False) -> None:
    """Plan anew what a meeting makes due, and have every phone show it as it is.

    What was due and waits for the next look is done all the same, unless planned `afresh` or
    people have not been invited: then nothing of the old plan has a point.
    """
    stays = None if afresh or meeting.invited_at is None else doing.now
    asked_at = waits_until(doing.now, place.rules, place.zone) if afresh else stays
    steps = await due(doing, place, meeting.starts_at, meeting.minutes, asked_at=asked_at)
    await moments.plan(doing.db, meeting.id, steps, due_stays=stays)
    await doing.db.flush()
    await clocks.follow_meetings(doing, place)
    await redraw(doing, meeting)


async def redraw(doing: Doing, meeting: Meeting) -> None:
    """Have every phone that shows this meeting show it as it is now."""
    for shown in (ShowInvitation(meeting.id), ShowPlan(meeting.id), ShowAgenda(meeting.id)):
        await screens.stale(doing.db, shown.pack(), now=doing.now)


async def spread(turn: Turn, place: Place) -> Sequence[Followed]:
    """Have the meetings of a unit follow a change now, and those of the units below it soon."""
    below = [unit.id for unit in await units.subtree(turn.db, place.id) if unit.id != place.id]
    for some in portions(below):
        await units.plan_again(turn.db, some, now=turn.now)
    return await plan_again(turn, place, by=turn.me.person_id)


async def consequences(turn: Turn, place: Place, found: Sequence[Followed]) -> list[str]:
    """What became of these meetings, a line each."""
    lines = [
        cards.Replanned(
            each.was,
            each.meeting.starts_at,
            None
            if each.meeting.invited_at is not None
            else await moments.due_of(turn.db, each.meeting.id, Step.INVITE),
        )
        for each in found
    ]
    return cards.consequences(turn.speaks(place), lines)


async def plan_again_below(sweep: Sweep) -> int:
    """Have the meetings of units follow what was changed above them."""
    found = await units.to_plan_again(sweep.db, now=sweep.now, most=A_FEW)
    for unit_id, place in [(each.id, units.as_place(each, sweep.home)) for each in found]:
        again = partial(plan_again, sweep, place)
        if await alone(sweep, "planning again for unit", unit_id, again) is None:
            await units.plan_again(sweep.db, [unit_id], now=sweep.now + LATER)
        else:
            await units.planned_again(sweep.db, [unit_id])
    return len(found)


JOBS = (Job("plan again", 20, plan_again_below, units.next_to_plan_again),)
