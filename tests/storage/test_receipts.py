"""An update is taken once; one that cannot be is set aside, and later forgotten."""

import asyncio
from datetime import UTC, datetime, timedelta

from storage import receipts
from storage.database import Database
from storage.tables import Trouble

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


async def take(database: Database, number: int, channel: str = "telegram") -> bool:
    return await database.certain(lambda db: receipts.take(db, channel, number, now=NOW))


async def test_an_update_is_taken_once_on_each_channel(database: Database) -> None:
    assert await take(database, 700_000_001)
    assert not await take(database, 700_000_001)
    assert await take(database, 700_000_001, "zalo")
    assert await take(database, 2**40)


async def test_of_ten_who_take_it_at_once_one_gets_it(database: Database) -> None:
    assert sum(await asyncio.gather(*(take(database, 7) for _ in range(10)))) == 1


async def test_who_fails_leaves_no_receipt(database: Database) -> None:
    async with database.transaction() as db:
        assert await receipts.take(db, "telegram", 1, now=NOW)
        await db.rollback()
    assert await take(database, 1)


async def test_failures_are_counted_under_their_first_code(database: Database) -> None:
    async def fails(code: str) -> Trouble:
        async with database.transaction() as db:
            return await receipts.trouble(db, "telegram", 5, code=code, error="ValueError", now=NOW)

    await fails("AAAAAA")
    row = await fails("BBBBBB")
    assert (row.times, row.code, row.set_aside) == (2, "AAAAAA", False)


async def test_receipts_are_forgotten_when_nobody_can_repeat_them(database: Database) -> None:
    await take(database, 1)
    async with database.transaction() as db:
        assert await receipts.forget(db, before=NOW) == 0
        assert await receipts.forget(db, before=NOW + timedelta(seconds=1)) == 1
