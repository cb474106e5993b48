"""Attendance over twelve months, each beside the same month of the year before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.calendar import month_of

SUMMER = frozenset({6, 7, 8})  # when schools are closed
MONTHS = 12


@dataclass(frozen=True)
class Figures:
    """How many were there, of how many who count; added up over confirmed roll calls."""

    there: int
    counted: int

    @property
    def percent(self) -> int:
        """In whole percents, half a percent rounded up."""
        return (200 * self.there + self.counted) // (2 * self.counted)


@dataclass(frozen=True)
class Month:
    """One month (`YYYY-MM`), and the same one a year before; None without a confirmed roll call."""

    period: str
    now: Figures | None
    before: Figures | None

    @property
    def is_summer(self) -> bool:
        return month_of(self.period)[1] in SUMMER


def periods(last: str, months: int = MONTHS) -> list[str]:
    """So many months that end with `last`, the oldest first."""
    year, month = month_of(last)
    end = year * 12 + month - 1
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(end - months + 1, end + 1)]


def year(found: Mapping[str, Figures], last: str) -> list[Month]:
    """The twelve months that end with `last`; `found` are the figures of the months that have any.

    A month in which nobody counts says nothing, as one without a roll call.
    """
    known = {period: each for period, each in found.items() if each.counted > 0}
    both = periods(last, 2 * MONTHS)
    return [
        Month(period, known.get(period), known.get(before))
        for before, period in zip(both[:MONTHS], both[MONTHS:], strict=True)
    ]


def average(months: Sequence[Month]) -> int | None:
    """The share of all who were there, in whole percents; None without any figures."""
    there = sum(each.now.there for each in months if each.now is not None)
    counted = sum(each.now.counted for each in months if each.now is not None)
    return Figures(there, counted).percent if counted else None
