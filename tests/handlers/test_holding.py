"""A meeting is held in person, online or both; the link is for those invited, shortly before."""

from datetime import timedelta

import pytest

from storage.tables import Invitation, Meeting, Owed
from tests.people import OnTelegram
from tests.planning import a_meeting, redrawn, vietnam
from tests.world import World

AT = "2026-12-03 19:30"
LINK = "https://meet.google.com/abc-defg-hij"


@pytest.fixture
async def thu(world: World) -> OnTelegram:
    return await world.joined("Lê Thư", roles="secretary")


@pytest.fixture
async def mai(world: World) -> OnTelegram:
    return await world.joined("Nguyễn Thị Mai")


async def held(world: World, how: str) -> None:
    """The meeting is put down and held so."""
    meeting = await a_meeting(world, at=AT)
    await world.named("Thư").presses_data(f"holdset:{meeting}:{how}")


async def test_the_mode_chosen_before_the_invitation_is_in_it(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    await held(world, "mixed")
    assert "The meeting is held: In person and online" in thu.sees
    assert "No link has been set yet." in thu.sees
    await world.until(timedelta(days=4))
    assert "You may come in person or join online." in mai.sees
    await mai.picks("Online")
    await thu.sends("/status")
    assert "Of these online: 1" in thu.sees


async def test_the_link_is_seen_by_those_invited_and_only_shortly_before(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    await held(world, "online")
    await thu.picks("Set the link")
    await thu.sends(LINK)
    assert f"Link: {LINK}" in thu.sees
    await world.until(timedelta(days=4))
    await mai.picks("Online")
    assert LINK not in mai.sees
    await world.until(vietnam("2026-12-02 08:05"))
    assert f"Join online: {LINK}" in mai.sees


async def test_in_person_only_who_was_granted_it_sees_the_link(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    an = await world.joined("Trần Văn An")
    meeting = await a_meeting(world, at=AT)
    await thu.presses_data(f"holdlink:{meeting}")
    await thu.sends(LINK)
    await world.until(timedelta(days=4))
    await mai.picks("Ask to join online")
    await an.picks("Present")
    await world.settled()
    request = next(m for m in thu.messages if "asks to join" in m.text)
    await thu.picks("Grant", message=request)
    await world.until(vietnam("2026-12-02 08:05"))
    assert LINK in mai.sees
    assert LINK not in an.sees


async def test_who_was_invited_is_told_once_when_the_mode_changes_and_answers_stand(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    meeting = await a_meeting(world, at=AT)
    await world.until(timedelta(days=4))
    await mai.picks("Present")
    before = len(mai.messages)
    await thu.presses_data(f"holdset:{meeting}:online")
    await thu.presses_data(f"holdset:{meeting}:online")
    await world.settled()
    assert len(mai.messages) == before + 1
    assert "How the meeting is held has changed" in mai.sees
    assert "The meeting is held online." in mai.sees
    assert "you will be present" in mai.sees


async def test_a_link_set_on_the_day_before_reaches_everybody(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    await held(world, "online")
    await world.until(vietnam("2026-12-02 12:00"))
    await thu.presses_data("holdlink:1")
    await thu.sends(LINK)
    await world.settled()
    assert f"Join online: {LINK}" in mai.sees


async def test_who_can_join_from_afar_is_asked_once_the_meeting_is_online(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    await mai.sends("/away 01/12-15/12; công tác")
    await mai.picks("I can join online from there")
    meeting = await a_meeting(world, at=AT)
    await world.until(timedelta(days=4))
    row = next(row for row in await world.rows(Invitation) if row.person_id == 2)
    assert (row.answer, row.answer_channel) == ("absent", "away")
    await thu.presses_data(f"holdset:{meeting}:mixed")
    await redrawn(world)
    row = next(row for row in await world.rows(Invitation) if row.person_id == 2)
    assert row.answer is None


async def test_the_secretary_is_told_once_when_more_than_half_cannot_be_in_one_place(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    an = await world.joined("Trần Văn An")
    await world.joined("Vũ Thị Già", status="exempt")
    for phone in (mai, an):
        await phone.sends("/away 01/12-15/12; nghỉ hè")
    await a_meeting(world, at=AT)
    await world.until(timedelta(days=4, hours=12))

    told = [message for message in thu.messages if "03-HD/TW" in message.text]
    assert len(told) == 1
    assert "summer break, on shift): 2 of 3." in told[0].text
    assert [row.mode for row in await world.rows(Meeting)] == ["in_person"]
    await thu.picks("How the meeting is held", message=told[0])
    await thu.picks("Online for all")
    assert [row.mode for row in await world.rows(Meeting)] == ["online"]
    await world.until(vietnam("2026-12-03 19:00"))
    assert len([row for row in await world.rows(Owed) if row.notice == "apart"]) == 1


async def test_half_is_not_more_than_half(world: World, thu: OnTelegram, mai: OnTelegram) -> None:
    await mai.sends("/away 01/12-15/12; nghỉ hè")
    await a_meeting(world, at=AT)
    await world.until(vietnam("2026-12-03 19:00"))
    assert not any("03-HD/TW" in message.text for message in thu.messages)


async def test_only_the_secretary_chooses_and_a_link_is_a_link(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    meeting = await a_meeting(world, at=AT)
    await mai.presses_data(f"holdset:{meeting}:online")
    await mai.presses_data(f"holdlink:{meeting}")
    await mai.sends(LINK)
    await thu.presses_data(f"holdlink:{meeting}")
    await thu.sends("phòng 201")
    assert "Please send the link alone" in thu.sees
    [row] = await world.rows(Meeting)
    assert (row.mode, row.link) == ("in_person", "")
