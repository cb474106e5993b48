"""A task as those see it who have it and who gave it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from bot.cards.answering import Somebody
from bot.cards.paging import page, turning
from bot.chat import Action, Card, Choice, Rows, Tone
from bot.domain.tasks import Snooze, State, Task
from bot.domain.words import _
from bot.i18n import Speech

A_PAGE = 10


@dataclass(frozen=True)
class ShowTask(Action):
    """A task as it is now."""

    name: ClassVar[str] = "tk"
    task_id: int


@dataclass(frozen=True)
class SeeTask(Action):
    """I have read it and will do it."""

    name: ClassVar[str] = "tkseen"
    task_id: int


@dataclass(frozen=True)
class ReportTask(Action):
    """I have done it, or take that back."""

    name: ClassVar[str] = "tkdone"
    task_id: int
    done: bool


@dataclass(frozen=True)
class AskSnooze(Action):
    """Until when shall the reminder be put off?"""

    name: ClassVar[str] = "tkz"
    task_id: int


@dataclass(frozen=True)
class SnoozeTask(Action):
    """Put the reminder off by some days."""

    name: ClassVar[str] = "tkzz"
    task_id: int
    days: int


@dataclass(frozen=True)
class AskHelp(Action):
    """I need help; what for is typed next."""

    name: ClassVar[str] = "tkhelp"
    task_id: int


@dataclass(frozen=True)
class AskHand(Action):
    """Whom shall the task be handed to?"""

    name: ClassVar[str] = "tkhand"
    task_id: int
    page: int


@dataclass(frozen=True)
class HandTask(Action):
    """Hand the task from one person (0 for nobody) to another, or ask the secretary to."""

    name: ClassVar[str] = "tkto"
    task_id: int
    from_id: int
    to_id: int


@dataclass(frozen=True)
class DecideHanding(Action):
    """The secretary's word on a request to hand a task over."""

    name: ClassVar[str] = "tkhok"
    task_id: int
    from_id: int
    to_id: int
    agreed: bool


@dataclass(frozen=True)
class SettleTask(Action):
    """The secretary's word on whether a task is done."""

    name: ClassVar[str] = "tkok"
    task_id: int
    done: bool


_STATES = {
    State.GIVEN: _("Not yet seen by who has it."),
    State.SEEN: _("Being done."),
    State.HELP: _("Help is asked for."),
    State.DONE: _("Reported done; waits for the secretary's word."),
    State.CONFIRMED: _("Done, and confirmed by the secretary."),
    State.DROPPED: _("Taken back; nothing has to be done."),
}
_SNOOZES = {
    Snooze.TOMORROW: _("Tomorrow morning"),
    Snooze.THREE_DAYS: _("In three days"),
    Snooze.A_WEEK: _("In a week"),
}


@dataclass(frozen=True)
class Shown:
    """A task as cards speak of it; `who` is "" where nobody has it.

    `mine` says that the reader has it, `leads` that the reader gives tasks in its unit.
    `person_id` is who has it, 0 for nobody.
    """

    task_id: int
    unit: str
    what: str
    who: str = ""
    person_id: int = 0
    measure: str = ""
    task: Task = field(default_factory=Task)
    help_words: str = ""
    left: bool = False
    mine: bool = False
    leads: bool = False


def task_card(t: Speech, shown: Shown, today: date, *, note: str = "", above: str = "") -> Card:
    """A task with what its reader can do about it. `above` says why it comes now."""
    lines = [above, ""] if above else []
    lines += particulars(t, shown, today)
    choices: Rows = ()
    if shown.task.open:
        choices = (*_owner_choices(t, shown), *_leader_choices(t, shown))
    return Card(
        title=t("{unit}: task", unit=shown.unit),
        body="\n".join(lines),
        choices=choices,
        shows=ShowTask(shown.task_id),
        toast=note,
    )


def particulars(t: Speech, shown: Shown, today: date) -> list[str]:
    """What, who, by when, how it is measured, and where it stands; a line each."""
    lines = [shown.what]
    if shown.who and not shown.mine:
        lines.append(t("Who: {name}", name=shown.who))
    elif shown.left:
        lines.append(t("Who had it has left. It waits for another owner."))
    elif not shown.who:
        lines.append(t("Who: the whole unit"))
    lines.append(due_line(t, shown.task, today))
    if shown.measure:
        lines.append(t("Measured by: {measure}", measure=shown.measure))
    lines.append(t(_STATES[shown.task.state]))
    if shown.help_words and shown.task.state is State.HELP:
        lines.append(t("“{words}”", words=shown.help_words))
    return lines


