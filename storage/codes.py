"""Join codes: single-use, kept only as their digest."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain import codes
from storage.portions import portions
from storage.rows import changed, insert
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


async def issue_many(
    db: AsyncSession,
    people: Sequence[int],
    *,
    random: Callable[[int], bytes],
    now: datetime,
    lifetime: timedelta,
) -> list[str]:
    """Make a code for each of many people, in their order."""
    made = [codes.new_code(random(codes.RANDOM_BYTES)) for _person in people]
    rows = [
        {"digest": codes.digest(code), "person_id": person, "expires_at": now + lifetime}
        for person, code in zip(people, made, strict=True)
    ]
    for some in portions(rows):
        await db.execute(insert(db, JoinCode).values(some))
    return made


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


async def waits_until(
    db: AsyncSession, account_id: int, *, now: datetime, most: int
) -> datetime | None:
    """Until when a conversation has to wait that sent `most` wrong codes within an hour."""
    tries = await db.execute(
        select(col(WrongTry.tried_at))
        .where(col(WrongTry.account_id) == account_id, col(WrongTry.tried_at) > now - AN_HOUR)
        .order_by(col(WrongTry.tried_at).desc())
        .limit(most)
    )
    found = tries.scalars().all()
    return found[-1] + AN_HOUR if len(found) == most else None


async def forget(db: AsyncSession, *, expired_before: datetime, tried_before: datetime) -> int:
    """Drop codes that expired, and wrong tries that were made, so long ago."""
    codes_gone = await changed(
        db, delete(JoinCode).where(col(JoinCode.expires_at) < expired_before)
    )
    tries_gone = await changed(db, delete(WrongTry).where(col(WrongTry.tried_at) < tried_before))
    return codes_gone + tries_gone
