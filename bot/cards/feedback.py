"""Feedback as its author sees it: how it is sent, every step on its way, the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bot.cards.paging import page, turning
from bot.cards.short import short
from bot.chat import Action, Card, Choice, Rows, Tone
from bot.domain.words import _
from bot.i18n import Speech

A_PAGE = 6
IN_A_LIST = 80  # characters of a feedback in a list


@dataclass(frozen=True)
class AskFeedback(Action):
    """The words are typed next."""

    name: ClassVar[str] = "fbnew"
    unit_id: int


@dataclass(frozen=True)
class ShapeFeedback(Action):
    """How it shall be sent; `mark` is the mark of the words."""

    name: ClassVar[str] = "fbs"
    unit_id: int
    mark: str
    named: bool
    difficulty: bool


@dataclass(frozen=True)
class SendFeedback(Action):
    """Send it so."""

    name: ClassVar[str] = "fbgo"
    unit_id: int
    mark: str
    named: bool
    difficulty: bool


@dataclass(frozen=True)
class ShowMyFeedback(Action):
    """All of mine, a page of it."""

    name: ClassVar[str] = "fbmine"
    page: int


@dataclass(frozen=True)
class ShowFeedback(Action):
    """One of mine, with every step."""

    name: ClassVar[str] = "fb"
    feedback_id: int


@dataclass(frozen=True)
class SettleFeedback(Action):
    """Does the answer settle the matter?"""

    name: ClassVar[str] = "fbok"
    feedback_id: int
    settled: bool


class Step(StrEnum):
    """What happened on the way of a feedback."""

    SENT = "sent"
    FORWARDED = "forwarded"
    ANSWERED = "answered"
    ESCALATED = "escalated"
    OUTSIDE = "outside"
    OVERDUE = "overdue"
    SETTLED = "settled"
    REOPENED = "reopened"


@dataclass(frozen=True)
class Taken:
    """A step: which unit, when, and its words."""

    step: Step
    unit: str
    at: datetime
    words: str = ""


@dataclass(frozen=True)
class Mine:
    """One's own feedback. `holder` has it now, until `ends` where a clock runs.

    `ask` says that the author may say whether the answer settles it; `again` that a no is possible.
    """

    feedback_id: int
    unit: str
    words: str
    state: str
    holder: str
    ends: datetime | None = None
    overdue: bool = False
    named: bool = False
    difficulty: bool = False
    steps: Sequence[Taken] = ()
    ask: bool = False
    again: bool = False


_STATES = {
    "new": _("with {holder}; it goes up after the meeting"),
    "sent": _("waits for the answer of {holder}"),
    "outside": _("passed on outside by {holder}"),
    "answered": _("answered by {holder}"),
    "settled": _("settled"),
}
_STEPS = {
    Step.SENT: _("sent to {unit}"),
    Step.FORWARDED: _("sent up to {unit}"),
    Step.ANSWERED: _("answered by {unit}"),
    Step.ESCALATED: _("passed on to {unit}"),
    Step.OUTSIDE: _("passed on outside by {unit}"),
    Step.OVERDUE: _("{unit} has not answered in time"),
    Step.SETTLED: _("settled"),
    Step.REOPENED: _("not settled; now with {unit}"),
}


def ask_feedback(t: Speech, unit: str) -> Card:
    """What do you want to say?"""
    return Card(
        title=t("{unit}: feedback", unit=unit),
        body=t(
            "What do {you} want to say, ask or propose? Please type it in one message. Nothing "
            "that is secret."
        ),
    )


def shape(t: Speech, unit: str, words: str, now: SendFeedback, *, above: str) -> Card:
    """How it shall be sent: the name shown or not, a difficulty or not. `above` is who is above."""
    name = (
        t("{Your} name is shown on every level.")
        if now.named
        else t("Only the secretary and the deputy see who wrote it; levels above see the unit.")
    )
    when = t("It goes up after the meeting.")
    if now.difficulty:
        when = t("Marked as a difficulty: it goes up today.")
    if not above:
        when = t("{unit} has nobody above; it answers itself.", unit=unit)

    def but(**changes: bool) -> ShapeFeedback:
        values = {"named": now.named, "difficulty": now.difficulty} | changes
        return ShapeFeedback(now.unit_id, now.mark, **values)

    hide = t("Do not show my name") if now.named else t("Show my name")
    mark = t("Not a difficulty") if now.difficulty else t("Mark as a difficulty")
    return Card(
        title=t("{unit}: feedback", unit=unit),
        body="\n".join([words, "", name, when]),
        choices=(
            (Choice(t("Send"), now, tone=Tone.GOOD),),
            (Choice(hide, but(named=not now.named)),),
            (Choice(mark, but(difficulty=not now.difficulty)),),
        ),
    )


def my_feedback(t: Speech, all_: Sequence[Mine], number: int) -> Card:
    """Everything one has sent, the newest first."""
    found = page(all_, number, A_PAGE)
    lines: list[str] = []
    for each in found.things:
        lines += [
            f"#{each.feedback_id} {short(each.words, IN_A_LIST)}",
            f"   {state_line(t, each)}",
            "",
        ]
    if not all_:
        lines = [t("{You} have sent no feedback. /feedback sends some.")]
    return Card(
        title=t("{Your} feedback"),
        body="\n".join(lines).strip(),
        choices=(
            *(
                (
                    Choice(
                        f"#{each.feedback_id} {short(each.words)}",
                        ShowFeedback(each.feedback_id),
                    ),
                )
                for each in found.things
            ),
            *turning(t, found, ShowMyFeedback),
        ),
        shows=ShowMyFeedback(found.number),
    )


def one_of_mine(t: Speech, mine: Mine, *, above: str = "", note: str = "") -> Card:
    """One feedback with every step, and whether the answer settles it."""
    lines = [above, ""] if above else []
    lines += [mine.words, "", state_line(t, mine), ""]
    for each in mine.steps:
        lines.append(f"{t.short_day(t.local_day(each.at))}: {t(_STEPS[each.step], unit=each.unit)}")
        if each.words and each.step in (Step.ANSWERED, Step.ESCALATED, Step.OUTSIDE):
            lines.append("   " + t("“{words}”", words=each.words))
    choices: Rows = ()
    if mine.ask:
        lines += ["", t("Does this settle the matter?")]
        yes = Choice(t("Yes, settled"), SettleFeedback(mine.feedback_id, True), tone=Tone.GOOD)
        no = Choice(t("No, not settled"), SettleFeedback(mine.feedback_id, False))
        choices = ((yes, no),) if mine.again else ((yes,),)
    return Card(
        title=t("{unit}: feedback #{id}", unit=mine.unit, id=mine.feedback_id),
        body="\n".join(lines),
        choices=(*choices, (Choice(t("All my feedback"), ShowMyFeedback(0)),)),
        shows=ShowFeedback(mine.feedback_id),
        toast=note,
    )


def state_line(t: Speech, mine: Mine) -> str:
    """Where it stands, who has it, and until when."""
    said = t(_STATES[mine.state], holder=mine.holder)
    said = said[:1].upper() + said[1:]
    if mine.overdue:
        return t(
            "{said}, overdue since {time}", said=said, time=t.when(mine.ends) if mine.ends else ""
        )
    if mine.ends is not None:
        return t("{said}, until {time}", said=said, time=t.when(mine.ends))
    return said