def due_line(t: Speech, task: Task, today: date) -> str:
    """By when, and how long that is past."""
    if task.due_on is None:
        return t("Due: no date")
    day = t.day(task.due_on)
    if not task.overdue(today):
        return t("Due: {day}", day=day)
    return t.plural(
        "Due: {day}, overdue by {n} day",
        "Due: {day}, overdue by {n} days",
        (today - task.due_on).days,
        day=day,
    )


def _owner_choices(t: Speech, shown: Shown) -> Rows:
    if not shown.mine:
        return ()
    task_id = shown.task_id
    if shown.task.done:
        if shown.leads:
            return ()
        return ((Choice(t("Not done yet after all"), ReportTask(task_id, False)),),)
    first: tuple[Choice, ...] = ()
    if not shown.task.seen:
        first = (Choice(t("Got it"), SeeTask(task_id)),)
    return (
        (*first, Choice(t("Done"), ReportTask(task_id, True), tone=Tone.GOOD)),
        (
            Choice(t("Remind me later"), AskSnooze(task_id)),
            Choice(t("I need help"), AskHelp(task_id)),
        ),
        *(() if shown.leads else ((Choice(t("Hand it over"), AskHand(task_id, 0)),),)),
    )


def _leader_choices(t: Speech, shown: Shown) -> Rows:
    if not shown.leads:
        return ()
    yes = Choice(t("Confirm: done"), SettleTask(shown.task_id, True), tone=Tone.GOOD)
    no = Choice(t("Not yet done"), SettleTask(shown.task_id, False))
    hand = t("Hand it over") if shown.who else t("Give it to somebody")
    return (
        (yes, no) if shown.task.done else (yes,),
        (Choice(hand, AskHand(shown.task_id, 0)),),
    )


def snoozes(t: Speech, shown: Shown, today: date) -> Card:
    """Until when the reminder is put off."""
    return Card(
        title=t("{unit}: task", unit=shown.unit),
        body="\n".join(
            [
                *particulars(t, shown, today),
                "",
                t("When shall I remind {you} again? The due date stays."),
            ]
        ),
        choices=(
            *(
                (Choice(t(words), SnoozeTask(shown.task_id, each)),)
                for each, words in _SNOOZES.items()
            ),
            (Choice(t("Back"), ShowTask(shown.task_id)),),
        ),
        shows=ShowTask(shown.task_id),
    )


def ask_help(t: Speech, shown: Shown) -> Card:
    """What help is needed for, in words."""
    return Card(
        title=t("{unit}: task", unit=shown.unit),
        body="\n".join(
            [
                shown.what,
                "",
                t(
                    "What do {you} need help with? Please type it in one message; "
                    "the secretary reads it."
                ),
            ]
        ),
        choices=((Choice(t("Back"), ShowTask(shown.task_id)),),),
        shows=ShowTask(shown.task_id),
    )


def choose_owner(
    t: Speech, shown: Shown, people: Sequence[Somebody], *, number: int, typed: str = ""
) -> Card:
    """Who shall have the task, a button each; or a name is typed."""
    found = page(people, number, A_PAGE)
    lines = [shown.what, ""]
    if typed:
        lines.append(t("Whom do {you} mean by “{name}”?", name=typed))
    elif shown.leads:
        lines.append(t("Who shall have this task? Tap a name, or type one."))
    else:
        lines.append(
            t("To whom shall it go? Tap a name, or type one. The secretary decides on it.")
        )
    if found.count > 1:
        lines.append(t("Page {n} of {all}.", n=found.number + 1, all=found.count))
    return Card(
        title=t("{unit}: task", unit=shown.unit),
        body="\n".join(lines),
        choices=(
            *(
                (Choice(each.label, HandTask(shown.task_id, shown.person_id, each.person_id)),)
                for each in found.things
            ),
            *turning(t, found, lambda to: AskHand(shown.task_id, to)),
            (Choice(t("Back"), ShowTask(shown.task_id)),),
        ),
        shows=ShowTask(shown.task_id),
    )


def handing(t: Speech, shown: Shown, today: date, to: Somebody) -> Card:
    """A request to hand a task over, for the secretary to decide."""
    ask = DecideHanding(shown.task_id, shown.person_id, to.person_id, True)
    refuse = DecideHanding(shown.task_id, shown.person_id, to.person_id, False)
    return Card(
        title=t("{unit}: task", unit=shown.unit),
        body="\n".join(
            [
                t("{name} asks to hand this task over to {other}.", name=shown.who, other=to.label),
                "",
                *particulars(t, shown, today),
            ]
        ),
        choices=(
            (Choice(t("Agree"), ask, tone=Tone.GOOD), Choice(t("Do not agree"), refuse)),
            (Choice(t("Give it to somebody else"), AskHand(shown.task_id, 0)),),
        ),
    )
