"""What the officers of a committee are told of the cells below it: numbers and cells only."""

from datetime import date, datetime, timedelta

import pytest

from bot.cards.digest import ShowCells, ShowDigest, Which
from storage.tables import (
    Assignment,
    Attendance,
    Feedback,
    Held,
    Invitation,
    Meeting,
    Membership,
    Owed,
    Resolution,
    Unit,
)
from tests.planning import vietnam
from tests.world import World


@pytest.fixture
async def officer(world: World):
    await world.unit("DU", "Đảng ủy trường", kind="committee")
    async with world.bots.database.transaction() as db:
        cell = next(each for each in await world.rows(Unit) if each.code == "CB1")
        (await db.get_one(Unit, cell.id)).parent_id = 2
    await world.unit("CB2", "Chi bộ Văn", parent="DU")
    return await world.joined("Hoàng Thị Hoa", unit="DU", roles="committee_member")


@pytest.fixture
async def led(world: World, officer) -> None:
    """Both cells have a secretary whom a message reaches."""
    await world.joined("Lê Thị Thư", roles="secretary")
    await world.joined("Phạm Văn Bí", unit="CB2", roles="secretary")
    world.clock.time = vietnam("2026-12-10 07:30")


async def met(
    world: World, unit: int, at: str, there: int, counted: int, *, closed: bool = True
) -> int:
    """A meeting with a confirmed roll call; returns its number."""
    start = vietnam(at)
    async with world.bots.database.transaction() as db:
        meeting = Meeting(
            unit_id=unit, period=at[:7], starts_at=start, minutes=90, invited_at=start
        )
        db.add(meeting)
        await db.flush()
        db.add(
            Held(
                meeting_id=meeting.id,
                opened_at=start,
                ended_at=start + timedelta(minutes=95),
                roll_at=start,
                counted=counted,
                present=there,
                excused=counted - there,
                closed_at=start + timedelta(hours=2) if closed else None,
            )
        )
        if closed:
            db.add(
                Resolution(
                    unit_id=unit,
                    meeting_id=meeting.id,
                    kind="resolution",
                    year=start.year,
                    number=int(at[5:7]),
                    words="x",
                    version=1,
                    drafted_at=start,
                    published_at=start,
                )
            )
        return meeting.id


async def test_exceptions_first_against_their_own_past_and_the_rest_folded(
    world: World, officer, led
) -> None:
    for month in ("09", "10", "11"):
        await met(world, 1, f"2026-{month}-03 19:30", 19, 20)
        await met(world, 3, f"2026-{month}-03 19:30", 12, 20)
    await met(world, 1, "2026-12-03 19:30", 13, 20)
    await met(world, 3, "2026-12-03 19:30", 12, 20)
    await officer.sends("/tonghop")
    assert officer.sees.startswith("Đảng ủy trường: digest for 12/2026")
    assert "Met: 2 of 2" in officer.sees
    assert "There: 25 of 40, 62%" in officer.sees
    assert "• Chi bộ Toán: there 13 of 20 (65%, its own 12 months 95%)" in officer.sees
    assert "Chi bộ Văn" not in officer.sees
    assert "1 cell without anything unusual." in officer.sees
    await officer.picks("All cells")
    assert "Chi bộ Văn\n   met on 3 Dec, 95 minutes, there 12 of 20 (60%" in officer.sees


async def test_every_trouble_is_shown_with_its_figure(world: World, officer, led) -> None:
    meeting = await met(world, 1, "2026-12-03 19:30", 18, 20, closed=False)
    async with world.bots.database.transaction() as db:
        db.add(
            Assignment(
                unit_id=1,
                meeting_id=meeting,
                what="Việc kín",
                due_on=date(2026, 12, 1),
                drafted_at=world.clock.time,
                published_at=world.clock.time,
            )
        )
        db.add(
            Feedback(
                unit_id=1,
                words="Lời kín",
                sent_at=world.clock.time - timedelta(days=40),
                with_unit_id=2,
                arrived_at=world.clock.time - timedelta(days=40),
                state="sent",
                overdue_since=world.clock.time - timedelta(days=5),
            )
        )
    await officer.sends("/digest")
    assert "• Chi bộ Văn: no meeting this month" in officer.sees
    assert "• Chi bộ Toán: not yet closed, met 3 Dec; feedback overdue: 1; tasks overdue: 1" in (
        officer.sees
    )
    assert "Feedback: 1 waiting, the longest 40 days, 1 overdue" in officer.sees
    for message in officer.messages:
        for private in ("Việc kín", "Lời kín", "Lê Thị Thư"):
            assert private not in message.text


