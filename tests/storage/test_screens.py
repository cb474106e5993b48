"""A screen is behind until what was wanted last has been drawn."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from storage import people, screens
from storage.database import Database
from storage.screens import GATHERED, Behind, Mark

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
async def account(database: Database) -> int:
    async with database.transaction() as db:
        return (await people.meet(db, "telegram", "101", language="en", now=NOW)).talk.id


async def tapped(database: Database, account: int, message: str = "1") -> Mark:
    async with database.transaction() as db:
        return await screens.tapped(db, account, message, "inv:1", now=NOW)


async def drawn(database: Database, *marks: Mark) -> None:
    async with database.transaction() as db:
        await screens.drawn(db, marks)


async def behind(database: Database, before: datetime = LATER) -> Sequence[Behind]:
    async with database.reading() as db:
        return await screens.behind(db, ["telegram"], before=before, most=10)


async def test_a_tap_leaves_the_screen_behind_until_it_is_drawn(
    database: Database, account: int
) -> None:
    mark = await tapped(database, account)
    assert await behind(database, before=NOW - timedelta(seconds=1)) == []
    [screen] = await behind(database)
    assert (screen.mark, screen.address, screen.shows) == (mark, "101", "inv:1")
    await drawn(database, mark)
    assert await behind(database) == []


async def test_an_older_drawing_does_not_count_for_a_newer_wish(
    database: Database, account: int
) -> None:
    first = await tapped(database, account)
    second = await tapped(database, account)
    assert second.version == first.version + 1
    await drawn(database, first)
    assert len(await behind(database)) == 1
    await drawn(database, second)
    await drawn(database, first)
    assert await behind(database) == []


async def test_whatever_shows_the_same_is_behind_when_that_changes(
    database: Database, account: int
) -> None:
    async with database.transaction() as db:
        await screens.keep(db, account, "1", "inv:1", now=NOW)
        await screens.keep(db, account, "2", "inv:2", now=NOW)
        assert await screens.stale(db, "inv:1", now=NOW) == 1
    assert [screen.message_id for screen in await behind(database)] == ["1"]


async def test_a_message_of_several_notices_is_left_alone(database: Database, account: int) -> None:
    async with database.transaction() as db:
        await screens.keep(db, account, "1", GATHERED, now=NOW)
    assert (await tapped(database, account)).gathered
    assert await behind(database) == []


async def test_screens_of_a_channel_that_is_off_wait(database: Database, account: int) -> None:
    await tapped(database, account)
    async with database.reading() as db:
        assert await screens.behind(db, ["zalo"], before=LATER, most=10) == []


async def test_a_message_that_is_gone_is_forgotten(database: Database, account: int) -> None:
    mark = await tapped(database, account)
    async with database.transaction() as db:
        assert await screens.wanted(db, mark.screen_id) == mark
        await screens.gone(db, account, "1")
        assert await screens.wanted(db, mark.screen_id) is None
    assert await behind(database) == []
