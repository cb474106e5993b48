"""To those who lead a cell, alone: whose absences reach what the rules speak of."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.invitation import Facts, title
from bot.chat import Card
from bot.domain.absences import Limit
from bot.i18n import Speech


@dataclass(frozen=True)
class Reached:
    """Somebody, and the limit that their absences have reached; `made_up` are of `count`."""

    name: str
    limit: Limit
    count: int
    made_up: int = 0


def absences(t: Speech, facts: Facts, found: Sequence[Reached]) -> Card:
    """Who, how many, and what the rules say; nothing is decided here."""
    lines: list[str] = []
    for one in found:
        lines.append(_line(t, one))
        if one.made_up:
            lines.append(t("Of these made up in a make-up session: {n}", n=one.made_up))
    if any(each.limit is Limit.EXCUSED_IN_A_ROW for each in found):
        lines += [
            "",
            t(
                "Guidance 12-HD/BTCTW: a cell does not meet the criterion of attendance when "
                "somebody is excused more than three times in a row in a year."
            ),
        ]
    if any(each.limit is Limit.UNEXCUSED_MONTHS for each in found):
        lines += [
            "",
            t(
                "The rules: with three months in a year without a good reason the cell considers "
                "what to propose."
            ),
        ]
    lines += ["", t("Only those who lead the unit see this. Please talk with them first.")]
    return Card(title=title(t, facts), body="\n".join(lines))


def _line(t: Speech, each: Reached) -> str:
    if each.limit is Limit.EXCUSED_IN_A_ROW:
        return t.plural(
            "{name}: excused {n} time in a row.",
            "{name}: excused {n} times in a row.",
            each.count,
            name=each.name,
        )
    return t.plural(
        "{name}: absent without a reason in {n} month of this year.",
        "{name}: absent without a reason in {n} months of this year.",
        each.count,
        name=each.name,
    )
