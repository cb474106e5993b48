"""A meeting held by sub-group: each sits by itself, and there is one roll and one result."""

import pytest

from bot.cards.rollcall import CallOwn
from bot.cards.sittings import AskSitting, HoldBySubgroup
from storage.tables import Held, Meeting, Owed, Sitting
from tests.handlers.test_nudging import in_subgroup
from tests.people import OnTelegram
from tests.planning import a_meeting, redrawn, vietnam
from tests.world import World


@pytest.fixture
async def secretary(world: World) -> OnTelegram:
    return await world.joined("Lê Thị Thư", roles="secretary")


@pytest.fixture
async def lead(world: World, secretary: OnTelegram) -> OnTelegram:
    return await in_subgroup(world, "Lê Tổ Trưởng", "Tổ 1", roles="subgroup_lead")


@pytest.fixture
async def mai(world: World, lead: OnTelegram) -> OnTelegram:
    return await in_subgroup(world, "Nguyễn Thị Mai", "Tổ 1")


@pytest.fixture
async def an(world: World, mai: OnTelegram) -> OnTelegram:
    return await in_subgroup(world, "Trần Văn An", "Tổ 2")


async def split(world: World, secretary: OnTelegram) -> int:
    """A meeting to which people were asked, and which is then held by sub-group."""
    meeting = await a_meeting(world, at="2026-12-03 19:30")
    await world.until(vietnam("2026-11-27 09:00"))
    await secretary.sends("/status")
    await secretary.picks("Sub-groups of this meeting")
    await secretary.picks("Hold it by sub-group")
    await world.settled()
    return meeting


