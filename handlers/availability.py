"""Who of a unit could come at some times, by what members have said of their days."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.domain.away import Span
from bot.domain.fairest import Can, Member
from bot.domain.roles import counts
from bot.domain.shifts import first_clash
from bot.place import Place
from handlers.desk import Doing
from storage import attendance, away, reach, shifts
from storage.reach import OnRoster
from storage.tables import Away

A_YEAR = timedelta(days=366)


async def who_counts(doing: Doing, place: Place) -> list[OnRoster]:
    """Those of a unit who are in the denominator of its attendance."""
    return [
        each for each in await reach.roster(doing.db, place.id) if counts(each.status, each.roles)
    ]


async def members(
    doing: Doing, place: Place, people: Sequence[OnRoster], times: Sequence[datetime]
) -> list[Member]:
    """What these people can at each of the times, and how many meetings of the unit they missed.

    Who has said nothing can come.
    """
    days = [place.local_day(at) for at in times]
    numbers = [each.person_id for each in people]
    said = await away.within(doing.db, numbers, first=min(days), last=max(days)) if days else {}
    on_duty = await shifts.of_people(doing.db, numbers)
    missed = await attendance.missed(doing.db, place.id, since=doing.now - A_YEAR)
    minutes = place.rules.meeting_minutes

    def can(person_id: int, at: datetime, day: date) -> Can:
        if first_clash(on_duty.get(person_id, ()), at, minutes, place.zone) is not None:
            return Can.NO
        return _by_days(said.get(person_id, ()), day)

    return [
        Member(
            [can(person_id, at, day) for at, day in zip(times, days, strict=True)],
            missed.get(person_id, 0),
        )
        for person_id in numbers
    ]


def _by_days(said: Sequence[Away], day: date) -> Can:
    """By the newest word on the day."""
    for row in said:
        if Span(row.first, row.last).covers(day):
            return Can.ONLINE if row.online else Can.NO
    return Can.HERE
