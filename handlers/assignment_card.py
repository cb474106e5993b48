"""An assignment and its card, for those who draft and correct it."""

from datetime import date
from typing import Any

from bot.cards import assigning as cards
from bot.cards.answering import Somebody
from bot.cards.decisions import ShowDecision, ShowDrafts
from bot.chat import Action, Card
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.tasks import next_reminder
from bot.turn import Turn
from handlers.decided import (
    Table,
    announce,
    as_given,
    may_change,
    noted,
    table,
)
from storage import assignments
from storage.assignments import Assigned
from storage.ledger import Subject
from storage.tables import Assignment


def somebody(people: list[Somebody], person_id: int) -> Somebody:
    found = next((each for each in people if each.person_id == person_id), None)
    if found is None:
        raise Refused("This person cannot have the task. Please choose somebody else.")
    return found


def iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


async def note_change(
    turn: Turn,
    at: Table,
    row: Assignment,
    change: str,
    was: dict[str, Any],
    became: dict[str, Any],
    before: int | None = None,
) -> None:
    """Note a change; of something published it is a new version, told to whom it concerns."""
    if row.version:
        row.version += 1
        if not row.outcome:
            row.remind_at = next_reminder(row.due_on, at.place.rules, at.place.zone, after=turn.now)
    await noted(turn, at, Subject.ASSIGNMENT, row, change, was=was, became=became)
    if row.version:
        concerned = {row.person_id, before} - {None, turn.me.person_id}
        await announce(turn, at, row, sorted(each for each in concerned if each is not None))


async def found_for(turn: Turn, assignment_id: int) -> tuple[Table, Assignment]:
    row = await turn.db.get(Assignment, assignment_id)
    if row is None:
        raise Refused("This draft is gone. Send /resolution to see what there is.")
    at = await table(turn, row.meeting_id)
    if row.outcome:
        raise Refused("This task has been settled already. Send /tasks to see the open ones.")
    return at, row


async def named(turn: Turn, row: Assignment) -> Assigned:
    found = await assignments.of_meeting(turn.db, row.meeting_id)
    return next(each for each in found if each.row.id == row.id)


async def card_of(turn: Turn, at: Table, assignment_id: int, *, above: str = "") -> Card:
    row = await turn.db.get_one(Assignment, assignment_id)
    back: Action = ShowDrafts(at.meeting.id)
    if row.resolution_id is not None:
        back = ShowDecision(row.resolution_id)
    return cards.assignment_card(
        at.t,
        at.place.name,
        as_given(await named(turn, row)),
        ask=not row.asked and not row.version,
        published=bool(row.version),
        may_change=may_change(turn, at, Right.ASSIGN),
        back=back,
        above=above,
    )
