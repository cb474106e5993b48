"""What a meeting decides, as it is drafted and corrected: lists, resolutions, votes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.chat import Action, Card, Choice, Rows, Tone
from bot.domain.decisions import KIND_NAMES, Kind, may_publish, written_number
from bot.domain.roles import UnitKind
from bot.domain.words import _
from bot.i18n import Speech


@dataclass(frozen=True)
class ShowDrafts(Action):
    """Everything a meeting has decided so far."""

    name: ClassVar[str] = "rs"
    meeting_id: int


@dataclass(frozen=True)
class AskDecision(Action):
    """The words of a new resolution or conclusion are typed next."""

    name: ClassVar[str] = "rsnew"
    meeting_id: int
    kind: Kind


@dataclass(frozen=True)
class ShowDecision(Action):
    """A resolution or conclusion as it is now."""

    name: ClassVar[str] = "rsd"
    resolution_id: int


@dataclass(frozen=True)
class AskWords(Action):
    """Other words for it are typed next."""

    name: ClassVar[str] = "rsw"
    resolution_id: int


@dataclass(frozen=True)
class AskVote(Action):
    """The vote on it is typed next."""

    name: ClassVar[str] = "rsv"
    resolution_id: int


@dataclass(frozen=True)
class AskItem(Action):
    """One more item of it is typed next."""

    name: ClassVar[str] = "rsi"
    resolution_id: int


@dataclass(frozen=True)
class AskDelete(Action):
    """Shall the draft really go?"""

    name: ClassVar[str] = "rsx"
    resolution_id: int


@dataclass(frozen=True)
class DeleteDecision(Action):
    """The draft goes, with its items."""

    name: ClassVar[str] = "rsxx"
    resolution_id: int


@dataclass(frozen=True)
class Given:
    """An assignment as cards speak of it; "" or None where nobody said."""

    assignment_id: int
    what: str
    who: str = ""
    due_on: date | None = None
    measure: str = ""


@dataclass(frozen=True)
class Decided:
    """A resolution or conclusion as cards speak of it.

    `number` is the expected one while `version` is 0. `voters` are who may vote by the roll call
    as it stands now, `above` the percentage that has to be exceeded.
    """

    resolution_id: int
    kind: Kind
    number: int
    words: str
    items: Sequence[Given] = ()
    votes_for: int | None = None
    votes_against: int | None = None
    voters: int = 0
    above: int = 50
    version: int = 0
    issuer: UnitKind = UnitKind.CELL


_EXPECTED = {
    Kind.RESOLUTION: _("Draft resolution, expected number {number}"),
    Kind.CONCLUSION: _("Draft conclusion, expected number {number}"),
}
_PUBLISHED = {
    Kind.RESOLUTION: _("Resolution {number}"),
    Kind.CONCLUSION: _("Conclusion {number}"),
}


def name_of(t: Speech, one: Decided) -> str:
    """What it is and its number, expected or given."""
    names = _PUBLISHED if one.version else _EXPECTED
    said = t(names[one.kind], number=written_number(one.kind, one.number, one.issuer))
    return said if one.version < 2 else t("{name}, version {n}", name=said, n=one.version)


def decision_lines(t: Speech, one: Decided) -> list[str]:
    """The words, the items with who, when and how measured, and the vote; a line each."""
    lines = one.words.splitlines()
    lines += [
        f"{n}. {line}" for n, line in enumerate((assignment_line(t, i) for i in one.items), start=1)
    ]
    if one.votes_for is not None:
        lines.append(vote_line(t, one))
    return lines


def assignment_line(t: Speech, one: Given) -> str:
    """What; who; by when; how measured, without what nobody said."""
    parts = [one.what, one.who]
    if one.due_on is not None:
        parts.append(t("by {day}", day=f"{one.due_on:%d/%m/%Y}"))
    parts.append(one.measure)
    return "; ".join(filter(None, parts))


def vote_line(t: Speech, one: Decided) -> str:
    """The tally and what it means."""
    said = t(
        "Vote: {votes} for, {against} against, of {voters} who may vote.",
        votes=one.votes_for,
        against=one.votes_against,
        voters=one.voters,
    )
    if (one.votes_for or 0) + (one.votes_against or 0) > one.voters:
        return t("{said} That is more than may vote: please check it.", said=said)
    if may_publish(one.votes_for, one.voters, one.above):
        return t("{said} Adopted.", said=said)
    return t("{said} Not adopted.", said=said)


def drafts(
    t: Speech,
    heading: str,
    meeting_id: int,
    decided: Sequence[Decided],
    others: Sequence[Given],
    *,
    new: Rows,
    last: Rows = (),
    note: str = "",
) -> Card:
    """What a meeting has decided so far: resolutions, conclusions, other assignments.

    `new` are the buttons for something new, `last` those to correct what was published before.
    """
    lines: list[str] = []
    for one in decided:
        lines += [name_of(t, one), *decision_lines(t, one), ""]
    if others:
        lines += [t("Assignments:"), *(f"• {assignment_line(t, each)}" for each in others), ""]
    if not lines:
        lines = [t("Nothing has been drafted yet.")]
    return Card(
        title=heading,
        body="\n".join(lines).strip(),
        choices=(
            *((Choice(name_of(t, one), ShowDecision(one.resolution_id)),) for one in decided),
            *new,
            *last,
        ),
        shows=ShowDrafts(meeting_id),
        toast=note,
    )


def decision_card(
    t: Speech,
    unit: str,
    one: Decided,
    *,
    items: Rows,
    back: Action,
    may_change: bool,
    above: str = "",
    note: str = "",
) -> Card:
    """A resolution or conclusion with what can be done about it; `items` are buttons to each."""
    lines = [above, ""] if above else []
    lines += decision_lines(t, one)
    if one.votes_for is None and one.kind is Kind.RESOLUTION and not one.version:
        lines += ["", t("No vote has been entered.")]
    if one.version:
        lines += ["", t("It is published. A change is a new version, which everyone is told of.")]
    choices: Rows = ()
    if may_change:
        which = one.resolution_id
        choices = (
            (Choice(t("Other words"), AskWords(which)), Choice(t("Vote"), AskVote(which))),
            (Choice(t("Add an item"), AskItem(which)),),
            *items,
            *(() if one.version else ((Choice(t("Delete the draft"), AskDelete(which)),),)),
        )
    return Card(
        title=t("{unit}: {name}", unit=unit, name=_small(name_of(t, one))),
        body="\n".join(lines),
        choices=(*choices, (Choice(t("Everything decided"), back),)),
        shows=ShowDecision(one.resolution_id),
        toast=note,
    )


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def ask_delete(t: Speech, unit: str, one: Decided) -> Card:
    """Before a draft goes, with all its items."""
    return Card(
        title=t("{unit}: {name}", unit=unit, name=_small(name_of(t, one))),
        body="\n".join([*decision_lines(t, one), "", t("Delete this draft with its items?")]),
        choices=(
            (Choice(t("Yes, delete"), DeleteDecision(one.resolution_id), tone=Tone.BAD),),
            (Choice(t("No, keep it"), ShowDecision(one.resolution_id)),),
        ),
        shows=ShowDecision(one.resolution_id),
    )


def kind_name(t: Speech, kind: Kind) -> str:
    """The word for the kind, within a sentence."""
    return t(KIND_NAMES[kind])
