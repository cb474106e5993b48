"""The regular meeting of each month: on which day it is, and planned in good time."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import partial

from bot.domain.calendar import (
    Break,
    Regular,
    month_of,
    next_periods,
    period_of,
    regular_day,
    starts_at,
)
from bot.domain.calendar import Schedule as Rule
from bot.domain.holidays import public_holidays
from bot.domain.stamps import stamp
from bot.domain.timetable import Step, plan_at
from bot.place import Place
from bot.sweeps import Job, Sweep
from handlers import clocks
from handlers.alone import LATER, alone
from handlers.desk import Doing, due, notice_days, together
from storage import breaks, days_off, meetings, moments, outbox, schedules, units
from storage.outbox import Debt
from storage.tables import Meeting, Schedule

A_FEW = 5  # units in one transaction: each costs about ten statements, and a tap waits behind them


async def off(
    doing: Doing, place: Place, first: date, last: date, language: str = "vi"
) -> Mapping[date, str]:
    """The days off that hold in a unit, with their names: public holidays, its own, those above."""
    names: dict[date, str] = {}
    for row, _unit in await days_off.holding(doing.db, place.id, first=first, last=last):
        names.setdefault(row.day, row.name)
    for year in range(first.year, last.year + 1):
        names |= {
            day: name
            for day, name in public_holidays(year, language).items()
            if first <= day <= last
        }
    return names


async def breaks_in(doing: Doing, place: Place, first: date, last: date) -> list[Break]:
    """The breaks with a day from `first` to `last` that hold in a unit, by their first day."""
    found = await breaks.holding(doing.db, place.id, first=first, last=last)
    return [Break(row.first, row.last, row.name) for row, _unit in found]


async def stands_on(doing: Doing, place: Place, day: date, language: str) -> str | None:
    """What stands on a day: the name of a holiday, a day off or a break; None when nothing does."""
    names = await off(doing, place, day, day, language)
    if day in names:
        return names[day]
    return next((each.name for each in await breaks_in(doing, place, day, day)), None)


def rule_of(row: Schedule) -> Rule:
    """A stored schedule as the calendar knows it."""
    return Rule.of(row.rule, time.fromisoformat(row.at), row.place)


async def day_of(
    doing: Doing, place: Place, row: Schedule, period: str, language: str = "vi"
) -> Regular:
    """The day of the regular meeting of a month (YYYY-MM), and why it is not another one."""
    year, month = month_of(period)
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return regular_day(
        rule_of(row),
        year,
        month,
        days_off=await off(doing, place, first, last, language),
        breaks=await breaks_in(doing, place, first, last),
        weekends=place.rules.weekends,
        first_week_ends=place.rules.first_week_ends,
    )


def start_of(place: Place, row: Schedule, day: Regular) -> datetime:
    """When a regular meeting begins."""
    return starts_at(day.on, time.fromisoformat(row.at), place.zone)


def _following(period: str) -> str:
    year, month = month_of(period)
    return next(next_periods(date(year, month, 1)))


def this_month(doing: Doing, place: Place) -> str:
    """The month in which the unit lives now, as YYYY-MM."""
    return period_of(place.local_day(doing.now))


async def plan_ahead(
    doing: Doing, place: Place, row: Schedule, *, since: datetime, through: date = date.min
) -> list[Meeting]:
    """Plan every month whose plan date has passed; the next one waits for its date.

    A month is passed over when it has its meeting, be it cancelled, or when it is too late for
    it. Notices are due when the plan was, but not before `since`. Meetings up to the day `through`
    are planned now, whatever their plan date.
    """
    made: list[Meeting] = []
    while True:
        day = await day_of(doing, place, row, row.period)
        start = start_of(place, row, day)
        plans = plan_at(day.on, place.rules, place.zone, await notice_days(doing, place, day.on))
        possible = Step.INVITE in await due(doing, place, start)
        if possible and await meetings.regular(doing.db, place.id, row.period) is None:
            if plans > doing.now and day.on > through:
                row.plan_at = plans
                return made
            meeting = Meeting(
                unit_id=place.id,
                period=row.period,
                starts_at=start,
                minutes=place.rules.meeting_minutes,
                place=row.place,
                proposal=day.ask,
            )
            made.append(await put_down(doing, place, meeting))
            await owe_plan(doing, meeting, due_at=max(plans, since))
        row.period = _following(row.period)


async def put_down(doing: Doing, place: Place, meeting: Meeting) -> Meeting:
    """Keep a new meeting, with everything that follows from it."""
    await meetings.put_down(doing.db, meeting)
    steps = await due(doing, place, meeting.starts_at, meeting.minutes)
    await moments.plan(doing.db, meeting.id, steps)
    await clocks.follow_meetings(doing, place)
    return meeting


async def owe_plan(
    doing: Doing, meeting: Meeting, *, due_at: datetime, but: int | None = None
) -> None:
    """Owe the plan to those who lead the unit, but not to the person who has just made it."""
    key = f"plan:{meeting.id}:{stamp(meeting.starts_at)}"
    await outbox.owe(
        doing.db,
        *(
            Debt(
                key=f"{key}:{person_id}",
                person_id=person_id,
                notice="plan",
                about={"meeting": meeting.id},
                unit_id=meeting.unit_id,
                due_at=together(doing, due_at),
                until=meeting.starts_at,
            )
            for person_id in await units.leaders(doing.db, meeting.unit_id)
            if person_id != but
        ),
        now=doing.now,
    )


async def plan_the_month(sweep: Sweep) -> int:
    """Plan the next regular meeting of the units for which it is time."""
    found = await schedules.due(sweep.db, now=sweep.now, most=A_FEW)
    for row, unit in found:
        unit_id, place = unit.id, units.as_place(unit, sweep.home)
        plan = partial(plan_ahead, sweep, place, row, since=row.plan_at)
        if await alone(sweep, "planning the month of unit", unit_id, plan) is None:
            await schedules.put_off(sweep.db, unit_id, until=sweep.now + LATER)
    return len(found)


JOBS = (Job("plan the month", 60, plan_the_month, schedules.next_due),)
