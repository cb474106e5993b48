"""Make-up sessions: which meeting they make up for, and whom they would ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.chat import Action, Card
from bot.i18n import Speech


@dataclass(frozen=True)
class AskMakeup(Action):
    """The day, time and place of a make-up session for a meeting are typed next."""

    name: ClassVar[str] = "mk"
    meeting_id: int


def makes_up_line(t: Speech, day: date) -> str:
    """What a make-up session is for; whoever leads it reads the same."""
    return t("Make-up session for those excused from the meeting of {day}.", day=t.day(day))


def ask(t: Speech, unit: str, day: date, names: Sequence[str], *, place: str) -> Card:
    """When shall it be? `names` are those whom it would ask, `place` where the meeting was."""
    lines = [
        t.plural(
            "{n} person missed it with a reason and would be asked:",
            "{n} people missed it with a reason and would be asked:",
            len(names),
        ),
        *(f"• {name}" for name in names),
        "",
        t("When and where is it? For example: 20/12 19:30; Phòng A"),
    ]
    if place:
        lines.append(t("Without a place it is held there again: {place}", place=place))
    return Card(
        title=t("{unit}: make-up session for the meeting of {day}", unit=unit, day=t.day(day)),
        body="\n".join(lines),
    )
