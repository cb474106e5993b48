"""A meeting is moved: who is told what, and which answers stand."""

import asyncio
from datetime import UTC

import pytest

from storage.tables import Meeting, Owed
from tests.people import OnTelegram
from tests.planning import a_meeting, redrawn, vietnam
from tests.world import World


async def secretary(world: World, name: str = "Lê Thư", unit: str = "CB1") -> OnTelegram:
    return await world.joined(name, unit=unit, roles="secretary")


async def the_meeting(world: World) -> Meeting:
    [meeting] = await world.rows(Meeting)
    return meeting


async def told(world: World, notice: str) -> int:
    return len([row for row in await world.rows(Owed) if row.notice == notice])


async def test_the_month_of_a_meeting_that_moves_and_is_cancelled(world: World) -> None:
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")
    an = await world.joined("Trần Văn An")
    await thu.sends("/schedule 3 19:30; Hội trường A")
    await world.until(vietnam("2026-11-26 08:00"))
    await mai.picks("Present")
    invitation = mai.newest

    await thu.sends("/move 04/12 19:30")
    assert "Now: 19:30, Thursday, 3 Dec 2026" in thu.sees
    assert "New: 19:30, Friday, 4 Dec 2026" in thu.sees
    assert "3 people will be told." in thu.sees
    assert "Everyone is asked again" in thu.sees
    assert (await the_meeting(world)).starts_at == vietnam("2026-12-03 19:30")
    before = {phone: len(phone.messages) for phone in (mai, an)}
    await thu.picks("Move the meeting")
    await world.settled()
    await redrawn(world)

    for phone in (mai, an):
        assert len(phone.messages) == before[phone] + 1
        assert "Before: 19:30, Thursday, 3 Dec 2026" in phone.sees
        assert "4 Dec 2026" in phone.sees
    assert "For the old time, 19:30, Thursday, 3 Dec 2026: Present" in mai.sees
    assert "Can you still come?" in mai.sees
    assert "Will you come?" in an.sees
    assert "4 Dec 2026" in invitation.text
    assert "Can you still come?" in invitation.text

    await mai.picks("Late")
    assert "you will come late" in mai.sees
    await world.until(vietnam("2026-12-01 08:00"))
    assert len(an.messages) == before[an] + 2  # still silent, so reminded
    assert len(mai.messages) == before[mai] + 1

    await thu.sends("/move 20:00")
    assert "The answers given so far stand." in thu.sees
    await thu.picks("Move the meeting")
    await world.settled()
    assert "The time of the meeting has changed. Before: 19:30, Friday" in mai.sees
    assert "you will come late" in mai.sees
    assert (await the_meeting(world)).round == 2

    await thu.sends("/cancel Bão số 9")
    assert "Reason: Bão số 9" in thu.sees
    await thu.picks("Cancel the meeting")
    await world.settled()
    assert "This meeting has been cancelled: Bão số 9" in mai.sees
    assert "is not planned again by itself. /plan" in thu.messages[-2].text
    count = len(an.messages)
    await world.until(vietnam("2026-12-19 08:00"))
    assert len(an.messages) == count
    assert len(await world.rows(Meeting)) == 1


async def test_everyone_is_asked_once_whatever_runs_twice(world: World) -> None:
    thu = await secretary(world)
    await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-11-28 19:30")
    await world.settled()
    await thu.sends("/move 29/11 19:30")
    button = thu.newest.buttons[0].callback_data
    preview = thu.newest
    await thu.presses_data(button, message=preview)
    await thu.presses_data(button, message=preview)
    await world.settled()
    await world.settled()

    assert "there already" in thu.toast
    assert await told(world, "moved") == 2
    assert (await the_meeting(world)).round == 2


async def test_moving_before_the_invitations_tells_nobody(world: World) -> None:
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-10 19:30")

    await thu.sends("/doilich 17/12 19:30; Hội trường B")
    assert "nobody needs to be told" in thu.sees
    await thu.picks("Move the meeting")
    await world.until(vietnam("2026-12-09 09:00"))

    assert "17 Dec" not in mai.sees
    await world.until(vietnam("2026-12-10 08:00"))
    assert "Thursday, 17 Dec 2026" in mai.sees
    assert "Hội trường B" in mai.sees
    assert await told(world, "moved") + await told(world, "changed") == 0


async def test_another_place_is_told_once_and_answers_stand(world: World) -> None:
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-11-28 19:30")
    await world.settled()
    await mai.picks("Present")

    await thu.sends("/move ; Hội trường B")
    await thu.picks("Move the meeting")
    await world.settled()

    assert "The place of the meeting has changed." in mai.sees
    assert "Hội trường B" in mai.sees
    assert "you will be present" in mai.sees
    assert (await the_meeting(world)).round == 1


