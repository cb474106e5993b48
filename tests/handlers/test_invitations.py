"""A meeting is planned, people are asked, they answer."""

from datetime import datetime, timedelta

from storage.tables import Invitation
from tests.planning import a_meeting
from tests.world import World


async def test_one_tap_answers_the_invitation(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30", place="Hội trường A")
    await world.until(timedelta(days=4))

    assert "Hội trường A" in mai.sees
    await mai.picks("Present")

    assert "you will be present" in mai.sees
    assert [row.answer for row in await world.rows(Invitation)] == ["present"]
    assert len(mai.messages) == 2


async def test_only_the_silent_are_reminded(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    an = await world.joined("Trần Văn An")
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(timedelta(days=4))
    await mai.picks("Present")
    before = len(mai.messages)

    await world.until(datetime.fromisoformat("2026-11-30T08:00+07:00"))

    assert len(an.messages) == 3
    assert len(mai.messages) == before


async def test_absent_takes_a_second_tap_for_the_reason(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(timedelta(days=4))

    await mai.picks("Absent")
    await mai.picks("Business trip")

    [row] = await world.rows(Invitation)
    assert (row.answer, row.reason) == ("absent", "travel")
    assert "Business trip" in mai.sees
