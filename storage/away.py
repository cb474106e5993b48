"""When people are away."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.portions import portions
from storage.prepared import Prepared
from storage.rows import changed
from storage.tables import Away
from storage.values import columns, maker

_made = maker(Away)
_ON = Prepared.alike(
    select(*columns(Away))
    .where(
        col(Away.person_id) == bindparam("person"),
        col(Away.first) <= bindparam("day"),
        or_(col(Away.last).is_(None), col(Away.last) >= bindparam("day")),
    )
    .order_by(col(Away.said_at).desc(), col(Away.id).desc())
)


async def add(db: AsyncSession, row: Away) -> Away:
    """Keep what somebody said of their days; it gets its number."""
    db.add(row)
    await db.flush()
    return row


async def of_person(db: AsyncSession, person_id: int, *, today: date) -> Sequence[Away]:
    """What a person has said of today and later, by the first day."""
    rows = await db.execute(
        select(Away)
        .where(
            col(Away.person_id) == person_id,
            or_(col(Away.last).is_(None), col(Away.last) >= today),
        )
        .order_by(col(Away.first), col(Away.id))
    )
    return rows.scalars().all()


async def one(db: AsyncSession, person_id: int, number: int) -> Away | None:
    """What a person has said under this number; None for anybody else's."""
    row = await db.get(Away, number)
    return row if row is not None and row.person_id == person_id else None


async def on(db: AsyncSession, person_id: int, day: date) -> Away | None:
    """What a person has said of a day, the newest word."""
    rows = await _ON.rows(db, {"person": person_id, "day": day})
    return _made(rows[0]) if rows else None


async def of_people(db: AsyncSession, people: Iterable[int], day: date) -> dict[int, Away]:
    """The same for many; who has said nothing of the day is left out."""
    found: dict[int, Away] = {}
    for some in portions(sorted(set(people))):
        rows = await db.execute(
            select(Away)
            .where(
                col(Away.person_id).in_(some),
                col(Away.first) <= day,
                or_(col(Away.last).is_(None), col(Away.last) >= day),
            )
            .order_by(col(Away.said_at), col(Away.id))
        )
        found |= {row.person_id: row for row in rows.scalars()}
    return found


async def within(
    db: AsyncSession, people: Iterable[int], *, first: date, last: date
) -> dict[int, list[Away]]:
    """What people have said of any day from `first` to `last`, by person, the newest word first."""
    found: dict[int, list[Away]] = {}
    for some in portions(sorted(set(people))):
        rows = await db.execute(
            select(Away)
            .where(
                col(Away.person_id).in_(some),
                col(Away.first) <= last,
                or_(col(Away.last).is_(None), col(Away.last) >= first),
            )
            .order_by(col(Away.said_at).desc(), col(Away.id).desc())
        )
        for row in rows.scalars():
            found.setdefault(row.person_id, []).append(row)
    return found


async def remove(db: AsyncSession, number: int) -> None:
    """Take back what somebody said."""
    await db.execute(delete(Away).where(col(Away.id) == number))


async def due(db: AsyncSession, *, now: datetime, most: int) -> Sequence[Away]:
    """Whom to ask whether they are back."""
    rows = await db.execute(
        select(Away).where(col(Away.ask_at) <= now).order_by(col(Away.ask_at)).limit(most)
    )
    return rows.scalars().all()


async def next_due(db: AsyncSession) -> datetime | None:
    """When somebody is to be asked next."""
    return (await db.execute(select(func.min(col(Away.ask_at))))).scalar_one_or_none()


async def asked(db: AsyncSession, number: int, *, again: datetime | None) -> None:
    """Note that somebody has been asked, and when to ask again, if ever."""
    await db.execute(update(Away).where(col(Away.id) == number).values(ask_at=again))


async def forget(db: AsyncSession, *, before: date) -> int:
    """Drop what was over before then, reasons and all."""
    return await changed(db, delete(Away).where(col(Away.last) < before))
