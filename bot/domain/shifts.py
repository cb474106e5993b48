"""Shifts that repeat: when somebody is on duty, and whether a meeting falls into it.

Recurrence is dateutil's: a pattern is kept as rules of RFC 5545, in the wall clock of its member.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from dateutil.rrule import rrule, rrulestr

WHOLE_DAY = 24 * 60
EVENING = (time(18), time(21))
_FORMAT = "%Y%m%dT%H%M"


class Shift(NamedTuple):
    """One shift, from and until, local wall clock without a zone."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Line:
    """Shifts of `minutes` that begin at `start` (local, no zone) and by an RRULE after it."""

    start: datetime
    rule: str
    minutes: int

    @property
    def text(self) -> str:
        return f"{self.start:{_FORMAT}} {self.rule} {self.minutes}"


@dataclass(frozen=True)
class Pattern:
    """When somebody is on duty: the shifts of every line."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The pattern as it is kept; `of` reads it."""
        return "\n".join(line.text for line in self.lines)

    @classmethod
    def of(cls, text: str) -> "Pattern":
        """The pattern whose text was kept; ValueError for any other text."""
        return cls(tuple(_line(each) for each in text.split("\n")))

    def between(self, first: datetime, last: datetime) -> list[Shift]:
        """The shifts with a moment between two local moments, by their start."""
        return sorted(shift for line in self.lines for shift in _shifts(line, first, last))

    def clash(self, starts_at: datetime, minutes: int, tz: tzinfo) -> Shift | None:
        """The first shift that overlaps a meeting; None when its member is free."""
        start = starts_at.astimezone(tz).replace(tzinfo=None)
        found = self.between(start, start + timedelta(minutes=minutes))
        return found[0] if found else None


def _line(text: str) -> Line:
    start, rule, minutes = text.split(" ")
    return Line(datetime.fromisoformat(start), rule, int(minutes))


def _shifts(line: Line, first: datetime, last: datetime) -> Iterator[Shift]:
    long = timedelta(minutes=line.minutes)
    for start in _recurrence(line).between(first - long, last, inc=True):
        if start < last and first < start + long:
            yield Shift(start, start + long)


@lru_cache(maxsize=4096)
def _recurrence(line: Line) -> rrule:
    found = rrulestr(f"DTSTART:{line.start:%Y%m%dT%H%M%S}\nRRULE:{line.rule}", cache=True)
    assert isinstance(found, rrule)
    return found


def frees_an_evening(pattern: Pattern, first: datetime, days: int) -> bool:
    """Whether an evening (18:00 to 21:00) is left free on any of so many days from `first` on."""
    midnight = first.replace(hour=0, minute=0)
    return any(
        not pattern.between(*_on(midnight + timedelta(days=n), *EVENING)) for n in range(days)
    )


def frees_an_hour(pattern: Pattern, first: datetime, days: int) -> bool:
    """Whether any moment of so many days from `first` on is left free."""
    midnight = first.replace(hour=0, minute=0)
    last = midnight + timedelta(days=days)
    reached = midnight
    for shift in pattern.between(midnight, last):
        if shift.start > reached:
            return True
        reached = max(reached, shift.end)
    return reached < last


def _on(day: datetime, first: time, last: time) -> tuple[datetime, datetime]:
    return datetime.combine(day, first), datetime.combine(day, last)


def first_clash(
    patterns: Sequence[Pattern], starts_at: datetime, minutes: int, tz: tzinfo
) -> Shift | None:
    """The first shift of several patterns that overlaps a meeting."""
    found = [each.clash(starts_at, minutes, tz) for each in patterns]
    return min((shift for shift in found if shift is not None), default=None)
