"""Fetching updates, each acknowledged once its turn has been committed.

Telegram knows one offset, before which everything is done. An update that takes its time holds the
offset back, not the people behind it: meanwhile the later ones are fetched and taken as well.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Bot
from telegram.error import Conflict, RetryAfter, TelegramError

from bot.channels.telegram_errors import seconds
from bot.tasks import Background

log = logging.getLogger(__name__)

Raw = dict[str, Any]

UPDATES = ["message", "callback_query", "my_chat_member"]
RAW_UPDATES = "get_Updates"  # in this spelling the library does not insist on parsing them for us
POLL_SECONDS = 25
TOGETHER = 0.3  # seconds that a batch is waited for before later updates are fetched
LONGEST_PAUSE = 30.0
# After a week of silence Telegram goes on from any number, even a smaller one: once it has told
# that nothing waits, everything is acknowledged and no number is held against the next update.
NONE = -1


class Polling:
    """Hands each update to `take` once, and asks for what comes after those taken."""

    def __init__(
        self, bot: Bot, take: Callable[[Raw], Coroutine[Any, Any, None]], background: Background
    ) -> None:
        self._bot = bot
        self._take = take
        self._background = background
        self._open: dict[int, asyncio.Task[None]] = {}
        self._taken: set[int] = set()  # behind one that is still open
        self._again: set[int] = set()  # whose taking broke off
        self._newest = NONE

    async def run(self) -> None:
        """Fetch for ever. What has been fetched is finished even when this is cancelled."""
        failures = 0
        while True:
            try:
                batch = await self._fetch()
            except TelegramError as fault:
                failures += 1
                await asyncio.sleep(_pause(fault, failures))
                continue
            failures = 0
            fresh = [self._begin(raw) for raw in batch]
            if not batch:
                self._newest = NONE
            if self._open:
                await asyncio.wait(self._open.values(), timeout=TOGETHER)
            elif batch and not any(fresh):
                await asyncio.sleep(1.0)  # updates without a number can never be acknowledged
            self._sum_up()

    async def _fetch(self) -> list[Raw]:
        wait = 0 if self._open else POLL_SECONDS
        found: list[Raw] = await self._bot.do_api_request(
            RAW_UPDATES,
            api_kwargs={"offset": self._offset(), "timeout": wait, "allowed_updates": UPDATES},
            read_timeout=wait + 10,
        )
        return found

    def _offset(self) -> int:
        """The first update that is not done."""
        return min((*self._open, *self._again), default=self._newest + 1)

    def _begin(self, raw: Raw) -> bool:
        """Start taking an update; False for one that is known already."""
        number = raw.get("update_id")
        if not isinstance(number, int) or number in self._open or number in self._taken:
            return False
        self._newest = max(self._newest, number)
        self._again.discard(number)
        self._open[number] = self._background.spawn(self._take(raw))
        return True

    def _sum_up(self) -> None:
        for number, task in list(self._open.items()):
            if task.done():
                del self._open[number]
                broken_off = task.cancelled() or task.exception() is not None
                (self._again if broken_off else self._taken).add(number)
        offset = self._offset()
        self._taken = {number for number in self._taken if number >= offset}


def _pause(fault: TelegramError, failures: int) -> float:
    """Seconds to wait after so many failures in a row."""
    if isinstance(fault, RetryAfter):
        return seconds(fault)
    if isinstance(fault, Conflict):
        log.error("another program polls with the same token")
    else:
        log.warning("polling failed: %s", type(fault).__name__)
    return float(min(LONGEST_PAUSE, 0.5 * 2 ** min(failures, 10)))
