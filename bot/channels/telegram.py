"""Telegram: buttons under the card, the same message edited in place."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any, TypeVar

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.pacer import Pacer
from bot.channels.telegram_polling import UPDATES, Polling
from bot.channels.telegram_sender import TelegramSender
from bot.channels.telegram_words import NAME, Heard, Migrated, hear, sender_of
from bot.chat import Asked, Pick, Toast
from bot.screens import Screens
from bot.tasks import Background
from bot.turns import NotTaken, Outcome, Turns
from storage import people

log = logging.getLogger(__name__)

RETRY = (0.2, 1.0, 3.0, 10.0)  # seconds before a turn that was not taken is tried again
MOST_TOAST = 200
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # a header's name, no secret

T = TypeVar("T")


@dataclass
class _Queue:
    """The updates of one conversation, one at a time, in the order they came."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class TelegramChannel(TelegramSender):
    """One bot on Telegram: what it hears, beside what it can say."""

    def __init__(self, bot: Bot, pacer: Pacer, turns: Turns, background: Background) -> None:
        super().__init__(bot, pacer)
        self._turns = turns
        self._background = background
        self._screens: Screens | None = None
        self._queues: dict[str, _Queue] = {}
        self._polling = Polling(bot, self._insist, background)
        self.met = asyncio.Event()

    def attach(self, screens: Screens) -> None:
        """Say who shows the answers; screens know the channels, so they come second."""
        self._screens = screens

    @property
    def away(self) -> bool:
        """Whether Telegram does not answer, since the start or for a while."""
        return not self.met.is_set() or self.is_failing

    async def meet(self) -> None:
        """Learn from Telegram who we are; until then nothing is heard. Raises TelegramError."""
        await self.bot.initialize()
        self.met.set()

    async def poll(self) -> None:
        """Fetch updates for ever. An update is acknowledged once its turn has been committed."""
        await self.met.wait()
        await self.bot.delete_webhook()  # nothing that is pending is dropped by it
        await self._polling.run()

    async def listen(self, url: str, secret: str) -> None:
        """Have Telegram bring updates to `url`."""
        await self.met.wait()
        await self.bot.set_webhook(
            url, secret_token=secret, allowed_updates=UPDATES, max_connections=40
        )

    async def take(self, raw: dict[str, Any]) -> None:
        """Take one update; returns once its turn is committed. Raises NotTaken to have it again."""
        if not self.met.is_set():
            raise NotTaken
        heard = await self._hear(raw)
        if heard is not None:
            async with self._in_order(heard.asked.address):
                await self._turn(heard)

    async def _insist(self, raw: dict[str, Any]) -> None:
        """Take one update, as often as it needs; what the same person did later waits for it."""
        heard = await _until_taken(lambda: self._hear(raw))
        if heard is not None:
            async with self._in_order(heard.asked.address):
                await _until_taken(lambda: self._turn(heard))

    async def _hear(self, raw: dict[str, Any]) -> Heard | None:
        """Understand an update; None for one that asks nothing or cannot be read."""
        try:
            heard = hear(raw, self.bot)
        except Exception as fault:
            await self._set_aside(raw, fault)
            return None
        if isinstance(heard, Migrated):
            await self._migrated(heard)
            return None
        return heard

    async def _turn(self, heard: Heard) -> None:
        outcome = await self._turns.take(heard.asked)
        self._background.spawn(self._answer(heard, outcome))

    async def _set_aside(self, raw: dict[str, Any], fault: Exception) -> None:
        """Put an unreadable update away, and say so to whoever sent it, if that can be read."""
        number, sender = raw.get("update_id"), sender_of(raw)
        if not isinstance(number, int):
            log.error("an update without a number is dropped: %s", type(fault).__name__)
            return
        code = await self._turns.set_aside(NAME, number, fault)
        if code is not None and sender is not None:
            self._background.spawn(self.say(sender.address, self._turns.apology(sender, code)))

    @asynccontextmanager
    async def _in_order(self, address: str) -> AsyncIterator[None]:
        """What one person does is taken in order; people never wait for each other."""
        queue = self._queues.setdefault(address, _Queue())
        queue.length += 1
        try:
            async with queue.lock:
                yield
        finally:
            queue.length -= 1
            if queue.length == 0:
                del self._queues[address]

    async def _migrated(self, group: Migrated) -> None:
        """A group has a new number, which its account follows. Raises NotTaken."""
        try:
            await self._turns.database.certain(
                lambda db: people.moved(db, NAME, group.old, group.new)
            )
        except Exception as fault:
            log.warning("a new number could not be stored: %s", type(fault).__name__)
            raise NotTaken from fault

    async def _answer(self, heard: Heard, outcome: Outcome) -> None:
        asked = heard.asked
        tapped = asked.deed.message_id if isinstance(asked.deed, Pick) else None
        if heard.query_id is not None:
            self._background.spawn(self._acknowledge(heard.query_id, asked, outcome))
        elif isinstance(outcome.reply, Toast):
            await self.say(asked.address, outcome.reply.text)
        if self._screens is not None:
            await self._screens.present(outcome, tapped)

    async def _acknowledge(self, query_id: str, asked: Asked, outcome: Outcome) -> None:
        """Stop the button's spinner. Too late is no harm to a card; bare words are then sent."""
        reply = outcome.reply
        text = reply.text if isinstance(reply, Toast) else reply.toast if reply else ""
        long = len(text) > MOST_TOAST
        heard = not long
        try:
            await self.call(
                "answerCallbackQuery",
                callback_query_id=query_id,
                text=None if long or not text else text,
                show_alert=isinstance(reply, Toast) and reply.alert and not long,
            )
        except TelegramError as fault:
            heard = not isinstance(reply, Toast)
            log.info("a tap was not acknowledged: %s", type(fault).__name__)
        if text and not heard:
            await self.say(asked.address, text)


async def _until_taken(act: Callable[[], Awaitable[T]]) -> T:
    for wait in chain(RETRY, repeat(RETRY[-1])):
        try:
            return await act()
        except NotTaken:
            await asyncio.sleep(wait)
    raise AssertionError("repeat() has an end")
