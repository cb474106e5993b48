"""The secretary looks who comes, and everybody else sees no more than they may."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.cards.status import ShowStatus
from bot.cards.status_people import Part
from storage.tables import Meeting, Membership, Person
from tests.people import OnTelegram
from tests.planning import a_meeting
from tests.world import World

MEETING = "2026-12-03 19:30"


async def invited(world: World) -> int:
    """A meeting to which everybody has just been asked."""
    meeting = await a_meeting(world, at=MEETING)
    await world.until(timedelta(days=4))
    return meeting


async def in_subgroup(world: World, name: str, subgroup: str) -> None:
    [person] = [each for each in await world.rows(Person) if each.full_name == name]
    async with world.bots.database.transaction() as db:
        await db.execute(
            update(Membership)
            .where(col(Membership.person_id) == person.id)
            .values(subgroup=subgroup)
        )


async def ill(phone: OnTelegram) -> None:
    await phone.picks("Absent")
    await phone.picks("Ill")


async def test_the_secretary_sees_everyone_in_their_place(world: World) -> None:
    secretary = await world.joined("Lê Thị Thư", roles="secretary")
    mai = await world.joined("Nguyễn Thị Mai")
    an = await world.joined("Trần Văn An")
    binh = await world.joined("Phạm Bình")
    await world.joined("Hồ Giám", roles="monitor")
    await world.member("Đỗ Chưa Vào")
    await world.member("Vũ Cụ Già", phone_only=True)
    await world.member("Ngô Miễn", status="exempt")
    await invited(world)
    await mai.picks("Late")
    await ill(an)
    await binh.picks("Ask to join online")

    await secretary.sends("/status")

    assert secretary.sees.startswith("Chi bộ Toán: meeting on")
    for line in (
        "Coming: 1 of 6",
        "Of these late: 1",
        "Asked to join online, not granted: 1",
        "Absent: 1",
        "Silent: 3",
        "Cannot be reached: 2",
        "• Nguyễn Thị Mai: late",
        "• Trần Văn An: Ill",
        "• Đỗ Chưa Vào: not joined yet",
        "• Vũ Cụ Già: phone only: please call",
        "Monitor, not counted:\n• Hồ Giám: no answer yet",
    ):
        assert line in secretary.sees
    assert "Ngô Miễn" not in secretary.sees


async def test_one_who_blocked_the_bot_is_named_with_the_reason(world: World) -> None:
    secretary = await world.joined("Lê Thị Thư", roles="deputy_secretary")
    mai = await world.joined("Nguyễn Thị Mai")
    await invited(world)
    await mai.blocks_the_bot()

    await secretary.sends("/tinhhinh")
    await secretary.picks("Cannot be reached (1)")

    assert "• Nguyễn Thị Mai: the bot was blocked there" in secretary.sees


async def test_refresh_shows_what_has_been_answered_since(world: World) -> None:
    secretary = await world.joined("Lê Thị Thư", roles="secretary")
    mai = await world.joined("Nguyễn Thị Mai")
    await invited(world)
    await secretary.sends("/status")
    assert "Coming: 0 of 2" in secretary.sees
    await mai.picks("Present")

    await secretary.picks("Refresh")

    assert "Coming: 1 of 2" in secretary.sees
    assert "• Nguyễn Thị Mai" in secretary.sees


async def test_an_answer_for_the_old_time_counts_as_silent(world: World) -> None:
    secretary = await world.joined("Lê Thị Thư", roles="secretary")
    mai = await world.joined("Nguyễn Thị Mai")
    meeting = await invited(world)
    await mai.picks("Present")
    async with world.bots.database.transaction() as db:
        await db.execute(update(Meeting).where(col(Meeting.id) == meeting).values(round=2))

    await secretary.sends("/status")

    assert "Coming: 0 of 2" in secretary.sees
    assert "• Nguyễn Thị Mai: answered for the old time" in secretary.sees


async def test_the_note_taker_sees_names_but_no_reason(world: World) -> None:
    note_taker = await world.joined("Lê Ghi Chép", roles="note_taker")
    an = await world.joined("Trần Văn An")
    await world.joined("Nguyễn Thị Mai")
    await invited(world)
    await ill(an)

    await note_taker.sends("/status")

    assert "Silent:\n• " in note_taker.sees
    assert "Nguyễn Thị Mai" in note_taker.sees
    assert "Absent:\n• Trần Văn An\n" in note_taker.sees
    assert "Ill" not in note_taker.screen
    assert "Enter an answer" not in note_taker.screen


async def test_a_sub_group_lead_sees_only_their_own_people(world: World) -> None:
    lead = await world.joined("Lê Tổ Trưởng", roles="subgroup_lead")
    await world.joined("Nguyễn Thị Mai")
    other = await world.joined("Trần Văn An")
    for name, subgroup in (
        ("Lê Tổ Trưởng", "Tổ 1"),
        ("Nguyễn Thị Mai", "Tổ 1"),
        ("Trần Văn An", "Tổ 2"),
    ):
        await in_subgroup(world, name, subgroup)
    await invited(world)
    await ill(other)

    await lead.sends("/status")

    assert "Only the people of Tổ 1 are shown." in lead.sees
    assert "Silent: 2" in lead.sees
    assert "Nguyễn Thị Mai" in lead.sees
    assert "Trần Văn An" not in lead.sees


async def test_a_lead_without_a_sub_group_sees_counts_only(world: World) -> None:
    lead = await world.joined("Lê Tổ Trưởng", roles="subgroup_lead")
    await world.joined("Nguyễn Thị Mai")
    await invited(world)

    await lead.sends("/status")

    assert "Silent: 2" in lead.sees
    assert "Mai" not in lead.sees


async def test_the_monitor_sees_counts_and_nobody_by_name(world: World) -> None:
    monitor = await world.joined("Hồ Giám", roles="monitor")
    for name in ("Trần Văn An", "Nguyễn Thị Mai", "Phạm Bình"):
        await world.joined(name)
    await invited(world)
    for name in ("An", "Mai", "Bình"):
        await ill(world.named(name))

    await monitor.sends("/status")

    assert "Absent: 3" in monitor.sees
    for hidden in ("Trần Văn An", "Mai", "Ill", "Hồ Giám"):
        assert hidden not in monitor.screen


async def test_officers_above_see_totals_of_reasons_only_from_three_absentees_on(
    world: World,
) -> None:
    await world.unit("DU", "Đảng ủy Trường", kind="committee")
    await world.unit("CB9", "Chi bộ Văn", parent="DU")
    officer = await world.joined("Lê Cấp Trên", unit="DU", roles="committee_member")
    phones = [
        await world.joined(name, unit="CB9")
        for name in ("Trần Văn An", "Nguyễn Thị Mai", "Phạm Bình")
    ]
    await a_meeting(world, at=MEETING, unit="CB9")
    await world.until(timedelta(days=4))
    await ill(phones[0])
    await ill(phones[1])

    await officer.sends("/status")
    assert "Chi bộ Văn" in officer.sees
    assert "Absent: 2" in officer.sees
    assert "Ill" not in officer.sees

    await phones[2].picks("Absent")
    await phones[2].picks("Business trip")
    await officer.picks("Refresh")

    assert "Ill: 2" in officer.sees
    assert "Business trip: 1" in officer.sees
    assert "Mai" not in officer.screen


async def test_a_plain_member_may_not_and_neither_may_a_forged_button(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    meeting = await invited(world)

    await mai.sends("/status")
    assert "is for the secretary" in mai.sees
    await mai.presses_data(ShowStatus(meeting, Part.ALL, 0).pack())

    assert "You may not do this" in mai.alert


async def test_the_secretary_of_another_cell_is_refused(world: World) -> None:
    await world.unit("CB2", "Chi bộ Văn")
    other = await world.joined("Trần Thư Khác", unit="CB2", roles="secretary")
    await world.joined("Nguyễn Thị Mai")
    meeting = await invited(world)

    await other.sends("/status")
    assert "has no meeting yet" in other.sees
    await other.sends("/status CB1")
    assert "You may not do this in Chi bộ Toán" in other.sees
    await other.presses_data(ShowStatus(meeting, Part.SILENT, 0).pack())

    assert "You may not do this" in other.alert


async def test_a_hundred_and_fifty_people_are_shown_in_pages_and_none_vanishes(
    world: World,
) -> None:
    secretary = await world.joined("Lê Thị Thư", roles="secretary")
    names = [f"Nguyễn Thị Rất Dài Tên Số {n:03}" for n in range(150)]
    async with world.bots.database.transaction() as db:
        unit = await world._unit(db, "CB1")
        people = [Person(full_name=name) for name in names]
        db.add_all(people)
        await db.flush()
        db.add_all(Membership(person_id=each.id, unit_id=unit.id) for each in people)
    await invited(world)

    await secretary.sends("/status")
    seen = secretary.sees
    pages = 1
    while any("Next page" in label for label in secretary.buttons):
        assert len(secretary.sees) < 3_500
        await secretary.picks("Next page")
        seen += secretary.sees
        pages += 1

    assert pages > 2
    assert f"Page {pages} of {pages}." in secretary.sees
    assert [name for name in names if seen.count(name) != 2] == []  # silent, and out of reach
    assert len([m for m in secretary.messages if "Coming:" in m.text]) == 1


async def test_people_of_one_name_are_both_listed_and_odd_names_survive(world: World) -> None:
    await world.unit("AB", "<A&B>")
    secretary = await world.joined("Lê Thị Thư", unit="AB", roles="secretary")
    for name in ("Nguyễn Văn An", "Nguyễn Văn An", "<b>Mai</b> & 🌻"):
        await world.member(name, unit="AB")
    await a_meeting(world, at=MEETING, unit="AB")
    await world.until(timedelta(days=4))

    await secretary.sends("/status")
    await secretary.picks("Silent (4)")

    assert secretary.sees.startswith("<A&B>: meeting on")
    assert secretary.sees.count("• Nguyễn Văn An") == 2
    assert "• <b>Mai</b> & 🌻" in secretary.sees


async def test_one_chooses_among_several_meetings_ahead(world: World) -> None:
    secretary = await world.joined("Lê Thị Thư", roles="secretary")
    await a_meeting(world, at=MEETING)
    await a_meeting(world, at="2026-12-20 08:00", title="Chuyên đề")

    await secretary.sends("/status")
    assert "Invitations have not gone out yet." in secretary.sees
    await secretary.picks("Meeting at 08:00")

    assert "Chuyên đề" in secretary.sees
    assert any("19:30" in label for label in secretary.buttons)


async def test_a_meeting_under_way_is_shown_before_the_next_and_the_last_when_none_is_ahead(
    world: World,
) -> None:
    secretary = await world.joined("Lê Thị Thư", roles="secretary")
    await a_meeting(world, at=MEETING)
    await a_meeting(world, at="2026-12-20 08:00", title="Chuyên đề")

    await world.until(datetime.fromisoformat("2026-12-03T20:00+07:00"))
    await secretary.sends("/status")
    assert "19:30" in secretary.sees
    assert "Enter an answer" not in secretary.screen

    await world.until(datetime.fromisoformat("2026-12-03T21:30+07:00"))
    await secretary.sends("/status")
    assert "Chuyên đề" in secretary.sees

    await world.until(datetime.fromisoformat("2026-12-21T21:30+07:00"))
    await secretary.sends("/status")
    assert "Chuyên đề" in secretary.sees


@pytest.mark.parametrize("words", ["xyz", "15/12"])
async def test_words_that_are_no_code_are_answered_with_the_form(world: World, words: str) -> None:
    secretary = await world.joined("Lê Thị Thư", roles="secretary")
    await secretary.sends(f"/status {words}")
    assert secretary.sees == "/status takes nothing but the code of a unit, like /status CB1."


async def test_a_page_that_is_not_there_shows_the_last_one(world: World) -> None:
    secretary = await world.joined("Lê Thị Thư", roles="secretary")
    meeting = await invited(world)
    await secretary.sends("/status")
    await secretary.presses_data(ShowStatus(meeting, Part.ALL, 99).pack())
    assert "Coming: 0 of 1" in secretary.sees
    await secretary.presses_data(ShowStatus(999, Part.ALL, 0).pack())
    assert "not there any more" in secretary.alert
