"""The secretary writes down what the meeting decides, and the vote on it."""

import pytest

from bot.cards.decisions import (
    AskDecision,
    AskDelete,
    AskItem,
    AskVote,
    AskWords,
    DeleteDecision,
    ShowDecision,
    ShowDrafts,
)
from bot.domain.decisions import Kind
from storage.tables import Assignment, LedgerEntry, Meeting, Resolution
from tests.planning import a_meeting, redrawn, vietnam
from tests.world import World


@pytest.fixture
async def secretary(world: World):
    return await world.joined("Lê Thị Thư", roles="secretary")


@pytest.fixture
async def meeting(world: World, secretary) -> int:
    meeting = await a_meeting(world, at="2026-12-03 19:30")
    await world.until(vietnam("2026-12-03 19:40"))
    return meeting


async def the_one(world: World) -> Resolution:
    return (await world.rows(Resolution))[0]


async def cancelled(world: World, meeting: int) -> None:
    async with world.bots.database.transaction() as db:
        (await db.get_one(Meeting, meeting)).cancelled_at = world.clock.time


async def voters(world: World, n: int) -> None:
    """So many full members beside the secretary."""
    for number in range(n):
        await world.member(f"Đảng viên {number}")


async def test_a_resolution_with_its_items_and_the_vote_in_one_message(
    world: World, secretary, meeting
) -> None:
    await voters(world, 19)
    await world.member("Nguyễn Văn A")
    await secretary.sends(
        "/nghiquyet Thống nhất nhiệm vụ tháng 12\n"
        "- Nộp báo cáo quý IV; Nguyễn Văn A; 15/12/2026; báo cáo đã nộp\n"
        "- Thăm hỏi gia đình chính sách; 18-1"
    )
    assert secretary.sees.startswith("Chi bộ Toán: draft resolution, expected number 01-NQ/CB")
    assert "1. Nộp báo cáo quý IV; Nguyễn Văn A; by 15/12/2026; báo cáo đã nộp" in secretary.sees
    assert "Vote: 18 for, 1 against, of 21 who may vote. Adopted." in secretary.sees
    rows = await world.rows(Assignment)
    assert [(each.what, each.resolution_id is not None) for each in rows] == [
        ("Nộp báo cáo quý IV", True),
        ("Thăm hỏi gia đình chính sách", True),
    ]
    changes = [(each.subject, each.change) for each in await world.rows(LedgerEntry)]
    assert changes == [("resolution", "drafted"), *[("assignment", "drafted")] * 2]


async def test_step_by_step_from_the_list(world: World, secretary, meeting) -> None:
    await voters(world, 19)
    await secretary.sends("/resolution")
    assert "Nothing has been drafted yet." in secretary.sees
    await secretary.picks("New resolution")
    await secretary.sends("Thống nhất kế hoạch")
    assert "No vote has been entered." in secretary.sees
    await secretary.picks("Vote")
    assert "20 may vote" in secretary.sees
    await secretary.sends("40-0")
    assert "40 votes are more than the 20 who may vote" in secretary.sees
    assert (await the_one(world)).votes_for is None
    await secretary.sends("10-9")
    assert "Not adopted." in secretary.sees
    await secretary.picks("Vote")
    await secretary.sends("19-1")
    assert "Adopted." in secretary.sees


async def test_a_draft_is_changed_and_deleted_and_the_ledger_keeps_what_it_was(
    world: World, secretary, meeting
) -> None:
    await secretary.sends("/conclusion Ý đầu")
    await secretary.picks("Other words")
    assert "So far: Ý đầu" in secretary.sees
    await secretary.sends("Ý sau")
    assert "Ý sau" in secretary.sees
    await secretary.picks("Delete the draft")
    await secretary.picks("No, keep it")
    await secretary.picks("Delete the draft")
    await secretary.picks("Yes, delete")
    assert "Nothing has been drafted yet." in secretary.sees
    assert await world.rows(Resolution) == []
    entries = await world.rows(LedgerEntry)
    assert [each.change for each in entries] == ["drafted", "words", "deleted"]
    assert (entries[1].was, entries[1].became) == ({"words": "Ý đầu"}, {"words": "Ý sau"})
    assert entries[2].was == {"words": "Ý sau", "items": []}


