"""When the units meet every month, and which month has to be planned next."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Schedule, Unit


async def of(db: AsyncSession, unit_id: int) -> Schedule | None:
    """The schedule of a unit, None when nobody has set one."""
    return await db.get(Schedule, unit_id)


async def put(
    db: AsyncSession, unit_id: int, *, rule: str, at: str, place: str, period: str, now: datetime
) -> Schedule:
    """Set the schedule of a unit, to be planned from the month `period` (YYYY-MM) on, from `now`.

    `rule` is `3` or `first sat`, `at` a local time HH:MM.
    """
    row = await of(db, unit_id)
    if row is None:
        row = Schedule(unit_id=unit_id, rule=rule, at=at, place=place, period=period, plan_at=now)
        db.add(row)
    else:
        row.rule, row.at, row.place = rule, at, place
        row.period, row.plan_at = period, now
    await db.flush()
    return row


async def due(db: AsyncSession, *, now: datetime, most: int) -> Sequence[tuple[Schedule, Unit]]:
    """The schedules whose next month has to be planned, the longest waiting first."""
    rows = await db.execute(
        select(Schedule, Unit)
        .join(Unit, col(Unit.id) == col(Schedule.unit_id))
        .where(col(Schedule.plan_at) <= now)
        .order_by(col(Schedule.plan_at), col(Schedule.unit_id))
        .limit(most)
        .with_for_update(of=Schedule, skip_locked=True)
    )
    return [(row[0], row[1]) for row in rows]


async def put_off(db: AsyncSession, unit_id: int, *, until: datetime) -> None:
    """Let a month that could not be planned wait."""
    await db.execute(
        update(Schedule)
        .where(col(Schedule.unit_id) == unit_id)
        .values(plan_at=until)
        .execution_options(synchronize_session=False)
    )


async def next_due(db: AsyncSession) -> datetime | None:
    """When the next month of any unit has to be planned."""
    return (await db.execute(select(func.min(col(Schedule.plan_at))))).scalar_one_or_none()
