"""One member, several phones: a short-lived code for the next one, and an end for the lost one."""

import re
from datetime import timedelta

from bot.cards.accounts import EndAccount
from storage.tables import Account
from tests.people import OnTelegram
from tests.planning import a_meeting
from tests.world import World


def code_on(phone: OnTelegram) -> str:
    """The code that the newest message shows."""
    found = re.search(r"Code: (\S+)", phone.sees)
    assert found, phone.screen
    return found[1]


async def second_phone(world: World, first: OnTelegram, name: str) -> OnTelegram:
    """Another phone of the same person, connected a moment later."""
    await first.sends("/connect")
    await world.until(timedelta(minutes=1))
    other = world.phone(name)
    await other.sends(code_on(first))
    await other.picks("I agree")
    await world.settled()
    return other


async def test_another_phone_joins_with_the_code_or_the_link(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await mai.sends("/connect")
    assert "until 09:15" in mai.sees
    link = re.search(r"Link: (\S+)", mai.sees)
    assert link

    tablet = world.phone("Máy tính bảng")
    await tablet.opens(link[1])
    assert "Are you Nguyễn Thị Mai?" in tablet.sees
    await tablet.picks("I agree")

    await mai.sends("/connect")
    assert "1. Telegram" in mai.sees
    assert "2. Telegram" in mai.sees
    assert mai.sees.count("(this one)") == 1


async def test_the_phones_connected_before_are_told_once_of_another_one(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    before = len(mai.messages)
    tablet = await second_phone(world, mai, "Máy tính bảng")

    assert len(mai.messages) == before + 2  # the code, and this
    assert "Another phone or app has been connected." in mai.sees
    assert "Since 09:01, Monday, 23 Nov 2026 you can speak with me on Telegram" in mai.sees
    assert "Another phone" not in "".join(message.text for message in tablet.messages)

    third = await second_phone(world, tablet, "Máy bàn")
    assert "Another phone or app has been connected." in mai.sees
    assert "Another phone or app has been connected." in tablet.sees
    assert "Another phone" not in "".join(message.text for message in third.messages)
    await mai.picks("Connected phones and apps")
    assert "3. Telegram" in mai.sees


async def test_the_code_is_good_for_a_quarter_of_an_hour(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await mai.sends("/ketnoi")
    code = code_on(mai)

    await world.until(timedelta(minutes=16))
    other = world.phone("Máy khác")
    await other.sends(code)

    assert "has expired" in other.sees


async def test_an_ended_phone_sees_nothing_more(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    old = await second_phone(world, mai, "Máy cũ")
    await a_meeting(world, at="2026-12-03 19:30")

    await mai.sends("/connect")
    await mai.picks("End 1")  # the last used comes first
    assert "the others stay connected" in mai.sees
    await mai.picks("Yes, end it")
    assert mai.toast == "Ended."
    assert "2. Telegram" not in mai.sees
    before = len(old.messages)

    await world.until(timedelta(days=4))
    assert len(old.messages) == before
    assert "Will you come?" in mai.sees
    await old.sends("/meeting")
    assert "You have not joined yet" in old.sees


async def test_ending_can_be_thought_over(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await mai.sends("/connect")

    await mai.picks("End 1")
    assert "This is the only one" in mai.sees
    assert "need a new code" in mai.sees
    await mai.picks("No, keep it")

    assert "Connected now" in mai.sees
    await mai.sends("/mydata")
    assert "Nguyễn Thị Mai" in mai.sees


async def test_the_phone_in_hand_can_be_ended_and_come_back_with_a_new_code(world: World) -> None:
    person = await world.member("Nguyễn Thị Mai")
    mai = await world.joined("Nguyễn Thị Mai", person=person)
    await mai.sends("/connect")
    await mai.picks("End 1")
    await mai.picks("Yes, end it")
    assert "no longer connected" in mai.sees
    await mai.sends("/mydata")
    assert "You have not joined yet" in mai.sees

    await mai.sends(await world.code_for(person))
    await mai.picks("I agree")

    await mai.sends("/mydata")
    assert "Nguyễn Thị Mai" in mai.sees


async def test_a_new_code_can_be_had_from_the_list(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await mai.sends("/connect")
    first = code_on(mai)
    await mai.picks("End 1")
    await mai.picks("No, keep it")

    await mai.picks("Connect another one")

    assert code_on(mai) != first
    other = world.phone("Máy khác")
    await other.sends(first)
    assert "Are you Nguyễn Thị Mai?" in other.sees


async def test_nobody_ends_the_phone_of_somebody_else(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    an = await world.joined("Trần Văn An")
    accounts = await world.rows(Account)
    theirs = next(each.id for each in accounts if each.address == str(mai.id))

    await an.presses_data(EndAccount(theirs, sure=True).pack())

    assert "has ended already" in an.alert
    await mai.sends("/mydata")
    assert "Nguyễn Thị Mai" in mai.sees


async def test_words_that_are_no_code_are_answered_with_what_to_do(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")

    await mai.sends("/connect máy mới")
    assert "send /connect alone" in mai.sees
    await mai.sends("/connect C4F7-HJ2K-M9NP")
    assert "I do not know this code" in mai.sees


async def test_when_one_phone_blocks_the_bot_the_other_one_is_used(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    other = await second_phone(world, mai, "Máy thứ hai")
    await a_meeting(world, at="2026-12-03 19:30", place="Hội trường A")

    other.account.blocked_the_bot = True
    await world.until(timedelta(days=4))

    assert "Hội trường A" in mai.sees
    await mai.sends("/connect")
    assert "Nothing arrives there: the bot was blocked there" in mai.sees
