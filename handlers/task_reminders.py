"""Tasks speak up by themselves: before their day, on it, and while they are overdue."""

from functools import partial
from typing import Any

from bot.chat import Card
from bot.domain.tasks import next_list, next_reminder
from bot.domain.words import _
from bot.place import Place
from bot.router import Router
from bot.sweeps import Job, Sweep
from bot.turn import Turn
from handlers.alone import alone
from handlers.desk import together
from handlers.task_facts import card, task_of, tasked
from storage import assignments, outbox, reach, units
from storage.assignments import Given
from storage.outbox import Debt

router = Router()

A_FEW = 50  # tasks in one transaction: each costs a few statements


async def remind(sweep: Sweep) -> int:
    """Owe what is due about tasks; one that cannot be done stops none of the others."""
    found = await assignments.to_remind(sweep.db, now=sweep.now, most=A_FEW)
    for given in found:
        place = units.as_place(given.unit, sweep.home)
        row, speak = given.row, partial(_speak, sweep, place, given)
        if await alone(sweep, "a reminder of task", row.id, speak) is None:
            await sweep.db.refresh(row)
        row.remind_at = next_reminder(row.due_on, place.rules, place.zone, after=sweep.now)
    await sweep.db.flush()
    return len(found)


async def _speak(sweep: Sweep, place: Place, given: Given) -> bool:
    """Owe what one task has to say; True when that is done, be it nothing."""
    row, task = given.row, task_of(given.row)
    if not task.open:
        return True
    today = place.local_day(sweep.now)
    if row.person_id is not None and await reach.one(sweep.db, place.id, row.person_id) is None:
        row.person_id, row.owner_left, row.done_at = None, True, None
    if row.owner_left:
        leaders = await units.leaders(sweep.db, place.id)
        await _owe(sweep, place, given, "task_without_owner", leaders)
    elif row.person_id is not None and not task.done:
        await _owe(sweep, place, given, "task_due", [row.person_id])
    if task.done or task.overdue(today):
        await _owe_list(sweep, place)
    return True


async def _owe(sweep: Sweep, place: Place, given: Given, notice: str, people: list[int]) -> None:
    row = given.row
    day = place.local_day(sweep.now).isoformat()
    gathered = sweep.router.notices[notice].gathered
    await outbox.owe(
        sweep.db,
        *(
            Debt(
                key=f"task:{row.id}:{notice}:{person_id}:{day}",
                person_id=person_id,
                notice=notice,
                about={"task": row.id},
                unit_id=place.id,
                due_at=together(sweep, row.remind_at or sweep.now) if gathered else sweep.now,
                until=next_reminder(row.due_on, place.rules, place.zone, after=sweep.now),
            )
            for person_id in people
        ),
        now=sweep.now,
    )


async def _owe_list(sweep: Sweep, place: Place) -> None:
    """The week's list, once to each who leads the unit, however many tasks are in it."""
    at = next_list(place.rules, place.zone, now=sweep.now)
    week = place.local_day(at).isoformat()
    await outbox.owe(
        sweep.db,
        *(
            Debt(
                key=f"tasks:{place.id}:{week}:{person_id}",
                person_id=person_id,
                notice="tasks_of_week",
                about={"unit": place.id},
                unit_id=place.id,
                due_at=together(sweep, at),
            )
            for person_id in await units.leaders(sweep.db, place.id)
        ),
        now=sweep.now,
    )


@router.notice(
    "task_due",
    why=_("Whoever has a task is reminded some days before its date, on it, and then weekly."),
    gathered=True,
)
async def due_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """A task that is due, for who still has to do it."""
    at = await tasked(turn, about["task"])
    if not at.mine or at.shown.task.done or not at.shown.task.open:
        return None
    return card(at)


JOBS = (Job("reminders of tasks", 60, remind, assignments.next_due),)
