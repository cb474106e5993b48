"""Transactions: one writer at a time, people first, and what a fault means."""

import asyncio
import errno
import multiprocessing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database, Lane, backup_sqlite
from storage.faults import away, lost_race, passing
from storage.lock import InUse, SoleUse
from storage.tables import Kept, Person

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


async def test_what_fails_is_undone(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as db:
            db.add(Kept(name="a", value="b"))
            await db.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.reading() as db:
        assert (await db.execute(select(Kept))).all() == []


async def test_a_reader_sees_one_moment(database: Database) -> None:
    async with database.reading() as look:
        assert (await look.execute(select(Kept))).all() == []
        async with database.transaction() as db:
            db.add(Kept(name="a", value="b"))
        assert (await look.execute(select(Kept))).all() == []
    async with database.reading() as look:
        assert len((await look.execute(select(Kept))).all()) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_only_looks_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match="readonly"):
        async with database.reading() as db:
            await db.execute(text("DELETE FROM kept"))


async def test_a_hundred_read_modify_writes_at_once_all_count(database: Database) -> None:
    async with database.transaction() as db:
        db.add(Kept(name="n", value="0"))

    async def count() -> None:
        async def one_more(db: AsyncSession) -> None:
            row = await db.get_one(Kept, "n")
            row.value = str(int(row.value) + 1)

        await database.certain(one_more, pauses=(0.01,) * 100)

    await asyncio.gather(*(count() for _ in range(40)))
    async with database.reading() as db:
        row = await db.get(Kept, "n")
    assert row is not None
    assert row.value == "40"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_person_waits_for_no_sweep_in_line(database: Database) -> None:
    order: list[str] = []
    writing, go_on = asyncio.Event(), asyncio.Event()

    async def write(name: str, lane: Lane) -> None:
        async with database.transaction(lane):
            order.append(name)
            if name == "first":
                writing.set()
                await go_on.wait()

    async with asyncio.TaskGroup() as group:
        group.create_task(write("first", Lane.SWEEP))
        await writing.wait()
        for number in range(3):
            group.create_task(write(f"sweep {number}", Lane.SWEEP))
        gone = group.create_task(write("gone", Lane.TURN))
        await asyncio.sleep(0)
        group.create_task(write("message", Lane.SENDING))
        group.create_task(write("tap", Lane.TURN))
        await asyncio.sleep(0)
        gone.cancel()
        go_on.set()
    assert order == ["first", "tap", "message", "sweep 0", "sweep 1", "sweep 2"]


async def test_two_of_one_key_are_a_race_and_a_missing_row_is_not(database: Database) -> None:
    twice = await _fault(database, "INSERT INTO kept (name, value) VALUES ('a', 'b'), ('a', 'c')")
    assert lost_race(twice)
    assert passing(twice)
    assert not away(twice)
    orphan = await _fault(
        database,
        "INSERT INTO screen (account_id, message_id, shows, wanted, shown, touched_at)"
        " VALUES (99, '1', 'x', 1, 1, '2026-11-23 02:00:00')",
    )
    nowhere = await _fault(database, "SELECT * FROM no_such_table")
    empty = await _fault(database, "INSERT INTO kept (name, value) VALUES ('a', NULL)")
    assert not any(passing(fault) for fault in (orphan, nowhere, empty, ValueError()))


async def test_no_connection_in_time_is_no_fault_of_the_asker() -> None:
    assert away(NoConnection())


async def test_a_fault_quotes_nobody(database: Database) -> None:
    async with database.transaction() as db:
        db.add(Person(key="k", full_name="Nguyễn Thị Mai"))
    with pytest.raises(DBAPIError) as fault:
        async with database.transaction() as db:
            db.add(Person(key="k", full_name="Trần Văn Bí Mật"))
    assert "Bí Mật" not in str(fault.value)


async def test_a_race_that_is_lost_is_run_again(database: Database) -> None:
    tries = 0

    async def act(db: AsyncSession) -> int:
        nonlocal tries
        tries += 1
        if tries < 3:
            await db.execute(text("INSERT INTO kept (name, value) VALUES ('a', '1'), ('a', '2')"))
        return tries

    assert await database.certain(act) == 3


def test_a_copy_is_whole_and_overwrites_nothing(tmp_path: Path, sqlite_template: Path) -> None:
    copy = tmp_path / "copy.db"
    backup_sqlite(sqlite_template, copy)
    assert copy.stat().st_size > 0
    with pytest.raises(FileExistsError):
        backup_sqlite(sqlite_template, copy)


def test_one_program_uses_a_file_and_its_lock_dies_with_it(tmp_path: Path) -> None:
    file = tmp_path / "new" / "bot.db"
    with SoleUse(file):
        child = multiprocessing.get_context("spawn").Process(target=_try, args=(file,))
        child.start()
        child.join()
        assert child.exitcode == errno.EAGAIN
    with SoleUse(file):
        pass


def _try(file: Path) -> None:
    try:
        with SoleUse(file):
            raise SystemExit(0)
    except InUse:
        raise SystemExit(errno.EAGAIN) from None


async def _fault(database: Database, statement: str) -> DBAPIError:
    with pytest.raises(DBAPIError) as fault:
        async with database.transaction() as db:
            await db.execute(text(statement))
    return fault.value
