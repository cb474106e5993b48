"""A lease has one holder, until it runs out or is given up."""

from datetime import UTC, datetime, timedelta

from storage import leases
from storage.database import Database

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
LEASE = timedelta(seconds=20)


async def hold(database: Database, holder: str, now: datetime) -> bool:
    async with database.transaction() as db:
        return await leases.hold(db, "work", holder, now=now, until=now + LEASE)


async def test_only_one_holds_it_and_may_renew_it(database: Database) -> None:
    assert await hold(database, "one", NOW)
    assert not await hold(database, "two", NOW + LEASE / 2)
    assert await hold(database, "one", NOW + LEASE / 2)
    assert not await hold(database, "two", NOW + LEASE)


async def test_it_passes_on_when_it_has_run_out(database: Database) -> None:
    assert await hold(database, "one", NOW)
    assert await hold(database, "two", NOW + 2 * LEASE)
    assert not await hold(database, "one", NOW + 2 * LEASE)


async def test_it_passes_on_at_once_when_it_is_given_up(database: Database) -> None:
    assert await hold(database, "one", NOW)
    async with database.transaction() as db:
        await leases.give_up(db, "work", "two")  # which is not its to give
    assert not await hold(database, "two", NOW)
    async with database.transaction() as db:
        await leases.give_up(db, "work", "one")
    assert await hold(database, "two", NOW)


async def test_what_is_kept_is_made_once(database: Database) -> None:
    async with database.transaction() as db:
        assert await leases.kept(db, "secret", lambda: "first") == "first"
    async with database.transaction() as db:
        assert await leases.kept(db, "secret", lambda: "second") == "first"
