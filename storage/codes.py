"""Join codes: single-use, kept only as their digest."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain import codes
from storage.tables import JoinCode, WrongTry

AN_HOUR = timedelta(hours=1)


async def issue(
    db: AsyncSession,
    person_id: int,
    *,
    random: bytes,
    now: datetime,
    lifetime: timedelta,
    made_by: int | None = None,
) -> str:
    """Make a code for a person and return it, the only time it is known. Earlier ones stay good."""
    code = codes.new_code(random)
    db.add(
        JoinCode(
            digest=codes.digest(code),
            person_id=person_id,
            made_by=made_by,
            expires_at=now + lifetime,
        )
    )
    await db.flush()
    return code


async def find(db: AsyncSession, typed: str) -> JoinCode | None:
    """The code that was typed, used and expired ones included; None when there is none."""
    if codes.normalise(typed) is None:
        return None
    return (
        await db.execute(select(JoinCode).where(col(JoinCode.digest) == codes.digest(typed)))
    ).scalar_one_or_none()


async def wrong_try(db: AsyncSession, account_id: int, *, now: datetime) -> None:
    """Note that a conversation sent a code that did not fit."""
    db.add(WrongTry(account_id=account_id, tried_at=now))
    await db.flush()


async def wrong_tries(db: AsyncSession, account_id: int, *, now: datetime) -> int:
    """How many wrong codes a conversation sent within the last hour."""
    tries = await db.execute(
        select(func.count(col(WrongTry.id))).where(
            col(WrongTry.account_id) == account_id, col(WrongTry.tried_at) > now - AN_HOUR
        )
    )
    return int(tries.scalar_one())
