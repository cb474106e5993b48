"""Absences that the rules speak of are told to who leads the cell, once, and to nobody else."""

from datetime import datetime, timedelta

import pytest

from storage.tables import Attendance, Held, Meeting
from tests.people import OnTelegram
from tests.planning import a_meeting, vietnam
from tests.world import World

TELL = "Only those who lead the unit see this."


@pytest.fixture
async def secretary(world: World) -> OnTelegram:
    return await world.joined("Lê Thị Thư", roles="secretary")


@pytest.fixture
async def mai(world: World, secretary: OnTelegram) -> OnTelegram:
    return await world.joined("Nguyễn Thị Mai")


async def met(world: World, at: datetime, state: str) -> None:
    """A meeting that was closed, with what its roll call said of Mai, who is person 2."""
    async with world.bots.database.transaction() as db:
        meeting = Meeting(unit_id=1, starts_at=at, minutes=90, invited_at=at)
        db.add(meeting)
        await db.flush()
        closed = at + timedelta(hours=2)
        db.add(Held(meeting_id=meeting.id, opened_at=at, roll_at=at, closed_at=closed))
        await db.flush()
        db.add(
            Attendance(
                meeting_id=meeting.id, membership_id=2, person_id=2, state=state, marked_at=at
            )
        )


async def months(world: World, states: list[str]) -> None:
    for month, state in enumerate(states, start=12 - len(states)):
        await met(world, vietnam(f"2026-{month:02d}-03 19:30"), state)


async def closes(world: World, secretary: OnTelegram, *, mai: str) -> None:
    """The meeting of December is held and closed; `mai` is what the roll call says of her."""
    await secretary.sends("/open")
    await world.until(vietnam("2026-12-03 20:50"))
    await secretary.sends("/rollcall")
    await secretary.picks("✗? Lê Thị Thư")
    if mai == "present":
        await secretary.picks("✗ Nguyễn Thị Mai")
    await secretary.picks("Confirm the roll call")
    await secretary.sends("/resolution Thống nhất nhiệm vụ tháng 12; 1-0")
    await secretary.sends("/assign Thư; Nộp báo cáo quý IV; 15/12/2026; báo cáo đã nộp")
    await secretary.sends("/close")
    await secretary.picks("Enter the end")
    await secretary.picks("Now: 20:50")
    await secretary.picks("Close and send")
    await world.until(timedelta(days=1))


async def invited(world: World, mai: OnTelegram, *, excused: bool) -> None:
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(timedelta(days=4))
    if excused:
        await mai.picks("Absent")
        await mai.picks("Business trip")
    await world.until(vietnam("2026-12-03 19:35"))


def told(phone: OnTelegram) -> list[str]:
    return [message.text for message in phone.messages if TELL in message.text]


async def test_the_fourth_excused_absence_in_a_row_is_told_to_the_secretary_alone(
    world: World, secretary: OnTelegram, mai: OnTelegram
) -> None:
    await months(world, ["excused", "excused", "excused"])
    await invited(world, mai, excused=True)
    await closes(world, secretary, mai="excused")

    [text] = told(secretary)
    assert "Nguyễn Thị Mai: excused 4 times in a row." in text
    assert "12-HD/BTCTW" in text
    assert told(mai) == []


async def test_the_third_month_without_a_reason_is_told(
    world: World, secretary: OnTelegram, mai: OnTelegram
) -> None:
    await months(world, ["unexcused", "present", "unexcused"])
    await invited(world, mai, excused=False)
    await closes(world, secretary, mai="unexcused")

    [text] = told(secretary)
    assert "Nguyễn Thị Mai: absent without a reason in 3 months of this year." in text


@pytest.mark.parametrize(
    "states",
    [["excused", "present", "excused"], ["excused", "excused"], ["excused"] * 4],
)
async def test_fewer_absences_and_those_told_before_are_not_told(
    world: World, secretary: OnTelegram, mai: OnTelegram, states: list[str]
) -> None:
    await months(world, states)
    await invited(world, mai, excused=True)
    await closes(world, secretary, mai="excused")
    assert told(secretary) == []


async def test_what_was_last_year_does_not_count(
    world: World, secretary: OnTelegram, mai: OnTelegram
) -> None:
    for month in (10, 11, 12):
        await met(world, vietnam(f"2025-{month}-03 19:30"), "excused")
    await invited(world, mai, excused=True)
    await closes(world, secretary, mai="excused")
    assert told(secretary) == []


async def test_a_unit_has_its_own_number(
    world: World, secretary: OnTelegram, mai: OnTelegram
) -> None:
    await secretary.sends("/rules excused_in_a_row=1")
    await months(world, ["excused"])
    await invited(world, mai, excused=True)
    await closes(world, secretary, mai="excused")
    [text] = told(secretary)
    assert "excused 2 times in a row" in text