async def test_numbers_run_by_kind_and_expect_the_next(world: World, secretary, meeting) -> None:
    async with world.bots.database.transaction() as db:
        db.add(
            Resolution(
                unit_id=1,
                meeting_id=meeting,
                kind="resolution",
                year=2026,
                number=4,
                words="cũ",
                version=1,
                drafted_at=world.clock.time,
                published_at=world.clock.time,
            )
        )
    await secretary.sends("/resolution Mới")
    assert "expected number 05-NQ/CB" in secretary.sees
    await secretary.sends("/conclusion Mới")
    assert "expected number 01-KL/CB" in secretary.sees


async def test_an_item_without_a_part_is_asked_for_it_once(
    world: World, secretary, meeting
) -> None:
    await world.member("Nguyễn Văn A")
    await secretary.sends("/resolution Thống nhất\n- Nộp báo cáo")
    await secretary.picks("1. Nộp báo cáo")
    assert "Still missing: who, by when, how it is measured." in secretary.sees
    await secretary.picks("Say who has it")
    await secretary.picks("Nguyễn Văn A")
    await secretary.picks("Say by when")
    await secretary.picks("End of the month: Thursday, 31 Dec 2026")
    assert "Nộp báo cáo; Nguyễn Văn A; by 31/12/2026" in secretary.sees
    await secretary.picks("Leave it so")
    assert "Still missing" not in secretary.sees
    await secretary.picks("Everything decided")
    await secretary.picks("1. Nộp báo cáo")
    assert "Still missing" not in secretary.sees


async def test_a_name_that_fits_nobody_stays_within_the_words(
    world: World, secretary, meeting
) -> None:
    await secretary.sends("/resolution Thống nhất\n- Nộp báo cáo; Trần Không Có")
    row = (await world.rows(Assignment))[0]
    assert (row.what, row.person_id) == ("Nộp báo cáo (Trần Không Có)", None)


async def test_a_note_taker_drafts_and_both_phones_show_it(
    world: World, secretary, meeting
) -> None:
    note_taker = await world.joined("Phạm Thu Hà", roles="note_taker")
    await secretary.sends("/resolution")
    await note_taker.sends("/resolution Thống nhất")
    await redrawn(world)
    assert "expected number 01-NQ/CB" in secretary.sees


@pytest.mark.parametrize("roles", ["member", "monitor", "subgroup_lead", "committee_member"])
async def test_nobody_else_drafts(world: World, secretary, meeting, roles: str) -> None:
    await secretary.sends("/resolution Thống nhất")
    which = (await the_one(world)).id
    other = await world.joined("Trần Văn An", roles=roles)
    await other.sends("/resolution Của tôi")
    assert "is for" in other.sees
    for forged in (
        ShowDrafts(meeting),
        AskDecision(meeting, Kind.RESOLUTION),
        ShowDecision(which),
        AskWords(which),
        AskVote(which),
        AskItem(which),
        AskDelete(which),
        DeleteDecision(which),
    ):
        await other.presses_data(forged.pack())
        assert "You may not do this" in other.alert
    assert len(await world.rows(Resolution)) == 1


async def test_drafted_before_the_meeting_too_but_not_of_a_cancelled_one(
    world: World, secretary
) -> None:
    meeting = await a_meeting(world, at="2026-12-03 19:30")
    await secretary.sends("/resolution Dự thảo của chi ủy")
    assert "expected number 01-NQ/CB" in secretary.sees
    await cancelled(world, meeting)
    await secretary.presses_data(AskDecision(meeting, Kind.CONCLUSION).pack())
    assert "was cancelled" in secretary.alert


async def test_too_long_is_refused_in_one_sentence(world: World, secretary, meeting) -> None:
    await secretary.sends("/resolution " + "dài " * 900)
    assert "Please keep it under 3000 characters" in secretary.sees
    assert await world.rows(Resolution) == []


async def test_an_old_button_of_a_deleted_draft_says_so(world: World, secretary, meeting) -> None:
    await secretary.sends("/resolution Thống nhất")
    which = (await the_one(world)).id
    await secretary.presses_data(DeleteDecision(which).pack())
    await secretary.presses_data(DeleteDecision(which).pack())
    assert "gone already" in secretary.alert
    await secretary.presses_data(ShowDecision(which).pack())
    assert "This draft is gone" in secretary.alert
