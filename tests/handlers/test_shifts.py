"""A member tells of repeating shifts once; invitations that clash say so and ask only then."""

import pytest

from storage.tables import Invitation, Shifts
from tests.people import OnTelegram
from tests.planning import a_meeting, vietnam
from tests.world import World


@pytest.fixture
async def mai(world: World) -> OnTelegram:
    return await world.joined("Nguyễn Thị Mai")


async def test_an_invitation_that_clashes_says_so_and_answers_nothing(
    world: World, mai: OnTelegram
) -> None:
    an = await world.joined("Trần Văn An")
    await mai.sends("/shifts trực thứ 5 18h-22h")
    assert "This is how I understood it:" in mai.sees
    assert "Thursday, 26 Nov 2026, 18:00–22:00" in mai.sees
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(vietnam("2026-11-26 09:00"))

    assert "You have a shift then: Thursday, 3 Dec 2026, 18:00–22:00." in mai.sees
    assert "Will you come? Please tap one answer." in mai.sees
    assert "You have a shift then" not in an.sees
    assert {row.answer for row in await world.rows(Invitation)} == {None}
    await mai.picks("Present")
    assert "You have a shift then" not in mai.sees


async def test_a_meeting_between_two_shifts_says_nothing_of_them(
    world: World, mai: OnTelegram
) -> None:
    await mai.sends("/lichtruc 2 làm 2 nghỉ từ 04/12")
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(vietnam("2026-11-26 09:00"))
    assert "Will you come?" in mai.sees
    assert "You have a shift then" not in mai.sees


async def test_the_day_on_which_most_can_come_knows_of_shifts(
    world: World, mai: OnTelegram
) -> None:
    thu = await world.joined("Lê Thư", roles="secretary")
    await mai.sends("/shifts chủ nhật")
    await world.until(vietnam("2026-12-19 09:00"))
    await thu.sends("/schedule 3 19:30; Hội trường A")
    await world.until(vietnam("2026-12-20 08:05"))
    await thu.picks("Look for a fairer day")
    assert "1. 19:30, Monday, 4 Jan 2027" in thu.sees
    assert "1 more than on the day that is planned." in thu.sees


async def test_what_was_understood_wrongly_is_taken_back(world: World, mai: OnTelegram) -> None:
    await mai.sends("/shifts")
    await mai.picks("Say other shifts")
    await mai.sends("thứ 3 và thứ 6")
    await mai.picks("Take it back")
    assert await world.rows(Shifts) == []
    assert "You have said nothing of shifts yet." in mai.sees


async def test_the_same_shifts_twice_are_kept_once_and_eleven_are_too_many(
    world: World, mai: OnTelegram
) -> None:
    for n in (1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11):
        await mai.sends(f"/shifts {n} làm 1 nghỉ từ 04/12")
    assert "too many shifts" in mai.sees
    assert len(await world.rows(Shifts)) == 10


async def test_shifts_without_a_free_evening_are_kept_and_said(
    world: World, mai: OnTelegram
) -> None:
    await mai.sends("/shifts hàng ngày 18h-6h")
    assert "No evening is left free" in mai.sees
    assert len(await world.rows(Shifts)) == 1


async def test_what_is_not_understood_is_refused_and_the_shifts_of_others_stay(
    world: World, mai: OnTelegram
) -> None:
    an = await world.joined("Trần Văn An")
    await mai.sends("/shifts bận lắm")
    assert "Please write the shifts like" in mai.sees
    await mai.sends("/shifts thứ 3")
    await an.presses_data("shiftno:1")
    assert len(await world.rows(Shifts)) == 1
