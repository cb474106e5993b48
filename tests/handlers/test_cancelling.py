"""A meeting is cancelled; and which meeting is meant, and by whom."""

from datetime import timedelta

import pytest

from bot.cards.planning import ShowPlan
from bot.chat import Card, Urgency
from storage.tables import Invitation, Meeting, Moment, Owed
from tests.people import OnTelegram
from tests.planning import a_meeting, vietnam
from tests.world import World


async def secretary(world: World, name: str = "Lê Thư", unit: str = "CB1") -> OnTelegram:
    return await world.joined(name, unit=unit, roles="secretary")


async def the_meeting(world: World) -> Meeting:
    [meeting] = await world.rows(Meeting)
    return meeting


async def told(world: World, notice: str) -> int:
    return len([row for row in await world.rows(Owed) if row.notice == notice])


async def test_others_can_neither_move_nor_cancel(world: World) -> None:
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")
    await world.unit("CB2", "Chi bộ Văn")
    van = await secretary(world, "Lê Văn", "CB2")
    await a_meeting(world, at="2026-11-28 19:30")
    await thu.sends("/move 29/11 19:30")
    move = thu.newest.buttons[0].callback_data
    await thu.sends("/cancel Bão")
    cancel = thu.newest.buttons[0].callback_data

    for other in (mai, van):
        for wire in (move, cancel, "mvask:1", "offask:1", "mvtry:1:x", "offtry:1:x"):
            await other.presses_data(wire)
            assert "You may not do this in Chi bộ Toán" in other.alert
    await mai.sends("/move 29/11 19:30")
    assert "/move is for the secretary" in mai.sees
    meeting = await the_meeting(world)
    assert meeting.starts_at == vietnam("2026-11-28 19:30")
    assert meeting.cancelled_at is None


async def test_which_of_several_meetings_is_asked(world: World) -> None:
    thu = await secretary(world)
    await a_meeting(world, at="2026-12-10 19:30")
    await a_meeting(world, at="2026-12-15 19:30", title="Chuyên đề")

    await thu.sends("/move 20:30")
    assert thu.buttons[1] == "19:30, Tuesday, 15 Dec 2026: Chuyên đề"
    await thu.picks("Chuyên đề")
    await thu.picks("Move the meeting")
    assert "20:30, Tuesday, 15 Dec 2026" in thu.sees

    await thu.sends("/cancel Bão")
    await thu.picks("Thursday")
    await thu.picks("Cancel the meeting")
    assert "cancelled: Bão" in thu.sees
    first, second = sorted(await world.rows(Meeting), key=lambda row: row.id)
    assert first.cancelled_at is not None
    assert (second.cancelled_at, second.starts_at) == (None, vietnam("2026-12-15 20:30"))


async def test_step_by_step(world: World) -> None:
    thu = await secretary(world)
    await a_meeting(world, at="2026-12-10 19:30")
    await thu.sends("/move")
    assert "04/12 19:30" in thu.sees
    await thu.sends("11/12")
    await thu.picks("Move the meeting")
    assert (await the_meeting(world)).starts_at == vietnam("2026-12-11 19:30")

    await thu.sends("/huyhop")
    assert "Why is the meeting" in thu.sees
    await thu.sends("...")
    assert "reason in words" in thu.sees
    await thu.sends("Trùng lịch thi")
    await thu.picks("Cancel the meeting")
    assert (await the_meeting(world)).cancel_reason == "Trùng lịch thi"


async def test_without_a_meeting_there_is_nothing_to_move(world: World) -> None:
    thu = await secretary(world)
    for command in ("/move 04/12 19:30", "/cancel Bão", "/agenda"):
        await thu.sends(command)
        assert "has no meeting ahead. /plan adds one" in thu.sees


async def test_cancelling_before_the_invitations_tells_nobody(world: World) -> None:
    thu = await secretary(world)
    await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-10 19:30")
    await thu.sends("/cancel Bão")
    await thu.picks("Cancel the meeting")
    await world.until(timedelta(days=20))
    assert await told(world, "cancelled") == 0
    assert await world.rows(Invitation) == []
    assert await world.rows(Moment) == []


async def test_whoever_is_telephoned_is_counted_apart(world: World) -> None:
    thu = await secretary(world)
    await world.member("Phạm Bà", phone_only=True)
    await a_meeting(world, at="2026-11-28 19:30")
    await world.settled()
    await thu.sends("/cancel Bão")
    assert "1 person will be told." in thu.sees
    assert "1 more person can only be reached by telephone" in thu.sees


async def test_whoever_no_message_reaches_is_not_counted_as_told(world: World) -> None:
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")
    await world.member("Trần Chưa Vào")
    await world.member("Phạm Bà", phone_only=True)
    await a_meeting(world, at="2026-11-28 19:30")
    await world.settled()
    await mai.blocks_the_bot()
    three = "3 more people can only be reached by telephone; please call."

    await thu.sends("/move 20:00")
    assert "1 person will be told." in thu.sees
    assert three in thu.sees
    await thu.picks("Move the meeting")
    assert "1 person is being told." in thu.sees
    assert "1 person has been invited." in thu.sees
    assert thu.sees.count(three) == 1
    await thu.sends("/cancel Bão")
    assert "1 person will be told." in thu.sees
    assert three in thu.sees
    await thu.picks("Cancel the meeting")
    assert "1 person is being told." in thu.sees
    assert three in thu.sees


async def test_the_plan_says_how_many_invited_have_to_be_telephoned(world: World) -> None:
    thu = await secretary(world)
    await world.member("Trần Chưa Vào")
    meeting = await a_meeting(world, at="2026-11-28 19:30")
    await world.settled()
    await thu.presses_data(ShowPlan(meeting).pack())
    assert "1 person has been invited." in thu.sees
    assert "1 more person can only be reached by telephone; please call." in thu.sees


async def test_whose_invitation_is_just_going_out_hears_of_the_cancellation_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    world.clock.time = vietnam("2026-11-26 08:00")
    await world.bots.jobs.run_all()
    channel = world.bots.channels["telegram"]
    send = channel.send
    cancelled: list[str] = []

    async def cancelled_meanwhile(address: str, card: Card, urgency: Urgency) -> str:
        sent = await send(address, card, urgency)
        if address == str(mai.id) and not cancelled:
            cancelled.append(sent)
            await thu.sends("/cancel Bão")
            await thu.picks("Cancel the meeting")
        return sent

    monkeypatch.setattr(channel, "send", cancelled_meanwhile)
    await world.settled()

    assert cancelled
    assert "This meeting has been cancelled: Bão" in mai.sees
