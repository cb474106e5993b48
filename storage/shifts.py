"""When people are on duty again and again."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.shifts import Pattern
from storage.portions import portions
from storage.prepared import Prepared
from storage.tables import Shifts

_OF = Prepared.alike(
    select(col(Shifts.pattern)).where(col(Shifts.person_id) == bindparam("person"))
)


async def add(db: AsyncSession, person_id: int, pattern: Pattern, *, now: datetime) -> Shifts:
    """Keep the shifts of a person; they get their number."""
    row = Shifts(person_id=person_id, pattern=pattern.text, said_at=now)
    db.add(row)
    await db.flush()
    return row


async def rows_of(db: AsyncSession, person_id: int) -> Sequence[Shifts]:
    """Everything a person has said of their shifts, the oldest first."""
    rows = await db.execute(
        select(Shifts).where(col(Shifts.person_id) == person_id).order_by(col(Shifts.id))
    )
    return rows.scalars().all()


async def of(db: AsyncSession, person_id: int) -> list[Pattern]:
    """The patterns of one person; a card that asks them takes this look."""
    return [Pattern.of(row[0]) for row in await _OF.rows(db, {"person": person_id})]


async def of_people(db: AsyncSession, people: Iterable[int]) -> dict[int, list[Pattern]]:
    """The patterns of many; who has none is left out."""
    found: dict[int, list[Pattern]] = {}
    for some in portions(sorted(set(people))):
        rows = await db.execute(
            select(col(Shifts.person_id), col(Shifts.pattern)).where(
                col(Shifts.person_id).in_(some)
            )
        )
        for person_id, text in rows:
            found.setdefault(person_id, []).append(Pattern.of(text))
    return found


async def remove(db: AsyncSession, person_id: int, number: int) -> None:
    """Take back what a person said of their shifts under this number."""
    await db.execute(
        delete(Shifts).where(col(Shifts.id) == number, col(Shifts.person_id) == person_id)
    )
