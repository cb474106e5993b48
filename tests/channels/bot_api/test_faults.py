"""What goes wrong on Telegram's side can be made to go wrong."""

import asyncio
import time
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from tests.bot_api import BotApiServer, busiest_second
from tests.channels.bot_api.calls import outcome
from tests.people import OnTelegram


async def send(bot: Bot, chat_id: int, times: int) -> list[str]:
    """Send so many at once; what became of each."""
    sends = (outcome(bot.send_message(chat_id, f"số {n}")) for n in range(times))
    ends = await asyncio.gather(*sends)
    return [type(end).__name__ for end in ends]


async def test_more_than_thirty_in_a_second_are_refused(
    api: BotApiServer, bot: Bot, mai: OnTelegram
) -> None:
    ends = await send(bot, mai.id, 35)
    assert (ends.count("Message"), ends.count("RetryAfter")) == (30, 5)
    assert (len(api.sent), len(mai.messages), api.flood.refused) == (30, 30, 5)
    assert busiest_second(api.sent) == 30
    press = await mai.presses_data("x", wait=False)
    assert await bot.answer_callback_query(press.id)
    with pytest.raises(RetryAfter) as refused:
        await bot.edit_message_text("x", mai.id, mai.messages[0].id)
    assert refused.value.retry_after == timedelta(seconds=1)
    await asyncio.sleep(1.05)
    await bot.send_message(mai.id, "sau một giây")


async def test_a_group_takes_so_many_a_minute() -> None:
    async with (
        BotApiServer(group_limit=20, rate_limit=None) as api,
        Bot(api.token, base_url=f"{api.url}/bot") as bot,
    ):
        group = api.group(-500, "Chi bộ")
        ends = await send(bot, group.chat.id, 22)
        assert (ends.count("Message"), ends.count("RetryAfter")) == (20, 2)
        refused = await outcome(bot.send_message(group.chat.id, "x"))
        assert refused.retry_after > timedelta(seconds=55)


async def test_one_flood_wait_can_be_called_out(
    api: BotApiServer, bot: Bot, mai: OnTelegram
) -> None:
    api.refuse_sends_for(0.2)
    assert await send(bot, mai.id, 2) == ["RetryAfter"] * 2
    await asyncio.sleep(0.25)
    assert await send(bot, mai.id, 2) == ["Message"] * 2


@pytest.mark.parametrize(
    ("knobs", "error"),
    [
        ({"status": 500}, NetworkError),
        ({"status": 502}, NetworkError),
        ({"status": 403}, Forbidden),
        ({"status": 400, "description": "Bad Request: CHAT_RESTRICTED"}, BadRequest),
        ({"retry_after": 7}, RetryAfter),
    ],
)
async def test_a_call_can_be_made_to_fail(
    api: BotApiServer, bot: Bot, mai: OnTelegram, knobs, error: type[TelegramError]
) -> None:
    api.fail_next("sendMessage", **knobs, times=2, after=1)
    await bot.send_message(mai.id, "1")
    for _ in range(2):
        with pytest.raises(error):
            await bot.send_message(mai.id, "2")
    await bot.send_message(mai.id, "3")
    assert [message.text for message in mai.messages] == ["1", "3"]
    assert [call.refusal is None for call in api.called("sendMessage")] == [1, 0, 0, 1]


async def test_an_answer_can_get_lost_after_the_message_went_out(
    api: BotApiServer, bot: Bot, mai: OnTelegram
) -> None:
    api.lose_next("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(mai.id, "tới rồi")
    assert mai.sees == "tới rồi"


@pytest.mark.parametrize(("done", "shown"), [(False, ""), (True, "x")])
async def test_a_call_can_hang(
    api: BotApiServer, bot: Bot, mai: OnTelegram, done: bool, shown: str
) -> None:
    api.hang_next("sendMessage", done=done)
    with pytest.raises(TimedOut):
        await bot.send_message(mai.id, "x", read_timeout=0.2)
    assert mai.sees == shown


async def test_a_poll_that_hangs_leaves_its_updates_waiting(
    api: BotApiServer, bot: Bot, mai: OnTelegram
) -> None:
    api.hang_next("getUpdates")
    await mai.sends("một", wait=False)
    with pytest.raises(TimedOut):
        await bot.get_updates(read_timeout=0.2)
    (update,) = await bot.get_updates()
    await bot.get_updates(update.update_id + 1)
    await api.settled()


async def test_telegram_can_be_gone(api: BotApiServer, bot: Bot, mai: OnTelegram) -> None:
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(outcome(bot.get_updates(timeout=10)))
        await asyncio.sleep(0.05)
        api.outage(True)
    assert isinstance(poll.result(), NetworkError)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(mai.id, "x")
    api.outage(True, hang_up=True)
    with pytest.raises(NetworkError, match="disconnected"):
        await bot.send_message(mai.id, "x")
    api.outage(False)
    await bot.send_message(mai.id, "lại có mạng")
    assert [message.text for message in mai.messages] == ["lại có mạng"]


async def test_latency_is_that_of_a_network(api: BotApiServer, bot: Bot, mai: OnTelegram) -> None:
    api.latency = 0.1
    began = time.monotonic()
    assert await send(bot, mai.id, 10) == ["Message"] * 10
    assert 0.1 <= time.monotonic() - began < 0.9
    assert max(sent.at for sent in api.sent) - began < 0.5


async def test_somebody_can_block_the_bot_without_a_word(
    api: BotApiServer, bot: Bot, mai: OnTelegram
) -> None:
    api.block(mai)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(mai.id, "x")
    assert api.updates.waiting == {}


async def test_recording_can_be_switched_off(api: BotApiServer, bot: Bot, mai: OnTelegram) -> None:
    heard: list[str] = []
    api.recording = False
    api.calls.clear()
    api.on_call.append(lambda call: heard.append(call.method))
    await bot.send_message(mai.id, "x")
    assert (api.calls, heard, len(api.sent)) == ([], ["sendMessage"], 1)
