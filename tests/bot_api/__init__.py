"""A strict Telegram Bot API server on loopback, for tests, benchmarks and the curious.

async with BotApiServer() as api:
    mai = api.person(101, "Mai")
    ...start the bot with `api.url` and `api.token`...
    await mai.sends("/start CODE")
    await mai.picks("Có mặt")
    assert "Đã ghi" in mai.sees
"""

from tests.bot_api.chats import Message, Press, Toast
from tests.bot_api.errors import ApiError
from tests.bot_api.keyboards import Button
from tests.bot_api.records import Call, Sent, busiest_second
from tests.bot_api.server import TOKEN, BotApiServer

__all__ = [
    "TOKEN",
    "ApiError",
    "BotApiServer",
    "Button",
    "Call",
    "Message",
    "Press",
    "Sent",
    "Toast",
    "busiest_second",
]
