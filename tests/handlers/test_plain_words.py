"""Members type what they would tap: clear answers are taken, unclear ones asked back."""

from datetime import timedelta

import pytest

from storage.tables import Invitation
from tests.planning import a_meeting
from tests.world import World


@pytest.fixture
async def mai(world: World):
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(timedelta(days=4))
    return mai


async def answer(world: World) -> str | None:
    return (await world.rows(Invitation))[0].answer


@pytest.mark.parametrize(("text", "kept"), [("Có mặt", "present"), ("toi di duoc roi", "present")])
async def test_a_clear_answer_is_taken_and_said_back(world: World, mai, text, kept) -> None:
    await mai.sends(text)
    assert await answer(world) == kept
    assert "meeting on Thursday, 3 Dec 2026" in mai.sees
    assert "Your answer: you will be present." in mai.sees
    await mai.picks("Late")
    assert await answer(world) == "late"


async def test_an_absence_in_words_asks_why(world: World, mai) -> None:
    await mai.sends("em xin vắng ạ")
    assert await answer(world) == "absent"
    assert "Ill" in mai.buttons


@pytest.mark.parametrize("text", ["vang", "muon", "khong vang", "cảm ơn", "Họp ở đâu?"])
async def test_what_is_unclear_brings_the_invitation_back(world: World, mai, text: str) -> None:
    await mai.sends(text)
    assert await answer(world) is None
    assert "I am not sure what you mean." in mai.sees
    assert "Present" in mai.buttons


async def test_of_two_meetings_words_choose_none(world: World, mai) -> None:
    await a_meeting(world, at="2026-12-04 19:30")
    await world.until(timedelta(hours=3))
    await mai.sends("Có mặt")
    assert "I am not sure what you mean." in mai.sees
    assert {each.answer for each in await world.rows(Invitation)} == {None}


@pytest.mark.parametrize("text", ["lich hop", "Lịch họp", "/ lichhop", "/lịchhọp", "LICHHOP"])
async def test_a_command_is_known_without_its_slash_and_with_its_marks(
    world: World, mai, text: str
) -> None:
    await mai.sends(text)
    assert "Will you come? Please tap one answer." in mai.sees
    assert "not sure" not in mai.sees


async def test_without_any_meeting_help_is_offered(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await mai.sends("có mặt")
    assert "Send /help" in mai.sees
