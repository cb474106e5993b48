"""Lists of the people of a unit: the roster, those without a code, whom a name may mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.cards.accounts import Connected, numbered
from bot.cards.paging import page, turning
from bot.chat import Action, Card, Choice, Rows
from bot.domain.reach import REACH_NAMES, Reach
from bot.domain.roles import ROLE_NAMES, STATUS_NAMES, Presence, Role, Status
from bot.domain.words import _
from bot.i18n import Speech

A_PAGE = 10
_COUNTS = {
    Reach.JOINED: _("Joined: {n}"),
    Reach.NOT_JOINED: _("Not joined yet: {n}"),
    Reach.UNREACHABLE: _("Cannot be reached: {n}"),
    Reach.PHONE_ONLY: _("Phone only: {n}"),
}


@dataclass(frozen=True)
class ShowMembers(Action):
    """The roster of a unit."""

    name: ClassVar[str] = "roster"
    unit_id: int
    page: int


@dataclass(frozen=True)
class ShowNotJoined(Action):
    """Those of a unit who have not joined yet."""

    name: ClassVar[str] = "unjoined"
    unit_id: int
    page: int


@dataclass(frozen=True)
class ShowMember(Action):
    """One person of a unit."""

    name: ClassVar[str] = "person"
    unit_id: int
    person_id: int


@dataclass(frozen=True)
class MakeCode(Action):
    """Make a join code for a person of a unit."""

    name: ClassVar[str] = "code"
    unit_id: int
    person_id: int


@dataclass(frozen=True)
class Member:
    """A person of a unit as cards show them."""

    person_id: int
    name: str
    roles: frozenset[Role]
    status: Status
    presence: Presence
    subgroup: str
    reach: Reach
    phone_only: bool
    accounts: Sequence[Connected] = ()


def roster(t: Speech, unit: str, unit_id: int, members: Sequence[Member], number: int) -> Card:
    """A page of the roster, with a button for each person."""
    shown = page(members, number, A_PAGE)
    lines = [
        t.plural("{n} person", "{n} people", len(members)),
        *_counts(t, members),
        "",
        *numbered([_line(t, each) for each in shown.things], shown.first),
    ]
    return Card(
        title=t("{unit}: members", unit=unit),
        body="\n".join(lines),
        choices=(
            *_buttons(ShowMember, unit_id, shown.things, shown.first),
            *turning(t, shown, lambda to: ShowMembers(unit_id, to)),
        ),
        shows=ShowMembers(unit_id, shown.number),
    )


def not_joined(t: Speech, unit: str, unit_id: int, members: Sequence[Member], number: int) -> Card:
    """Those who still need a code, a button each."""
    shown = page(members, number, A_PAGE)
    if members:
        lines = [
            t.plural(
                "{n} person has not joined yet. Tap a name to make a code.",
                "{n} people have not joined yet. Tap a name to make a code.",
                len(members),
            ),
            "",
            *numbered([_line(t, each) for each in shown.things], shown.first),
        ]
    else:
        lines = [
            t("Everyone has joined."),
            t("For another phone of somebody send /invite with the name."),
        ]
    return Card(
        title=t("{unit}: join codes", unit=unit),
        body="\n".join(lines),
        choices=(
            *_buttons(MakeCode, unit_id, shown.things, shown.first),
            *turning(t, shown, lambda to: ShowNotJoined(unit_id, to)),
        ),
        shows=ShowNotJoined(unit_id, shown.number),
    )


def which(t: Speech, unit: str, unit_id: int, members: Sequence[Member]) -> Card:
    """Ask whom a typed name means."""
    shown = members[:A_PAGE]
    return Card(
        title=t("{unit}: whom do {you} mean?", unit=unit),
        body="\n".join(numbered([_line(t, each) for each in shown])),
        choices=_buttons(ShowMember, unit_id, shown, 1),
    )


def _counts(t: Speech, members: Sequence[Member]) -> list[str]:
    counts = {how: sum(each.reach is how for each in members) for how in Reach}
    return [t(_COUNTS[how], n=n) for how, n in counts.items() if n]


def _line(t: Speech, one: Member) -> str:
    said = [one.name]
    if one.roles != {Role.MEMBER}:
        said.append(roles_text(t, one))
    if one.status is not Status.FULL:
        said.append(t(STATUS_NAMES[one.status]))
    said.append(t(REACH_NAMES[one.reach]))
    return ", ".join(said)


def roles_text(t: Speech, one: Member) -> str:
    """Everything a person is in the unit."""
    return ", ".join(t(says) for role, says in ROLE_NAMES.items() if role in one.roles)


def _buttons(
    does: type[ShowMember | MakeCode], unit_id: int, members: Sequence[Member], first: int
) -> Rows:
    return tuple(
        (Choice(f"{n}. {each.name}", does(unit_id, each.person_id)),)
        for n, each in enumerate(members, start=first)
    )
