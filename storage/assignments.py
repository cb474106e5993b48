"""What was decided to be done: drafts, and the tasks that live on."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Assignment, Person


@dataclass(frozen=True)
class Assigned:
    """An assignment with the name of who has it, "" for nobody."""

    row: Assignment
    name: str


async def of_meeting(db: AsyncSession, meeting_id: int) -> Sequence[Assigned]:
    """The assignments of a meeting, drafts too, in the order they were made."""
    rows = await db.execute(
        select(Assignment, col(Person.full_name))
        .outerjoin(Person, col(Person.id) == col(Assignment.person_id))
        .where(col(Assignment.meeting_id) == meeting_id)
        .order_by(col(Assignment.id))
    )
    return [Assigned(row[0], row[1] or "") for row in rows]


async def open_of(db: AsyncSession, unit_id: int) -> Sequence[Assigned]:
    """The published assignments of a unit that nobody has settled, the earliest due first."""
    rows = await db.execute(
        select(Assignment, col(Person.full_name))
        .outerjoin(Person, col(Person.id) == col(Assignment.person_id))
        .where(
            col(Assignment.unit_id) == unit_id,
            col(Assignment.published_at).is_not(None),
            col(Assignment.settled_at).is_(None),
        )
        .order_by(col(Assignment.due_on).is_(None), col(Assignment.due_on), col(Assignment.id))
    )
    return [Assigned(row[0], row[1] or "") for row in rows]
