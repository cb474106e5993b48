"""The attendance of a unit by month, from its confirmed roll calls."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.attendance_year import Figures
from storage.tables import Held, Meeting


async def figures(db: AsyncSession, unit_id: int, periods: Iterable[str]) -> dict[str, Figures]:
    """How many were at the regular meetings of these months (YYYY-MM), of how many who count.

    In one look; a month without a confirmed roll call is left out.
    """
    came = col(Held.present) + col(Held.late) + col(Held.online)
    rows = await db.execute(
        select(col(Meeting.period), func.sum(came), func.sum(col(Held.counted)))
        .join(Held, col(Held.meeting_id) == col(Meeting.id))
        .where(
            col(Meeting.unit_id) == unit_id,
            col(Meeting.period).in_(list(periods)),
            col(Meeting.cancelled_at).is_(None),
            col(Held.roll_at).is_not(None),
        )
        .group_by(col(Meeting.period))
    )
    return {str(period): Figures(int(there), int(counted)) for period, there, counted in rows}
