"""The breaks of units, and who has said when they are away in one."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, Select, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.calendar import Break
from bot.domain.roles import Status
from storage.rows import changed, insert
from storage.tables import BreakAnswer, Membership, Unit, UnitBreak
from storage.units import downwards, upwards


def _holding() -> Select[UnitBreak, Unit]:
    unit = bindparam("unit", type_=Integer)
    above = upwards(unit)
    return (
        select(UnitBreak, Unit)
        .join(above, above.c.id == col(UnitBreak.unit_id))
        .join(Unit, col(Unit.id) == col(UnitBreak.unit_id))
        .where(col(UnitBreak.last) >= bindparam("first"), col(UnitBreak.first) <= bindparam("last"))
        .order_by(col(UnitBreak.first), col(UnitBreak.id))
    )


# Built once: every month of every unit is planned with it.
_HOLDING = _holding()


async def holding(
    db: AsyncSession, unit_id: int, *, first: date, last: date
) -> Sequence[tuple[UnitBreak, Unit]]:
    """The breaks with a day from `first` to `last` that hold in a unit: its own, those from above.

    By their first day, each with the unit that set it.
    """
    rows = await db.execute(_HOLDING, {"unit": unit_id, "first": first, "last": last})
    return [(row[0], row[1]) for row in rows]


async def add(
    db: AsyncSession, unit_id: int, each: Break, *, ask_at: datetime, tell_at: datetime | None
) -> UnitBreak:
    """Keep a break; everybody is asked from `ask_at`, secretaries are told from `tell_at` on."""
    row = UnitBreak(
        unit_id=unit_id,
        first=each.first,
        last=each.last,
        name=each.name,
        ask_at=ask_at,
        tell_at=tell_at,
    )
    db.add(row)
    await db.flush()
    return row


async def by_id(db: AsyncSession, break_id: int) -> UnitBreak | None:
    """The break with this number."""
    return await db.get(UnitBreak, break_id)


async def remove(db: AsyncSession, row: UnitBreak) -> None:
    """Forget a break, and who has answered."""
    await db.execute(delete(BreakAnswer).where(col(BreakAnswer.break_id) == row.id))
    await db.delete(row)
    await db.flush()


async def answered(db: AsyncSession, break_id: int, person_id: int, *, now: datetime) -> None:
    """Note that a person has said when they are away in a break."""
    statement = insert(db, BreakAnswer).values(
        break_id=break_id, person_id=person_id, answered_at=now
    )
    await db.execute(statement.on_conflict_do_nothing())


async def has_answered(db: AsyncSession, break_id: int, person_id: int) -> bool:
    """Whether a person has said when they are away in this break, or in one of the same days."""
    asked = await db.get(UnitBreak, break_id)
    if asked is None:
        return False
    rows = await db.execute(
        select(col(BreakAnswer.break_id))
        .join(UnitBreak, col(UnitBreak.id) == col(BreakAnswer.break_id))
        .where(
            col(BreakAnswer.person_id) == person_id,
            col(UnitBreak.first) <= asked.first,
            col(UnitBreak.last) >= asked.last,
        )
        .limit(1)
    )
    return rows.first() is not None


async def who_answered(db: AsyncSession, break_id: int) -> set[int]:
    """The people who have said when they are away in this break."""
    rows = await db.execute(
        select(col(BreakAnswer.person_id)).where(col(BreakAnswer.break_id) == break_id)
    )
    return set(rows.scalars())


async def to_ask(db: AsyncSession, *, now: datetime) -> UnitBreak | None:
    """The break whose members have been waiting longest to be asked."""
    return await _first(db, col(UnitBreak.ask_at), now)


async def to_tell(db: AsyncSession, *, now: datetime) -> UnitBreak | None:
    """The break whose secretaries have been waiting longest for the figures."""
    return await _first(db, col(UnitBreak.tell_at), now)


async def _first(db: AsyncSession, at: Any, now: datetime) -> UnitBreak | None:
    rows = await db.execute(
        select(UnitBreak).where(at <= now).order_by(at, col(UnitBreak.id)).limit(1)
    )
    return rows.scalar_one_or_none()


async def next_to_ask(db: AsyncSession) -> datetime | None:
    """When people are to be asked next."""
    return (await db.execute(select(func.min(col(UnitBreak.ask_at))))).scalar_one_or_none()


async def next_to_tell(db: AsyncSession) -> datetime | None:
    """When secretaries are to get figures next."""
    return (await db.execute(select(func.min(col(UnitBreak.tell_at))))).scalar_one_or_none()


async def people_below(
    db: AsyncSession, unit_id: int, *, after: int, most: int
) -> Sequence[tuple[int, int]]:
    """The next people of a unit and of everything below it who are called to meetings.

    Each as their number and that of one of their units, by number; those after `after`.
    """
    tree = downwards(unit_id)
    rows = await db.execute(
        select(col(Membership.person_id), func.min(col(Membership.unit_id)))
        .join(tree, tree.c.id == col(Membership.unit_id))
        .where(
            col(Membership.person_id) > after,
            col(Membership.left_at).is_(None),
            col(Membership.status).not_in([Status.EXEMPT.value, Status.SUSPENDED.value]),
        )
        .group_by(col(Membership.person_id))
        .order_by(col(Membership.person_id))
        .limit(most)
    )
    return [(row[0], row[1]) for row in rows]


async def units_below(db: AsyncSession, unit_id: int, *, after: int, most: int) -> Sequence[int]:
    """The next units of a tree, by number; those after `after`."""
    tree = downwards(unit_id)
    rows = await db.execute(
        select(tree.c.id).where(tree.c.id > after).order_by(tree.c.id).limit(most)
    )
    return rows.scalars().all()


async def got_to(
    db: AsyncSession, break_id: int, *, asked: int | None = None, told: int | None = None
) -> None:
    """Note how far the asking or telling of a break has got; -1 says that it is done."""
    values: dict[str, object] = {}
    if asked is not None:
        values |= {"ask_at": None} if asked < 0 else {"asked_to": asked}
    if told is not None:
        values |= {"tell_at": None} if told < 0 else {"told_to": told}
    await db.execute(update(UnitBreak).where(col(UnitBreak.id) == break_id).values(**values))


async def forget_answers(db: AsyncSession, *, before: date) -> int:
    """Drop who has answered of breaks that were over before then."""
    over = select(col(UnitBreak.id)).where(col(UnitBreak.last) < before)
    return await changed(db, delete(BreakAnswer).where(col(BreakAnswer.break_id).in_(over)))
