"""What the bot expects next from each conversation."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.rows import changed, insert
from storage.tables import Awaiting

PATIENCE = timedelta(hours=12)


@dataclass(frozen=True)
class Expected:
    """The packed action that the next words belong to; `words` is what was typed before."""

    action: str
    words: str


async def expect(
    db: AsyncSession, account_id: int, action: str, *, now: datetime, words: str = ""
) -> None:
    """Take the next words of this conversation as words of `action`, for twelve hours."""
    row = {"action": action, "words": words, "expires_at": now + PATIENCE}
    await db.execute(
        insert(db, Awaiting)
        .values(account_id=account_id, **row)
        .on_conflict_do_update(index_elements=["account_id"], set_=row)
    )


async def expected(db: AsyncSession, account_id: int, *, now: datetime) -> Expected | None:
    """What is expected of this conversation now."""
    row = (
        await db.execute(
            select(col(Awaiting.action), col(Awaiting.words)).where(
                col(Awaiting.account_id) == account_id, col(Awaiting.expires_at) > now
            )
        )
    ).first()
    return None if row is None else Expected(row[0], row[1])


async def settle(db: AsyncSession, account_id: int) -> None:
    """Expect nothing of this conversation any more."""
    await db.execute(delete(Awaiting).where(col(Awaiting.account_id) == account_id))


async def forget(db: AsyncSession, *, before: datetime) -> int:
    """Drop what has expired."""
    return await changed(db, delete(Awaiting).where(col(Awaiting.expires_at) < before))
