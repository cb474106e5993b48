"""The writing connection: it waits for locks and the disk, the loop waits for nothing."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.tasks import Background
from storage import database, inline_sqlite
from storage.database import Database


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE t (n INTEGER UNIQUE)")
    made.close()
    return path


@pytest.fixture
async def db(file: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite:///{file}")
    yield opened
    await opened.close()


def numbers(file: Path) -> list[int]:
    with sqlite3.connect(file) as look:
        found = [row[0] for row in look.execute("SELECT n FROM t ORDER BY n")]
    look.close()
    return found


async def test_a_lock_held_by_another_process_is_waited_for_and_the_loop_goes_on(
    db: Database, file: Path
) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    ticks = 0

    async def write() -> None:
        async with db.transaction() as session:
            await session.execute(text("INSERT INTO t VALUES (1)"))

    background = Background()
    writing = background.spawn(write())
    for _ in range(20):
        await asyncio.sleep(0.02)
        ticks += 1
    assert not writing.done()
    other.execute("ROLLBACK")
    other.close()
    await writing

    assert ticks == 20
    assert numbers(file) == [1]


async def test_a_lock_that_is_never_given_back_ends_in_an_error(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 200)
    impatient = Database(f"sqlite:///{file}")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()

    with pytest.raises(OperationalError, match="locked"):
        async with impatient.transaction() as session:
            await session.execute(text("INSERT INTO t VALUES (1)"))

    assert time.monotonic() - began < 5
    other.close()
    await impatient.close()
    assert numbers(file) == []


async def test_two_turns_that_read_and_then_write_lose_nothing(db: Database, file: Path) -> None:
    async def add_one() -> None:
        async with db.transaction() as session:
            most = (await session.execute(text("SELECT coalesce(max(n), 0) FROM t"))).scalar_one()
            await asyncio.sleep(0)
            await session.execute(text("INSERT INTO t VALUES (:n)"), {"n": most + 1})

    await asyncio.gather(*(add_one() for _ in range(40)))

    assert numbers(file) == list(range(1, 41))


async def test_a_turn_that_fails_leaves_nothing_behind(db: Database, file: Path) -> None:
    async def fail() -> None:
        async with db.transaction() as session:
            await session.execute(text("INSERT INTO t VALUES (1)"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with db.transaction() as session:
        await session.execute(text("INSERT INTO t VALUES (2)"))

    assert numbers(file) == [2]


async def test_a_commit_that_was_begun_is_waited_for_even_when_its_task_is_cancelled(
    file: Path,
) -> None:
    connection = await inline_sqlite.connect(str(file), 1.0)
    await connection.cursor().execute("INSERT INTO t VALUES (7)")

    committing = Background().spawn(connection.commit())
    await asyncio.sleep(0)
    committing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await committing

    assert numbers(file) == [7]
    await connection.close()
