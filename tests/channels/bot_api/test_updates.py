"""Updates reach the bot by polling or by webhook, and stay until it has confirmed them."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, Conflict

from tests.bot_api import BotApiServer
from tests.channels.bot_api.calls import Ask, outcome
from tests.people import OnTelegram


class Listener:
    """Where a webhook points to: notes what arrives, answers with `status`."""

    def __init__(self) -> None:
        self.url = ""
        self.status = 200
        self.pause = 0.0
        self.got: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.most_at_once = 0
        self._now_inside = 0

    async def hear(self, request: web.BaseRequest) -> web.Response:
        self._now_inside += 1
        self.most_at_once = max(self.most_at_once, self._now_inside)
        self.got.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        await asyncio.sleep(self.pause)
        self._now_inside -= 1
        return web.Response(status=self.status)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.got]


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    listener = Listener()
    runner = web.ServerRunner(web.Server(listener.hear), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listener.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield listener
    await runner.cleanup()


async def texts(bot: Bot, offset: int | None = None) -> list[str | None]:
    updates = await bot.get_updates(offset)
    return [update.message.text for update in updates if update.message]


async def test_a_poll_waits_for_news(bot: Bot, mai: OnTelegram) -> None:
    began = time.monotonic()
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(bot.get_updates(timeout=10))
        await asyncio.sleep(0.05)
        await mai.sends("một", wait=False)
    assert [u.message.text for u in poll.result() if u.message] == ["một"]
    assert 0.04 < time.monotonic() - began < 2


async def test_a_poll_without_news_comes_back_empty(bot: Bot) -> None:
    began = time.monotonic()
    assert await bot.get_updates(timeout=1) == ()
    assert 0.9 < time.monotonic() - began < 3


async def test_updates_stay_until_an_offset_confirms_them(
    api: BotApiServer, bot: Bot, mai: OnTelegram
) -> None:
    for word in ("một", "hai", "ba"):
        await mai.sends(word, wait=False)
    first, *_ = await bot.get_updates(limit=1)
    assert await texts(bot) == ["một", "hai", "ba"]
    assert await texts(bot, first.update_id + 1) == ["hai", "ba"]
    assert await texts(bot, -1) == ["ba"]
    assert await texts(bot, first.update_id + 3) == []
    assert (api.updates.confirmed, api.updates.done) == (first.update_id + 2, 3)


async def test_of_two_polls_the_older_ends_with_a_conflict(
    api: BotApiServer, bot: Bot, mai: OnTelegram
) -> None:
    another = Bot(api.token, base_url=f"{api.url}/bot")
    async with another, asyncio.TaskGroup() as group:
        older = group.create_task(outcome(bot.get_updates(timeout=10)))
        await asyncio.sleep(0.05)
        newer = group.create_task(outcome(another.get_updates(timeout=10)))
        ended = await older
        await mai.sends("một", wait=False)
    assert isinstance(ended, Conflict)
    assert "terminated by other getUpdates request" in ended.message
    assert len(newer.result()) == 1


async def test_only_the_kinds_asked_for_are_kept(bot: Bot, mai: OnTelegram) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    await mai.sends("không nghe", wait=False)
    await mai.presses_data("x", wait=False)
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    await bot.get_updates(update.update_id + 1, allowed_updates=[])
    await mai.sends("nghe", wait=False)
    assert await texts(bot) == ["nghe"]


async def test_an_update_no_library_can_read_can_be_fed(
    api: BotApiServer, bot: Bot, mai: OnTelegram, ask: Ask
) -> None:
    poison = api.feed({"message": {"message_id": 1}})
    await mai.sends("một", wait=False)
    told = await ask("getUpdates")
    assert [update["update_id"] for update in told["result"]] == [poison.id, poison.id + 1]
    with pytest.raises(KeyError):
        await bot.get_updates()


async def test_a_webhook_gets_what_waited_and_what_comes(
    api: BotApiServer, bot: Bot, mai: OnTelegram, listener: Listener
) -> None:
    await mai.sends("trước", wait=False)
    await bot.set_webhook(listener.url, secret_token="a-secret_1")
    await api.settled()
    await mai.sends("sau")
    assert listener.texts == ["trước", "sau"]
    assert listener.secrets == ["a-secret_1", "a-secret_1"]
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.max_connections) == (listener.url, 0, 40)


async def test_polling_is_refused_beside_a_webhook(
    api: BotApiServer, bot: Bot, listener: Listener
) -> None:
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(outcome(bot.get_updates(timeout=10)))
        await asyncio.sleep(0.05)
        await bot.set_webhook(listener.url)
    assert isinstance(poll.result(), Conflict)
    assert "terminated by setWebhook request" in poll.result().message
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_failing_webhook_gets_its_update_again_and_in_order(
    api: BotApiServer, bot: Bot, mai: OnTelegram, listener: Listener
) -> None:
    listener.status = 500
    await bot.set_webhook(listener.url)
    await mai.sends("một", wait=False)
    await mai.sends("hai", wait=False)
    await asyncio.sleep(0.12)
    info = await bot.get_webhook_info()
    assert info.last_error_message is not None
    assert "Wrong response from the webhook: 500" in info.last_error_message
    assert info.pending_update_count == 2

    listener.status = 204
    await api.settled()
    assert listener.texts[0] == listener.texts[1] == "một"
    assert listener.texts[-2:] == ["một", "hai"]


async def test_conversations_go_side_by_side_but_each_in_order(
    api: BotApiServer, bot: Bot, listener: Listener
) -> None:
    listener.pause = 0.02
    await bot.set_webhook(listener.url, max_connections=3)
    people = [api.person(number, f"Đồng chí {number}") for number in range(1, 7)]
    for word in ("một", "hai"):
        for person in people:
            await person.sends(f"{person.id} {word}", wait=False)
    await api.settled()
    assert listener.most_at_once == 3
    for person in people:
        said = [text for text in listener.texts if text.startswith(f"{person.id} ")]
        assert said == [f"{person.id} một", f"{person.id} hai"]


async def test_an_update_can_be_delivered_twice(
    api: BotApiServer, bot: Bot, mai: OnTelegram, listener: Listener
) -> None:
    await bot.set_webhook(listener.url)
    press = await mai.presses_data("yes", wait=False)
    await bot.answer_callback_query(press.id)
    await api.settled()
    api.redeliver(press.update_id)
    await api.settled()
    assert [update["update_id"] for update in listener.got] == [press.update_id] * 2


async def test_pending_updates_can_be_dropped(bot: Bot, mai: OnTelegram) -> None:
    await mai.sends("cũ", wait=False)
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"url": "http://example.org/hook"}, "An https url must be provided for webhook"),
        ({"url": "https://example.org", "secret_token": "bí mật"}, "unallowed characters"),
        ({"url": "https://example.org", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_a_webhook_that_cannot_be_is_refused(
    bot: Bot, wish: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await bot.set_webhook(**wish)
