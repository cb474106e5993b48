"""Two people of one name in a cell: whoever has to choose sees which is which."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from storage.tables import Membership
from tests.people import OnTelegram
from tests.planning import a_meeting
from tests.world import World

AN = "Nguyễn Văn An"


@pytest.fixture
async def secretary(world: World) -> OnTelegram:
    """The secretary of a cell with two people of one name, neither of whom has joined."""
    phone = await world.joined("Lê Văn Bình", roles="secretary")
    await world.member(AN)
    await world.member(AN, status="probationary")
    await world.member("Trần Thị Cúc")
    return phone


async def test_the_roster_tells_them_apart(world: World, secretary: OnTelegram) -> None:
    await secretary.sends("/members")

    assert f"{AN} (full member, no. 2)" in secretary.sees
    assert f"{AN} (probationary member, no. 3)" in secretary.sees
    assert "Trần Thị Cúc, not joined yet" in secretary.sees


async def test_a_code_says_for_whom_of_them_it_is_and_so_does_the_question(
    world: World, secretary: OnTelegram
) -> None:
    await secretary.sends(f"/invite {AN}")
    await secretary.picks("probationary member")
    await secretary.picks("Make a join code")
    assert f"join code for {AN} (probationary member, no. 3)" in secretary.sees

    an = world.phone(AN)
    await an.sends(f"/start {await world.code_for(3)}")
    assert f"Are you {AN} (probationary member, no. 3)?" in an.sees


async def test_the_status_tells_them_apart(world: World, secretary: OnTelegram) -> None:
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(timedelta(days=4))
    await secretary.sends("/status")

    assert f"{AN} (full member, no. 2)" in secretary.sees
    assert f"{AN} (probationary member, no. 3)" in secretary.sees


async def test_whose_namesake_has_left_is_called_by_the_name_alone(
    world: World, secretary: OnTelegram
) -> None:
    async with world.bots.database.transaction() as db:
        left = update(Membership).where(col(Membership.person_id) == 3)
        await db.execute(left.values(left_at=world.clock.time))
    await secretary.sends("/members")

    assert f"{AN}, not joined yet" in secretary.sees
    assert "no. 2" not in secretary.sees
