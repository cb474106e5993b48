"""Feedback as those see it who have to answer it, and how it is sent up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.cards.feedback import Step, Taken
from bot.cards.paging import page, turning
from bot.cards.short import short
from bot.chat import Action, Card, Choice, Rows, Tone
from bot.i18n import Speech

A_PAGE = 6
IN_A_LIST = 120  # characters of a feedback in a list


@dataclass(frozen=True)
class ShowInbox(Action):
    """What waits for a unit's word, a page of it."""

    name: ClassVar[str] = "fbin"
    unit_id: int
    page: int


@dataclass(frozen=True)
class ShowWaiting(Action):
    """One that waits, with its whole words."""

    name: ClassVar[str] = "fbw"
    feedback_id: int


@dataclass(frozen=True)
class AskAnswer(Action):
    """The answer is typed next."""

    name: ClassVar[str] = "fba"
    feedback_id: int


@dataclass(frozen=True)
class AskEscalate(Action):
    """Why, or to whom outside, is typed next."""

    name: ClassVar[str] = "fbe"
    feedback_id: int


@dataclass(frozen=True)
class AskForward(Action):
    """What would go up from a unit."""

    name: ClassVar[str] = "fbf"
    unit_id: int


@dataclass(frozen=True)
class Forward(Action):
    """Send it all up: so many, the last of them this one."""

    name: ClassVar[str] = "fbff"
    unit_id: int
    count: int
    last_id: int


@dataclass(frozen=True)
class Waiting:
    """A feedback for who has to answer it. `author` is "" where the reader may not know.

    `with_us` says that it waits for the reader's unit, `top` that nobody is above that.
    """

    feedback_id: int
    unit: str
    words: str
    sent_at: datetime
    author: str = ""
    difficulty: bool = False
    ends: datetime | None = None
    overdue: bool = False
    outside: bool = False
    with_us: bool = True
    top: bool = False
    at_cell: bool = False
    steps: Sequence[Taken] = ()


def inbox(
    t: Speech,
    unit_id: int,
    unit: str,
    waiting: Sequence[Waiting],
    number: int,
    *,
    forward: Action | None,
    now: datetime,
) -> Card:
    """What waits for us, the overdue and the oldest first; `forward` sends a cell's up."""
    found = page(waiting, number, A_PAGE)
    lines: list[str] = []
    for each in found.things:
        lines += [
            f"#{each.feedback_id} {short(each.words, IN_A_LIST)}",
            f"   {line(t, each, now)}",
            "",
        ]
    if not waiting:
        lines = [t("No feedback waits for {unit}.", unit=unit)]
    up: Rows = ((Choice(t("Send up"), forward),),) if forward is not None else ()
    return Card(
        title=t("{unit}: feedback that waits ({n})", unit=unit, n=len(waiting)),
        body="\n".join(lines).strip(),
        choices=(
            *(
                (
                    Choice(
                        f"#{each.feedback_id} {short(each.words)}",
                        ShowWaiting(each.feedback_id),
                    ),
                )
                for each in found.things
            ),
            *turning(t, found, lambda to: ShowInbox(unit_id, to)),
            *up,
        ),
        shows=ShowInbox(unit_id, found.number),
    )


def line(t: Speech, each: Waiting, now: datetime) -> str:
    """From which unit, whether a difficulty, and how long there is."""
    parts = [each.unit]
    if each.author:
        parts.append(each.author)
    if each.difficulty:
        parts.append(t("difficulty"))
    if each.overdue and each.ends is not None:
        days = max(1, (now - each.ends).days)
        parts.append(t.plural("overdue by {n} day", "overdue by {n} days", days))
    elif each.ends is not None:
        parts.append(t("answer by {time}", time=t.when(each.ends)))
    if each.outside:
        parts.append(t("passed on outside"))
    return ", ".join(parts)


def waiting_card(
    t: Speech, each: Waiting, *, now: datetime, above: str = "", note: str = ""
) -> Card:
    """One that waits, with its words, its way, and what can be done."""
    lines = [above, ""] if above else []
    lines += [each.words, "", line(t, each, now)]
    answers = [taken for taken in each.steps if taken.step is Step.ANSWERED]
    lines += [t("{unit} answered: “{words}”", unit=a.unit, words=a.words) for a in answers]
    reasons = [s for s in each.steps if s.step in (Step.ESCALATED, Step.OUTSIDE) and s.words]
    lines += [t("{unit}: “{words}”", unit=s.unit, words=s.words) for s in reasons]
    choices: Rows = ()
    if each.with_us:
        choices = ((Choice(t("Answer"), AskAnswer(each.feedback_id), tone=Tone.GOOD),),)
        if not each.at_cell:
            up = t("Pass on outside") if each.top else t("Pass on higher")
            choices = (*choices, (Choice(up, AskEscalate(each.feedback_id)),))
    return Card(
        title=t("Feedback #{id} from {unit}", id=each.feedback_id, unit=each.unit),
        body="\n".join(lines),
        choices=choices,
        shows=ShowWaiting(each.feedback_id),
        toast=note,
    )


def ask_answer(t: Speech, each: Waiting) -> Card:
    """The answer is typed."""
    return Card(
        title=t("Feedback #{id} from {unit}", id=each.feedback_id, unit=each.unit),
        body="\n".join([each.words, "", t("Please type the answer in one message.")]),
        choices=((Choice(t("Back"), ShowWaiting(each.feedback_id)),),),
        shows=ShowWaiting(each.feedback_id),
    )


def ask_escalate(t: Speech, each: Waiting, above: str) -> Card:
    """Why it goes higher, or, at the top, to whom outside."""
    question = t("Why does it go to {unit}? Please type it in one message.", unit=above)
    if each.top:
        question = t("To whom outside has it been passed on? Please type it in one message.")
    return Card(
        title=t("Feedback #{id} from {unit}", id=each.feedback_id, unit=each.unit),
        body="\n".join([each.words, "", question]),
        choices=((Choice(t("Back"), ShowWaiting(each.feedback_id)),),),
        shows=ShowWaiting(each.feedback_id),
    )


def ask_forward(
    t: Speech, unit_id: int, unit: str, above: str, waiting: Sequence[Waiting], *, note: str = ""
) -> Card:
    """Everything that goes up; nothing can be left out."""
    if not waiting:
        body = t("There is no feedback to send up.")
        return Card(title=t("{unit}: feedback", unit=unit), body=body, toast=note)
    lines = [f"#{each.feedback_id} {short(each.words, IN_A_LIST)}" for each in waiting]
    lines += [
        "",
        t("All of it goes to {above}; nothing is left out. Names only where shown.", above=above),
    ]
    send = Forward(unit_id, len(waiting), waiting[-1].feedback_id)
    words = t.plural("Send {n} up", "Send {n} up", len(waiting))
    return Card(
        title=t("{unit}: feedback to send up", unit=unit),
        body="\n".join(lines),
        choices=((Choice(words, send, tone=Tone.GOOD),),),
        shows=AskForward(unit_id),
        toast=note,
    )


def forwarded(t: Speech, unit: str, above: str, count: int) -> Card:
    """It has gone up."""
    return Card(
        title=t("{unit}: feedback", unit=unit),
        body=t.plural(
            "{n} feedback has gone to {above}.",
            "{n} pieces of feedback have gone to {above}.",
            count,
            above=above,
        ),
    )
