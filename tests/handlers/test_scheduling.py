"""The regular meetings: set once, planned month by month."""

from datetime import UTC, datetime

import pytest

from storage.tables import Meeting, Moment, Owed, Schedule
from tests.people import OnTelegram
from tests.planning import vietnam
from tests.world import World


async def secretary(world: World, name: str = "Lê Thư", unit: str = "CB1") -> OnTelegram:
    return await world.joined(name, unit=unit, roles="secretary")


async def starts(world: World) -> list[datetime]:
    return sorted(row.starts_at for row in await world.rows(Meeting))


async def test_from_the_schedule_to_the_invitation(world: World) -> None:
    """The bot starts on 23 November, when the plan date of December has passed."""
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")

    await thu.sends("/schedule 3 19:30; Hội trường A")
    await world.settled()

    understood, plan = thu.messages[-2:]
    assert "Every month on day 3, at 19:30." in understood.text
    assert "19:30, Thursday, 3 Dec 2026" in understood.text
    assert "19:30, Sunday, 3 Jan 2027" in understood.text
    assert "Hội trường A" in plan.text
    assert "Please confirm" in plan.text
    await thu.picks("Confirm")
    assert "Confirmed" in thu.sees
    assert thu.buttons == ["How the meeting is held"]

    await world.until(vietnam("2026-11-26 07:59"))
    assert "Hội trường A" not in mai.sees
    await world.until(vietnam("2026-11-26 08:00"))
    assert "Hội trường A" in mai.sees
    assert mai.buttons[0] == "Present"


async def test_each_month_is_planned_on_the_20th_and_goes_ahead_unconfirmed(world: World) -> None:
    thu = await secretary(world)
    await thu.sends("/schedule 3 19:30; Hội trường A")
    await world.until(vietnam("2026-12-20 07:59"))
    assert len(await world.rows(Meeting)) == 1

    await world.until(vietnam("2026-12-20 08:00"))

    assert await starts(world) == [vietnam("2026-12-03 19:30"), vietnam("2027-01-03 19:30")]
    assert "3 Jan 2027" in thu.sees
    await world.until(vietnam("2026-12-27 08:00"))
    assert len([row for row in await world.rows(Owed) if row.notice == "invitation"]) == 2


async def test_a_bot_that_was_down_for_months_plans_only_what_is_ahead(world: World) -> None:
    thu = await secretary(world)
    await thu.sends("/schedule 3 19:30; Hội trường A")
    world.clock.time = vietnam("2027-05-10 09:00").astimezone(UTC)
    await world.settled()
    assert await starts(world) == [vietnam("2026-12-03 19:30")]

    await world.until(vietnam("2027-05-20 08:00"))

    assert await starts(world) == [vietnam("2026-12-03 19:30"), vietnam("2027-06-03 19:30")]


async def test_a_sweep_that_runs_twice_changes_nothing(world: World) -> None:
    thu = await secretary(world)
    await thu.sends("/schedule 3 19:30; Hội trường A")
    await world.until(vietnam("2026-12-20 09:00"))

    async def everything() -> list[list]:
        tables = (Meeting, Moment, Owed, Schedule)
        return [[row.model_dump() for row in await world.rows(each)] for each in tables]

    before = await everything()
    await world.settled()
    await world.settled()
    assert await everything() == before


@pytest.mark.parametrize(
    ("today", "words", "said"),
    [
        ("2027-01-10 09:00", "first sat 08:00", "proposed, because of Saturday, 6 Feb 2027: Lunar"),
        ("2027-08-10 09:00", "3 19:30", "Saturday, 4 Sep 2027 (moved from Friday, 3 Sep 2027"),
        ("2027-01-10 09:00", "31 19:30", "19:30, Sunday, 28 Feb 2027"),
        ("2027-04-10 09:00", "3 19:30", "4 May 2027 (moved from Monday, 3 May 2027"),
    ],
)
async def test_holidays_and_short_months_are_shown_with_the_reason(
    world: World, today: str, words: str, said: str
) -> None:
    world.clock.time = vietnam(today).astimezone(UTC)
    thu = await secretary(world)

    await thu.sends(f"/schedule {words}; Hội trường A")

    assert said in thu.messages[-1].text


