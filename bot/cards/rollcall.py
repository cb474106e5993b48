"""The roll call: a list to tick, filled in from the answers, confirmed by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from bot.cards.invitation import Facts, title
from bot.cards.paging import Page, turning
from bot.chat import Action, Card, Choice, Rows, Tone
from bot.domain.attendance import ATTENDED_NAMES, Attended, Roll
from bot.domain.words import _
from bot.i18n import Speech

A_PAGE = 12
ONE_PAGE: Page[Any] = Page((), 0, 1, 1)
EVERYONE = -1  # instead of the place of a sub-group


class View(StrEnum):
    """What a tap on a name does: there or not, spoke or not, or open the person's card."""

    TICK = "t"
    SPOKE = "s"
    DETAILS = "d"


@dataclass(frozen=True)
class ShowRoll(Action):
    """A page of a meeting's roll call; `group` is the place of a sub-group, or EVERYONE."""

    name: ClassVar[str] = "rc"
    meeting_id: int
    view: View
    group: int
    page: int


@dataclass(frozen=True)
class Tick(Action):
    """A tap on a name; `seen` is what the list said of the person before."""

    name: ClassVar[str] = "rct"
    meeting_id: int
    person_id: int
    seen: str
    view: View
    group: int
    page: int


@dataclass(frozen=True)
class ShowOnRoll(Action):
    """One person in a roll call."""

    name: ClassVar[str] = "rcp"
    meeting_id: int
    person_id: int


@dataclass(frozen=True)
class MarkPerson(Action):
    """The exact word on one person."""

    name: ClassVar[str] = "rcm"
    meeting_id: int
    person_id: int
    state: Attended


@dataclass(frozen=True)
class ConfirmRoll(Action):
    """The roll call is right as it is shown: that many there, of those who count."""

    name: ClassVar[str] = "rcok"
    meeting_id: int
    there: int
    counted: int


@dataclass(frozen=True)
class CallOwn(Action):
    """A lead has called their own people: that many there, of those who count."""

    name: ClassVar[str] = "rcg"
    meeting_id: int
    there: int
    counted: int


@dataclass(frozen=True)
class ShowWalkIns(Action):
    """Who came without being summoned, and guests."""

    name: ClassVar[str] = "rcw"
    meeting_id: int


@dataclass(frozen=True)
class OnTheRoll:
    """Somebody in the list; `sure` says that a person marked them, not the answer alone.

    `note` says why one is in no figure: the monitor, or an exempt member who came.
    """

    person_id: int
    label: str
    state: Attended
    sure: bool = False
    spoke: bool = False
    note: str = ""


@dataclass(frozen=True)
class Group:
    """A sub-group in a roll call, "" for those in none; `called` once each of them is marked."""

    name: str
    there: int
    counted: int
    called: bool = True


@dataclass(frozen=True)
class Called:
    """A page of a roll call as it stands: `people` are those on it, `shown` says which it is.

    `begun` says that somebody has been marked. `groups` are the sub-groups in their order.

    `by` and `at` are set once it is confirmed. `may_confirm` is False for one who calls only
    their own people. `surprises` are who said yes and did not come, and who said no and came.
    `apart` are the sub-groups that sit by themselves, `own_waits` says that some of the lead's own
    have not been marked.
    """

    roll: Roll
    people: Sequence[OnTheRoll]
    shown: Page[Any] = ONE_PAGE
    begun: bool = True
    groups: Sequence[str] = ()
    guests: Sequence[str] = ()
    by: str = ""
    at: datetime | None = None
    may_confirm: bool = True
    may_change: bool = True
    only: str = ""
    surprises: tuple[int, int] | None = None
    apart: Sequence[Group] = ()
    own_waits: bool = False


_MARKS = {
    Attended.PRESENT: "✓",
    Attended.LATE: "✓",
    Attended.ONLINE: "✓",
    Attended.EXCUSED: "–",
    Attended.UNEXCUSED: "✗",
}
_VIEWS = {
    View.TICK: _("There or not"),
    View.SPOKE: _("Who spoke"),
    View.DETAILS: _("Details"),
}
_HOW = {
    View.TICK: _("Tap whoever differs from the list: there or not there."),
    View.SPOKE: _("Tap whoever spoke."),
    View.DETAILS: _("Tap a name for late, online, excused or not."),
}


def roll_card(t: Speech, facts: Facts, called: Called, here: ShowRoll, *, note: str = "") -> Card:
    """A page of the roll call with its figures."""
    shown = called.shown
    here = ShowRoll(facts.meeting_id, here.view, here.group, shown.number)
    lines = [*_standing(t, called), "", *figures(t, called.roll)]
    if called.surprises is not None:
        yes, no = called.surprises
        lines.append(t("Said yes, did not come: {n}. Said no, came: {m}.", n=yes, m=no))
    if called.guests:
        lines.append(t("Guests: {names}", names=", ".join(called.guests)))
    if called.apart:
        lines += ["", *(group_line(t, each) for each in called.apart)]
    if called.may_change:
        lines += ["", t(_HOW[here.view])]
    if any(not each.sure for each in called.people):
        lines.append(t("A question mark means: as answered, nobody has marked it yet."))
    if shown.count > 1:
        lines.append(t("Page {n} of {all}.", n=shown.number + 1, all=shown.count))
    return Card(
        title=title(t, facts),
        body="\n".join(lines),
        choices=(
            *((_name(t, each, here, called.may_change),) for each in called.people),
            *turning(t, shown, lambda to: ShowRoll(here.meeting_id, here.view, here.group, to)),
            *(_below(t, called, here) if called.may_change else ()),
        ),
        shows=here,
        toast=note,
    )