async def test_each_reads_where_their_own_sub_group_sits(
    world: World, secretary: OnTelegram, lead: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    await split(world, secretary)
    assert "Held by sub-group, with one joint result:" in secretary.sees
    assert "• Tổ 2: 19:30, Phòng họp 1" in secretary.sees
    assert "The meeting is held by sub-group, with one joint result." in lead.sees
    await lead.picks("Another time or place")
    await lead.sends("20:00; phòng 201")
    assert "Tổ 1: 20:00, phòng 201" in lead.sees
    assert "1 person of the sub-group is told." in lead.sees
    await world.settled()

    assert "It is settled where Tổ 1 sits." in mai.sees
    assert "Time: 20:00, Thursday, 3 Dec 2026\nPlace: phòng 201" in mai.sees
    assert "this is where Tổ 1 sits." in mai.sees
    await redrawn(world)
    assert "Time: 19:30, Thursday, 3 Dec 2026\nPlace: Phòng họp 1" in an.sees
    await secretary.sends("/meeting")
    assert "you sit here, with the secretary." in secretary.sees
    await mai.picks("Present")
    await world.until(vietnam("2026-12-02 12:00"))
    assert "See you tomorrow" in mai.sees
    assert "Place: phòng 201" in mai.sees


async def test_the_secretary_sets_any_and_a_move_takes_them_along(
    world: World, secretary: OnTelegram, lead: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    await split(world, secretary)
    await secretary.picks("Tổ 2: 19:30, Phòng họp 1")
    await secretary.sends("20:00; Phòng 5")
    await world.settled()
    assert "Place: Phòng 5" in an.sees
    await secretary.sends("/move 05/12")
    await secretary.picks("Move the meeting")
    await world.settled()
    assert "Time: 20:00, Saturday, 5 Dec 2026\nPlace: Phòng 5" in an.sees


async def test_one_place_again_is_told_to_everyone(
    world: World, secretary: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    await split(world, secretary)
    await secretary.picks("Hold it in one place again")
    await world.settled()
    assert "The place of the meeting has changed." in an.sees
    assert "sub-group" not in an.sees
    [meeting] = await world.rows(Meeting)
    assert meeting.by_subgroup is False


async def test_one_roll_is_called_by_each_lead_and_confirmed_by_the_secretary(
    world: World, secretary: OnTelegram, lead: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    await split(world, secretary)
    await world.until(vietnam("2026-12-03 19:35"))
    await secretary.sends("/open")
    await secretary.sends("/rollcall")
    assert "Tổ 1: not called yet\nTổ 2: not called yet" in secretary.sees
    assert "In no sub-group, with the secretary: not called yet" in secretary.sees

    await lead.sends("/rollcall")
    await lead.picks("✗? Nguyễn Thị Mai")
    assert not any("An" in label for label in lead.buttons)
    assert "Tổ 2" not in lead.sees
    await lead.picks("The roll of Tổ 1 is called")
    assert "Tổ 1: there 1 of 2" in lead.sees
    await redrawn(world)
    assert "Tổ 1: there 1 of 2\nTổ 2: not called yet" in secretary.sees
    assert not (await world.rows(Held))[0].roll_at

    await secretary.picks("✗? Trần Văn An")
    await secretary.picks("✗? Lê Thị Thư")
    await secretary.picks("Confirm the roll call")
    [held] = await world.rows(Held)
    assert (held.counted, held.present, held.unexcused) == (4, 3, 1)
    await secretary.sends("/minutes")
    assert "Họp theo tổ, một kết quả chung:" in secretary.sees
    assert "• Tổ 1: 19:30, Phòng họp 1; có mặt 1/2" in secretary.sees
    assert "• Không thuộc tổ nào, họp cùng bí thư: 19:30, Phòng họp 1; có mặt 1/1" in secretary.sees


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("04/12 20:00; phòng 201", "sits on the day of the meeting"),
        ("18:00; phòng 201", "no sub-group sits before it"),
        ("20:00; phòng 201; tầng 2", "the time and the place"),
    ],
)
async def test_a_sitting_that_cannot_be(
    world: World,
    secretary: OnTelegram,
    lead: OnTelegram,
    mai: OnTelegram,
    an: OnTelegram,
    words: str,
    sentence: str,
) -> None:
    await split(world, secretary)
    await lead.picks("Another time or place")
    await lead.sends(words)
    assert sentence in lead.sees
    assert [(each.at, each.place) for each in await world.rows(Sitting)] == [("", ""), ("", "")]


async def test_a_cell_without_two_sub_groups_meets_in_one_place(
    world: World, secretary: OnTelegram, lead: OnTelegram, mai: OnTelegram
) -> None:
    meeting = await a_meeting(world, at="2026-12-03 19:30")
    await secretary.sends("/status")
    assert "Sub-groups of this meeting" not in secretary.buttons
    await secretary.presses_data(HoldBySubgroup(meeting, True).pack())
    assert "There are no two sub-groups here." in secretary.alert
    assert await world.rows(Sitting) == []


async def test_a_lead_sets_and_calls_only_their_own(
    world: World, secretary: OnTelegram, lead: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    meeting = await split(world, secretary)
    second = await in_subgroup(world, "Hồ Tổ Hai", "Tổ 2", roles="subgroup_lead")
    own = next(each.id for each in await world.rows(Sitting) if each.subgroup == "Tổ 1")
    await second.presses_data(AskSitting(own).pack())
    assert "is said by its lead or the secretary" in second.alert
    for other in (mai, an):
        await other.presses_data(AskSitting(own).pack())
        assert "You may not do this" in other.alert
        await other.presses_data(HoldBySubgroup(meeting, False).pack())
        assert "You may not do this" in other.alert
    await lead.presses_data(HoldBySubgroup(meeting, False).pack())
    assert "You may not do this" in lead.alert
    await lead.presses_data(AskSitting(999).pack())
    assert "not there any more" in lead.alert
    await world.until(vietnam("2026-12-03 19:35"))
    await lead.presses_data(AskSitting(own).pack())
    assert "has begun" in lead.alert
    await secretary.presses_data(CallOwn(meeting, 0, 4).pack())
    assert "Please confirm the whole roll call." in secretary.alert
    await mai.presses_data(CallOwn(meeting, 0, 2).pack())
    assert "You may not do this" in mai.alert


async def test_a_sitting_that_changes_twice_is_told_as_it_is_last(
    world: World, secretary: OnTelegram, lead: OnTelegram, mai: OnTelegram, an: OnTelegram
) -> None:
    await split(world, secretary)
    for words in ("phòng 201", "phòng 202"):
        await lead.sends("/status")
        await lead.picks("Tổ 1: 19:30, ")
        await lead.sends(words)
    owed = [each for each in await world.rows(Owed) if each.notice == "sitting"]
    assert len(owed) == 2
    await world.settled()
    assert sum("It is settled where" in each.text for each in mai.messages) == 1
    assert "Place: phòng 202" in mai.sees
