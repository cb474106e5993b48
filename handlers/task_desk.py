"""What the secretary says to tasks: done or not, who has them, and the list of the week."""

from typing import Any

from bot.cards import task_lists
from bot.cards import tasks as cards
from bot.cards.answering import Somebody
from bot.cards.spans import days
from bot.cards.tasks import DecideHanding, SettleTask
from bot.chat import Card
from bot.domain.away import Span
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.tasks import State
from bot.domain.words import _
from bot.place import Place
from bot.router import Router
from bot.turn import Turn
from handlers.task_facts import (
    Tasked,
    card,
    check_open,
    noted,
    remind_again,
    shown,
    task_of,
    tasked,
    tell,
)
from handlers.tasks import hand_over
from storage import assignments, away, people, reach, units

router = Router()

MOST_REVIEWED = 8  # tasks at the head of an agenda


@router.action(SettleTask, right=Right.ASSIGN)
async def settle(turn: Turn, action: SettleTask) -> Card:
    """Done, says the secretary; or not yet, and its owner goes on."""
    at = await _led(turn, action.task_id)
    if not task_of(at.row).open:
        return card(at, note=at.t("This task has been settled already."))
    if action.done:
        at.row.settled_at, at.row.settled_by = turn.now, turn.me.person_id
        at.row.outcome, at.row.remind_at = State.CONFIRMED.value, None
        await noted(turn, at, "confirmed")
    elif at.row.done_at is not None:
        at.row.done_at = None
        remind_again(turn, at)
        await noted(turn, at, "not yet done")
    else:
        return card(at)
    if at.row.person_id is not None:
        await tell(turn, at, "task_decided", [at.row.person_id])
    return card(at, note=at.t("Noted. Thank {you}!"))


@router.action(DecideHanding, right=Right.ASSIGN)
async def decide(turn: Turn, action: DecideHanding) -> Card:
    """The word on a request to hand a task over; the first one counts."""
    at = await _led(turn, action.task_id)
    check_open(at)
    if (at.row.person_id or 0) != action.from_id:
        return card(at, note=at.t("Somebody else has this task by now. Please look again."))
    if not action.agreed:
        await tell(turn, at, "task_stays", [action.from_id])
        await noted(turn, at, "handing declined")
        return card(at, note=at.t("Noted. Thank {you}!"))
    if await reach.one(turn.db, at.place.id, action.to_id) is None:
        raise Refused("This person cannot have the task. Please choose somebody else.")
    await hand_over(turn, at, action.to_id)
    return card(await tasked(turn, action.task_id), note=at.t("Noted. Thank {you}!"))


async def _led(turn: Turn, task_id: int) -> Tasked:
    at = await tasked(turn, task_id)
    turn.demand(at.place, Right.ASSIGN)
    return at


@router.notice("task_done", why=_("The secretary is told when a task is reported done."))
async def done_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """Who had it says that it is done."""
    at = await _led(turn, about["task"])
    if at.shown.task.state is not State.DONE:
        return None
    return card(at, above=at.t("{name} reports this task done.", name=at.given.name))


@router.notice("task_help", why=_("The secretary is told when somebody needs help with a task."))
async def help_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """Who has it needs help."""
    at = await _led(turn, about["task"])
    if at.shown.task.state is not State.HELP:
        return None
    return card(at, above=at.t("{name} needs help with this task.", name=at.given.name))


@router.notice(
    "task_handing", why=_("The secretary decides when somebody asks to hand a task over.")
)
async def handing_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """A request to hand a task over, unless somebody else has it by now."""
    at = await _led(turn, about["task"])
    if not at.shown.task.open or at.row.person_id != about["from_id"]:
        return None
    name = await people.name_of(turn.db, about["to_id"])
    if not name:
        return None
    return cards.handing(at.t, at.shown, at.today, Somebody(about["to_id"], name))


@router.notice("task_stays", why=_("Whoever asks to hand a task over is told what was decided."))
async def stays_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """The task stays with its reader."""
    at = await tasked(turn, about["task"])
    if not at.mine or not at.shown.task.open:
        return None
    return card(at, above=at.t("The secretary asks {you} to keep this task."))


@router.notice("task_decided", why=_("Whoever has a task is told what the secretary says to it."))
async def decided_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """Confirmed, or not yet done."""
    at = await tasked(turn, about["task"])
    if not at.mine:
        return None
    state = at.shown.task.state
    if state is State.CONFIRMED:
        return card(at, above=at.t("The secretary has confirmed that this task is done."))
    if state is State.DONE:
        return None
    return card(at, above=at.t("The secretary says that this task is not yet done."))


@router.notice(
    "task_without_owner",
    why=_("The secretary is told when who had a task has left."),
)
async def without_owner(turn: Turn, about: dict[str, Any]) -> Card | None:
    """A task that waits for another owner."""
    at = await _led(turn, about["task"])
    if not at.row.owner_left or not at.shown.task.open:
        return None
    return card(at)


@router.notice(
    "task_away",
    why=_("The secretary is told when who has a task is away on the day it is due."),
)
async def away_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """A task that needs another owner or date, unless its owner is there after all."""
    at = await _led(turn, about["task"])
    row = at.row
    if not at.shown.task.open or row.person_id is None or row.due_on is None:
        return None
    gone = await away.on(turn.db, row.person_id, row.due_on)
    if gone is None:
        return None
    when = days(at.t, Span(gone.first, gone.last))
    said = at.t("{name} is away {days}, when this task is due.", name=at.given.name, days=when)
    return card(at, above=said)


@router.notice(
    "tasks_of_week",
    why=_("The secretary gets the overdue tasks in one list a week."),
    gathered=True,
)
async def list_of_week(turn: Turn, about: dict[str, Any]) -> Card | None:
    """The tasks that need the secretary's word: overdue, reported done, without an owner."""
    place = await units.place(turn.db, about["unit"], turn.home)
    turn.demand(place, Right.ASSIGN)
    today = place.local_day(turn.now)
    waiting = [
        shown(each, leads=True)
        for each in await assignments.open_of(turn.db, place.id)
        if _waits(each.row, today)
    ]
    if not waiting:
        return None
    return task_lists.of_unit(turn.speaks(place), place.id, place.name, waiting, today, 0)


def _waits(row: Any, today: Any) -> bool:
    task = task_of(row)
    return row.owner_left or task.done or task.overdue(today)


async def review(turn: Turn, place: Place) -> list[str]:
    """The open tasks of a unit as lines at the head of its next agenda; none, no line."""
    open_ = [shown(each) for each in await assignments.open_of(turn.db, place.id)]
    today = place.local_day(turn.now)
    return task_lists.review(turn.speaks(place), open_, today, most=MOST_REVIEWED)
