"""Breaks of a unit: those ahead, the one question to everybody, the figures for the secretary."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.cards.planning import ShowFairest
from bot.cards.spans import days
from bot.chat import Action, Card, Choice, Rows, Tone
from bot.domain.away import Span
from bot.domain.calendar import Break
from bot.domain.fairest import Option
from bot.i18n import Speech


@dataclass(frozen=True)
class ShowBreaks(Action):
    """The breaks of a unit that are not over."""

    name: ClassVar[str] = "breaks"
    unit_id: int


@dataclass(frozen=True)
class AskBreak(Action):
    """A break of this unit is typed next."""

    name: ClassVar[str] = "askbreak"
    unit_id: int


@dataclass(frozen=True)
class RemoveBreak(Action):
    """The unit meets in these days after all."""

    name: ClassVar[str] = "nobreak"
    unit_id: int
    break_id: int


@dataclass(frozen=True)
class ShowFigures(Action):
    """How many of a unit are there in a break."""

    name: ClassVar[str] = "brkfig"
    unit_id: int
    break_id: int


@dataclass(frozen=True)
class ShowQuestion(Action):
    """Whether I am away in a break."""

    name: ClassVar[str] = "brk"
    break_id: int


@dataclass(frozen=True)
class NeverAway(Action):
    """I am there all the time."""

    name: ClassVar[str] = "brknone"
    break_id: int


@dataclass(frozen=True)
class AwayThroughout(Action):
    """I am away for the whole break."""

    name: ClassVar[str] = "brkall"
    break_id: int


@dataclass(frozen=True)
class AwaySomeDays(Action):
    """My days away in a break are typed next."""

    name: ClassVar[str] = "brksome"
    break_id: int


@dataclass(frozen=True)
class Listed:
    """A break as its list shows it; `set_by` names the committee that set it, "" for the unit."""

    id: int
    each: Break
    set_by: str = ""


@dataclass(frozen=True)
class Month:
    """A regular meeting in a break: when it is planned, and how many could come on each day.

    `meeting_id` is None while it has not been put down.
    """

    planned: datetime
    times: Sequence[tuple[datetime, Option]]
    meeting_id: int | None = None


def named(t: Speech, each: Break) -> str:
    """A break by its name and days."""
    return t("{name}, {days}", name=each.name, days=days(t, Span(each.first, each.last)))


def breaks_card(
    t: Speech, unit_id: int, unit: str, found: Sequence[Listed], *, news: Sequence[str] = ()
) -> Card:
    """The breaks ahead, with the figures of each, and a button to remove the unit's own.

    `news` are lines to say first.
    """
    lines = [*news, ""] if news else []
    for listed in found:
        said = named(t, listed.each)
        if listed.set_by:
            said = t("{what} (set by {unit})", what=said, unit=listed.set_by)
        lines.append(f"• {said}")
    if not found:
        lines.append(t("No break is set."))
    lines += [
        "",
        t(
            "To add one, send it like 01/06-31/08; Nghỉ hè. Everyone is asked once before it when "
            "they are away."
        ),
    ]
    choices: list[tuple[Choice, ...]] = []
    for listed in found:
        name = listed.each.name
        choices.append(
            (Choice(t("Who is here: {name}", name=name), ShowFigures(unit_id, listed.id)),)
        )
        if not listed.set_by:
            choices.append(
                (Choice(t("Remove {name}", name=name), RemoveBreak(unit_id, listed.id)),)
            )
    return Card(
        title=t("{unit}: breaks", unit=unit),
        body="\n".join(lines),
        choices=tuple(choices),
        shows=ShowBreaks(unit_id),
    )


def question(t: Speech, unit: str, break_id: int, each: Break, *, note: str = "") -> Card:
    """The one question before a break; "none" is an answer."""
    return Card(
        title=t("{unit}: {what}", unit=unit, what=named(t, each)),
        body="\n".join(
            [
                t("Are {you} away in these days?"),
                t("With the answers the secretary looks for the day on which most can come."),
            ]
        ),
        choices=(
            (Choice(t("I am not away"), NeverAway(break_id), tone=Tone.GOOD),),
            (Choice(t("Away on some days"), AwaySomeDays(break_id)),),
            (Choice(t("Away all the time"), AwayThroughout(break_id), tone=Tone.BAD),),
        ),
        shows=ShowQuestion(break_id),
        toast=note,
    )


def type_days(t: Speech, unit: str, break_id: int, each: Break) -> Card:
    """Some days of a break are typed."""
    return Card(
        title=t("{unit}: {what}", unit=unit, what=named(t, each)),
        body=t(
            "Please type the days in one message, like 01/07-15/07. With another reason: "
            "01/07-15/07; công tác"
        ),
        choices=((Choice(t("Back"), ShowQuestion(break_id)),),),
        shows=ShowQuestion(break_id),
    )


def answered(t: Speech, unit: str, break_id: int, each: Break, *, note: str = "") -> Card:
    """Somebody has said that they are there all the time."""
    return Card(
        title=t("{unit}: {what}", unit=unit, what=named(t, each)),
        body="\n".join(
            [
                t("{Your} answer: not away."),
                t("If that changes, please send it like /away 01/07-15/07; công tác."),
            ]
        ),
        choices=((Choice(t("Change it"), AwaySomeDays(break_id)),),),
        shows=ShowQuestion(break_id),
        toast=note,
    )


def figures(
    t: Speech,
    unit_id: int,
    unit: str,
    break_id: int,
    each: Break,
    months: Sequence[Month],
    *,
    answered: int,
    of: int,
) -> Card:
    """How many will be there on each allowed day of a break's meetings, in person and online."""
    lines = [t("Have said when they are away: {n} of {all}.", n=answered, all=of)]
    choices: list[tuple[Choice, ...]] = []
    for month in months:
        lines += ["", t("Meeting planned for {time}:", time=t.when(month.planned))]
        lines += [
            ("➜ " if at == month.planned else "• ") + here_line(t, at, option)
            for at, option in month.times
        ]
        if month.meeting_id is not None:
            label = t("Choose the day: {day}", day=t.plain_day(t.local_day(month.planned)))
            choices.append((Choice(label, ShowFairest(month.meeting_id)),))
    if not months:
        lines += ["", t("No regular meeting falls into these days.")]
    back: Rows = ((Choice(t("All breaks"), ShowBreaks(unit_id)),),)
    return Card(
        title=t("{unit}: {what}", unit=unit, what=named(t, each)),
        body="\n".join(lines),
        choices=(*choices, *back),
        shows=ShowFigures(unit_id, break_id),
    )


def here_line(t: Speech, at: datetime, option: Option) -> str:
    """A time, and how many are there then."""
    if option.online:
        return t(
            "{time}: {here} here, {online} online, {away} away",
            time=t.when(at),
            here=option.here,
            online=option.online,
            away=option.away,
        )
    return t(
        "{time}: {here} here, {away} away", time=t.when(at), here=option.here, away=option.away
    )
