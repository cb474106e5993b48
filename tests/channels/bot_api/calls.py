"""How these tests call the server, and what a call came to."""

from collections.abc import Awaitable, Callable
from typing import Any

from telegram.error import TelegramError

Ask = Callable[..., Awaitable[dict[str, Any]]]


async def outcome(call: Awaitable[Any]) -> Any:
    """The answer of a call, or the error it ended with."""
    try:
        return await call
    except TelegramError as error:
        return error
