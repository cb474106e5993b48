"""Everything that is kept about a person, shown to them, and how they erase it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.cards.accounts import Connected, ShowAccounts, account_line, numbered
from bot.cards.paging import page, turning
from bot.cards.spans import days
from bot.chat import Action, Card, Choice, Tone
from bot.domain.answers import REASON_LABELS, Answer, Mode, Reason, label
from bot.domain.away import Span
from bot.domain.roles import PRESENCE_NAMES, ROLE_NAMES, STATUS_NAMES, Presence, Role, Status
from bot.i18n import Speech

A_PAGE = 10


@dataclass(frozen=True)
class ShowMyData(Action):
    """What is kept about me."""

    name: ClassVar[str] = "mydata"


@dataclass(frozen=True)
class ShowMyAnswers(Action):
    """My answers to invitations, the latest first."""

    name: ClassVar[str] = "myanswers"
    page: int


@dataclass(frozen=True)
class AskErase(Action):
    """I want to vanish; tell me first what happens."""

    name: ClassVar[str] = "erase"


@dataclass(frozen=True)
class EraseMe(Action):
    """I have read what happens and want to vanish."""

    name: ClassVar[str] = "eraseme"


@dataclass(frozen=True)
class InUnit:
    """What a person is in a unit, or was until `left`."""

    unit: str
    roles: frozenset[Role]
    status: Status
    presence: Presence
    subgroup: str
    left: datetime | None = None


@dataclass(frozen=True)
class Kept:
    """Everything but the answers themselves."""

    name: str
    language: str
    phone_only: bool
    units: Sequence[InUnit]
    accounts: Sequence[Connected]
    messages: int
    answers: int
    reasons: int
    codes: int
    drafts: Sequence[str]
    away: Sequence[Span]
    shifts: int
    months: int
    attended: int = 0
    tasks: int = 0
    feedback: int = 0


@dataclass(frozen=True)
class MyAnswer:
    """An answer of a person to an invitation, None while there is none."""

    unit: str
    at: datetime
    mode: Mode
    answer: Answer | None
    reason: Reason | None
    reason_words: str
    entered_by: str


def my_data(t: Speech, kept: Kept) -> Card:
    """What is kept about the person who asks."""
    answers = (Choice(t("My answers"), ShowMyAnswers(0)),)
    return Card(
        title=t("What is kept about {you}"),
        body="\n".join(
            [
                t("Name: {name}", name=kept.name),
                *(_unit_line(t, each) for each in kept.units),
                t("Language: {language}", language=kept.language),
                *_reached(t, kept),
                "",
                *_counted(t, kept),
                "",
                t("The secretary and the deputy of the unit see answers and reasons."),
                t("Committees above see numbers only."),
                t("Reasons of absence are erased after {n} months.", n=kept.months),
            ]
        ),
        choices=(
            *((answers,) if kept.answers else ()),
            (Choice(t("Connected phones, apps and browsers"), ShowAccounts()),),
            (Choice(t("Erase everything about me"), AskErase(), tone=Tone.BAD),),
        ),
        shows=ShowMyData(),
    )


def _unit_line(t: Speech, one: InUnit) -> str:
    said = [t(says) for role, says in ROLE_NAMES.items() if role in one.roles]
    said += [t(STATUS_NAMES[one.status]), t(PRESENCE_NAMES[one.presence])]
    if one.subgroup:
        said.append(one.subgroup)
    line = t("{unit}: {roles}", unit=one.unit, roles=", ".join(said))
    if one.left is not None:
        return t("{line} (until {day})", line=line, day=t.day(t.local_day(one.left)))
    return line


def _reached(t: Speech, kept: Kept) -> list[str]:
    lines = [t("Connected:"), *numbered([account_line(t, each) for each in kept.accounts])]
    if kept.phone_only:
        lines.append(t("The secretary telephones {you}, so I send no messages on my own."))
    return lines


def _counted(t: Speech, kept: Kept) -> list[str]:
    lines = [
        t("Invitations: {n}", n=kept.answers),
        t("Reasons of absence: {n}", n=kept.reasons),
        t("Roll calls: {n}", n=kept.attended),
        t("Tasks: {n}", n=kept.tasks),
        t("Feedback: {n}", n=kept.feedback),
        t("Messages sent in the last 13 months: {n}", n=kept.messages),
    ]
    if kept.codes:
        lines.append(t("Join codes that nobody has used yet: {n}", n=kept.codes))
    lines += [t("{You} said: away {days}.", days=days(t, each)) for each in kept.away]
    if kept.shifts:
        lines.append(t("Shifts kept: {n}. /shifts shows them.", n=kept.shifts))
    lines += [t("Typed and not confirmed yet: {words}", words=words) for words in kept.drafts]
    return lines


def my_answers(t: Speech, answers: Sequence[MyAnswer], number: int) -> Card:
    """A page of the answers."""
    shown = page(answers, number, A_PAGE)
    return Card(
        title=t("My answers to invitations"),
        body="\n".join(numbered([_answer_line(t, each) for each in shown.things], shown.first)),
        choices=(
            *turning(t, shown, ShowMyAnswers),
            (Choice(t("Everything kept about me"), ShowMyData()),),
        ),
        shows=ShowMyAnswers(shown.number),
    )


def _answer_line(t: Speech, one: MyAnswer) -> str:
    day = t.day(t.local_day(one.at))
    if one.answer is None:
        return t("{unit}, {day}: no answer", unit=one.unit, day=day)
    said = t(label(one.answer, one.mode))
    reason = one.reason_words or (t(REASON_LABELS[one.reason]) if one.reason else "")
    if reason:
        said = t("{answer} ({reason})", answer=said, reason=reason)
    if one.entered_by:
        said = t("{answer}, entered by {name}", answer=said, name=one.entered_by)
    return t("{unit}, {day}: {answer}", unit=one.unit, day=day, answer=said)


def ask_erase(t: Speech, *, alone: Sequence[str], only_admin: bool) -> Card:
    """Say what erasing does, and ask once more.

    `alone` names the units that are left without a secretary.
    """
    lines = [
        t("Your name, accounts and reasons of absence are erased at once and for good."),
        t("{You} leave every unit here, and no message comes any more."),
        t("Answers and roll calls stay as numbers that name nobody."),
        t("Open tasks go back to the secretary; feedback that has gone up loses its author."),
        t("Whoever leads the unit is told that somebody has left, without {your} name."),
        t("Nobody can undo this, not even the administrator."),
        *(t("{unit} is then without a secretary.", unit=unit) for unit in alone),
    ]
    if only_admin:
        lines.append(t("Nobody else is administrator here."))
    return Card(
        title=t("Erase everything about {you}?"),
        body="\n".join(lines),
        choices=(
            (Choice(t("Yes, erase everything"), EraseMe(), tone=Tone.BAD),),
            (Choice(t("No, keep it"), ShowMyData()),),
        ),
        shows=ShowMyData(),
    )


def erased(t: Speech) -> Card:
    """The last thing said to somebody who has vanished."""
    return Card(
        title=t("Everything about {you} has been erased."),
        body="\n".join(
            [
                t("I will not write again. {You} can delete this chat to remove what it shows."),
                t("To come back, ask the secretary for a new code."),
            ]
        ),
    )


def somebody_left(t: Speech, unit: str) -> Card:
    """What the secretary hears of it: no name."""
    return Card(
        title=t("{unit}: somebody has left", unit=unit),
        body=t(
            "A member has erased everything about themselves here and gets no messages any more. "
            "/members shows who is still on the list; please ask whoever is missing to meetings "
            "in another way."
        ),
    )
