"""The days on which a unit does not meet, beside the public holidays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.cards.paging import page, turning
from bot.cards.planning import obstacle
from bot.chat import Action, Card, Choice, Rows
from bot.i18n import Speech

A_PAGE = 15


@dataclass(frozen=True)
class ShowDaysOff(Action):
    """A page of a unit's coming days off."""

    name: ClassVar[str] = "off-days"
    unit_id: int
    page: int


@dataclass(frozen=True)
class RemoveDayOff(Action):
    """Meet on this day again."""

    name: ClassVar[str] = "on-day"
    unit_id: int
    day_off_id: int


@dataclass(frozen=True)
class Day:
    """A day off; `set_by` names the committee above that set it, "" for the unit itself."""

    id: int
    day: date
    name: str
    set_by: str = ""


def days_off_card(
    t: Speech,
    unit_id: int,
    unit: str,
    days: Sequence[Day],
    *,
    wanted: int = 0,
    news: Sequence[str] = (),
    note: str = "",
) -> Card:
    """The coming days off, those of the unit with a button to remove each.

    `news` are lines to say first, `note` is said over the tapped button.
    """
    shown = page(days, wanted, A_PAGE)
    lines = [*news, ""] if news else []
    if days:
        lines += [t("Coming days off:"), *(f"• {_line(t, each)}" for each in shown.things)]
    else:
        lines.append(t("No day off is set."))
    lines += [
        "",
        t("Public holidays are known. To add another day, send it like 31/08/2027; Khai giảng"),
    ]
    buttons: Rows = tuple(
        (Choice(t("Remove {day}", day=t.day(each.day)), RemoveDayOff(unit_id, each.id)),)
        for each in shown.things
        if not each.set_by
    )
    return Card(
        title=t("{unit}: days off", unit=unit),
        body="\n".join(lines),
        choices=(*buttons, *turning(t, shown, lambda number: ShowDaysOff(unit_id, number))),
        shows=ShowDaysOff(unit_id, shown.number),
        toast=note,
    )


def _line(t: Speech, each: Day) -> str:
    day, name = t.day(each.day), obstacle(t, each.name)
    if each.set_by:
        return t("{day}: {name} (set by {unit})", day=day, name=name, unit=each.set_by)
    return t("{day}: {name}", day=day, name=name)


def on_day_off(t: Speech, unit: str, starts_on: date, name: str) -> Card:
    """A meeting that is settled falls on a day that has become a day off."""
    return Card(
        title=t("{unit}: meeting on {day}", unit=unit, day=t.day(starts_on)),
        body=t(
            "This day is a day off now: {name}. The meeting stays as it is; /move moves it.",
            name=obstacle(t, name),
        ),
    )
