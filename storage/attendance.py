"""The roll calls as they were marked."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Attendance


async def marked(db: AsyncSession, meeting_id: int) -> dict[int, Attendance]:
    """What has been marked for a meeting so far, by number of the person."""
    rows = await db.execute(
        select(Attendance)
        .where(col(Attendance.meeting_id) == meeting_id)
        .order_by(col(Attendance.id))
    )
    return {row.person_id: row for row in rows.scalars()}
