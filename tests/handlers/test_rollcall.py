"""The roll is called: filled in from the answers, ticked, confirmed; the answers stay beside it."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.cards.rollcall import (
    EVERYONE,
    ConfirmRoll,
    MarkPerson,
    ShowOnRoll,
    ShowRoll,
    ShowWalkIns,
    Tick,
    View,
)
from bot.cards.walkins import AddWalkIn
from bot.domain.attendance import Attended
from storage.tables import Attendance, Held, Invitation, LedgerEntry, Membership
from tests.planning import a_meeting, redrawn, vietnam
from tests.world import World


@pytest.fixture
async def secretary(world: World):
    return await world.joined("Lê Thị Thư", roles="secretary")


async def begun(world: World) -> int:
    """A meeting that has begun, to which everybody was asked."""
    meeting = await a_meeting(world, at="2026-12-03 19:30")
    await world.until(vietnam("2026-12-03 19:30"))
    return meeting


async def held(world: World) -> Held:
    return (await world.rows(Held))[0]


async def marks(world: World) -> dict[int, str]:
    return {row.person_id: row.state for row in await world.rows(Attendance)}


async def test_the_list_is_filled_in_from_the_answers_and_stored_only_on_confirming(
    world: World, secretary
) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    an = await world.joined("Trần Văn An")
    await world.member("Phạm Thu Hà")
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(timedelta(days=4))
    await mai.picks("Present")
    await an.picks("Absent")
    await an.picks("Ill")
    await secretary.picks("Present")
    await world.until(vietnam("2026-12-03 19:30"))

    await secretary.sends("/diemdanh")

    assert "not yet confirmed" in secretary.sees
    assert "There: 2 of 4" in secretary.sees
    assert "✓? Nguyễn Thị Mai" in secretary.buttons
    assert "–? Trần Văn An" in secretary.buttons
    assert "✗? Phạm Thu Hà" in secretary.buttons
    assert await world.rows(Attendance) == []

    await secretary.picks("✗? Phạm Thu Hà")
    assert "✓ Phạm Thu Hà" in secretary.buttons
    await secretary.picks("Confirm the roll call")

    assert "Roll call confirmed at 19:30 by Lê Thị Thư." in secretary.sees
    row = await held(world)
    assert (row.counted, row.present, row.excused, row.unexcused) == (4, 3, 1, 0)
    assert row.voters == 3
    answers = {each.person_id: each.answer for each in await world.rows(Invitation)}
    assert sorted(filter(None, answers.values())) == ["absent", "present", "present"]
    assert len(await marks(world)) == 4
    assert [each.change for each in await world.rows(LedgerEntry)] == [
        "marked",
        *["as answered"] * 3,
        "roll confirmed",
    ]


async def test_who_said_yes_and_stayed_away_is_counted_for_the_secretary(
    world: World, secretary
) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(timedelta(days=4))
    await mai.picks("Present")
    await world.until(vietnam("2026-12-03 19:30"))
    await secretary.sends("/rollcall")
    await secretary.picks("✓? Nguyễn Thị Mai")
    assert "✗ Nguyễn Thị Mai" in secretary.buttons
    await secretary.picks("Confirm the roll call")
    assert "Said yes, did not come: 1. Said no, came: 0." in secretary.sees


async def test_late_online_and_excused_are_said_on_the_persons_card(
    world: World, secretary
) -> None:
    await world.member("Nguyễn Thị Mai")
    await begun(world)
    await secretary.sends("/rollcall")
    await secretary.picks("Details")
    await secretary.picks("✗? Nguyễn Thị Mai")
    assert "So far only as answered." in secretary.sees
    await secretary.picks("late")
    assert "Roll call: late" in secretary.sees
    await secretary.picks("Back to the list")
    assert "✓ Nguyễn Thị Mai: late" in secretary.buttons
    assert "Of these late: 1" in secretary.sees


async def test_who_spoke_is_in_the_same_list(world: World, secretary) -> None:
    await world.member("Nguyễn Thị Mai")
    await begun(world)
    await secretary.sends("/rollcall")
    await secretary.picks("✗? Nguyễn Thị Mai")
    await secretary.picks("Who spoke")
    await secretary.picks("✓ Nguyễn Thị Mai")
    assert "✓ Nguyễn Thị Mai 💬" in secretary.buttons
    assert "Spoke: 1, 100% of those there" in secretary.sees
    await secretary.picks("✗? Lê Thị Thư")
    assert "is not marked as there" in secretary.alert


async def test_two_at_one_roll_see_the_same_list(world: World, secretary) -> None:
    note_taker = await world.joined("Phạm Thu Hà", roles="note_taker")
    mai = await world.member("Nguyễn Thị Mai")
    meeting = await begun(world)
    await secretary.sends("/rollcall")
    await note_taker.sends("/rollcall")
    old = Tick(meeting, mai, "u0", View.TICK, EVERYONE, 0)
    await note_taker.picks("✗? Nguyễn Thị Mai")
    await redrawn(world)
    assert "✓ Nguyễn Thị Mai" in secretary.buttons

    await secretary.presses_data(old.pack())

    assert "Somebody has marked Nguyễn Thị Mai meanwhile." in secretary.toast
    assert (await marks(world))[mai] == "present"


async def test_a_roll_that_changed_is_not_confirmed_unseen(world: World, secretary) -> None:
    note_taker = await world.joined("Phạm Thu Hà", roles="note_taker")
    await world.member("Nguyễn Thị Mai")
    meeting = await begun(world)
    await note_taker.sends("/rollcall")
    await note_taker.picks("✗? Nguyễn Thị Mai")
    await secretary.presses_data(ConfirmRoll(meeting, 0, 3).pack(), message=secretary.newest)
    assert "changed meanwhile" in secretary.toast
    await secretary.presses_data(ConfirmRoll(meeting, 1, 3).pack())
    assert (await held(world)).roll_at is not None
    await note_taker.presses_data(ConfirmRoll(meeting, 1, 3).pack(), message=note_taker.newest)
    assert "had been confirmed before" in note_taker.toast
    assert (await held(world)).roll_by == 1


async def test_a_change_after_confirming_moves_the_figures_and_is_in_the_ledger(
    world: World, secretary
) -> None:
    await world.member("Nguyễn Thị Mai")
    await begun(world)
    await secretary.sends("/rollcall")
    await secretary.picks("Confirm the roll call")
    assert (await held(world)).unexcused == 2
    await secretary.picks("✗ Nguyễn Thị Mai")
    row = await held(world)
    assert (row.present, row.unexcused) == (1, 1)
    last = (await world.rows(LedgerEntry))[-1]
    assert (last.was["present"], last.became["present"]) == (0, 1)


async def test_exempt_members_guests_and_the_monitor_are_in_no_figure(
    world: World, secretary
) -> None:
    await world.member("Cụ Nguyễn Văn Già", status="exempt")
    await world.member("Đỗ Minh Quân", roles="monitor")
    await begun(world)
    await secretary.sends("/rollcall")
    assert "There: 0 of 1" in secretary.sees
    assert "✗? Đỗ Minh Quân (monitor)" in secretary.buttons
    await secretary.picks("✗? Đỗ Minh Quân")
    await secretary.picks("Somebody not on the list")
    await secretary.picks("○ Cụ Nguyễn Văn Già")
    await secretary.sends("Ông Hoàng Gia Bảo, Hiệu trưởng")
    assert "Guests: Ông Hoàng Gia Bảo, Hiệu trưởng" in secretary.sees
    await secretary.picks("Back to the list")
    assert "✓ Cụ Nguyễn Văn Già (not summoned)" in secretary.buttons
    assert "There: 0 of 1" in secretary.sees

    await secretary.picks("Confirm the roll call")

    row = await held(world)
    assert (row.counted, row.present, row.voters) == (1, 0, 0)
    assert row.guests == "Ông Hoàng Gia Bảo, Hiệu trưởng"


async def test_a_guest_or_walk_in_entered_by_mistake_is_taken_off(world: World, secretary) -> None:
    await world.member("Cụ Nguyễn Văn Già", status="exempt")
    await begun(world)
    await secretary.sends("/rollcall")
    await secretary.picks("Somebody not on the list")
    await secretary.picks("○ Cụ Nguyễn Văn Già")
    await secretary.sends("Khách nhầm")
    await secretary.picks("Take off: Khách nhầm")
    await secretary.picks("✓ Cụ Nguyễn Văn Già")
    assert await world.rows(Attendance) == []
    assert (await held(world)).guests == ""


async def test_a_hundred_and_fifty_people_stay_usable(world: World, secretary) -> None:
    for n in range(149):
        await world.member(f"Đảng viên {n:03}")
    await begun(world)
    await secretary.sends("/rollcall")
    assert "Page 1 of 13." in secretary.sees
    assert len(secretary.buttons) < 20
    await secretary.picks("Next page")
    await secretary.picks("✗? Đảng viên 020")
    assert "Page 2 of 13." in secretary.sees
    await secretary.picks("Confirm the roll call")
    row = await held(world)
    assert (row.counted, row.present, row.unexcused) == (150, 1, 149)


async def test_a_sub_group_lead_calls_only_their_own_people(world: World, secretary) -> None:
    lead_id = await world.member("Bùi Văn Sơn", roles="subgroup_lead")
    own = await world.member("Nguyễn Thị Mai")
    other = await world.member("Trần Văn An")
    await _subgroups(world, {lead_id: "Tổ 1", own: "Tổ 1", other: "Tổ 2"})
    lead = await world.joined("Bùi Văn Sơn", person=lead_id)
    meeting = await begun(world)

    await lead.sends("/rollcall")

    assert "Only the people of Tổ 1 are shown." in lead.sees
    assert "Trần Văn An" not in lead.newest.screen
    assert "Confirm the roll call" not in lead.buttons
    await lead.picks("✗? Nguyễn Thị Mai")
    assert (await marks(world)) == {own: "present"}
    await lead.presses_data(Tick(meeting, other, "u0", View.TICK, EVERYONE, 0).pack())
    assert "not on this roll" in lead.alert
    await lead.presses_data(ConfirmRoll(meeting, 1, 4).pack())
    assert "You may not do this" in lead.alert
    await secretary.sends("/rollcall")
    await secretary.picks("Tổ 2")
    assert [each for each in secretary.buttons if "Nguyễn Thị Mai" in each] == []


async def _subgroups(world: World, groups: dict[int, str]) -> None:
    async with world.bots.database.transaction() as db:
        for person, group in groups.items():
            where = update(Membership).where(col(Membership.person_id) == person)
            await db.execute(where.values(subgroup=group))


@pytest.mark.parametrize("roles", ["member", "monitor", "committee_member"])
async def test_nobody_else_calls_the_roll(world: World, secretary, roles: str) -> None:
    mai = await world.member("Nguyễn Thị Mai")
    other = await world.joined("Trần Văn An", roles=roles)
    meeting = await begun(world)
    await other.sends("/rollcall")
    assert "is for" in other.sees
    for forged in (
        ShowRoll(meeting, View.TICK, EVERYONE, 0),
        Tick(meeting, mai, "u0", View.TICK, EVERYONE, 0),
        ShowOnRoll(meeting, mai),
        MarkPerson(meeting, mai, Attended.PRESENT),
        ConfirmRoll(meeting, 0, 3),
        ShowWalkIns(meeting),
        AddWalkIn(meeting, mai, True),
    ):
        await other.presses_data(forged.pack())
        assert "You may not do this" in other.alert
    assert await world.rows(Attendance) == []


async def test_not_before_its_time_and_not_when_cancelled(world: World, secretary) -> None:
    meeting = await a_meeting(world, at="2026-12-03 19:30")
    await secretary.sends("/rollcall")
    assert "can be called from 17:30" in secretary.sees
    await secretary.sends("/cancel Trùng lịch thi")
    await secretary.presses_data(ShowRoll(meeting, View.TICK, EVERYONE, 0).pack())
    assert secretary.alert


async def test_who_erased_everything_stays_in_the_figures_without_a_name(
    world: World, secretary
) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await begun(world)
    await secretary.sends("/rollcall")
    await secretary.picks("✗? Nguyễn Thị Mai")
    await secretary.picks("Confirm the roll call")
    await mai.sends("/mydata")
    await mai.picks("Erase everything about me")
    await mai.picks("Yes, erase everything")
    await secretary.sends("/rollcall")
    assert "✓ somebody who has left" in secretary.buttons
    await secretary.picks("✗ Lê Thị Thư")
    row = await held(world)
    assert (row.counted, row.present) == (2, 2)


async def test_opening_notes_the_real_start_once(world: World, secretary) -> None:
    note_taker = await world.joined("Phạm Thu Hà", roles="note_taker")
    await a_meeting(world, at="2026-12-03 19:30")
    await secretary.sends("/khaimac")
    assert "it can be opened from 17:30" in secretary.sees
    await world.until(vietnam("2026-12-03 19:37"))
    await note_taker.sends("/open")
    assert "Opened at 19:37 by Phạm Thu Hà; planned for 19:30." in note_taker.sees
    await world.until(timedelta(minutes=5))
    await secretary.sends("/open")
    assert "The meeting had been opened before." in secretary.sees
    assert (await held(world)).opened_at == vietnam("2026-12-03 19:37")
    await secretary.picks("Call the roll")
    assert "There: 0 of 2" in secretary.sees


async def test_a_meeting_long_over_is_not_opened_any_more(world: World, secretary) -> None:
    await begun(world)
    await world.until(timedelta(days=3))
    await secretary.sends("/open")
    assert "is over" in secretary.sees
    await secretary.sends("/rollcall")
    assert "There: 0 of 1" in secretary.sees


async def test_who_was_not_granted_to_join_online_and_came_has_broken_no_word(
    world: World, secretary
) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(timedelta(days=4))
    await mai.picks("Ask to join online")
    await world.until(vietnam("2026-12-03 19:30"))
    await secretary.sends("/rollcall")
    await secretary.picks("–? Nguyễn Thị Mai")
    await secretary.picks("Confirm the roll call")
    assert "There: 1 of 2" in secretary.sees
    assert "Said yes, did not come: 0. Said no, came: 0." in secretary.sees