async def test_totals_of_reasons_go_up_for_a_cell_only_from_three_absentees_on(
    world: World, officer, led
) -> None:
    meeting = await met(world, 1, "2026-12-03 19:30", 18, 20)
    other = await met(world, 3, "2026-12-03 19:30", 17, 20)
    await _absent(world, 1, meeting, ["sick", "sick"])
    await _absent(world, 3, other, ["far", "far", "sick"])
    await officer.sends("/digest")
    assert "Reasons of absence: ill 3, far away, working far away 2" in officer.sees
    await officer.sends("/digest CB1")
    assert "Reasons of absence" not in officer.sees
    assert "Can be reached: 1 of 3" in officer.sees
    await officer.sends("/digest cb2")
    assert "Reasons of absence: ill 1, far away, working far away 2" in officer.sees


async def _absent(world: World, unit: int, meeting: int, reasons: list[str]) -> None:
    code = {1: "CB1", 3: "CB2"}[unit]
    for n, reason in enumerate(reasons):
        person = await world.member(f"Vắng {unit} {n}", unit=code)
        rows = await world.rows(Membership)
        membership = next(each.id for each in rows if each.person_id == person)
        async with world.bots.database.transaction() as db:
            db.add(
                Invitation(
                    meeting_id=meeting,
                    membership_id=membership,
                    person_id=person,
                    answer="absent",
                    reason=reason,
                    answered_at=world.clock.time,
                    round=1,
                )
            )
            db.add(
                Attendance(
                    meeting_id=meeting,
                    membership_id=membership,
                    person_id=person,
                    state="excused",
                    marked_at=world.clock.time,
                )
            )


async def test_it_comes_on_the_tenth_and_on_monday_only_when_something_is_due(
    world: World, officer
) -> None:
    await world.joined("Lê Thị Thư", roles="secretary")
    await world.joined("Phạm Văn Bí", unit="CB2", roles="secretary")
    await met(world, 1, "2026-12-03 19:30", 20, 20)
    await met(world, 3, "2026-12-03 19:30", 20, 20)
    await world.until(vietnam("2026-12-15 12:00"))
    assert await _sent(world, "digest") == ["2026-12-10"]
    assert await _sent(world, "weekly_digest") == []
    async with world.bots.database.transaction() as db:
        db.add(
            Assignment(
                unit_id=1,
                meeting_id=1,
                what="Việc",
                due_on=date(2026, 12, 16),
                drafted_at=world.clock.time,
                published_at=world.clock.time,
            )
        )
    await world.until(vietnam("2026-12-22 12:00"))
    assert await _sent(world, "weekly_digest") == ["2026-12-21"]
    assert "Something is due or overdue." in officer.sees


async def _sent(world: World, notice: str) -> list[str]:
    rows = [each for each in await world.rows(Owed) if each.notice == notice]
    return [_day(each.settled_at) for each in rows if each.outcome == "sent"]


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else ""


async def test_an_officer_who_lost_the_post_gets_no_digest(world: World, officer, led) -> None:
    async with world.bots.database.transaction() as db:
        post = next(e for e in await world.rows(Membership) if e.roles == "committee_member")
        (await db.get_one(Membership, post.id)).roles = "member"
    before = len(officer.messages)
    await world.until(vietnam("2026-12-22 12:00"))
    assert len(officer.messages) == before
    await officer.sends("/digest")
    assert "is for" in officer.sees


async def test_before_the_first_meeting_nothing_is_invented(world: World, officer) -> None:
    await officer.sends("/digest")
    assert "Met: 0 of 2" in officer.sees
    assert "There:" not in officer.sees
    assert "No secretary" in officer.sees or "no secretary" in officer.sees