async def test_back_changes_nothing(world: World) -> None:
    thu = await secretary(world)
    await a_meeting(world, at="2026-12-10 19:30")
    await thu.sends("/move 17/12 19:30")
    await thu.picks("Leave it as it is")
    assert "10 Dec 2026" in thu.sees
    assert (await the_meeting(world)).starts_at == vietnam("2026-12-10 19:30")


async def test_a_move_at_night_is_told_in_the_morning(world: World) -> None:
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-11-28 19:30")
    await world.settled()
    world.clock.time = vietnam("2026-11-24 22:00").astimezone(UTC)
    await thu.sends("/move 29/11 19:30")
    await thu.picks("Move the meeting")
    await world.until(vietnam("2026-11-25 06:59"))
    assert "29 Nov" not in mai.sees
    await world.until(vietnam("2026-11-25 07:00"))
    assert "Sunday, 29 Nov 2026" in mai.sees


async def test_two_secretaries_move_at_once(world: World) -> None:
    thu = await secretary(world)
    phu = await world.joined("Trần Phú", roles="deputy_secretary")
    await a_meeting(world, at="2026-11-28 19:30")
    await world.settled()
    await thu.sends("/move 29/11 19:30")
    await phu.sends("/move 30/11 19:30")

    await asyncio.gather(
        thu.picks("Move the meeting", wait=False), phu.picks("Move the meeting", wait=False)
    )
    await world.api.settled()
    await world.settled()

    meeting = await the_meeting(world)
    assert (meeting.round, meeting.changes) == (2, 1)
    assert await told(world, "moved") == 2
    late = phu if meeting.starts_at == vietnam("2026-11-29 19:30") else thu
    assert "moved meanwhile" in late.alert


async def test_an_old_button_moves_nothing_after_another_move(world: World) -> None:
    thu = await secretary(world)
    await a_meeting(world, at="2026-11-28 19:30")
    await thu.sends("/move 29/11 19:30")
    old = thu.newest
    await thu.sends("/move 28/11 20:00")
    await thu.picks("Move the meeting")

    await thu.picks("Move the meeting", message=old)

    assert "moved meanwhile, to 20:00" in thu.alert
    assert (await the_meeting(world)).starts_at == vietnam("2026-11-28 20:00")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("22/11/2026 19:30", "has passed"),
        ("10/12/2028 19:30", "more than a year"),
        ("soon", "Please write the day and the time"),
        ("11/12 19:30; A; B", "one place"),
        ("10/12 19:30", "nothing changes"),
        ("10/12/2026 19:30; Phòng họp 1", "nothing changes"),
    ],
)
async def test_a_move_that_will_not_do(world: World, words: str, said: str) -> None:
    thu = await secretary(world)
    await a_meeting(world, at="2026-12-10 19:30")
    await thu.sends(f"/move {words}")
    assert said in thu.sees
    assert (await the_meeting(world)).changes == 0


async def test_a_meeting_cannot_move_onto_another_one(world: World) -> None:
    thu = await secretary(world)
    await a_meeting(world, at="2026-12-10 19:30")
    await a_meeting(world, at="2026-12-15 19:30", title="Chuyên đề")
    await thu.sends("/move 15/12 20:00")
    await thu.picks("10 Dec")
    assert "another meeting at that time: 19:30, Tuesday, 15 Dec 2026" in thu.alert


async def test_a_day_off_is_pointed_out_before_the_move(world: World) -> None:
    thu = await secretary(world)
    await a_meeting(world, at="2026-12-30 19:30")
    await thu.sends("/move 01/01/2027 19:30")
    assert "the new day is a day off: New Year's Day" in thu.sees


async def test_an_invitation_still_on_its_way_needs_no_second_message(world: World) -> None:
    world.clock.time = vietnam("2026-11-24 22:00").astimezone(UTC)
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-11-28 19:30")
    world.clock.time = vietnam("2026-11-25 07:00").astimezone(UTC)
    await world.bots.jobs.run_all()  # invited, not delivered yet
    await thu.sends("/move 29/11 19:30")
    assert "0 people will be told." in thu.sees
    await thu.picks("Move the meeting")
    await world.settled()
    assert "Sunday, 29 Nov 2026" in mai.sees
    assert await told(world, "moved") == 0


async def test_a_small_move_at_night_leaves_the_last_reminder(world: World) -> None:
    thu = await secretary(world)
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 08:30")
    await world.until(vietnam("2026-12-02 22:00"))

    await thu.sends("/move 09:00")
    await thu.picks("Move the meeting")
    await world.until(vietnam("2026-12-03 07:00"))

    assert any("have not answered" in message.text for message in mai.messages[-2:])
    assert await told(world, "last_reminder") == 2
