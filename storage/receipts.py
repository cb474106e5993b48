"""Which updates have been taken, and which could not be."""

from datetime import datetime

from sqlalchemy import bindparam, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.prepared import Prepared
from storage.rows import changed
from storage.tables import Receipt, Trouble

_TAKE = Prepared.insert(
    Receipt,
    lambda insert: insert.values(
        channel=bindparam("channel"), number=bindparam("number"), taken_at=bindparam("taken_at")
    ).on_conflict_do_nothing(),
)


async def take(db: AsyncSession, channel: str, number: int, *, now: datetime) -> bool:
    """Note that an update is being taken; False when it has been already."""
    values = {"channel": channel, "number": number, "taken_at": now}
    return await _TAKE.count(db, values) == 1


async def trouble(
    db: AsyncSession, channel: str, number: int, *, code: str, error: str, now: datetime
) -> Trouble:
    """Count one more failure of an update. `error` names a kind of fault, never words of people."""
    found = await db.get(Trouble, (channel, number))
    if found is None:
        found = Trouble(channel=channel, number=number, code=code, error=error, last_at=now)
        db.add(found)
    else:
        found.times, found.error, found.last_at = found.times + 1, error, now
    await db.flush()
    return found


async def forget(db: AsyncSession, *, before: datetime) -> int:
    """Drop receipts that no platform can repeat any more."""
    return await changed(db, delete(Receipt).where(col(Receipt.taken_at) < before))
