"""A meeting is closed: refused with what is missing, then everyone gets what was decided, once."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.cards.closing import AskEnd, AskWhyNone, CloseMeeting, SetEnd, ShowClosing, ShowPaste
from bot.cards.rollcall import MarkPerson
from bot.domain.attendance import Attended
from bot.domain.stamps import stamp
from storage.tables import Assignment, Held, Meeting, Owed, Resolution, Unit
from tests.planning import a_meeting, redrawn, vietnam
from tests.world import World


@pytest.fixture
async def secretary(world: World):
    return await world.joined("Lê Thị Thư", roles="secretary")


@pytest.fixture
async def mai(world: World, secretary):
    return await world.joined("Nguyễn Thị Mai")


@pytest.fixture
async def meeting(world: World, secretary, mai) -> int:
    meeting = await a_meeting(world, at="2026-12-03 19:30")
    await world.until(vietnam("2026-12-03 19:35"))
    await secretary.sends("/open")
    await world.until(vietnam("2026-12-03 20:50"))
    return meeting


async def ready(world: World, secretary) -> None:
    """Everything a meeting needs but the last tap."""
    await secretary.sends("/rollcall")
    await secretary.picks("✗? Nguyễn Thị Mai")
    await secretary.picks("✗? Lê Thị Thư")
    await secretary.picks("Confirm the roll call")
    await secretary.sends("/resolution Thống nhất nhiệm vụ tháng 12; 2-0")
    await secretary.sends("/assign Mai; Nộp báo cáo quý IV; 15/12/2026; báo cáo đã nộp")
    await secretary.sends("/close")
    await secretary.picks("Enter the end")
    await secretary.picks("Now: 20:50")


async def held(world: World) -> Held:
    return (await world.rows(Held))[0]


def saying(phone, words: str) -> int:
    return sum(words in message.text for message in phone.messages)


async def test_closing_is_refused_with_exactly_what_is_missing(
    world: World, secretary, meeting
) -> None:
    await secretary.sends("/ketthuc")
    for line in (
        "✗ The roll call is not confirmed.",
        "✗ The real end is not entered.",
        "✗ There is no resolution and no conclusion.",
        "✗ There is no assignment to anybody.",
    ):
        assert line in secretary.sees
    assert "Close and send" not in secretary.buttons
    await secretary.presses_data(CloseMeeting(meeting).pack())
    assert (await held(world)).closed_at is None

    await secretary.picks("Call the roll")
    assert "not yet confirmed" in secretary.sees


async def test_everyone_gets_what_was_decided_once_with_their_own_tasks(
    world: World, secretary, mai, meeting
) -> None:
    exempt = await world.joined("Cụ Nguyễn Văn Già", status="exempt")
    suspended = await world.joined("Trần Bị Đình", status="suspended")
    await ready(world, secretary)
    assert "Length: 75 minutes, of at least 90." in secretary.sees
    assert "3 people get what was decided" in secretary.sees

    await secretary.picks("Close and send")
    await world.settled()

    assert "Your task:\n• Nộp báo cáo quý IV; by 15/12/2026; báo cáo đã nộp" in mai.sees
    assert "Resolution 01-NQ/CB\nThống nhất nhiệm vụ tháng 12" in mai.sees
    assert "Vote: 2 for, 0 against, of 2 who may vote. Adopted." in mai.sees
    assert "Resolution 01-NQ/CB" in exempt.sees
    assert "Your task" not in exempt.sees
    assert saying(suspended, "Resolution 01-NQ/CB") == 0
    assert saying(mai, "Resolution 01-NQ/CB") == 1
    await mai.picks("Nộp báo cáo quý IV")
    await mai.picks("Got it")
    assert "Being done." in mai.sees
    row = await held(world)
    assert (row.closed_by, row.ended_at) == (1, vietnam("2026-12-03 20:50"))
    assert [(each.number, each.version) for each in await world.rows(Resolution)] == [(1, 1)]
    task = (await world.rows(Assignment))[0]
    assert task.remind_at == vietnam("2026-12-12 08:00")


async def test_the_secretary_gets_one_block_for_the_national_app(
    world: World, secretary, meeting
) -> None:
    await ready(world, secretary)
    await secretary.picks("Close and send")
    await world.settled()
    block = next(m.text for m in secretary.messages if "for the national app" in m.text)
    for line in (
        "Began: 19:35, Thursday, 3 Dec 2026",
        "Ended: 20:50, Thursday, 3 Dec 2026",
        "There: 2 of 2",
        "Resolution 01-NQ/CB",
        "- Nộp báo cáo quý IV; Nguyễn Thị Mai; by 15/12/2026; báo cáo đã nộp",
    ):
        assert line in block
    await secretary.presses_data(ShowPaste(meeting).pack())
    assert "Có mặt: 2/2" in secretary.sees


async def test_without_a_decision_a_written_reason_is_enough(
    world: World, secretary, mai, meeting
) -> None:
    await secretary.sends("/rollcall")
    await secretary.picks("Confirm the roll call")
    await secretary.sends("/close")
    await secretary.picks("Enter the end")
    await secretary.sends("21h05")
    assert "is still ahead" in secretary.sees
    await secretary.sends("20h45")
    await secretary.picks("Nothing was decided: say why")
    assert "The committee above reads it." in secretary.sees
    await secretary.sends("Mất điện, nghỉ sớm")
    await secretary.picks("Close and send")
    await world.settled()
    assert (await held(world)).why_none == "Mất điện, nghỉ sớm"
    assert "The meeting took no resolution or conclusion." in mai.sees


async def test_what_was_voted_down_cannot_be_published(world: World, secretary, meeting) -> None:
    await ready(world, secretary)
    await secretary.sends("/conclusion Ý kiến khác; 1-1")
    await secretary.sends("/close")
    assert "✗ A resolution was not adopted" in secretary.sees
    assert "Close and send" not in secretary.buttons


async def test_two_close_at_once_and_everyone_is_told_once(
    world: World, secretary, mai, meeting
) -> None:
    deputy = await world.joined("Phạm Văn Phó", roles="deputy_secretary")
    await ready(world, secretary)
    data = CloseMeeting(meeting).pack()
    await deputy.sends("/close")
    await asyncio.gather(secretary.presses_data(data), deputy.presses_data(data))
    await world.settled()
    assert saying(mai, "Resolution 01-NQ/CB") == 1
    assert len([each for each in await world.rows(Owed) if each.notice == "decided"]) == 3
    await redrawn(world)
    name = "Lê Thị Thư" if (await held(world)).closed_by == 1 else "Phạm Văn Phó"
    for phone in (secretary, deputy):
        assert any(f"by {name}." in message.text for message in phone.messages)


async def test_a_meeting_nobody_opened_is_closed_with_its_planned_start(
    world: World, secretary, mai
) -> None:
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(vietnam("2027-01-05 10:00"))
    await secretary.sends("/close")
    assert "as planned; nobody opened it." in secretary.sees
    await secretary.picks("Enter the end")
    assert [each for each in secretary.buttons if each.startswith("Now")] == []
    await secretary.picks("As planned: 21:00")
    assert "Length: 90 minutes" in secretary.sees


async def test_of_several_unclosed_meetings_it_asks_which(world: World, secretary) -> None:
    await a_meeting(world, at="2026-12-03 19:30")
    await a_meeting(world, at="2026-12-10 19:30")
    await world.until(vietnam("2026-12-11 10:00"))
    await secretary.sends("/close")
    assert "which meeting?" in secretary.sees
    assert secretary.buttons[0].startswith("19:30, Thursday, 10 Dec")
    await secretary.picks("19:30, Thursday, 3 Dec 2026")
    assert "The roll call is not confirmed." in secretary.sees


async def test_the_secretary_is_reminded_to_close_then_the_committee_hears_of_it(
    world: World, secretary
) -> None:
    await world.unit("DU", "Đảng ủy", kind="committee")
    officer = await world.joined("Hoàng Thị Hoa", unit="DU", roles="committee_member")
    await _under(world, "CB1", "DU")
    await a_meeting(world, at="2026-12-03 14:00")
    await world.until(vietnam("2026-12-15 12:00"))
    days = [
        f"{each.settled_at:%d}"
        for each in await world.rows(Owed)
        if each.notice == "close_it" and each.settled_at
    ]
    assert days == ["03", "04", "05", "06", "07", "08"]
    assert saying(officer, "This meeting has not been closed yet.") == 1
    assert saying(secretary, "The report is due on the national app by Saturday, 5 Dec 2026.") == 1


async def _under(world: World, code: str, parent: str) -> None:
    async with world.bots.database.transaction() as db:
        units = {
            each.code: each
            for each in (await db.execute(select(Unit).where(col(Unit.id) > 0))).scalars()
        }
        units[code].parent_id = units[parent].id


async def test_nobody_is_reminded_of_a_closed_meeting(world: World, secretary, meeting) -> None:
    await ready(world, secretary)
    await secretary.picks("Close and send")
    await world.until(timedelta(days=7))
    assert saying(secretary, "Please close it") == 0


@pytest.mark.parametrize(
    "roles", ["member", "note_taker", "monitor", "subgroup_lead", "committee_member"]
)
async def test_nobody_else_closes(world: World, secretary, meeting, roles: str) -> None:
    await ready(world, secretary)
    other = await world.joined("Trần Văn An", roles=roles)
    await other.sends("/close")
    assert "is for" in other.sees
    for forged in (
        ShowClosing(meeting),
        AskEnd(meeting),
        SetEnd(meeting, stamp(vietnam("2026-12-03 20:40"))),
        AskWhyNone(meeting),
        CloseMeeting(meeting),
        ShowPaste(meeting),
    ):
        await other.presses_data(forged.pack())
        assert "You may not do this" in other.alert
    assert (await held(world)).closed_at is None


async def test_a_correction_is_a_new_version_announced_once(
    world: World, secretary, mai, meeting
) -> None:
    await ready(world, secretary)
    await secretary.picks("Close and send")
    await world.settled()
    await secretary.picks("Correct something")
    await secretary.picks("Resolution 01-NQ/CB")
    assert saying(secretary, "A change is a new version") == 1
    for words in ("Bản sửa một", "Bản sửa hai"):
        await secretary.picks("Other words")
        await secretary.sends(words)
    await world.until(vietnam("2026-12-04 07:30"))
    assert saying(mai, "a correction") == 1
    assert "Resolution 01-NQ/CB, version 3 now reads:\n\nBản sửa hai" in mai.sees
    await secretary.sends("/resolution")
    assert "Nothing has been drafted yet." in secretary.sees or "no meeting" in secretary.sees


async def test_a_corrected_task_is_told_to_whom_it_concerns(
    world: World, secretary, mai, meeting
) -> None:
    an = await world.joined("Trần Văn An")
    await ready(world, secretary)
    await secretary.picks("Close and send")
    await world.settled()
    await secretary.picks("Correct something")
    await secretary.picks("Nộp báo cáo quý IV")
    await secretary.picks("Change: who")
    await secretary.picks("Trần Văn An")
    await world.until(vietnam("2026-12-04 07:30"))
    assert "Your task now reads:\nNộp báo cáo quý IV; Trần Văn An" in an.sees
    assert "no longer with you but with Trần Văn An" in mai.sees
    await secretary.picks("Take it back")
    await world.until(timedelta(minutes=15))
    assert "has been taken back" in an.sees


async def test_the_roll_of_a_closed_meeting_is_corrected_by_the_secretary_only(
    world: World, secretary, meeting
) -> None:
    note_taker = await world.joined("Phạm Thu Hà", roles="note_taker")
    await ready(world, secretary)
    await secretary.picks("Close and send")
    await world.settled()
    data = MarkPerson(meeting, 2, Attended.EXCUSED).pack()
    await note_taker.presses_data(data)
    assert "Only the secretary can correct its roll." in note_taker.alert
    card = next(m for m in secretary.messages if "Closed at" in m.text)
    assert "0 excused" in card.text
    await secretary.presses_data(data)
    assert (await held(world)).excused == 1
    await redrawn(world)
    assert "1 excused" in card.text


async def test_a_cancelled_meeting_and_one_ahead_cannot_be_closed(world: World, secretary) -> None:
    ahead = await a_meeting(world, at="2026-12-20 19:30")
    await secretary.sends("/close")
    assert "has no meeting that waits to be closed." in secretary.sees
    await secretary.presses_data(ShowClosing(ahead).pack())
    assert "has not begun yet" in secretary.alert
    async with world.bots.database.transaction() as db:
        (await db.get_one(Meeting, ahead)).cancelled_at = world.clock.time
    await secretary.presses_data(CloseMeeting(ahead).pack())
    assert "was cancelled" in secretary.alert


async def test_who_came_or_stayed_away_against_their_word_is_named_to_the_secretary_alone(
    world: World, secretary, mai
) -> None:
    an = await world.joined("Trần Văn An")
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(vietnam("2026-11-26 09:00"))
    await mai.picks("Absent")
    await mai.picks("Ill")
    await an.picks("Present")
    await world.until(vietnam("2026-12-03 19:35"))
    await secretary.sends("/open")
    await world.until(vietnam("2026-12-03 20:50"))
    await secretary.sends("/rollcall")
    await secretary.picks("✓? Trần Văn An")
    await secretary.picks("–? Nguyễn Thị Mai")
    await secretary.picks("✗? Lê Thị Thư")
    await secretary.picks("Confirm the roll call")
    await secretary.sends("/resolution Thống nhất nhiệm vụ tháng 12; 2-0")
    await secretary.sends("/assign Mai; Nộp báo cáo quý IV; 15/12/2026; báo cáo đã nộp")
    await secretary.sends("/close")
    await secretary.picks("Enter the end")
    await secretary.picks("Now: 20:50")
    await secretary.picks("Close and send")
    await world.settled()

    assert saying(secretary, "Said yes, did not come: Trần Văn An") == 1
    assert saying(secretary, "Said no, came: Nguyễn Thị Mai") == 1
    assert not any("did not come" in message.text for message in (*mai.messages, *an.messages))
