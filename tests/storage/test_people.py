"""People, their accounts, and who can be reached."""

from datetime import timedelta

from bot.domain.reach import Reach
from storage import people, reach
from storage.tables import Account, Unit
from tests.world import World


async def account(world: World, person: int, address: str) -> int:
    """An account of a person on Telegram."""
    async with world.bots.database.transaction() as db:
        met = await people.meet(db, "telegram", address, language="vi", now=world.clock.time)
        await people.join(db, met.talk.id, person, now=world.clock.time)
    return met.talk.id


async def cell(world: World) -> int:
    return next(unit.id for unit in await world.rows(Unit))


async def test_the_reachable_account_last_used_is_the_best(world: World) -> None:
    mai = await world.member("Nguyễn Thị Mai")
    old = await account(world, mai, "1")
    world.clock.time += timedelta(days=1)
    new = await account(world, mai, "2")

    async with world.bots.database.transaction() as db:
        assert [each.id for each in await people.accounts_of(db, mai)] == [new, old]
        await people.unreachable(db, new, "blocked", now=world.clock.time)
        assert [each.id for each in await people.accounts_of(db, mai)] == [old, new]


async def test_an_ended_account_belongs_to_nobody_but_stays_known(world: World) -> None:
    mai, an = await world.member("Nguyễn Thị Mai"), await world.member("Trần Văn An")
    phone = await account(world, mai, "1")

    async with world.bots.database.transaction() as db:
        assert not await people.end(db, an, phone, now=world.clock.time)
        assert await people.end(db, mai, phone, now=world.clock.time)
        assert not await people.end(db, mai, phone, now=world.clock.time)
        known = await people.known(db, "telegram", "1", now=world.clock.time)

    assert known is not None
    assert known.who is None
    assert known.talk.id == phone
    assert len(await world.rows(Account)) == 1


async def test_reach_is_phone_only_before_all_else_then_joined_if_any_account_works(
    world: World,
) -> None:
    mai, unit = await world.member("Nguyễn Thị Mai"), await cell(world)

    async def now_is() -> Reach:
        async with world.bots.database.reading() as db:
            one = await reach.one(db, unit, mai)
        assert one is not None
        return one.reach

    assert await now_is() is Reach.NOT_JOINED
    first, second = await account(world, mai, "1"), await account(world, mai, "2")
    assert await now_is() is Reach.JOINED
    async with world.bots.database.transaction() as db:
        await people.unreachable(db, first, "blocked", now=world.clock.time)
    assert await now_is() is Reach.JOINED
    async with world.bots.database.transaction() as db:
        await people.unreachable(db, second, "deleted", now=world.clock.time)
    assert await now_is() is Reach.UNREACHABLE
    async with world.bots.database.transaction() as db:
        await people.call_only(db, mai, True)
    assert await now_is() is Reach.PHONE_ONLY


async def test_the_roster_begins_with_the_offices_and_goes_on_by_given_name(world: World) -> None:
    await world.member("Nguyễn Văn Bình")
    await world.member("Phạm Thị Ánh")
    await world.member("Hoàng Văn Dũng", roles="monitor")
    await world.member("Lê Thị Yến", roles="deputy_secretary")
    await world.member("Vũ Văn Zũng", roles="secretary")

    async with world.bots.database.reading() as db:
        found = await reach.roster(db, await cell(world))

    names = ["Vũ Văn Zũng", "Lê Thị Yến", "Hoàng Văn Dũng", "Phạm Thị Ánh", "Nguyễn Văn Bình"]
    assert [each.name for each in found] == names


async def test_people_of_other_units_are_not_found(world: World) -> None:
    await world.unit("CB2", "Chi bộ Văn")
    mai = await world.member("Nguyễn Thị Mai", unit="CB2")

    async with world.bots.database.reading() as db:
        assert await reach.one(db, await cell(world), mai) is None
