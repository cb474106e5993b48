"""The real python-telegram-bot in front of the server of the tests."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from tests.bot_api import BotApiServer
from tests.channels.bot_api.calls import Ask
from tests.people import OnTelegram


@pytest.fixture
async def api() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        yield server


@pytest.fixture(autouse=True)
def _retry_after_is_a_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # else every RetryAfter comes with a deprecation


@pytest.fixture
async def bot(api: BotApiServer) -> AsyncIterator[Bot]:
    plain: dict[str, Any] = {"verify": False}  # certificates take 0.1 s to read, and nobody asks
    async with Bot(
        api.token,
        base_url=f"{api.url}/bot",
        base_file_url=f"{api.url}/file/bot",
        request=HTTPXRequest(httpx_kwargs=plain),
        get_updates_request=HTTPXRequest(httpx_kwargs=plain),
    ) as bot:
        yield bot


@pytest.fixture
def mai(api: BotApiServer) -> OnTelegram:
    """Somebody who has pressed start, of which the bot has heard."""
    person = api.person(101, "Mai")
    person.account.pressed_start = True
    return person


@pytest.fixture
async def ask(api: BotApiServer) -> AsyncIterator[Ask]:
    """Call a method as no library would: `await ask("sendMessage", text="")`."""
    async with aiohttp.ClientSession() as web:

        async def call(method: str, **params: Any) -> dict[str, Any]:
            address = f"{api.url}/bot{api.token}/{method}"
            async with web.post(address, json=params) as answer:
                told: dict[str, Any] = await answer.json()
                assert answer.status == told.get("error_code", 200)
                return told

        yield call
