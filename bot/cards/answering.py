"""Entering an answer for somebody who telephoned: whom, what, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.cards.invitation import Facts, Said, reason_text, title
from bot.cards.paging import page, turning
from bot.chat import Action, Card, Choice, Tone
from bot.domain.answers import REASON_LABELS, Answer, Mode, Reason, label
from bot.i18n import Speech

A_PAGE = 10


@dataclass(frozen=True)
class ChooseSomebody(Action):
    """Those for whom an answer can be entered: the silent, or everyone."""

    name: ClassVar[str] = "af"
    meeting_id: int
    everyone: bool
    page: int


@dataclass(frozen=True)
class AnswerFor(Action):
    """One person, to choose the answer."""

    name: ClassVar[str] = "afp"
    meeting_id: int
    person_id: int


@dataclass(frozen=True)
class LinkFor(Action):
    """A link with which one person answers without an account."""

    name: ClassVar[str] = "afl"
    meeting_id: int
    person_id: int


@dataclass(frozen=True)
class Meant(Action):
    """Which of several people was meant; `stamp` names the words that were typed."""

    name: ClassVar[str] = "afw"
    meeting_id: int
    person_id: int
    stamp: str


@dataclass(frozen=True)
class EnterAnswer(Action):
    """An answer for somebody, to the time the meeting had in this round."""

    name: ClassVar[str] = "afa"
    meeting_id: int
    round: int
    person_id: int
    answer: Answer


@dataclass(frozen=True)
class EnterReason(Action):
    """Why somebody will be absent."""

    name: ClassVar[str] = "afr"
    meeting_id: int
    round: int
    person_id: int
    reason: Reason


@dataclass(frozen=True)
class Somebody:
    """A person to choose; `label` tells people of one name apart."""

    person_id: int
    label: str


def choose(
    t: Speech, facts: Facts, people: Sequence[Somebody], *, everyone: bool, number: int
) -> Card:
    """Whom an answer is for, a button each."""
    shown = page(people, number, A_PAGE)
    if people:
        lines = [t("For whom is the answer? It will say that {you} entered it.")]
    else:
        lines = [t("Nobody is silent any more.")]
    if shown.count > 1:
        lines.append(t("Page {n} of {all}.", n=shown.number + 1, all=shown.count))
    other = ChooseSomebody(facts.meeting_id, not everyone, 0)
    return Card(
        title=title(t, facts),
        body="\n".join(lines),
        choices=(
            *(
                (Choice(each.label, AnswerFor(facts.meeting_id, each.person_id)),)
                for each in shown.things
            ),
            *turning(t, shown, lambda to: ChooseSomebody(facts.meeting_id, everyone, to)),
            (Choice(t("Only the silent") if everyone else t("Everyone who is asked"), other),),
        ),
        shows=ChooseSomebody(facts.meeting_id, everyone, shown.number),
    )


def which(t: Speech, facts: Facts, typed: str, people: Sequence[Somebody], stamp: str) -> Card:
    """Several people fit a typed name, or one fits only nearly."""
    return Card(
        title=title(t, facts),
        body=t("Whom do {you} mean by “{name}”?", name=typed),
        choices=tuple(
            (Choice(each.label, Meant(facts.meeting_id, each.person_id, stamp)),) for each in people
        ),
    )


def answers(
    t: Speech, facts: Facts, who: Somebody, said: Said, *, note: str = "", links: bool = False
) -> Card:
    """The answers to choose from, and what stands so far; with `links` also one to hand on."""
    link = Choice(t("A link for them to answer with"), LinkFor(facts.meeting_id, who.person_id))
    return Card(
        title=title(t, facts),
        body="\n".join([t("For {name}:", name=who.label), *_so_far(t, said)]),
        choices=(
            *(
                (
                    Choice(
                        ("✓ " if said.stands and said.answer is each else "")
                        + t(label(each, Mode.MIXED)),
                        EnterAnswer(facts.meeting_id, facts.round, who.person_id, each),
                    ),
                )
                for each in Answer
            ),
            *([(link,)] if links else []),
            _another(t, facts),
        ),
        shows=AnswerFor(facts.meeting_id, who.person_id),
        toast=note,
    )


def reasons(t: Speech, facts: Facts, who: Somebody, said: Said) -> Card:
    """Absent is entered; now why."""
    return Card(
        title=title(t, facts),
        body="\n".join([t("For {name}:", name=who.label), *_so_far(t, said), t("Why?")]),
        choices=(
            *(
                (
                    Choice(
                        t(REASON_LABELS[each]),
                        EnterReason(facts.meeting_id, facts.round, who.person_id, each),
                    ),
                )
                for each in Reason
            ),
            _another(t, facts),
        ),
        shows=AnswerFor(facts.meeting_id, who.person_id),
    )


def type_reason(t: Speech, facts: Facts, who: Somebody) -> Card:
    """Another reason is typed."""
    return Card(
        title=title(t, facts),
        body=t("Please type why {name} will be absent, in one message.", name=who.label),
        choices=(_another(t, facts),),
        shows=AnswerFor(facts.meeting_id, who.person_id),
    )


def entered(t: Speech, facts: Facts, who: Somebody, said: Said, *, told: bool) -> Card:
    """What was entered; `told` says that the person hears of it."""
    lines = [t("For {name}:", name=who.label), *_so_far(t, said)]
    if told:
        lines.append(t("I am telling {name}; their own answer replaces it.", name=who.label))
    else:
        lines.append(t("I cannot write to {name}.", name=who.label))
    return Card(
        title=title(t, facts),
        body="\n".join(lines),
        choices=(
            (Choice(t("Change it"), AnswerFor(facts.meeting_id, who.person_id)),),
            _another(t, facts),
        ),
        shows=AnswerFor(facts.meeting_id, who.person_id),
        toast=t("Noted. Thank {you}!"),
    )


def _so_far(t: Speech, said: Said) -> list[str]:
    if said.answer is None or not said.stands:
        return [t("No answer yet.")]
    lines = [t("Answer: {answer}", answer=t(label(said.answer, Mode.MIXED)))]
    if said.answer is Answer.ABSENT and (why := reason_text(t, said)):
        lines.append(t("Reason: {reason}", reason=why))
    if said.entered_by:
        lines.append(t("Entered by {name}.", name=said.entered_by))
    return lines


def _another(t: Speech, facts: Facts) -> tuple[Choice, ...]:
    return (
        Choice(t("Somebody else"), ChooseSomebody(facts.meeting_id, False, 0), tone=Tone.PLAIN),
    )
