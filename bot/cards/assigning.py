"""An assignment as it is drafted and corrected, and the parts that are still missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.cards.answering import Somebody
from bot.cards.decisions import Given, assignment_line
from bot.cards.paging import page, turning
from bot.chat import Action, Card, Choice, Rows, Tone
from bot.domain.items import PART_NAMES, Part, missing
from bot.domain.words import _
from bot.i18n import Speech

A_PAGE = 10


@dataclass(frozen=True)
class AskAssignment(Action):
    """Whom and what: a new assignment of a meeting is typed next."""

    name: ClassVar[str] = "rsan"
    meeting_id: int


@dataclass(frozen=True)
class MeantOwners(Action):
    """Who was meant by a name in words typed before; `mark` names the words."""

    name: ClassVar[str] = "rsam"
    meeting_id: int
    person_id: int
    mark: str


@dataclass(frozen=True)
class ShowAssignment(Action):
    """An assignment as it is now."""

    name: ClassVar[str] = "rsa"
    assignment_id: int


@dataclass(frozen=True)
class AskPart(Action):
    """A part of an assignment is chosen or typed next."""

    name: ClassVar[str] = "rsap"
    assignment_id: int
    part: Part
    page: int


@dataclass(frozen=True)
class GiveTo(Action):
    """Who has it; 0 for the whole unit."""

    name: ClassVar[str] = "rsaw"
    assignment_id: int
    person_id: int


@dataclass(frozen=True)
class SetDue(Action):
    """By when: so many days after 1 January 2000; 0 for no date."""

    name: ClassVar[str] = "rsad"
    assignment_id: int
    day: int


@dataclass(frozen=True)
class LeaveOpen(Action):
    """What is missing may stay so; it is not asked for again."""

    name: ClassVar[str] = "rsal"
    assignment_id: int


@dataclass(frozen=True)
class DeleteAssignment(Action):
    """The draft goes; a published one is taken back."""

    name: ClassVar[str] = "rsax"
    assignment_id: int


EPOCH = date(2000, 1, 1)


@dataclass(frozen=True)
class Day:
    """A day that is likely meant, with what it is called."""

    on: date
    called: str


def assignment_card(
    t: Speech,
    unit: str,
    one: Given,
    *,
    ask: bool,
    published: bool,
    may_change: bool,
    back: Action,
    note: str = "",
    above: str = "",
) -> Card:
    """An assignment with its parts to change; `ask` says to ask for what is missing."""
    lacking = missing(who=bool(one.who), due=one.due_on is not None, measure=bool(one.measure))
    lines = [above, ""] if above else []
    lines.append(assignment_line(t, one))
    choices: Rows = ()
    if may_change and ask and lacking:
        lines += ["", t("Still missing: {parts}.", parts=_listed(t, lacking))]
        choices = (
            *((Choice(_asking(t, part), AskPart(one.assignment_id, part, 0)),) for part in lacking),
            (Choice(t("Leave it so"), LeaveOpen(one.assignment_id)),),
        )
    elif may_change:
        change = tuple(Choice(_changing(t, p), AskPart(one.assignment_id, p, 0)) for p in Part)
        drop = t("Take it back") if published else t("Delete it")
        choices = (
            change[:2],
            change[2:],
            (Choice(drop, DeleteAssignment(one.assignment_id), tone=Tone.BAD),),
        )
    return Card(
        title=t("{unit}: assignment", unit=unit),
        body="\n".join(lines),
        choices=(*choices, (Choice(t("Everything decided"), back),)),
        shows=ShowAssignment(one.assignment_id),
        toast=note,
    )


def _listed(t: Speech, parts: Sequence[Part]) -> str:
    return ", ".join(t(PART_NAMES[part]) for part in parts)


_ASKING = {
    Part.WHAT: _("What has to be done?"),
    Part.WHO: _("Say who has it"),
    Part.DUE: _("Say by when"),
    Part.MEASURE: _("Say how it is measured"),
}
_CHANGING = {
    Part.WHAT: _("Change: what"),
    Part.WHO: _("Change: who"),
    Part.DUE: _("Change: by when"),
    Part.MEASURE: _("Change: measure"),
}


def _asking(t: Speech, part: Part) -> str:
    return t(_ASKING[part])


def _changing(t: Speech, part: Part) -> str:
    return t(_CHANGING[part])


def ask_who(
    t: Speech, unit: str, one: Given, people: Sequence[Somebody], number: int, *, typed: str = ""
) -> Card:
    """Who has it: a button each, or a name is typed."""
    found = page(people, number, A_PAGE)
    lines = [assignment_line(t, one), ""]
    if typed:
        lines.append(t("Whom do {you} mean by “{name}”?", name=typed))
    else:
        lines.append(t("Who has it? Tap a name, or type one."))
    if found.count > 1:
        lines.append(t("Page {n} of {all}.", n=found.number + 1, all=found.count))
    return Card(
        title=t("{unit}: assignment", unit=unit),
        body="\n".join(lines),
        choices=(
            *(
                (Choice(each.label, GiveTo(one.assignment_id, each.person_id)),)
                for each in found.things
            ),
            *turning(t, found, lambda to: AskPart(one.assignment_id, Part.WHO, to)),
            (Choice(t("The whole unit"), GiveTo(one.assignment_id, 0)),),
            (Choice(t("Back"), ShowAssignment(one.assignment_id)),),
        ),
        shows=ShowAssignment(one.assignment_id),
    )


def ask_due(t: Speech, unit: str, one: Given, days: Sequence[Day]) -> Card:
    """By when: likely days, or one is typed."""
    return Card(
        title=t("{unit}: assignment", unit=unit),
        body="\n".join(
            [
                assignment_line(t, one),
                "",
                t("By when? Tap a day, or type one like 15/12/2026."),
            ]
        ),
        choices=(
            *(
                (
                    Choice(
                        t("{called}: {day}", called=each.called, day=t.day(each.on)),
                        SetDue(one.assignment_id, (each.on - EPOCH).days),
                    ),
                )
                for each in days
            ),
            (Choice(t("No date"), SetDue(one.assignment_id, 0)),),
            (Choice(t("Back"), ShowAssignment(one.assignment_id)),),
        ),
        shows=ShowAssignment(one.assignment_id),
    )


def ask_words(t: Speech, unit: str, one: Given, part: Part) -> Card:
    """What has to be done, or how it is measured: typed."""
    if part is Part.WHAT:
        question = t("What has to be done? Please type it in one message.")
    else:
        question = t(
            "How is it measured? Please type it in one message, for example: báo cáo đã nộp."
        )
    return Card(
        title=t("{unit}: assignment", unit=unit),
        body="\n".join([assignment_line(t, one), "", question]),
        choices=((Choice(t("Back"), ShowAssignment(one.assignment_id)),),),
        shows=ShowAssignment(one.assignment_id),
    )


def which_owner(
    t: Speech, unit: str, meeting_id: int, typed: str, people: Sequence[Somebody], mark: str
) -> Card:
    """Several people fit a typed name, or one fits only nearly."""
    return Card(
        title=t("{unit}: assignment", unit=unit),
        body=t("Whom do {you} mean by “{name}”?", name=typed),
        choices=tuple(
            (Choice(each.label, MeantOwners(meeting_id, each.person_id, mark)),) for each in people
        ),
    )


def gone(t: Speech, unit: str, note: str, back: Action) -> Card:
    """An assignment is there no more."""
    return Card(
        title=t("{unit}: assignment", unit=unit),
        body=note,
        choices=((Choice(t("Everything decided"), back),),),
    )
