"""Days on which a unit does not meet."""

from datetime import UTC, date

import pytest

from storage.tables import DayOff, Meeting, Moment, Schedule
from tests.people import OnTelegram
from tests.planning import a_meeting, vietnam
from tests.world import World


async def secretary(world: World, name: str = "Lê Thư", unit: str = "CB1") -> OnTelegram:
    return await world.joined(name, unit=unit, roles="secretary")


async def starts(world: World) -> list:
    return [row.starts_at for row in await world.rows(Meeting)]


async def test_a_day_off_moves_a_meeting_that_nobody_has_confirmed(world: World) -> None:
    thu = await secretary(world)
    phu = await world.joined("Trần Phú", roles="deputy_secretary")
    await thu.sends("/schedule 3 19:30; Hội trường A")
    await world.settled()

    await thu.sends("/dayoff 03/12; Thi học kỳ")
    await world.settled()

    said = thu.messages[-1].text
    assert "Thursday, 3 Dec 2026 is a day off now." in said
    assert "The meeting planned for 19:30, Thursday, 3 Dec 2026 is now: 19:30, Friday" in said
    assert await starts(world) == [vietnam("2026-12-04 19:30")]
    assert "Moved from Thursday, 3 Dec 2026: Thi học kỳ." in phu.sees
    assert min(row.due_at for row in await world.rows(Moment)) == vietnam("2026-11-27 08:00")

    await thu.picks("Remove Thursday, 3 Dec 2026")
    assert await starts(world) == [vietnam("2026-12-03 19:30")]
    assert await world.rows(DayOff) == []


async def test_a_confirmed_meeting_stays_and_the_secretary_is_told(world: World) -> None:
    thu = await secretary(world)
    phu = await world.joined("Trần Phú", roles="deputy_secretary")
    await thu.sends("/schedule 3 19:30; Hội trường A")
    await world.settled()
    await thu.picks("Confirm")

    await thu.sends("/ngaynghi 03/12/2026")
    await world.settled()

    assert "falls on it and stays as it is; /move moves it." in thu.sees
    assert "This day is a day off now" in phu.sees
    assert await starts(world) == [vietnam("2026-12-03 19:30")]


async def test_a_committees_day_off_holds_below(world: World) -> None:
    await world.unit("DU", "Đảng ủy Trường", kind="committee")
    await world.unit("CB2", "Chi bộ Văn", parent="DU")
    await world.unit("CB3", "Chi bộ Hóa", parent="DU")
    uy = await secretary(world, "Lê Ủy", "DU")
    van = await secretary(world, "Lê Văn", "CB2")
    hoa = await secretary(world, "Lê Hóa", "CB3")
    for phone in (van, hoa):
        await phone.sends("/schedule 3 19:30; Hội trường A")
    await world.settled()
    await hoa.picks("Confirm")

    await uy.sends("/dayoff 03/12; Đại hội")
    await world.settled()

    assert "Friday, 4 Dec 2026" in van.sees
    assert "Moved from Thursday, 3 Dec 2026: Đại hội." in van.sees
    assert "This day is a day off now: Đại hội." in hoa.sees
    assert sorted(await starts(world)) == [vietnam("2026-12-03 19:30"), vietnam("2026-12-04 19:30")]
    await van.sends("/dayoff")
    assert "Thursday, 3 Dec 2026: Đại hội (set by Đảng ủy Trường)" in van.sees
    assert van.buttons == []


async def test_a_month_planned_later_knows_the_day_off(world: World) -> None:
    thu = await secretary(world)
    await thu.sends("/schedule 4 19:30; Hội trường A")
    await thu.sends("/dayoff 04/01/2027; Ngày hội")
    await world.until(vietnam("2026-12-20 08:00"))
    assert vietnam("2027-01-05 19:30") in await starts(world)
    assert "Moved from Monday, 4 Jan 2027: Ngày hội." in thu.sees


async def test_step_by_step_and_twice_is_once(world: World) -> None:
    thu = await secretary(world)
    await thu.sends("/dayoff")
    assert "No day off is set." in thu.sees
    await thu.sends("31/08/2027; Khai giảng")
    assert "Tuesday, 31 Aug 2027: Khai giảng" in thu.sees
    await thu.sends("/dayoff 31/08/2027; Khai giảng")
    assert "is a day off already" in thu.sees
    [row] = await world.rows(DayOff)
    assert (row.day, row.name) == (date(2027, 8, 31), "Khai giảng")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("22/11/2026", "has passed"),
        ("sometime", "Please write the day like 15/12/2026"),
        ("31/02/2027", "There is no day"),
        (f"31/08/2027; {'x' * 101}", "Please keep the name"),
        ("24/11/2028", "Friday, 24 Nov 2028 is more than two years ahead"),
        ("31/08/2027; ...", "Please write the name of the day in words"),
        ("31/08/2027; \u202e\u200b!", "Please write the name of the day in words"),
    ],
)
async def test_a_day_that_will_not_do(world: World, words: str, said: str) -> None:
    thu = await secretary(world)
    await thu.sends(f"/dayoff {words}")
    assert said in thu.sees
    assert await world.rows(DayOff) == []


async def test_others_cannot_remove_a_day_off(world: World) -> None:
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")
    other = await world.unit("CB2", "Chi bộ Văn")
    van = await secretary(world, "Lê Văn", "CB2")
    await thu.sends("/dayoff 31/08/2027")
    wire = thu.newest.buttons[0].callback_data or ""

    for stranger in (mai, van):
        await stranger.presses_data(wire)
        assert "You may not do this in Chi bộ Toán" in stranger.alert
    await van.presses_data(f"on-day:{other.id}:{wire.rsplit(':', 1)[1]}")
    assert len(await world.rows(DayOff)) == 1


async def test_removing_twice_is_once(world: World) -> None:
    thu = await secretary(world)
    await thu.sends("/dayoff 31/08/2027")
    card = thu.newest
    wire = card.buttons[0].callback_data
    await thu.presses_data(wire, message=card)
    await thu.presses_data(wire, message=card)
    assert "No day off is set." in card.text


async def test_many_days_off_come_in_pages(world: World) -> None:
    thu = await secretary(world)
    for day in range(1, 18):
        await thu.sends(f"/dayoff {day:02d}/03/2027")
    await thu.sends("/dayoff")
    assert "17 Mar 2027" not in thu.sees
    await thu.picks("Next page")
    assert "17 Mar 2027" in thu.sees


async def test_a_meeting_held_already_does_not_come_again(world: World) -> None:
    """Days off of the month that is running must not plan its meeting a second time."""
    thu = await secretary(world)
    await thu.sends("/schedule 3 19:30; Hội trường A")
    world.clock.time = vietnam("2026-12-05 09:00").astimezone(UTC)
    await world.settled()
    await thu.sends("/dayoff 10/12/2026")
    await thu.sends("/rules weekends=move")
    await world.settled()
    assert await starts(world) == [vietnam("2026-12-03 19:30")]
    [row] = await world.rows(Schedule)
    assert row.period == "2027-01"


async def test_a_cancelled_meeting_is_not_said_to_fall_on_a_day_off(world: World) -> None:
    thu = await secretary(world)
    await a_meeting(world, at="2026-12-10 19:30")
    await thu.sends("/cancel Bão")
    await thu.picks("Cancel the meeting")
    await thu.sends("/dayoff 10/12/2026")
    assert "falls on it" not in thu.sees
