"""When the regular meeting of a month is: the 3rd, days off, Tết, breaks, the first week."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import count
from typing import Literal, Self

from bot.domain.words import _

Weekends = Literal["keep", "move"]

WEEKEND = _("weekend")

_THE_3RD = 3  # 50-CT/TW: the 3rd, or within the first week

# How long a meeting outside the first week may wait for an allowed day before somebody is asked.
_WAIT = timedelta(days=7)


class Ordinal(StrEnum):
    """Which of its weekdays in the month."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    LAST = "last"


class Weekday(StrEnum):
    """The days of the week, Monday first."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


_WEEKDAYS = list(Weekday)
_ORDINALS = list(Ordinal)


@dataclass(frozen=True)
class Schedule:
    """Every month on a day (1 to 31) or on an ordinal weekday, at a local time, in a place."""

    at: time
    place: str
    day: int | None = None
    ordinal: Ordinal | None = None
    weekday: Weekday | None = None

    def __post_init__(self) -> None:
        by_weekday = self.ordinal is not None and self.weekday is not None
        if self.day is None and by_weekday:
            return
        if self.ordinal is None and self.weekday is None and 1 <= (self.day or 0) <= 31:
            return
        raise ValueError("a schedule is a day from 1 to 31, or an ordinal and a weekday")

    @property
    def when(self) -> str:
        """The rule of the day as it is stored: `3` or `first sat`."""
        if self.day is not None:
            return str(self.day)
        return f"{self.ordinal} {self.weekday}"

    @classmethod
    def of(cls, when: str, at: time, place: str) -> Self:
        """The schedule whose `when` was stored; ValueError for any other text."""
        if when.isdecimal():
            return cls(at, place, day=int(when))
        ordinal, _space, weekday = when.partition(" ")
        return cls(at, place, ordinal=Ordinal(ordinal), weekday=Weekday(weekday))

    def day_in(self, year: int, month: int) -> date:
        """The day the rule names in that month; day 31 is the last one of a shorter month."""
        weekday_of_first, length = monthrange(year, month)
        if self.day is not None:
            return date(year, month, min(self.day, length))
        assert self.ordinal is not None
        assert self.weekday is not None
        first = 1 + (_WEEKDAYS.index(self.weekday) - weekday_of_first) % 7
        if self.ordinal is Ordinal.LAST:
            return date(year, month, first + (length - first) // 7 * 7)
        return date(year, month, first + 7 * _ORDINALS.index(self.ordinal))


@dataclass(frozen=True)
class Break:
    """A time off of many days, such as the summer of a school; both ends belong to it."""

    first: date
    last: date
    name: str

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Regular:
    """The day of a month's regular meeting, and what became of the day its schedule names.

    `moved_because` names what stands on the nominal day, or is None; `ask` says that no allowed
    day was left, so that `on` is only proposed: somebody has to confirm it.
    """

    on: date
    nominal: date
    moved_because: str | None
    ask: bool


def regular_day(
    schedule: Schedule,
    year: int,
    month: int,
    *,
    days_off: Mapping[date, str],
    breaks: Iterable[Break] = (),
    weekends: Weekends,
    first_week_ends: int,
) -> Regular:
    """The day of the regular meeting in that month (50-CT/TW: the 3rd, or within the first week).

    `days_off` names public holidays and the unit's own days off. An obstacle moves the meeting to
    the next allowed day: of the first week (days 1 to `first_week_ends`) when the schedule names a
    day of it, else of the 7 days that follow, never into another month, which has a meeting of
    its own. With none left, the nearest allowed day of the month is proposed, the later one of
    two. A month that is all break keeps its meeting: then the nearest day that is at least no
    holiday and no weekend that moves is proposed, and if every day is one, a day nevertheless.
    """
    obstacle = _obstacles(days_off, tuple(breaks), weekends)
    nominal = schedule.day_in(year, month)
    weight, name = obstacle(nominal)
    if not weight:
        return Regular(nominal, nominal, None, ask=False)

    month_days = [date(year, month, n + 1) for n in range(monthrange(year, month)[1])]
    in_first_week = nominal.day <= first_week_ends
    for day in month_days[nominal.day :]:
        in_time = day.day <= first_week_ends if in_first_week else day - nominal <= _WAIT
        if in_time and not obstacle(day)[0]:
            return Regular(day, nominal, name, ask=False)

    nearest = min(month_days, key=lambda day: (obstacle(day)[0], abs(day - nominal), day < nominal))
    return Regular(nearest, nominal, name, ask=True)


def allowed_days(
    schedule: Schedule,
    year: int,
    month: int,
    *,
    days_off: Mapping[date, str],
    breaks: Iterable[Break] = (),
    weekends: Weekends,
    first_week_ends: int,
) -> list[date]:
    """The days on which the regular meeting of that month may be held, in order; never none.

    From the 3rd to the end of the first week (50-CT/TW), or from the day of a schedule that names
    an earlier one; where it names a later one, that day and the 7 that follow within the month.
    Days with an obstacle are left out as long as one without is left.
    """
    obstacle = _obstacles(days_off, tuple(breaks), weekends)
    nominal, length = schedule.day_in(year, month), monthrange(year, month)[1]
    first, last = min(_THE_3RD, nominal.day), first_week_ends
    if nominal.day > first_week_ends:
        first, last = nominal.day, min(nominal.day + _WAIT.days, length)
    days = [date(year, month, day) for day in range(first, last + 1)]
    least = min(obstacle(day)[0] for day in days)
    return [day for day in days if obstacle(day)[0] == least]


def _obstacles(
    days_off: Mapping[date, str], breaks: Sequence[Break], weekends: Weekends
) -> Callable[[date], tuple[int, str | None]]:
    """What stands on a day and how much it weighs: 0 for nothing, up to 3 for a holiday."""

    def obstacle(day: date) -> tuple[int, str | None]:
        if day in days_off:
            return 3, days_off[day]
        if weekends == "move" and day.weekday() >= 5:
            return 2, WEEKEND
        off = next((each for each in breaks if day in each), None)
        return (1, off.name) if off else (0, None)

    return obstacle


def starts_at(on: date, at: time, tz: tzinfo) -> datetime:
    """The UTC moment of a local day and time; where clocks go back, the first of the two.

    A time that the clocks skip is read by the clock before the change: 02:30 becomes 03:30.
    """
    return datetime.combine(on, at.replace(fold=0), tz).astimezone(UTC)


def period_of(day: date) -> str:
    """The month a day belongs to, as `YYYY-MM`."""
    return f"{day.year:04d}-{day.month:02d}"


def month_of(period: str) -> tuple[int, int]:
    """Year and month of a period `YYYY-MM`."""
    year, month = period.split("-")
    return int(year), int(month)


def next_periods(after: date) -> Iterator[str]:
    """The periods that follow the month of `after`, one by one, without end."""
    for months in count(after.year * 12 + after.month):
        yield f"{months // 12:04d}-{months % 12 + 1:02d}"
