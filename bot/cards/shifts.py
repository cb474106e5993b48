"""Repeating shifts of a member: what is known, what was understood, when they are on duty next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.chat import Action, Card, Choice, Tone
from bot.domain.shifts import Shift
from bot.i18n import Speech


@dataclass(frozen=True)
class ShowShifts(Action):
    """Everything I have said of my shifts."""

    name: ClassVar[str] = "shifts"


@dataclass(frozen=True)
class SayShifts(Action):
    """My shifts are typed next."""

    name: ClassVar[str] = "shiftsay"


@dataclass(frozen=True)
class DropShifts(Action):
    """I have these shifts no more."""

    name: ClassVar[str] = "shiftno"
    number: int


@dataclass(frozen=True)
class Known:
    """Shifts as cards show them: their number, and the next ones."""

    number: int
    coming: Sequence[Shift]


def shifts_card(t: Speech, found: Sequence[Known], *, note: str = "") -> Card:
    """All shifts of a member by their next days, each with a button to take it back."""
    if not found:
        lines = [
            t("{You} have said nothing of shifts yet. Invitations that clash with one will say so.")
        ]
    else:
        lines = [t("{You} are on duty next:")]
    choices = []
    for known in found:
        lines += [*(f"• {shift_line(t, each)}" for each in known.coming), ""]
        first = known.coming[0].start.date() if known.coming else None
        choices.append((_drop(t, known.number, first),))
    lines.append(
        t(
            "Write them in one line, like trực thứ 3 và thứ 6; 2 làm 2 nghỉ từ 05/01; "
            "3 kíp từ 05/01; thứ 2 18h-22h."
        )
    )
    return Card(
        title=t("{Your} shifts"),
        body="\n".join(lines),
        choices=(*choices, (Choice(t("Say other shifts"), SayShifts()),)),
        shows=ShowShifts(),
        toast=note,
    )


def type_shifts(t: Speech) -> Card:
    """The shifts are typed."""
    return Card(
        title=t("{Your} shifts"),
        body=t(
            "Please type {your} shifts in one message, like trực thứ 3 và thứ 6; 2 làm 2 nghỉ từ "
            "05/01; 3 kíp từ 05/01; thứ 2 18h-22h."
        ),
        choices=((Choice(t("Back"), ShowShifts()),),),
        shows=ShowShifts(),
    )


def understood(t: Speech, known: Known, *, frees_an_evening: bool, note: str = "") -> Card:
    """What was understood, by its next days: whoever reads it sees whether it is right."""
    lines = [t("This is how I understood it:")]
    lines += [f"• {shift_line(t, each)}" for each in known.coming]
    lines.append("")
    if not frees_an_evening:
        lines.append(
            t("No evening is left free, so every invitation to an evening will say so and ask.")
        )
    lines.append(t("Invitations that clash with a shift will say so. Is it wrong? Take it back."))
    return Card(
        title=t("{Your} shifts"),
        body="\n".join(lines),
        choices=((_drop(t, known.number),), (Choice(t("All shifts"), ShowShifts()),)),
        shows=ShowShifts(),
        toast=note,
    )


def _drop(t: Speech, number: int, first: date | None = None) -> Choice:
    label = t("Take it back")
    if first is not None:
        label = t("Take back: from {day}", day=t.plain_day(first))
    return Choice(label, DropShifts(number), tone=Tone.BAD)


def shift_line(t: Speech, shift: Shift) -> str:
    """A shift in words: its day and its times."""
    day = t.day(shift.start.date())
    if (shift.end - shift.start).days and shift.start.hour == shift.start.minute == 0:
        return t("{day}, all day", day=day)
    return t("{day}, {times}", day=day, times=clocks(t, shift))


def clocks(t: Speech, shift: Shift) -> str:
    """From when to when a shift lasts: "22:00–06:00"."""
    return f"{t.clock(shift.start.time())}–{t.clock(shift.end.time())}"
