"""Join codes in the database: found in any spelling, known by digest, counted when wrong."""

from datetime import timedelta

import pytest

from storage import codes, people
from storage.tables import JoinCode, WrongTry
from tests.world import World

A_DAY = timedelta(days=1)


@pytest.fixture
async def account(world: World) -> int:
    async with world.bots.database.transaction() as db:
        met = await people.meet(db, "telegram", "7", language="vi", now=world.clock.time)
    return met.talk.id


async def test_a_code_is_found_in_any_spelling_and_nothing_else_is(world: World) -> None:
    person = await world.member("Nguyễn Thị Mai")
    code = await world.code_for(person)

    async with world.bots.database.reading() as db:
        for typed in (code, code.lower(), code.replace("-", " "), f"https://x.example/j/{code}"):
            found = await codes.find(db, typed)
            assert found is not None
            assert found.person_id == person
        assert await codes.find(db, "C4F7-HJ2K-M9NP") is None
        assert await codes.find(db, "xin chào") is None
        assert await codes.find(db, "") is None


async def test_the_wait_ends_an_hour_after_the_fifth_last_wrong_try(
    world: World, account: int
) -> None:
    now = world.clock.time
    async with world.bots.database.transaction() as db:
        for minute in range(6):
            assert await codes.waits_until(db, account, now=now, most=5) is None or minute == 5
            await codes.wrong_try(db, account, now=now + timedelta(minutes=minute))
        later = now + timedelta(minutes=6)

        until = await codes.waits_until(db, account, now=later, most=5)

        assert until == now + timedelta(minutes=61)
        assert await codes.waits_until(db, account, now=until, most=5) is None


async def test_old_codes_and_tries_are_forgotten(world: World, account: int) -> None:
    person, now = await world.member("Nguyễn Thị Mai"), world.clock.time
    async with world.bots.database.transaction() as db:
        for lifetime in (A_DAY, 9 * A_DAY):
            await codes.issue(
                db,
                person,
                random=bytes(range(lifetime.days, 16 + lifetime.days)),
                now=now,
                lifetime=lifetime,
            )
        await codes.wrong_try(db, account, now=now)
        await codes.wrong_try(db, account, now=now + 5 * A_DAY)

    async with world.bots.database.transaction() as db:
        gone = await codes.forget(db, expired_before=now + 5 * A_DAY, tried_before=now + 2 * A_DAY)

    assert gone == 2
    assert len(await world.rows(JoinCode)) == len(await world.rows(WrongTry)) == 1