async def test_at_tet_the_nearest_day_is_proposed_and_asked_about(world: World) -> None:
    world.clock.time = vietnam("2027-01-10 09:00").astimezone(UTC)
    thu = await secretary(world)
    await thu.sends("/schedule 6 19:30; Hội trường A")
    await world.until(vietnam("2027-01-20 08:00"))

    assert "only proposed" in thu.sees
    assert "Lunar New Year" in thu.sees
    assert "Please confirm this day, or choose another one" in thu.sees
    [meeting] = await world.rows(Meeting)
    assert meeting.proposal

    await thu.picks("Confirm")
    assert "Confirmed" in thu.sees


async def test_a_changed_schedule_takes_a_planned_meeting_along(world: World) -> None:
    thu = await secretary(world)
    await thu.sends("/schedule 3 19:30; Hội trường A")
    await world.settled()

    await thu.sends("/schedule 5 20:00; Hội trường B")

    assert "The meeting planned for 19:30, Thursday, 3 Dec 2026 is now: 20:00" in thu.sees
    [meeting] = await world.rows(Meeting)
    assert (meeting.starts_at, meeting.place) == (vietnam("2026-12-05 20:00"), "Hội trường B")


async def test_a_changed_schedule_leaves_a_meeting_that_people_are_invited_to(
    world: World,
) -> None:
    thu = await secretary(world)
    await thu.sends("/schedule 3 19:30; Hội trường A")
    await world.until(vietnam("2026-11-27 09:00"))

    await thu.sends("/schedule 5 20:00; Hội trường A")

    assert "People are invited to 19:30, Thursday, 3 Dec 2026 already" in thu.sees
    assert "/move" in thu.sees
    assert "(planned already)" in thu.sees
    assert await starts(world) == [vietnam("2026-12-03 19:30")]


async def test_only_the_place_of_a_moved_meeting_follows_a_new_place(world: World) -> None:
    thu = await secretary(world)
    await thu.sends("/schedule 3 19:30; Hội trường A")
    await thu.sends("/move 04/12 19:30")
    await thu.picks("Move the meeting")

    await thu.sends("/schedule 3 19:30; Hội trường B")

    [meeting] = await world.rows(Meeting)
    assert (meeting.starts_at, meeting.place) == (vietnam("2026-12-04 19:30"), "Hội trường B")


async def test_the_schedule_is_asked_for_step_by_step(world: World) -> None:
    thu = await secretary(world)
    await thu.sends("/datlich")
    assert "3 19:30; Hội trường A" in thu.sees
    await thu.sends("thứ bảy đầu tiên 8h")
    assert "Where" in thu.sees
    await thu.sends("Hội trường A")

    assert "on the first Saturday, at 08:00" in "".join(m.text for m in thu.messages)
    [row] = await world.rows(Schedule)
    assert (row.rule, row.at, row.place) == ("first sat", "08:00", "Hội trường A")
    await thu.sends("/schedule")
    assert "Next dates" in thu.sees
    assert "To change it" in thu.sees


async def test_a_committee_meets_too(world: World) -> None:
    await world.unit("DU", "Đảng ủy Trường", kind="committee")
    uy = await secretary(world, "Lê Ủy", "DU")

    await uy.sends("/schedule 5 08:00; Phòng họp 1")
    await world.until(vietnam("2026-11-28 08:00"))

    assert "Đảng ủy Trường: meeting on Saturday, 5 Dec 2026" in uy.sees
    assert uy.buttons[0] == "Present"


@pytest.mark.parametrize("words", ["32 19:30; A", "3 25:00; A", "soon; A", "3 19:30; A; B"])
async def test_a_schedule_that_cannot_be_understood_is_refused(world: World, words: str) -> None:
    thu = await secretary(world)
    await thu.sends(f"/schedule {words}")
    assert "please write" in thu.sees.lower()
    assert await world.rows(Schedule) == []
    assert await world.rows(Meeting) == []


async def test_a_schedule_set_on_the_day_itself_can_still_meet_that_evening(world: World) -> None:
    thu = await secretary(world)
    await thu.sends("/schedule 23 19:30; Hội trường A")
    assert await starts(world) == [vietnam("2026-11-23 19:30"), vietnam("2026-12-23 19:30")]
