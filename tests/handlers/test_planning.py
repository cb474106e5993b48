"""One more meeting, and the plan that is confirmed."""

from datetime import UTC, datetime

import pytest

from storage.tables import Meeting
from tests.people import OnTelegram
from tests.planning import redrawn, vietnam
from tests.world import World


async def secretary(world: World, name: str = "Lê Thư", unit: str = "CB1") -> OnTelegram:
    return await world.joined(name, unit=unit, roles="secretary")


async def starts(world: World) -> list[datetime]:
    return sorted(row.starts_at for row in await world.rows(Meeting))


async def test_one_more_meeting(world: World) -> None:
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")

    await thu.sends("/themhop 15/12/2026 19:30; Hội trường A; Chuyên đề quý IV")

    assert "Chi bộ Toán: Chuyên đề quý IV, Tuesday, 15 Dec 2026" in thu.sees
    assert "Invitations go out: 08:00, Tuesday, 8 Dec 2026" in thu.sees
    await world.until(vietnam("2026-12-08 08:00"))
    assert "Chuyên đề quý IV" in mai.sees
    [meeting] = await world.rows(Meeting)
    assert (meeting.kind, meeting.period) == ("extraordinary", None)


async def test_one_more_meeting_is_asked_for_step_by_step(world: World) -> None:
    thu = await secretary(world)
    await thu.sends("/plan")
    await thu.sends("15/12 19h30")
    assert "15 Dec 2026" in thu.sees
    await thu.sends("Hội trường A; Họp bất thường")
    assert "Họp bất thường" in thu.sees
    assert await starts(world) == [vietnam("2026-12-15 19:30")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("01/11/2026 19:30; A; B", "has passed"),
        ("23/11/2026 08:00; A; B", "has passed"),
        ("15/12/2027 19:30; A; B", "more than a year ahead"),
        ("03/12/2026 20:00; A; B", "another meeting at that time: 19:30, Thursday, 3 Dec 2026"),
        ("03/12/2026 18:30; A; B", "another meeting at that time"),
        ("31/02/2027 19:30; A; B", "There is no day"),
        ("tomorrow; A; B", "Please write the day and the time"),
        ("15/12/2026 19:30; ; B", "Please write the place"),
        (f"15/12/2026 19:30; A; {'x' * 201}", "Please keep the title"),
    ],
)
async def test_a_time_or_words_that_will_not_do(world: World, words: str, said: str) -> None:
    thu = await secretary(world)
    await thu.sends("/plan 03/12/2026 19:30; Hội trường A; Họp")

    await thu.sends(f"/plan {words}")

    assert said in thu.sees
    assert len(await world.rows(Meeting)) == 1


async def test_at_night_it_is_too_late_to_ask_anybody_for_the_early_morning(world: World) -> None:
    thu = await secretary(world)
    world.clock.time = vietnam("2026-11-23 22:00").astimezone(UTC)
    await thu.sends("/plan 24/11/2026 06:30; Hội trường A; Họp")
    assert "too late to ask anybody" in thu.sees
    assert await world.rows(Meeting) == []


async def test_others_cannot_confirm_and_an_old_button_confirms_nothing(world: World) -> None:
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")
    await world.unit("CB2", "Chi bộ Văn")
    van = await secretary(world, "Lê Văn", "CB2")
    await thu.sends("/schedule 3 19:30; Hội trường A")
    await world.settled()
    plan = thu.newest
    button = plan.buttons[0].callback_data

    for other in (mai, van):
        await other.presses_data(button)
        assert "You may not do this in Chi bộ Toán" in other.alert
    await thu.sends("/schedule 5 19:30; Hội trường A")
    await thu.presses_data(button, message=plan)

    assert "changed meanwhile" in thu.toast
    assert "5 Dec 2026" in plan.text
    [meeting] = await world.rows(Meeting)
    assert meeting.confirmed_at is None
    await thu.picks("Confirm", message=plan)
    [meeting] = await world.rows(Meeting)
    assert meeting.confirmed_at is not None


@pytest.mark.parametrize("number", ["999999999999999", "99999999999999999999", "-1"])
async def test_a_forged_number_is_refused(world: World, number: str) -> None:
    thu = await secretary(world)
    await thu.sends("/help")
    for wire in (f"plan:{number}", f"planok:{number}:1", f"mv:1:1:1:{number}:", f"agenda:{number}"):
        await thu.presses_data(wire)
        assert thu.alert


async def test_a_deputy_sees_that_the_plan_has_been_confirmed(world: World) -> None:
    thu = await secretary(world)
    phu = await world.joined("Trần Phú", roles="deputy_secretary")
    await thu.sends("/schedule 3 19:30; Hội trường A")
    await world.settled()
    assert "Please confirm" in phu.sees

    await thu.picks("Confirm")
    await redrawn(world)

    assert "Confirmed" in phu.sees
    assert phu.buttons == ["How the meeting is held"]


async def test_what_was_planned_is_taken_back_with_one_tap(world: World) -> None:
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")
    await thu.sends("/plan 15/12/2026 19:30; Hội trường A; Họp")

    await thu.picks("Take it back")

    assert "This meeting has been cancelled: Planned by mistake." in thu.sees
    count = len(mai.messages)
    await world.until(vietnam("2026-12-15 20:00"))
    assert len(mai.messages) == count
    await thu.sends("/plan 20/12/2026 19:30; Hội trường A; Họp")
    assert "Take it back" in thu.buttons


async def test_a_meeting_that_people_know_of_is_not_taken_back_without_a_reason(
    world: World,
) -> None:
    thu = await secretary(world)
    await world.joined("Nguyễn Thị Mai")
    await thu.sends("/plan 25/11/2026 19:30; Hội trường A; Họp")
    planned = thu.newest
    await world.settled()

    await thu.picks("Take it back", message=planned)

    assert "Why is the meeting" in planned.text
    [meeting] = await world.rows(Meeting)
    assert meeting.cancelled_at is None


async def test_others_cannot_take_a_meeting_back_and_a_moved_one_stays(world: World) -> None:
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")
    await thu.sends("/plan 15/12/2026 19:30; Hội trường A; Họp")
    planned = thu.newest
    undo = planned.buttons[0].callback_data
    await mai.presses_data(undo)
    assert "You may not do this in Chi bộ Toán" in mai.alert
    await thu.sends("/move 16/12")
    await thu.picks("Move the meeting")

    await thu.presses_data(undo, message=planned)

    assert "changed meanwhile" in thu.toast
    [meeting] = await world.rows(Meeting)
    assert meeting.cancelled_at is None


@pytest.mark.parametrize("where", ["16/12", "19h30", "15/12/2026 19:30", "31/02"])
async def test_a_place_that_reads_like_a_time_is_asked_about(world: World, where: str) -> None:
    thu = await secretary(world)

    await thu.sends(f"/plan 15/12/2026 19:30; {where}; Họp")

    assert f"“{where}” reads like a day or a time, not like a place." in thu.sees
    assert "Where is the meeting on 19:30, Tuesday, 15 Dec 2026" in thu.sees
    assert await world.rows(Meeting) == []
    await thu.sends("Phòng 3-4; Họp")
    [meeting] = await world.rows(Meeting)
    assert (meeting.place, meeting.title) == ("Phòng 3-4", "Họp")
