"""Resolutions and conclusions: drafts and published ones."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Assignment, Resolution


async def by_id(db: AsyncSession, resolution_id: int) -> Resolution | None:
    """The one with this number, of any unit: the caller demands a right there."""
    return await db.get(Resolution, resolution_id)


async def of_meeting(db: AsyncSession, meeting_id: int) -> Sequence[Resolution]:
    """The resolutions and conclusions of a meeting, drafts too, in the order they were made."""
    rows = await db.execute(
        select(Resolution)
        .where(col(Resolution.meeting_id) == meeting_id)
        .order_by(col(Resolution.id))
    )
    return rows.scalars().all()


async def next_number(db: AsyncSession, unit_id: int, kind: str, year: int) -> int:
    """The number that the next one of this kind gets in a unit and year; the first is 1."""
    last = await db.execute(
        select(func.max(col(Resolution.number))).where(
            col(Resolution.unit_id) == unit_id,
            col(Resolution.kind) == kind,
            col(Resolution.year) == year,
        )
    )
    return (last.scalar_one_or_none() or 0) + 1


async def put_down(db: AsyncSession, row: Resolution) -> Resolution:
    """Keep a new draft; it gets its number in the database."""
    db.add(row)
    await db.flush()
    return row


async def drop(db: AsyncSession, row: Resolution) -> None:
    """Let a draft go, with its items; the ledger has what it was."""
    await db.execute(delete(Assignment).where(col(Assignment.resolution_id) == row.id))
    await db.delete(row)
    await db.flush()
