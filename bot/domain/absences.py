"""Absences of one member in a year that the rules speak of; what follows is for people to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.attendance import Attended


class Limit(StrEnum):
    """A number of absences from which the rules say something."""

    EXCUSED_IN_A_ROW = "excused"
    UNEXCUSED_MONTHS = "unexcused"


@dataclass(frozen=True)
class Met:
    """What the roll call of one meeting said of somebody; `month` is 1 to 12."""

    month: int
    state: Attended


def reached(
    year: Sequence[Met], *, excused_in_a_row: int, unexcused_months: int
) -> tuple[Limit, int] | None:
    """The limit that somebody reached with the last meeting of `year`, and how far they are.

    `year` is this year's meetings in their order, the last one included. More than
    `excused_in_a_row` excused absences in a row (12-HD/BTCTW), or absences without a reason in
    `unexcused_months` months (the Party's rules on removal from the roll). Told when it is
    reached and not again with each meeting after it.
    """
    if not year:
        return None
    last = year[-1]
    if last.state is Attended.EXCUSED:
        row = 0
        for each in reversed(year):
            if each.state is not Attended.EXCUSED:
                break
            row += 1
        return (Limit.EXCUSED_IN_A_ROW, row) if row == excused_in_a_row + 1 else None
    if last.state is Attended.UNEXCUSED:
        before = {each.month for each in year[:-1] if each.state is Attended.UNEXCUSED}
        months = before | {last.month}
        if len(months) == unexcused_months and last.month not in before:
            return Limit.UNEXCUSED_MONTHS, len(months)
    return None
