"""People on Telegram do what people do, and wait for the bot."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Update,
)
from telegram.error import ChatMigrated, Forbidden

from tests.bot_api import TOKEN, BotApiServer
from tests.people import OnTelegram

CARD = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("✅ Có mặt", callback_data="yes")],
        [InlineKeyboardButton("Vắng", callback_data="no")],
        [InlineKeyboardButton("Xin vắng", callback_data="ask")],
    ]
)


@pytest.fixture
async def small_bot(api: BotApiServer, bot: Bot) -> AsyncIterator[None]:
    """A bot of the smallest kind: says back what it hears, answers presses with a toast."""

    async def react(update: Update) -> None:
        if update.message is not None:
            await bot.send_message(update.message.chat_id, f"Nghe: {update.message.text}")
            await bot.send_message(update.message.chat_id, "Họp tối 3/12", reply_markup=CARD)
        if update.callback_query is not None:
            await update.callback_query.answer(f"Đã ghi {update.callback_query.data}")
            await update.callback_query.edit_message_text(f"Họp: {update.callback_query.data}")

    async def run() -> None:
        offset = 0
        while True:
            for update in await bot.get_updates(offset, timeout=20):
                await react(update)
                offset = update.update_id + 1

    async with asyncio.TaskGroup() as group:
        running = group.create_task(run())
        yield
        running.cancel()


@pytest.mark.usefixtures("small_bot")
async def test_a_person_writes_reads_and_presses(api: BotApiServer, mai: OnTelegram) -> None:
    await mai.sends("  /start ABC ")
    assert [message.text for message in mai.messages] == ["Nghe: /start ABC", "Họp tối 3/12"]
    assert mai.buttons == ["✅ Có mặt", "Vắng", "Xin vắng"]
    await mai.picks("Có mặt")
    assert (mai.sees, mai.toast, mai.alert) == ("Họp: yes", "Đã ghi yes", "")
    assert "Mai: /start ABC" in mai.transcript


@pytest.mark.usefixtures("small_bot")
async def test_the_whole_label_goes_before_a_part_of_it(mai: OnTelegram) -> None:
    await mai.sends("x")
    with pytest.raises(AssertionError, match="several buttons read “ắng”"):
        await mai.picks("ắng")
    await mai.picks("Vắng")
    assert mai.toast == "Đã ghi no"
    with pytest.raises(AssertionError, match=r"sees no button “Trực tuyến”(?s:.*)Họp: no"):
        await mai.picks("Trực tuyến")


@pytest.mark.usefixtures("small_bot")
async def test_a_deep_link_starts_the_bot(mai: OnTelegram) -> None:
    await mai.opens("https://t.me/sinhhoat_bot?start=Ab_-9")
    assert mai.messages[0].text == "Nghe: /start Ab_-9"
    with pytest.raises(AssertionError, match="no such payload"):
        await mai.opens("https://t.me/sinhhoat_bot?start=a.b")


async def test_a_bot_that_does_not_react_fails_with_a_story(
    api: BotApiServer, bot: Bot, mai: OnTelegram
) -> None:
    await bot.send_message(mai.id, "x")
    await mai.sends("/start", wait=False)
    await mai.presses_data("yes", wait=False)
    with pytest.raises(AssertionError) as story:
        await api.settled(within=0.1)
    for part in ("nobody polls", "not confirmed: message", "Mai's press of 'yes'", "sendMessage("):
        assert part in str(story.value)


async def test_settling_waits_for_whoever_else_is_busy(api: BotApiServer) -> None:
    api.also_busy.append(lambda: "a turn is under way")
    with pytest.raises(AssertionError, match="a turn is under way"):
        await api.settled(within=0.1)


async def test_what_people_send_arrives_in_telegrams_own_shape(bot: Bot, mai: OnTelegram) -> None:
    asked = await bot.send_message(mai.id, "Lý do?")
    await mai.sends("/vang@sinhhoat_bot ốm", reply_to=mai.newest, wait=False)
    await mai.sends_document("don.pdf", caption="Đơn", wait=False)
    await mai.sends_photo(wait=False)
    await mai.sends("á" * 5000, wait=False)
    command, document, photo, *parts = [u.message for u in await bot.get_updates() if u.message]

    assert list(command.parse_entities(["bot_command"]).values()) == ["/vang@sinhhoat_bot"]
    assert command.reply_to_message is not None
    assert command.reply_to_message.message_id == asked.message_id
    assert command.from_user is not None
    assert (command.chat.type, command.from_user.language_code) == ("private", "vi")
    assert document.document is not None
    assert (document.document.file_name, document.caption) == ("don.pdf", "Đơn")
    file = await bot.get_file(photo.photo[-1].file_id)
    assert (await file.download_as_bytearray()).startswith(b"\xff\xd8")
    assert [len(part.text or "") for part in parts] == [4096, 904]


async def test_people_who_cannot_be_written_to(
    api: BotApiServer, bot: Bot, mai: OnTelegram
) -> None:
    stranger = api.person(102, "Bình")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(stranger.id, "x")
    await mai.blocks_the_bot(wait=False)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(mai.id, "x")
    with pytest.raises(AssertionError, match="has blocked the bot"):
        await mai.sends("x")
    await mai.unblocks(wait=False)
    await bot.send_message(mai.id, "x")
    changes = [u.my_chat_member for u in await bot.get_updates() if u.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]
    mai.deletes_account()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(mai.id, "x")


async def test_in_a_group_the_bot_hears_what_is_meant_for_it(
    api: BotApiServer, bot: Bot, mai: OnTelegram
) -> None:
    group = api.group(-500, "Chi bộ Toán", mai)
    hers = mai.at(group)
    await bot.send_message(-500, "Mời họp", reply_markup=CARD)
    await hers.sends("chào cả nhà", wait=False)
    await hers.sends("/status", wait=False)
    await hers.sends("/status@another_bot", wait=False)
    await hers.sends("@sinhhoat_bot ơi", wait=False)
    await hers.sends("vâng", reply_to=hers.newest, wait=False)
    await hers.picks("Có mặt", wait=False)
    updates = await bot.get_updates()
    heard = [u.message.text for u in updates if u.message]
    assert heard == ["/status", "@sinhhoat_bot ơi", "vâng"]
    assert updates[-1].callback_query is not None
    assert (group.sees, mai.sees) == ("Mời họp", "")


async def test_a_group_can_throw_the_bot_out_and_move_away(
    api: BotApiServer, bot: Bot, mai: OnTelegram
) -> None:
    group = api.group(-500, "Chi bộ Toán", mai)
    await group.kicks_the_bot(mai, wait=False)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(-500, "x")
    await group.takes_the_bot_back(mai, wait=False)
    await group.becomes_supergroup(-1001000000500, mai, wait=False)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(-500, "x")
    assert moved.value.new_chat_id == -1001000000500
    await bot.send_message(moved.value.new_chat_id, "nhà mới")
    assert group.sees == "nhà mới"
    left, back, away, here = await bot.get_updates()
    assert left.my_chat_member is not None
    assert back.my_chat_member is not None
    assert away.message is not None
    assert here.message is not None
    assert away.message.migrate_to_chat_id == -1001000000500
    assert here.message.migrate_from_chat_id == -500


async def test_the_server_runs_by_itself_and_people_are_played_from_outside() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bot_api",
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().strip()

    async def control(action: str, **told: object) -> dict:
        async with web.post(f"{url}/control/{action}", json=told) as answer:
            return await answer.json()

    try:
        async with aiohttp.ClientSession() as web, Bot(TOKEN, base_url=f"{url}/bot") as bot:
            await control("person", id=101, first_name="Mai")
            await control("sends", id=101, text="/start")
            await bot.send_message(101, "Họp", reply_markup=CARD)
            assert (await control("picks", id=101, label="Vắng"))["ok"]
            missing = await control("picks", id=101, label="Trực tuyến")
            assert "sees no button" in missing["description"]
            assert (await control("screen", id=101))["result"]["text"] == "Họp"
            state = (await control("state"))["result"]
            assert (state["sent"], state["waiting_updates"]) == (1, 2)
            assert "not confirmed" in (await control("settled", within=0.05))["description"]
    finally:
        process.terminate()
        assert await process.wait() == 0
