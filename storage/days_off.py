"""The days on which units do not meet, beside the public holidays."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.rows import changed, insert
from storage.tables import DayOff, Unit
from storage.units import upwards


def _holding() -> Select[DayOff, Unit]:
    unit = bindparam("unit", type_=Integer)
    above = upwards(unit)
    return (
        select(DayOff, Unit)
        .join(above, above.c.id == col(DayOff.unit_id))
        .join(Unit, col(Unit.id) == col(DayOff.unit_id))
        .where(col(DayOff.day) >= bindparam("first"), col(DayOff.day) <= bindparam("last"))
        .order_by(col(DayOff.day), col(DayOff.unit_id) != unit, col(DayOff.id))
    )


# Built once: every month of every unit is planned with it.
_HOLDING = _holding()


async def holding(
    db: AsyncSession, unit_id: int, *, first: date, last: date
) -> Sequence[tuple[DayOff, Unit]]:
    """The days off from `first` to `last` that hold in a unit: its own and those from above.

    By day, and of one day the unit's own before those of the committees.
    """
    rows = await db.execute(_HOLDING, {"unit": unit_id, "first": first, "last": last})
    return [(row[0], row[1]) for row in rows]


async def add(db: AsyncSession, unit_id: int, day: date, name: str) -> bool:
    """Add a day off; False when the unit has it already."""
    statement = insert(db, DayOff).values(unit_id=unit_id, day=day, name=name)
    return bool(await changed(db, statement.on_conflict_do_nothing()))


async def by_id(db: AsyncSession, day_off_id: int) -> DayOff | None:
    """The day off with this number."""
    return await db.get(DayOff, day_off_id)


async def remove(db: AsyncSession, row: DayOff) -> None:
    """Meet on this day again."""
    await db.delete(row)
    await db.flush()
