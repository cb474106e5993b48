"""Resolutions and conclusions: drafts and published ones."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Resolution


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
