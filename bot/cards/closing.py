"""Closing a meeting: what is missing, the last question, and that it is closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar

from bot.cards.decisions import Decided, Given, name_of
from bot.cards.invitation import Facts, title
from bot.cards.rollcall import figures
from bot.chat import Action, Card, Choice, Rows, Tone
from bot.domain.attendance import Roll, Surprise
from bot.domain.closing import Missing
from bot.domain.words import _
from bot.i18n import Speech


@dataclass(frozen=True)
class ShowClosing(Action):
    """What a meeting needs to be closed, or that it is closed."""

    name: ClassVar[str] = "cl"
    meeting_id: int


@dataclass(frozen=True)
class SetEnd(Action):
    """The real end, in minutes since 1970."""

    name: ClassVar[str] = "cle"
    meeting_id: int
    end: int


@dataclass(frozen=True)
class AskEnd(Action):
    """The real end is chosen or typed next."""

    name: ClassVar[str] = "clt"
    meeting_id: int


@dataclass(frozen=True)
class AskWhyNone(Action):
    """Why nothing was decided is typed next."""

    name: ClassVar[str] = "cly"
    meeting_id: int


@dataclass(frozen=True)
class CloseMeeting(Action):
    """Close it and send everyone what was decided."""

    name: ClassVar[str] = "clok"
    meeting_id: int


@dataclass(frozen=True)
class ShowPaste(Action):
    """The text to paste into the national app, once more."""

    name: ClassVar[str] = "clp"
    meeting_id: int


@dataclass(frozen=True)
class Session:
    """A meeting as it was: its real times, who was there, what it decided.

    `began` is the planned start where nobody opened it (`opened` False), `ended` None while the
    end is not known. `by` and `at` say who closed it and when. `makes_up` is set for a make-up
    session.
    """

    began: datetime
    opened: bool = False
    ended: datetime | None = None
    minutes: int | None = None
    wanted: int = 90
    roll: Roll | None = None
    guests: Sequence[str] = ()
    decided: Sequence[Decided] = ()
    others: Sequence[Given] = ()
    why_none: str = ""
    feedback: int = 0
    by: str = ""
    at: datetime | None = None
    makes_up: bool = False
    mending: Mapping[Missing, Action] = field(default_factory=dict)


_MISSING = {
    Missing.ROLL: _("The roll call is not confirmed."),
    Missing.END: _("The real end is not entered."),
    Missing.ADOPTED: _("A resolution was not adopted: change it, or delete the draft."),
    Missing.DECISION: _("There is no resolution and no conclusion."),
    Missing.ASSIGNMENT: _("There is no assignment to anybody."),
}
_MEND = {
    Missing.ROLL: _("Call the roll"),
    Missing.END: _("Enter the end"),
    Missing.ADOPTED: _("Resolution"),
    Missing.DECISION: _("Resolution"),
    Missing.ASSIGNMENT: _("Assign a task"),
}


def closing(
    t: Speech,
    facts: Facts,
    session: Session,
    missing: Sequence[Missing],
    *,
    readers: tuple[int, int],
    note: str = "",
) -> Card:
    """What is missing, each with the way to mend it; with nothing missing, the last tap.

    `readers` are how many a message reaches, and how many have to be told in another way.
    """
    lines = [*times(t, session), *(figures(t, session.roll) if session.roll else ())]
    lines += _decisions(t, session)
    choices: Rows = ()
    if missing:
        lines += [
            "",
            t("Before the meeting can be closed:"),
            *(f"✗ {t(_MISSING[m])}" for m in missing),
        ]
        choices = tuple(
            (Choice(t(_MEND[each]), session.mending[each]),)
            for each in missing
            if each in session.mending
        )
        if {Missing.DECISION, Missing.ASSIGNMENT} & set(missing):
            why = Choice(t("Nothing was decided: say why"), AskWhyNone(facts.meeting_id))
            choices = (*choices, (why,))
    else:
        lines += [
            "",
            t.plural(
                "Nothing is missing. {n} person gets what was decided.",
                "Nothing is missing. {n} people get what was decided, each with their own tasks.",
                readers[0],
            ),
            *_by_telephone(t, readers[1]),
        ]
        close = Choice(t("Close and send"), CloseMeeting(facts.meeting_id), tone=Tone.GOOD)
        choices = ((close,), (Choice(t("Other end"), AskEnd(facts.meeting_id)),))
    return Card(
        title=title(t, facts),
        body="\n".join(lines),
        choices=choices,
        shows=ShowClosing(facts.meeting_id),
        toast=note,
    )


def _by_telephone(t: Speech, others: int) -> list[str]:
    if not others:
        return []
    return [
        t.plural(
            "No message reaches {n} person: please tell them.",
            "No message reaches {n} people: please tell them.",
            others,
        )
    ]


def times(t: Speech, session: Session) -> list[str]:
    """From when to when, and how long against the shortest length, as far as it is known."""
    began = t("Began: {time}", time=t.when(session.began))
    if not session.opened:
        began = t("Began: {time}, as planned; nobody opened it.", time=t.when(session.began))
    lines = [began]
    if session.ended is not None and session.minutes is not None:
        lines.append(t("Ended: {time}", time=t.when(session.ended)))
        if session.minutes < session.wanted:
            lines.append(
                t(
                    "Length: {n} minutes, of at least {wanted}.",
                    n=session.minutes,
                    wanted=session.wanted,
                )
            )
        else:
            lines.append(t.plural("Length: {n} minute", "Length: {n} minutes", session.minutes))
    return lines


def _decisions(t: Speech, session: Session) -> list[str]:
    lines = [name_of(t, each) for each in session.decided]
    given = sum(len(each.items) for each in session.decided) + len(session.others)
    if given:
        lines.append(t.plural("{n} assignment", "{n} assignments", given))
    if session.why_none:
        lines.append(t("Nothing was decided: {reason}", reason=session.why_none))
    return lines


def ask_end(
    t: Speech, facts: Facts, ends: Sequence[tuple[str, datetime, Action]], *, back: Action
) -> Card:
    """When did it end? `ends` are likely ends with what each is called."""
    return Card(
        title=title(t, facts),
        body=t("When did the meeting end? Tap one, or type it like 21:05."),
        choices=(
            *(
                (Choice(t("{called}: {time}", called=called, time=t.clock(at)), action),)
                for called, at, action in ends
            ),
            (Choice(t("Back"), back),),
        ),
        shows=ShowClosing(facts.meeting_id),
    )


def ask_why_none(t: Speech, facts: Facts, so_far: str) -> Card:
    """Why was nothing decided? The committee above reads it."""
    lines = [t("So far: {words}", words=so_far), ""] if so_far else []
    lines.append(
        t(
            "Why did the meeting end without a resolution, a conclusion or an assignment? Please "
            "type it in one message. The committee above reads it."
        )
    )
    return Card(
        title=title(t, facts),
        body="\n".join(lines),
        choices=((Choice(t("Back"), ShowClosing(facts.meeting_id)),),),
        shows=ShowClosing(facts.meeting_id),
    )


def closed(
    t: Speech,
    facts: Facts,
    session: Session,
    *,
    minutes: Action,
    corrections: Action,
    makeup: Action | None = None,
    told: tuple[int, int] | None = None,
    surprises: Mapping[Surprise, Sequence[str]] = MappingProxyType({}),
) -> Card:
    """The meeting is closed: when, by whom, and what follows. `told` is who is sent it now.

    `surprises` names those who came or stayed away against their word; nobody else reads it.
    `makeup` is offered while somebody who missed it with a reason has not made it up.
    """
    lines = [
        t(
            "Closed at {time} by {name}.",
            time=t.when(session.at) if session.at else "",
            name=session.by or t("somebody who has left"),
        ),
        *times(t, session),
        *(figures(t, session.roll) if session.roll else ()),
        *_decisions(t, session),
    ]
    if missing := surprises.get(Surprise.MISSING):
        lines.append(t("Said yes, did not come: {names}", names=", ".join(missing)))
    if came := surprises.get(Surprise.CAME):
        lines.append(t("Said no, came: {names}", names=", ".join(came)))
    if told is not None:
        lines += ["", t.plural("{n} person is told.", "{n} people are told.", told[0])]
        lines += _by_telephone(t, told[1])
    return Card(
        title=title(t, facts),
        body="\n".join(lines),
        choices=(
            (Choice(t("Text for the national app"), ShowPaste(facts.meeting_id)),),
            (Choice(t("Minutes"), minutes), Choice(t("Correct something"), corrections)),
            *(((Choice(t("Make-up session"), makeup),),) if makeup is not None else ()),
        ),
        shows=ShowClosing(facts.meeting_id),
    )


def please_close(t: Speech, facts: Facts, missing: Sequence[Missing]) -> Card:
    """To the secretary: the meeting is over and waits to be closed."""
    lines = [t("The meeting is over. Please close it, so that everyone gets what was decided.")]
    lines += [f"✗ {t(_MISSING[each])}" for each in missing]
    return Card(
        title=title(t, facts),
        body="\n".join(lines),
        choices=((Choice(t("Close the meeting"), ShowClosing(facts.meeting_id)),),),
        shows=ShowClosing(facts.meeting_id),
    )
