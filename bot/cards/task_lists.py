"""Lists of tasks: one's own, those of a unit, the overdue ones of the week, the next review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.cards.paging import page, turning
from bot.cards.short import short
from bot.cards.tasks import Shown, ShowTask
from bot.chat import Action, Card, Choice, Rows
from bot.domain.tasks import State
from bot.domain.words import _
from bot.i18n import Speech

A_PAGE = 8
LONGEST = 300  # of a task in a list


@dataclass(frozen=True)
class ShowMine(Action):
    """My tasks, a page of them."""

    name: ClassVar[str] = "tkmine"
    page: int


@dataclass(frozen=True)
class ShowOfUnit(Action):
    """The open tasks of a unit, a page of them."""

    name: ClassVar[str] = "tkunit"
    unit_id: int
    page: int


_BRIEFLY = {
    State.GIVEN: _("not yet seen"),
    State.SEEN: _("being done"),
    State.HELP: _("help asked for"),
    State.DONE: _("reported done"),
    State.CONFIRMED: _("done"),
    State.DROPPED: _("taken back"),
}


def mine(t: Speech, tasks: Sequence[Shown], today: date, number: int, *, leads: Rows) -> Card:
    """What the reader has to do in all units; `leads` are buttons to the units they lead."""
    found = page(tasks, number, A_PAGE)
    lines: list[str] = []
    for n, each in enumerate(found.things, start=found.first):
        lines += [f"{n}. {short(each.what, LONGEST)}", f"   {each.unit}. {when(t, each, today)}"]
    if not tasks:
        lines = [t("{You} have no open task.")]
    return Card(
        title=t("{Your} tasks"),
        body="\n".join(lines),
        choices=(*_buttons(t, found.things, found.first), *turning(t, found, ShowMine), *leads),
        shows=ShowMine(found.number),
    )


def of_unit(
    t: Speech, unit_id: int, unit: str, tasks: Sequence[Shown], today: date, number: int
) -> Card:
    """The open tasks of a unit: what needs somebody's word first."""
    ordered = sorted(tasks, key=lambda each: _rank(each, today))
    found = page(ordered, number, A_PAGE)
    lines = [_sum(t, tasks, today)] if tasks else [t("There is no open task.")]
    for n, each in enumerate(found.things, start=found.first):
        lines += ["", f"{n}. {short(each.what, LONGEST)}", f"   {line(t, each, today)}"]
    return Card(
        title=t("{unit}: tasks", unit=unit),
        body="\n".join(lines),
        choices=(
            *_buttons(t, found.things, found.first),
            *turning(t, found, lambda to: ShowOfUnit(unit_id, to)),
        ),
        shows=ShowOfUnit(unit_id, found.number),
    )


def review(t: Speech, tasks: Sequence[Shown], today: date, *, most: int) -> list[str]:
    """The open tasks as the head of the next meeting's agenda, a line each after a heading."""
    if not tasks:
        return []
    ordered = sorted(tasks, key=lambda each: _rank(each, today))
    lines = [t("First, the review of open tasks:")]
    lines += [f"• {short(each.what, LONGEST)}: {line(t, each, today)}" for each in ordered[:most]]
    if len(tasks) > most:
        lines.append(t("… and {n} more: /tasks", n=len(tasks) - most))
    return lines


def line(t: Speech, each: Shown, today: date) -> str:
    """Who, by when and how it stands, on one line."""
    who = each.who or (t("waits for another owner") if each.left else t("the whole unit"))
    return t("{who}. {when}", who=who, when=when(t, each, today))


def when(t: Speech, each: Shown, today: date) -> str:
    """By when and how it stands, on one line."""
    state = t(_BRIEFLY[each.task.state])
    if each.task.due_on is None:
        return t("No date, {state}", state=state)
    day = t.short_day(each.task.due_on)
    if each.task.overdue(today):
        return t.plural(
            "Due {day}, {n} day late, {state}",
            "Due {day}, {n} days late, {state}",
            (today - each.task.due_on).days,
            day=day,
            state=state,
        )
    return t("Due {day}, {state}", day=day, state=state)


def _rank(each: Shown, today: date) -> tuple[int, date, int]:
    """Without an owner, help asked for, overdue, reported done, then by due date."""
    task = each.task
    urgent = [each.left, task.state is State.HELP, task.overdue(today), task.state is State.DONE]
    place = urgent.index(True) if True in urgent else len(urgent)
    return place, task.due_on or date.max, each.task_id


def _sum(t: Speech, tasks: Sequence[Shown], today: date) -> str:
    return t(
        "Open: {open}, overdue: {overdue}, waiting for {your} word: {done}.",
        open=len(tasks),
        overdue=sum(each.task.overdue(today) for each in tasks),
        done=sum(each.task.state is State.DONE for each in tasks),
    )


def _buttons(t: Speech, tasks: Sequence[Shown], first: int) -> Rows:
    return tuple(
        (Choice(f"{n}. {short(each.what)}", ShowTask(each.task_id)),)
        for n, each in enumerate(tasks, start=first)
    )