async def test_many_exceptions_are_grouped_and_fit_two_screens(world: World, officer) -> None:
    async with world.bots.database.transaction() as db:
        for n in range(60):
            db.add(Unit(code=f"X{n}", name=f"Chi bộ số {n:02}", kind="cell", parent_id=2))
    world.clock.time = vietnam("2026-12-10 09:00")
    await officer.sends("/digest")
    assert len(officer.sees) < 2000
    assert "• No secretary (62): Chi bộ Toán, Chi bộ Văn, Chi bộ số 00 …" in officer.sees
    await officer.picks("No secretary (62)")
    assert "Page 1 of 8." in officer.sees
    await officer.picks("Chi bộ Văn")
    assert "There is no secretary." in officer.sees
    await officer.picks("Back to the digest")
    assert "digest for 12/2026" in officer.sees


async def test_who_is_above_at_any_distance_may_look_and_nobody_else(
    world: World, officer, led
) -> None:
    await world.unit("DP", "Đảng ủy phường", kind="committee")
    async with world.bots.database.transaction() as db:
        (await db.get_one(Unit, 2)).parent_id = 4
    ward = await world.joined("Vũ Văn Phường", unit="DP", roles="secretary")
    await ward.sends("/digest")
    assert "Met: 0 of 2" in ward.sees
    await ward.picks("Đảng ủy trường")
    assert "Đảng ủy trường: digest" in ward.sees
    await ward.sends("/digest CB2")
    assert "Chi bộ Văn: digest" in ward.sees
    for role in ("member", "monitor", "note_taker"):
        other = await world.joined(f"Người {role}", roles=role)
        await other.sends("/digest CB1")
        assert "is for" in other.sees or "You may not do this" in other.sees
        for forged in (ShowDigest(1), ShowDigest(2), ShowCells(2, Which.ALL, 0)):
            await other.presses_data(forged.pack())
            assert "You may not do this" in other.alert
    secretary = world.named("Lê Thị Thư")
    await secretary.sends("/digest")
    assert "Chi bộ Toán: digest" in secretary.sees
    await secretary.sends("/digest CB2")
    assert "You may not do this" in secretary.sees


async def test_monitors_visits_and_the_officers_own_attendance_are_shown_in_numbers(
    world: World, officer, led
) -> None:
    for unit in ("CB1", "CB2"):
        await world.member("Trần Theo Dõi", unit=unit, roles="monitor")
    meetings = [
        await met(world, 1, "2026-12-03 19:30", 9, 10),
        await met(world, 3, "2026-12-03 19:30", 9, 10),
        await met(world, 2, "2026-12-05 08:00", 1, 1),
    ]
    members = {row.id: row for row in await world.rows(Membership)}
    [hoa] = [row for row in members.values() if row.roles == "committee_member"]
    visited, other = [row for row in members.values() if row.roles == "monitor"]
    async with world.bots.database.transaction() as db:
        for meeting, row, state, counts in (
            (meetings[0], visited, "present", False),
            (meetings[1], other, "unexcused", False),
            (meetings[2], hoa, "present", True),
        ):
            db.add(
                Attendance(
                    meeting_id=meeting,
                    membership_id=row.id,
                    person_id=row.person_id,
                    state=state,
                    counts=counts,
                    marked_at=world.clock.time,
                )
            )
    await officer.sends("/digest")
    assert "Monitors came to 1 of 2 cells." in officer.sees
    assert "Without their monitor: Chi bộ Văn" in officer.sees
    assert "Officers' own attendance: 1 of 1, 100%" in officer.sees
    assert "Trần Theo Dõi" not in officer.sees


async def test_a_cell_is_compared_with_the_same_month_of_last_year(
    world: World, officer, led
) -> None:
    await met(world, 1, "2025-12-03 19:30", 6, 10)
    await met(world, 1, "2026-12-03 19:30", 9, 10)
    await officer.sends("/digest CB1")
    assert "Same month last year: 6 of 10, 60%" in officer.sees
    await officer.picks("Attendance over twelve months")
    await world.api.settled()
    assert "12/2026: 9 of 10, 90% (60%)" in officer.messages[-2].text
    assert officer.messages[-1].file is not None
