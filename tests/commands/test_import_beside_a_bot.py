"""A file taken while the bot runs: newcomers are invited, menus follow roles, nobody waits."""

import asyncio
from datetime import timedelta

import pytest

from bot.commands import import_roster
from bot.commands.installation import home
from bot.domain.roster import Row
from bot.domain.roster_rows import COLUMNS
from storage.database import Database
from storage.roster import Applied
from storage.tables import Account, Invitation, Membership, Owed, Person
from tests.planning import a_meeting


@pytest.fixture
async def office(world, settings):
    """Takes rows as the command does: through a database object of its own."""
    database = Database(settings.database_url)

    async def imports(*lines: str) -> Applied:
        rows = [
            Row(number, dict(zip(COLUMNS, line.split(","), strict=False)))
            for number, line in enumerate(lines, start=2)
        ]
        _roster, applied = await import_roster.take(
            database, rows, home(settings), now=world.clock.time
        )
        return applied

    yield imports
    await database.close()


async def codes_of(world, *names: str) -> dict[str, int]:
    return {one.full_name: one.id for one in await world.rows(Person) if one.full_name in names}


async def test_who_comes_after_the_invitations_went_out_is_invited_too(world, office):
    await world.joined("Trần Thị Mai", roles="secretary")
    await a_meeting(world, at="2026-11-28 19:30")
    await world.settled()
    await office("CB1,,,,Lê Văn Bình", "CB1,,,,Phạm Văn Cường,,exempt")
    [binh] = (await codes_of(world, "Lê Văn Bình")).values()
    assert len(await world.rows(Invitation)) == 2
    assert [owed.person_id for owed in await world.rows(Owed) if owed.settled_at is None] == [binh]

    phone = await world.joined("Bình", person=binh)
    assert "Chi bộ Toán" in phone.sees
    await phone.picks("Present")
    assert [row.answer for row in await world.rows(Invitation)].count("present") == 1


async def test_who_is_called_again_after_an_exemption_is_invited(world, office):
    await world.member("Lê Văn Bình", status="exempt")
    await a_meeting(world, at="2026-11-28 19:30")
    await world.settled()
    assert await world.rows(Invitation) == []
    await office("CB1,,,,Lê Văn Bình")
    assert len(await world.rows(Invitation)) == 1


async def test_who_becomes_exempt_keeps_the_invitation(world, office):
    await world.member("Lê Văn Bình")
    await a_meeting(world, at="2026-11-28 19:30")
    await world.settled()
    await office("CB1,,,,Lê Văn Bình,,exempt")
    assert len(await world.rows(Invitation)) == 1


async def test_a_meeting_to_which_nobody_was_invited_yet_waits_for_its_day(world, office):
    await a_meeting(world, at="2026-12-18 19:30")
    await world.settled()
    await office("CB1,,,,Lê Văn Bình")
    assert await world.rows(Invitation) == []
    assert await world.rows(Owed) == []


async def test_a_new_secretary_finds_the_commands_of_a_secretary(world, office):
    phone = await world.joined("Lê Văn Bình")
    await world.until(timedelta(minutes=1))
    assert "members" not in phone.commands
    assert (await office("CB1,,,,Lê Văn Bình,secretary")).memberships.changed == 1
    await world.settled()
    assert "members" in phone.commands


async def test_a_change_that_is_none_of_the_roles_brings_no_menu(world, office):
    await world.joined("Lê Văn Bình")
    await office("CB1,,,,Lê Văn Bình,,,away,Tổ 2")
    assert [one for one in await world.rows(Owed) if one.settled_at is None] == []


async def test_two_accounts_of_two_who_are_one_reach_one_person(world, office):
    await world.unit("CB2", "Chi bộ Lý")
    first = await world.joined("Lê Văn Bình")
    second = await world.joined("Lê Văn Bình", unit="CB2")
    await office("CB1,,,,Lê Văn Bình,,,,,binh", "CB2,,,,Lê Văn Bình,,,,,binh")
    assert len(await world.rows(Person)) == 1
    assert len({one.person_id for one in await world.rows(Account)}) == 1
    await world.settled()
    for phone in (first, second):
        await phone.sends("/help")
        assert "/meeting" in phone.sees


async def test_taps_go_on_while_a_file_is_taken(world, office):
    phone = await world.joined("Trần Thị Mai")
    names = [f"CB{unit},,,,Người {number}" for unit in range(1, 40) for number in range(30)]
    async with asyncio.TaskGroup() as group:
        taking = group.create_task(office(*names))
        for _ in range(5):
            await phone.sends("/help")
            assert "/help" in phone.sees
    assert taking.result().memberships.new == len(names)
    assert len(await world.rows(Membership)) == len(names) + 1
