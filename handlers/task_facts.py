"""A task for the one who asks: whether it is theirs, and whether they give tasks there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.cards.task_lists import ShowOfUnit
from bot.cards.tasks import Shown, ShowTask, task_card
from bot.chat import Card, Urgency
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.tasks import Task, next_reminder
from bot.i18n import Speech
from bot.place import Place
from bot.turn import Turn
from handlers.online import stamp
from storage import assignments, ledger, outbox, screens, units
from storage.assignments import Given
from storage.ledger import Subject
from storage.outbox import Debt
from storage.tables import Assignment


@dataclass(frozen=True)
class Tasked:
    """A task with its unit, and what the one who asks, perhaps by a tap, is to it."""

    given: Given
    place: Place
    t: Speech
    today: date
    mine: bool
    leads: bool
    tapped: bool

    @property
    def row(self) -> Assignment:
        return self.given.row

    @property
    def shown(self) -> Shown:
        return shown(self.given, mine=self.mine, leads=self.leads)


def task_of(row: Assignment) -> Task:
    """A row as the rules see it."""
    return Task(
        due_on=row.due_on,
        seen=row.seen_at is not None,
        help=row.help_at is not None,
        done=row.done_at is not None,
        outcome=row.outcome,
    )


def shown(given: Given, *, mine: bool = False, leads: bool = False) -> Shown:
    """A row as cards speak of it."""
    row = given.row
    return Shown(
        task_id=row.id,
        unit=given.unit.name,
        what=row.what,
        who=given.name,
        person_id=row.person_id or 0,
        measure=row.measure,
        task=task_of(row),
        help_words=row.help_words if mine or leads else "",
        left=row.owner_left,
        mine=mine,
        leads=leads,
    )


async def tasked(turn: Turn, task_id: int) -> Tasked:
    """A published task, for who has it and for who gives tasks in its unit; Refused for others."""
    given = await assignments.given(turn.db, task_id)
    if given is None:
        raise Refused("This task is not there any more. Send /tasks to see those that are.")
    place = units.as_place(given.unit, turn.home)
    mine = given.row.person_id == turn.me.person_id
    leads = turn.may(place, Right.ASSIGN)
    if not (mine or leads):
        raise Refused("This task is somebody else's. Send /tasks to see {your} own.")
    t = turn.speaks(place)
    return Tasked(given, place, t, place.local_day(turn.now), mine, leads, bool(turn.tapped))


def card(at: Tasked, *, note: str = "", above: str = "") -> Card:
    """The task as it stands. A `note` is said over the tapped button, or above where none was."""
    if not at.tapped:
        note, above = "", above or note
    return task_card(at.t, at.shown, at.today, note=note, above=above)


def check_open(at: Tasked) -> None:
    """Refuse to change a task that has been settled."""
    if not task_of(at.row).open:
        raise Refused("This task has been settled already. Send /tasks to see the open ones.")


def remind_again(turn: Turn, at: Tasked) -> None:
    """Let the task be spoken of when its date says."""
    at.row.remind_at = next_reminder(at.row.due_on, at.place.rules, at.place.zone, after=turn.now)


async def noted(turn: Turn, at: Tasked, change: str, **became: Any) -> None:
    """Keep the change in the ledger, and redraw every card of the task."""
    await turn.db.flush()
    await ledger.note(
        turn.db,
        at.row.meeting_id,
        Subject.ASSIGNMENT,
        at.row.id,
        change,
        by_id=turn.me.person_id,
        now=turn.now,
        person_id=at.row.person_id,
        became=became,
    )
    await screens.stale(turn.db, ShowTask(at.row.id).pack(), now=turn.now)
    await screens.stale(turn.db, ShowOfUnit(at.place.id, 0).pack(), now=turn.now)


async def tell(
    turn: Turn, at: Tasked, notice: str, people: Iterable[int], **about: int | bool
) -> None:
    """Owe people a word on what was just done, but not to who did it."""
    await outbox.owe(
        turn.db,
        *(
            Debt(
                key=f"task:{at.row.id}:{notice}:{person_id}:{stamp(turn)}",
                person_id=person_id,
                notice=notice,
                about={"task": at.row.id, **about},
                unit_id=at.place.id,
                due_at=turn.now,
                urgency=Urgency.CHANGE,
            )
            for person_id in people
            if person_id != turn.me.person_id
        ),
        now=turn.now,
    )
