"""Absences of one member in a year that the rules speak of; what follows is for people to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from bot.domain.attendance import Attended


class Limit(StrEnum):
    """A number of absences from which the rules say something."""

    EXCUSED_IN_A_ROW = "excused"
    UNEXCUSED_MONTHS = "unexcused"


@dataclass(frozen=True)
class Met:
    """What the roll call of one meeting said of somebody; `month` is 1 to 12.

    `made_up` says that they came to a make-up session since.
    """

    month: int
    state: Attended
    made_up: bool = False


@dataclass(frozen=True)
class Standing:
    """A limit, how far somebody is, and how many of these absences they have made up."""

    limit: Limit
    count: int
    made_up: int = 0


def reached(
    year: Sequence[Met], *, excused_in_a_row: int, unexcused_months: int
) -> Standing | None:
    """The limit that somebody reached with the last meeting of `year`, and how far they are.

    `year` is this year's meetings in their order, the last one included. More than
    `excused_in_a_row` excused absences in a row (12-HD/BTCTW), or absences without a reason in
    `unexcused_months` months (the Party's rules on removal from the roll). Told when it is
    reached and not again with each meeting after it. What was made up is counted with the rest
    and beside it: no rule says that it ends a row, so people have to.
    """
    if not year:
        return None
    last = year[-1]
    if last.state is Attended.EXCUSED:
        row = list(takewhile(lambda each: each.state is Attended.EXCUSED, reversed(year)))
        if len(row) != excused_in_a_row + 1:
            return None
        return Standing(Limit.EXCUSED_IN_A_ROW, len(row), sum(each.made_up for each in row))
    if last.state is Attended.UNEXCUSED:
        before = {each.month for each in year[:-1] if each.state is Attended.UNEXCUSED}
        months = before | {last.month}
        if len(months) == unexcused_months and last.month not in before:
            return Standing(Limit.UNEXCUSED_MONTHS, len(months))
    return None
