"""What was decided to be done: drafts, and the tasks that live on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Assignment, Person, Unit


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


@dataclass(frozen=True)
class Given:
    """A published assignment with its unit and the name of who has it, "" for nobody."""

    row: Assignment
    unit: Unit
    name: str


_GIVEN = (
    select(Assignment, Unit, col(Person.full_name))
    .join(Unit, col(Unit.id) == col(Assignment.unit_id))
    .outerjoin(Person, col(Person.id) == col(Assignment.person_id))
    .where(col(Assignment.published_at).is_not(None))
)


async def given(db: AsyncSession, assignment_id: int) -> Given | None:
    """The published assignment with this number, of any unit: the caller demands a right there."""
    row = (await db.execute(_GIVEN.where(col(Assignment.id) == assignment_id))).first()
    return None if row is None else Given(row[0], row[1], row[2] or "")


async def given_by(db: AsyncSession, meeting_id: int) -> Sequence[Given]:
    """What a meeting published for somebody to do, in the order it was put down."""
    rows = await db.execute(
        _GIVEN.where(
            col(Assignment.meeting_id) == meeting_id, col(Assignment.outcome) != "dropped"
        ).order_by(col(Assignment.id))
    )
    return [Given(row[0], row[1], row[2] or "") for row in rows]


async def open_with(db: AsyncSession, person_id: int) -> Sequence[Given]:
    """What a person has to do in all units, the earliest due first."""
    rows = await db.execute(
        _GIVEN.where(
            col(Assignment.person_id) == person_id, col(Assignment.settled_at).is_(None)
        ).order_by(col(Assignment.due_on).is_(None), col(Assignment.due_on), col(Assignment.id))
    )
    return [Given(row[0], row[1], row[2] or "") for row in rows]


async def open_of(db: AsyncSession, unit_id: int) -> Sequence[Given]:
    """The open tasks of a unit, the earliest due first."""
    rows = await db.execute(
        _GIVEN.where(
            col(Assignment.unit_id) == unit_id, col(Assignment.settled_at).is_(None)
        ).order_by(col(Assignment.due_on).is_(None), col(Assignment.due_on), col(Assignment.id))
    )
    return [Given(row[0], row[1], row[2] or "") for row in rows]


async def to_remind(db: AsyncSession, *, now: datetime, most: int) -> Sequence[Given]:
    """The assignments of which somebody is to hear now, the longest waiting first."""
    rows = await db.execute(
        _GIVEN.where(col(Assignment.remind_at) <= now)
        .order_by(col(Assignment.remind_at), col(Assignment.id))
        .limit(most)
        .with_for_update(of=Assignment, skip_locked=True)
    )
    return [Given(row[0], row[1], row[2] or "") for row in rows]


async def next_due(db: AsyncSession) -> datetime | None:
    """When somebody is to hear of an assignment next."""
    return (await db.execute(select(func.min(col(Assignment.remind_at))))).scalar_one_or_none()


async def leave(db: AsyncSession, person_id: int, *, now: datetime) -> None:
    """Take a person who has gone off what they had to do; the secretary hears of it at once."""
    theirs = (col(Assignment.person_id) == person_id) & col(Assignment.settled_at).is_(None)
    await db.execute(
        update(Assignment)
        .where(theirs, col(Assignment.published_at).is_(None))
        .values(person_id=None, asked=False)
    )
    await db.execute(
        update(Assignment)
        .where(theirs)
        .values(person_id=None, owner_left=True, done_at=None, help_at=None, remind_at=now)
    )
    await db.execute(
        update(Assignment).where(col(Assignment.person_id) == person_id).values(help_words="")
    )
