"""The agenda of the next meeting."""

import pytest

from storage.tables import AgendaItem, Meeting
from tests.people import OnTelegram
from tests.planning import a_meeting, redrawn, vietnam
from tests.world import World


async def secretary(world: World, name: str = "Lê Thư", unit: str = "CB1") -> OnTelegram:
    return await world.joined(name, unit=unit, roles="secretary")


async def titles(world: World) -> list[str]:
    return [row.title for row in await world.rows(AgendaItem)]


async def test_points_are_added_summed_and_removed(world: World) -> None:
    thu = await secretary(world)
    await a_meeting(world, at="2026-12-10 19:30")
    await thu.sends("/agenda")
    assert "There is no point yet. The meeting has 90 minutes." in thu.sees

    await thu.sends("/agenda Thời sự; 20; Tình hình trong tháng")
    await thu.sends("/chuongtrinh Nghiệp vụ; 60 phút; Kế hoạch quý I; quý II")
    assert "1. Tình hình trong tháng (Thời sự, 20 minutes)" in thu.sees
    assert "Together 80 of the 90 minutes." in thu.sees
    await thu.sends("/agenda Phê bình; 30; Tự phê bình")
    assert "Together 110 minutes: 20 more than the 90 of the meeting." in thu.sees

    await thu.picks("Remove: Tình hình")
    assert "1. Kế hoạch quý I; quý II (Nghiệp vụ, 60 minutes)" in thu.sees
    assert "Together 90 of the 90" in thu.sees
    assert await titles(world) == ["Kế hoạch quý I; quý II", "Tự phê bình"]


async def test_the_invitation_shows_the_agenda_as_it_is_now(world: World) -> None:
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-11-28 19:30")
    await world.settled()
    assert "Agenda" not in mai.sees

    await thu.sends("/agenda Thời sự; 20; <b>Tình hình</b> {tháng}")
    await redrawn(world)

    assert "<b>Tình hình</b> {tháng}" in mai.sees


async def test_a_point_is_typed_after_a_tap(world: World) -> None:
    thu = await secretary(world)
    await a_meeting(world, at="2026-12-10 19:30")
    await thu.sends("/agenda")
    await thu.picks("Add a point")
    assert "Category; minutes; title" in thu.sees
    await thu.sends("Thời sự; 20")
    assert "Please write category; minutes; title" in thu.sees
    await thu.sends("Thời sự; 20; Tình hình")
    assert await titles(world) == ["Tình hình"]


async def test_which_of_several_meetings_gets_the_point(world: World) -> None:
    thu = await secretary(world)
    await a_meeting(world, at="2026-12-10 19:30")
    second = await a_meeting(world, at="2026-12-15 19:30", title="Chuyên đề")
    await thu.sends("/agenda Thời sự; 20; Tình hình")
    question = thu.newest
    await thu.picks("Chuyên đề")
    [point] = await world.rows(AgendaItem)
    assert point.meeting_id == second

    data = f"pointto:{second}:00000000"
    await thu.presses_data(data, message=question)
    assert "used already" in thu.alert
    await thu.sends("/agenda")
    await thu.picks("Agenda of 19:30, Tuesday")
    assert "Tình hình" in thu.sees


@pytest.mark.parametrize(
    "words",
    [
        "Thời sự",
        "Thời sự; 20",
        "; 20; A",
        "A; many; B",
        "A; 0; B",
        "A; 481; B",
        "A; 20; ;",
        "...; 20; A",
        "\u202e\u200b; 20; A",
        "A; 20; —",
    ],
)
async def test_a_point_that_is_not_one_is_refused(world: World, words: str) -> None:
    thu = await secretary(world)
    await a_meeting(world, at="2026-12-10 19:30")
    await thu.sends(f"/agenda {words}")
    assert "for example: Thời sự; 20; Tình hình trong tháng" in thu.sees
    assert await titles(world) == []


async def test_points_have_an_end(world: World) -> None:
    thu = await secretary(world)
    await a_meeting(world, at="2026-12-10 19:30")
    await thu.sends(f"/agenda A; 5; {'x' * 201}")
    assert "the title under 200 characters" in thu.sees
    for number in range(31):
        await thu.sends(f"/agenda A; 1; Điểm {number}")
    assert "at most 30 points" in thu.sees
    [meeting] = await world.rows(Meeting)
    assert meeting.agenda_items == len(await titles(world)) == 30


async def test_others_cannot_change_the_agenda_nor_a_point_of_another_meeting(
    world: World,
) -> None:
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")
    await world.unit("CB2", "Chi bộ Văn")
    van = await secretary(world, "Lê Văn", "CB2")
    first = await a_meeting(world, at="2026-12-10 19:30")
    other = await a_meeting(world, at="2026-12-12 19:30", unit="CB2")
    await thu.sends("/agenda A; 20; Điểm")
    [point] = await world.rows(AgendaItem)

    for stranger in (mai, van):
        for wire in (f"pointoff:{first}:{point.id}", f"agenda:{first}", f"point:{first}"):
            await stranger.presses_data(wire)
            assert "You may not do this in Chi bộ Toán" in stranger.alert
    await van.presses_data(f"pointoff:{other}:{point.id}")
    assert await titles(world) == ["Điểm"]


async def test_a_point_is_removed_once_and_not_after_the_beginning(world: World) -> None:
    thu = await secretary(world)
    meeting = await a_meeting(world, at="2026-12-10 19:30")
    await thu.sends("/agenda A; 20; Điểm một")
    await thu.sends("/agenda A; 20; Điểm hai")
    card = thu.newest
    wire = card.buttons[1].callback_data
    await thu.presses_data(wire, message=card)
    await thu.presses_data(wire, message=card)
    assert await titles(world) == ["Điểm hai"]

    await world.until(vietnam("2026-12-10 19:30"))
    await thu.presses_data(f"pointoff:{meeting}:2", message=card)
    assert "has begun" in thu.alert
    assert await titles(world) == ["Điểm hai"]


async def test_nothing_in_a_point_turns_the_direction_of_writing(world: World) -> None:
    thu = await secretary(world)
    await a_meeting(world, at="2026-12-10 19:30")
    await thu.sends("/agenda Thời\u202e sự\u2066; 20; Việc\u0007 tháng 12")
    assert await titles(world) == ["Việc tháng 12"]
    assert "Thời sự" in thu.sees
    await thu.sends(f"/agenda {'x' * 61}; 5; A")
    assert "the category under 60" in thu.sees
