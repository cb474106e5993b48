"""Days on which somebody is away: what they have said, what the bot does about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from bot.cards.short import short
from bot.cards.spans import days
from bot.cards.tasks import ShowTask
from bot.chat import Action, Card, Choice, Rows, Tone
from bot.domain.answers import REASON_LABELS, Reason
from bot.domain.away import BEHAVIOUR_LABELS, Behaviour, Span
from bot.i18n import Speech


@dataclass(frozen=True)
class ShowAway(Action):
    """All days I have said I am away."""

    name: ClassVar[str] = "aways"


@dataclass(frozen=True)
class SayAway(Action):
    """The days and the reason are typed next."""

    name: ClassVar[str] = "awaysay"


@dataclass(frozen=True)
class ShowSpan(Action):
    """One of them."""

    name: ClassVar[str] = "away"
    number: int


@dataclass(frozen=True)
class Behave(Action):
    """What to do with invitations to those days."""

    name: ClassVar[str] = "awaydo"
    number: int
    behaviour: Behaviour


@dataclass(frozen=True)
class JoinFromThere(Action):
    """I can, or cannot, join a meeting online on those days."""

    name: ClassVar[str] = "awayonl"
    number: int
    online: bool


@dataclass(frozen=True)
class TakeBack(Action):
    """I am not away on those days after all."""

    name: ClassVar[str] = "awayno"
    number: int


@dataclass(frozen=True)
class Returned(Action):
    """I am back."""

    name: ClassVar[str] = "awayback"
    number: int


@dataclass(frozen=True)
class StillAway(Action):
    """Not yet: ask again in so many days, 0 where I do not know."""

    name: ClassVar[str] = "awayyet"
    number: int
    days: int


@dataclass(frozen=True)
class Shown:
    """Days as cards show them. `words` are a reason that is not one of ours."""

    number: int
    span: Span
    reason: Reason
    words: str
    behaviour: Behaviour
    online: bool = False


@dataclass(frozen=True)
class Touched:
    """A meeting on one of those days; `answered` says that its person has answered themselves."""

    unit: str
    starts_at: datetime
    answered: bool


@dataclass(frozen=True)
class Due:
    """A task whose date is among those days; its card offers another date and another owner."""

    task_id: int
    what: str
    on: date


def why(t: Speech, shown: Shown) -> str:
    """The reason in the reader's words."""
    return shown.words or t(REASON_LABELS[shown.reason])


def all_days(t: Speech, found: Sequence[Shown], *, note: str = "") -> Card:
    """Everything somebody has said of the days to come."""
    lines = [f"{days(t, each.span)}: {why(t, each)}" for each in found]
    if not found:
        lines = [t("{You} have said nothing of days on which {you} are away.")]
    lines += [
        "",
        t(
            "Write it in one line, like /away 01/07-15/08; nghỉ hè. Only the secretary and "
            "the deputy see why."
        ),
    ]
    return Card(
        title=t("Days on which {you} are away"),
        body="\n".join(lines),
        choices=(
            *((Choice(days(t, each.span), ShowSpan(each.number)),) for each in found),
            (Choice(t("Say other days"), SayAway()),),
        ),
        shows=ShowAway(),
        toast=note,
    )


def type_days(t: Speech) -> Card:
    """The days and the reason are typed."""
    return Card(
        title=t("Days on which {you} are away"),
        body=t(
            "Please type the days and the reason in one message, like 01/07-15/08; nghỉ hè, or "
            "from 01/07; công tác where the end is not known."
        ),
        choices=((Choice(t("Back"), ShowAway()),),),
        shows=ShowAway(),
    )


def one_span(
    t: Speech,
    shown: Shown,
    touched: Sequence[Touched],
    tasks: Sequence[Due] = (),
    *,
    note: str = "",
) -> Card:
    """Days somebody is away, the meetings and tasks they touch, and what the bot does."""
    lines = [
        t("Reason: {reason}", reason=why(t, shown)),
        t("Only the secretary, the deputy and {you} see it."),
    ]
    for each in touched:
        when = t.when(each.starts_at)
        if each.answered:
            said = t("{unit}, {time}: {your} own answer stays.", unit=each.unit, time=when)
        else:
            said = t("{unit}, {time}: on these days.", unit=each.unit, time=when)
        lines.append(said)
    if tasks:
        lines += ["", t("These tasks are due meanwhile. The secretary hears of it, too:")]
        lines += [t("{task}, by {day}", task=each.what, day=t.plain_day(each.on)) for each in tasks]
    lines += ["", t("What shall I do with invitations to these days?")]
    return Card(
        title=t("Away: {days}", days=days(t, shown.span)),
        body="\n".join(lines),
        choices=(
            *(
                (
                    Choice(
                        ("✓ " if each is shown.behaviour else "") + t(BEHAVIOUR_LABELS[each]),
                        Behave(shown.number, each),
                    ),
                )
                for each in Behaviour
            ),
            (
                Choice(
                    ("✓ " if shown.online else "") + t("I can join online from there"),
                    JoinFromThere(shown.number, not shown.online),
                ),
            ),
            *((Choice(short(each.what), ShowTask(each.task_id)),) for each in tasks),
            (Choice(t("I am not away after all"), TakeBack(shown.number), tone=Tone.BAD),),
            (Choice(t("All days"), ShowAway()),),
        ),
        shows=ShowSpan(shown.number),
        toast=note,
    )


def back(t: Speech, shown: Shown) -> Card:
    """The one question at the end of days away."""
    later: Rows = (
        (
            Choice(t("One more week"), StillAway(shown.number, 7)),
            Choice(t("One more month"), StillAway(shown.number, 30)),
        ),
        (Choice(t("I do not know yet"), StillAway(shown.number, 0)),),
    )
    return Card(
        title=t("Are {you} back?"),
        body="\n".join(
            [
                t("{You} said: away {days}.", days=days(t, shown.span)),
                t("Reason: {reason}", reason=why(t, shown)),
            ]
        ),
        choices=(
            (Choice(t("I am back"), Returned(shown.number), tone=Tone.GOOD),),
            *later,
        ),
        shows=ShowSpan(shown.number),
    )


def noted_back(t: Speech) -> Card:
    """Somebody is back."""
    return Card(
        title=t("Welcome back."),
        body=t("From now on I ask {you} to every meeting again."),
        shows=ShowAway(),
    )
