"""The clock of feedback: the committee's own meeting; what is late is told to who must know."""

import pytest

from storage.tables import Feedback, Owed
from tests.planning import a_meeting, vietnam
from tests.world import World

WORDS = "Đề nghị sửa mái hội trường"


@pytest.fixture
async def mai(world: World):
    await world.unit("DP", "Đảng ủy phường", kind="committee")
    await world.unit("DU", "Đảng ủy trường", parent="DP", kind="committee")
    await world.unit("CB2", "Chi bộ Văn", parent="DU")
    return await world.joined("Nguyễn Thị Mai", unit="CB2")


@pytest.fixture
async def officer(world: World, mai):
    return await world.joined("Hoàng Thị Hoa", unit="DU", roles="secretary")


@pytest.fixture
async def ward(world: World, mai):
    return await world.joined("Vũ Văn Phường", unit="DP", roles="secretary")


async def a_difficulty(world: World, phone) -> None:
    await phone.sends(f"/feedback {WORDS}")
    await phone.picks("Mark as a difficulty")
    await phone.picks("Send")
    await world.settled()


async def the_one(world: World) -> Feedback:
    return (await world.rows(Feedback))[0]


def saying(phone, words: str) -> int:
    return sum(words in message.text for message in phone.messages)


async def test_the_clock_is_the_committees_own_meeting_and_follows_it(
    world: World, mai, officer
) -> None:
    await a_difficulty(world, mai)
    assert (await the_one(world)).clock_ends_at == vietnam("2026-12-23 17:00")
    await officer.sends("/plan 05/12/2026 08:00; Phòng họp; Họp đảng ủy")
    assert (await the_one(world)).clock_ends_at == vietnam("2026-12-06 17:00")
    await officer.sends("/move 08/12 08:00")
    await officer.picks("Move the meeting")
    assert (await the_one(world)).clock_ends_at == vietnam("2026-12-09 17:00")
    await mai.sends("/myfeedback")
    assert "Waits for the answer of Đảng ủy trường, until" in mai.sees


async def test_the_committee_is_reminded_weekly_before_the_end_and_at_it(
    world: World, mai, officer, ward
) -> None:
    await a_difficulty(world, mai)
    await world.until(vietnam("2026-12-24 12:00"))
    days = [
        f"{each.settled_at:%m-%d} {each.outcome}"
        for each in await world.rows(Owed)
        if each.notice == "feedback_waits" and each.settled_at
    ]
    assert days == ["11-30 sent", "12-07 sent", "12-14 sent", "12-20 sent", "12-21 sent"]
    assert saying(officer, "The answer is overdue.") == 1
    assert saying(ward, "has not answered feedback #1 from Chi bộ Văn in time") == 1
    assert WORDS not in " ".join(m.text for m in ward.messages)
    assert saying(mai, "The answer to your feedback is overdue") == 1
    assert (await the_one(world)).overdue_since == vietnam("2026-12-23 17:00")
    await officer.sends("/inbox")
    assert "overdue by 1 day" in officer.sees


async def test_nobody_is_pinged_about_what_has_been_answered(world: World, mai, officer) -> None:
    await a_difficulty(world, mai)
    await officer.sends("/answer 1; Đã rõ")
    await world.until(vietnam("2026-12-30 12:00"))
    pinging = {"feedback_waits", "feedback_overdue", "feedback_overdue_below", "feedback_late"}
    assert [each for each in await world.rows(Owed) if each.notice in pinging] == []
    assert saying(mai, "overdue") == 0


async def test_several_that_wait_are_one_message_a_day(world: World, mai, officer) -> None:
    await a_difficulty(world, mai)
    await a_difficulty(world, mai)
    before = len(officer.messages)
    await world.until(vietnam("2026-11-30 12:00"))
    assert len(officer.messages) == before + 1
    assert "feedback that waits (2)" in officer.sees


async def test_a_cancelled_meeting_gives_the_clock_its_days_back(
    world: World, mai, officer
) -> None:
    await a_meeting(world, at="2026-12-05 08:00", unit="DU")
    await a_difficulty(world, mai)
    assert (await the_one(world)).clock_ends_at == vietnam("2026-12-06 17:00")
    await officer.sends("/cancel Trùng lịch thi")
    await officer.picks("Cancel the meeting")
    assert (await the_one(world)).clock_ends_at == vietnam("2026-12-23 17:00")
