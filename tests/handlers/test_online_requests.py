"""A member asks to join a meeting in person online, and the secretary decides."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.cards.online_requests import Decide, ShowRequest, ShowRequests, Verdict
from storage.tables import Invitation, Meeting, Owed
from tests.people import OnTelegram
from tests.planning import a_meeting, redrawn
from tests.world import World


@pytest.fixture
async def secretary(world: World):
    return await world.joined("Lê Thị Thư", roles="secretary")


@pytest.fixture
async def mai(world: World, secretary):
    return await world.joined("Nguyễn Thị Mai")


async def invited(world: World) -> int:
    meeting = await a_meeting(world, at="2026-12-03 19:30")
    await world.until(timedelta(days=4))
    return meeting


async def asks(world: World, phone: OnTelegram) -> None:
    await phone.picks("Ask to join online")
    await world.settled()


async def the_row(world: World) -> Invitation:
    """What the one who has answered said."""
    return next(each for each in await world.rows(Invitation) if each.answer)


def messages_saying(phone: OnTelegram, words: str) -> int:
    return sum(words in message.text for message in phone.messages)


async def test_a_request_is_granted_with_one_tap_and_counts_as_coming(
    world: World, secretary, mai
) -> None:
    await invited(world)
    await asks(world, mai)
    assert "you ask to join online" in mai.sees
    assert "Nguyễn Thị Mai asks to join this meeting online." in secretary.sees
    before = len(mai.messages)

    await secretary.picks("Grant")
    await world.settled()

    assert "joins online and counts as coming" in secretary.sees
    assert len(mai.messages) == before + 1
    assert "The secretary has granted it" in mai.sees
    assert "you will join online" in mai.sees
    await secretary.sends("/status")
    assert "Coming: 1 of 2" in secretary.sees
    assert "• Nguyễn Thị Mai: online" in secretary.sees


async def test_a_decline_is_said_kindly_and_can_be_changed(world: World, secretary, mai) -> None:
    await invited(world)
    await asks(world, mai)

    await secretary.picks("Decline")
    await world.settled()
    assert "The secretary asks you to come in person" in mai.sees
    assert (await the_row(world)).granted is False
    assert "Grant after all" in secretary.screen

    await secretary.picks("Grant after all")
    await world.settled()
    assert (await the_row(world)).granted is True
    assert "you will join online" in mai.sees
    assert "Decline after all" in secretary.screen


async def test_every_card_of_the_member_is_redrawn(world: World, secretary, mai) -> None:
    await invited(world)
    await asks(world, mai)
    tapped = mai.newest
    await secretary.picks("Decline")
    await world.settled()

    await redrawn(world)

    assert "The secretary asks you to come in person" in tapped.text


async def test_the_first_word_wins_and_the_other_sees_it(world: World, secretary, mai) -> None:
    deputy = await world.joined("Trần Phó", roles="deputy_secretary")
    await invited(world)
    await asks(world, mai)
    assert "asks to join this meeting online" in deputy.sees

    await secretary.picks("Grant")
    await deputy.picks("Decline")

    assert "Somebody has decided already" in deputy.toast
    assert "joins online and counts as coming" in deputy.sees
    assert (await the_row(world)).granted is True


async def test_the_other_card_is_redrawn_too(world: World, secretary, mai) -> None:
    deputy = await world.joined("Trần Phó", roles="deputy_secretary")
    await invited(world)
    await asks(world, mai)
    await secretary.picks("Decline")

    await redrawn(world)

    assert "is asked to come in person" in deputy.sees


async def test_a_double_tap_tells_the_member_once(world: World, secretary, mai) -> None:
    await invited(world)
    await asks(world, mai)
    wire = next(b.callback_data for b in secretary.newest.buttons if b.text == "Grant")

    await secretary.presses_data(wire, wait=False)
    await secretary.presses_data(wire)
    await world.settled()

    assert messages_saying(mai, "The secretary has granted it") == 1


async def test_a_withdrawn_request_says_so(world: World, secretary, mai) -> None:
    await invited(world)
    await asks(world, mai)
    card = secretary.newest
    await mai.picks("Present")

    await secretary.picks("Grant", message=card)

    assert "can no longer be decided" in secretary.toast
    assert "The request has been withdrawn" in card.text
    assert not card.buttons
    assert (await the_row(world)).granted is None


async def test_asking_again_after_withdrawing_is_a_new_request(
    world: World, secretary, mai
) -> None:
    await invited(world)
    await asks(world, mai)
    await mai.picks("Present")

    await asks(world, mai)

    assert messages_saying(secretary, "asks to join this meeting online") == 2
    await secretary.picks("Decline")
    assert (await the_row(world)).granted is False


async def test_a_second_tap_on_the_request_asks_nobody_again(world: World, secretary, mai) -> None:
    await invited(world)
    await asks(world, mai)
    await asks(world, mai)
    assert messages_saying(secretary, "asks to join this meeting online") == 1


async def test_at_night_the_secretary_is_left_alone_and_gets_one_message_in_the_morning(
    world: World, secretary, mai
) -> None:
    await invited(world)
    await world.until(datetime(2026, 11, 27, 15, 0, tzinfo=UTC))  # 22:00 in Vietnam
    await asks(world, mai)
    await mai.picks("Present")
    await asks(world, mai)
    assert messages_saying(secretary, "asks to join this meeting online") == 0

    await world.until(datetime(2026, 11, 28, 0, 0, tzinfo=UTC))

    assert messages_saying(secretary, "asks to join this meeting online") == 1


async def test_withdrawn_before_the_morning_it_is_never_sent(world: World, secretary, mai) -> None:
    await invited(world)
    await world.until(datetime(2026, 11, 27, 15, 0, tzinfo=UTC))
    await asks(world, mai)
    await mai.picks("Late")

    await world.until(datetime(2026, 11, 28, 0, 0, tzinfo=UTC))

    assert messages_saying(secretary, "asks to join") == 0
    [owed] = [each for each in await world.rows(Owed) if each.notice == "online_request"]
    assert owed.outcome == "stale"


async def test_who_decides_needs_nobodys_leave(world: World, secretary) -> None:
    await invited(world)
    await asks(world, secretary)
    assert "you will join online" in secretary.sees
    assert not [each for each in await world.rows(Owed) if each.notice == "online_request"]


async def test_in_an_online_meeting_joining_online_is_no_request(
    world: World, secretary, mai
) -> None:
    meeting = await a_meeting(world, at="2026-12-03 19:30")
    async with world.bots.database.transaction() as db:
        await db.execute(update(Meeting).where(col(Meeting.id) == meeting).values(mode="mixed"))
    await world.until(timedelta(days=4))

    await mai.picks("Online")
    await world.settled()

    assert "you will join online" in mai.sees
    assert messages_saying(secretary, "asks to join") == 0


async def test_a_grant_is_for_the_time_it_was_given_for(world: World, secretary, mai) -> None:
    meeting = await invited(world)
    await asks(world, mai)
    await secretary.picks("Grant")
    await world.settled()
    async with world.bots.database.transaction() as db:
        await db.execute(update(Meeting).where(col(Meeting.id) == meeting).values(round=2))
    await mai.sends("/meeting")

    await asks(world, mai)

    assert "The secretary will decide" in mai.sees
    assert messages_saying(secretary, "Until it is granted") == 1


async def test_once_the_meeting_has_begun_nothing_is_decided(world: World, secretary, mai) -> None:
    await invited(world)
    await asks(world, mai)
    card = secretary.newest
    await world.until(datetime.fromisoformat("2026-12-03T19:30+07:00"))

    await secretary.picks("Grant", message=card)

    assert "Answers are closed for this meeting." in card.text
    assert (await the_row(world)).granted is None


async def test_requests_are_found_again_from_the_status(world: World, secretary, mai) -> None:
    await invited(world)
    await asks(world, mai)
    await secretary.sends("/status")

    await secretary.picks("Requests to join online (1)")
    await secretary.picks("? Nguyễn Thị Mai")
    await secretary.picks("Grant")

    assert (await the_row(world)).granted is True


async def test_an_entered_answer_settles_the_request(world: World, secretary, mai) -> None:
    await invited(world)
    await asks(world, mai)
    card = secretary.newest
    await secretary.sends("/answerfor Mai; có mặt")

    await redrawn(world)

    assert "The request has been withdrawn" in card.text


@pytest.mark.parametrize("roles", ["member", "note_taker", "subgroup_lead", "monitor"])
async def test_nobody_else_decides_nor_sees_who_asks(
    world: World, secretary, mai, roles: str
) -> None:
    other = await world.joined("Trần Văn An", roles=roles)
    meeting = await invited(world)
    await asks(world, mai)
    row = await the_row(world)

    for forged in (
        Decide(row.id, Verdict.NONE, Verdict.GRANTED),
        ShowRequest(row.id),
        ShowRequests(meeting),
    ):
        await other.presses_data(forged.pack())
        assert "You may not do this" in other.alert

    assert (await the_row(world)).granted is None
    await secretary.presses_data(ShowRequest(9999).pack())
    assert "not there any more" in secretary.alert