def figures(t: Speech, roll: Roll) -> list[str]:
    """The figures of a roll call, a line each; nothing is said of what is nought."""
    lines = [t("There: {n} of {all}", n=roll.there, all=roll.counted)]
    if roll.late:
        lines.append(t("Of these late: {n}", n=roll.late))
    if roll.online:
        lines.append(t("Of these online: {n}", n=roll.online))
    lines.append(
        t(
            "Absent: {excused} excused, {not_excused} not",
            excused=roll.excused,
            not_excused=roll.unexcused,
        )
    )
    if roll.made_up:
        lines.append(made_up_line(t, roll.excused, roll.made_up))
    if roll.spoke:
        share = f"{roll.spoke / roll.there:.0%}" if roll.there else ""
        lines.append(t("Spoke: {n}, {share} of those there", n=roll.spoke, share=share))
    return lines


def group_line(t: Speech, group: Group) -> str:
    """How many of a sub-group were there, and whether its roll has been called."""
    name = group.name or t("In no sub-group, with the secretary")
    if not group.called:
        return t("{subgroup}: not called yet", subgroup=name)
    return t("{subgroup}: there {n} of {all}", subgroup=name, n=group.there, all=group.counted)


def made_up_line(t: Speech, excused: int, made_up: int) -> str:
    """How many of those excused have made it up since, beside how many they were."""
    return t("Excused: {n}, of these made up since: {made_up}", n=excused, made_up=made_up)


def _standing(t: Speech, called: Called) -> list[str]:
    lines = (
        [t("Only the people of {subgroup} are shown.", subgroup=called.only)] if called.only else []
    )
    if called.at is not None:
        return [
            *lines,
            t("Roll call confirmed at {time} by {name}.", time=t.clock(called.at), name=called.by),
        ]
    if called.begun:
        return [*lines, t("Roll call, not yet confirmed.")]
    return [*lines, t("Roll call, so far as people have answered; not yet confirmed.")]


def _name(t: Speech, each: OnTheRoll, here: ShowRoll, may_change: bool) -> Choice:
    label = f"{_MARKS[each.state]}{'' if each.sure else '?'} {each.label}"
    if each.state in (Attended.LATE, Attended.ONLINE):
        label = f"{label}: {t(ATTENDED_NAMES[each.state])}"
    if each.note:
        label = f"{label} ({each.note})"
    if each.spoke:
        label = f"{label} 💬"
    if not may_change or here.view is View.DETAILS:
        return Choice(label, ShowOnRoll(here.meeting_id, each.person_id))
    seen = seen_as(each.state, each.spoke)
    tick = Tick(here.meeting_id, each.person_id, seen, here.view, here.group, here.page)
    return Choice(label, tick)


def seen_as(state: Attended, spoke: bool) -> str:
    """What a list said of a person, as a button carries it."""
    return f"{state.value[0]}{int(spoke)}"


def _below(t: Speech, called: Called, here: ShowRoll) -> Rows:
    views = tuple(
        Choice(
            ("• " if each is here.view else "") + t(words),
            ShowRoll(here.meeting_id, each, here.group, here.page),
        )
        for each, words in _VIEWS.items()
    )
    rows: list[tuple[Choice, ...]] = [views]
    if len(called.groups) > 1 and not called.only:
        names = [(EVERYONE, t("Everyone")), *enumerate(called.groups)]
        buttons = [
            Choice(
                ("• " if place == here.group else "") + name,
                ShowRoll(here.meeting_id, here.view, place, 0),
            )
            for place, name in names
        ]
        rows += [tuple(buttons[n : n + 3]) for n in range(0, len(buttons), 3)]
    if called.own_waits:
        words = t("The roll of {subgroup} is called", subgroup=called.only)
        own = CallOwn(here.meeting_id, called.roll.there, called.roll.counted)
        rows.append((Choice(words, own, tone=Tone.GOOD),))
    if called.may_confirm:
        rows.append((Choice(t("Somebody not on the list"), ShowWalkIns(here.meeting_id)),))
        words = t("Confirm again") if called.at else t("Confirm the roll call")
        confirm = ConfirmRoll(here.meeting_id, called.roll.there, called.roll.counted)
        rows.append((Choice(words, confirm, tone=Tone.GOOD),))
    return tuple(rows)


def person_card(
    t: Speech, facts: Facts, each: OnTheRoll, *, may_change: bool, note: str = ""
) -> Card:
    """One person in a roll call, with every word that can be said."""
    lines = [each.label, t("Roll call: {state}", state=t(ATTENDED_NAMES[each.state]))]
    if not each.sure:
        lines.append(t("So far only as answered."))
    if each.spoke:
        lines.append(t("Spoke at the meeting."))
    back = ShowRoll(facts.meeting_id, View.DETAILS, EVERYONE, 0)
    states: Rows = ()
    if may_change:
        states = tuple(
            (
                Choice(
                    ("✓ " if each.sure and each.state is state else "") + t(ATTENDED_NAMES[state]),
                    MarkPerson(facts.meeting_id, each.person_id, state),
                ),
            )
            for state in Attended
        )
    return Card(
        title=title(t, facts),
        body="\n".join(lines),
        choices=(*states, (Choice(t("Back to the list"), back),)),
        shows=ShowOnRoll(facts.meeting_id, each.person_id),
        toast=note,
    )
