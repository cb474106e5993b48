"""The minutes say what happened and nothing else; the ledger says who changed what."""

import re
from pathlib import Path

import pytest

from bot.cards.ledger import _CHANGES
from bot.cards.minutes import ShowLedger, ShowMinutes
from tests.planning import a_meeting, vietnam
from tests.world import World


@pytest.fixture
async def secretary(world: World):
    return await world.joined("Lê Thị Thư", roles="secretary", language="vi")


@pytest.fixture
async def meeting(world: World, secretary) -> int:
    await world.joined("Nguyễn Thị Mai")
    await world.member("Trần Văn An", status="probationary")
    meeting = await a_meeting(world, at="2026-12-03 19:30")
    await world.until(vietnam("2026-12-03 19:35"))
    return meeting


async def test_blanks_are_shown_as_blanks(world: World, secretary, meeting) -> None:
    await secretary.sends("/bienban")
    assert "Dự thảo: buổi họp chưa kết thúc." in secretary.sees
    for line in ("Chủ trì: ……", "Thư ký: ……", "Có mặt: ……", "Nghị quyết, kết luận: ……"):
        assert line in secretary.sees
    assert "……" in secretary.sees


async def test_all_that_is_known_is_in_the_minutes_but_no_reason(
    world: World, secretary, meeting
) -> None:
    await secretary.sends("/baoho An; vắng; ốm")
    await secretary.sends("/khaimac")
    await secretary.sends("/diemdanh")
    await secretary.picks("✗? Nguyễn Thị Mai")
    await secretary.picks("✗? Lê Thị Thư")
    await secretary.picks("Ai phát biểu")
    await secretary.picks("✓ Nguyễn Thị Mai")
    await secretary.picks("Xác nhận điểm danh")
    await secretary.sends("/nghiquyet Thống nhất nhiệm vụ; 2-0")
    await secretary.sends("/phancong Mai; Nộp báo cáo; 15/12/2026")
    await secretary.sends("/bienban")
    for line in (
        "I. Khai mạc",
        "Triệu tập: 3 (chính thức 2, dự bị 1)",
        "Có mặt: 2",
        "Vắng không lý do: 1 (Trần Văn An)",
        "Phát biểu: 1 (Nguyễn Thị Mai)",
        "Biểu quyết: 2 tán thành, 0 không tán thành, trong 2 người có quyền biểu quyết. Thông qua.",
        "• Nộp báo cáo; Nguyễn Thị Mai; hạn 15/12/2026",
    ):
        assert line in secretary.sees
    assert "ốm" not in secretary.sees.lower()


async def test_the_ledger_says_who_changed_what(world: World, secretary, meeting) -> None:
    await secretary.sends("/diemdanh")
    await secretary.picks("✗? Nguyễn Thị Mai")
    await secretary.picks("✓ Nguyễn Thị Mai")
    await secretary.sends("/nghiquyet Ý đầu")
    await secretary.picks("Sửa nội dung")
    await secretary.sends("Ý sau")
    await secretary.sends("/bienban")
    await secretary.picks("Sổ ghi thay đổi")
    assert "Lê Thị Thư: nội dung nghị quyết: Ý đầu → Ý sau" in secretary.sees
    assert "điểm danh, Nguyễn Thị Mai: có mặt → vắng không lý do" in secretary.sees


@pytest.mark.parametrize("roles", ["member", "monitor", "subgroup_lead", "committee_member"])
async def test_minutes_and_ledger_are_for_who_keeps_them(
    world: World, secretary, meeting, roles: str
) -> None:
    other = await world.joined("Phạm Văn Khác", roles=roles)
    await other.sends("/minutes")
    assert "is for" in other.sees
    for forged in (ShowMinutes(meeting), ShowLedger(meeting, 0)):
        await other.presses_data(forged.pack())
        assert "You may not do this" in other.alert


async def test_every_change_that_is_noted_has_its_words() -> None:
    """A change that the ledger's card cannot say would break it."""
    handlers = Path(__file__).parents[2] / "handlers"
    noted = set()
    for path in handlers.glob("*.py"):
        text = path.read_text("utf-8")
        noted |= set(re.findall(r'"(marked|as answered|taken off|roll confirmed|guests)"', text))
        noted |= set(re.findall(r'noted\(turn, at, (?:Subject\.\w+, row, )?"([a-z ]+)"', text))
        noted |= set(re.findall(r'(?:_changed|note_change)\(turn, at, row, "([a-z ]+)"', text))
    assert len(noted) > 15
    assert noted - {change for _, change in _CHANGES} == set()
