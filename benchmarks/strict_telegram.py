"""Telegram as far away as it is, and as strict: latency, thirty messages a second, flood waits."""

import asyncio
import time
from typing import Any

from benchmarks.fake_bot_api import answer, reply
from benchmarks.tap_driver import TapDriver
from tests.bot_api.errors import ApiError
from tests.bot_api.limits import FloodControl

LIMIT = 30  # sends and edits in any second
LATENCY = 0.1  # seconds from a call to its answer
COUNTED = frozenset({"sendMessage", "editMessageText"})


class StrictTelegram(TapDriver):
    """Answers `LATENCY` seconds late and refuses what comes over `LIMIT` in any second.

    `sent` holds when each message arrived (seconds of the monotonic clock) and for whom, `counted`
    when anything arrived that the limit counts. After `flood_at` messages everything is refused for
    `flood_wait` seconds, once.
    """

    def __init__(self, *, flood_at: int = 0, flood_wait: float = 0.0) -> None:
        super().__init__()
        self.sent: list[tuple[float, int]] = []
        self.counted: list[float] = []
        self.refused = 0
        self._arrived = asyncio.Event()
        self._flood = FloodControl(LIMIT, None, 1)
        self._flood_at, self._flood_wait = flood_at, flood_wait

    async def until_sent(self, count: int) -> None:
        """Wait until so many messages have arrived; raises TimeoutError after two minutes."""
        async with asyncio.timeout(120):
            while len(self.sent) < count:
                self._arrived.clear()
                await self._arrived.wait()

    def perform(self, method: str, given: dict[str, str]) -> Any:
        """Do it, or refuse it as Telegram does."""
        if method not in COUNTED:
            return super().perform(method, given)
        now, chat = time.monotonic(), int(given["chat_id"])
        if self._flood_at and len(self.sent) == self._flood_at:
            self._flood.close(self._flood_wait, now)
            self._flood_at = 0
        try:
            self._flood.admit(chat, now)
        except ApiError as refusal:
            self.refused += 1
            return refusal
        self.counted.append(now)
        if method == "sendMessage":
            self.sent.append((now, chat))
            self._arrived.set()
        return super().perform(method, given)

    def respond(self, transport: asyncio.Transport, result: Any) -> None:
        """Let the bot know what came of its call, late."""
        asyncio.get_running_loop().call_later(LATENCY, _arrive, transport, result)


def _arrive(transport: asyncio.Transport, result: Any) -> None:
    if isinstance(result, ApiError):
        answer(transport, b"429 Too Many Requests", result.body)
    else:
        reply(transport, result)
