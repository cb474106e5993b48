"""What was given up: updates that nobody took and messages that nobody got."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Owed, Trouble


async def updates_since(db: AsyncSession, since: datetime) -> Sequence[Trouble]:
    """The updates that were set aside after `since`, oldest first."""
    rows = await db.execute(
        select(Trouble)
        .where(col(Trouble.set_aside), col(Trouble.last_at) > since)
        .order_by(col(Trouble.last_at), col(Trouble.number))
    )
    return rows.scalars().all()


async def messages_since(db: AsyncSession, since: datetime) -> int:
    """How many messages failed for good after `since`; unreachable people are not among them."""
    failed = select(func.count(col(Owed.id))).where(
        col(Owed.outcome) == "failed", col(Owed.settled_at) > since
    )
    return int((await db.execute(failed)).scalar_one())
