"""Saying things on Telegram, at its pace, and what it means when they do not go out."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.constants import ParseMode
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.channels.pacer import Pacer
from bot.channels.telegram_errors import explained, is_away, seconds, unchanged
from bot.channels.telegram_http import form
from bot.channels.telegram_words import NAME, keyboard, pages, plain
from bot.chat import Card, Gone, MenuEntry, SendFailed, TryLater, Urgency
from bot.domain.chart import Chart
from bot.papers.chart_png import png

log = logging.getLogger(__name__)

AGAIN = (0.2, 1.0, 3.0)  # seconds between tries to say a plain line
MOST_WAITING = 20.0  # seconds in line before a message is put back rather than kept waiting
FAILING = 30.0  # seconds without an answer until the health page says that Telegram is away
MOST_CAPTION = 1024  # characters below a picture
NO_PREVIEW = {"is_disabled": True}


class TelegramSender:
    """What one bot can say."""

    name = NAME

    def __init__(self, bot: Bot, pacer: Pacer) -> None:
        self.bot = bot
        self._pacer = pacer
        self._closed_until = 0.0  # on the loop's clock
        self._failing_since: float | None = None  # likewise

    @property
    def is_failing(self) -> bool:
        """Whether Telegram has not answered for a while whatever we sent."""
        since = self._failing_since
        return since is not None and asyncio.get_running_loop().time() - since > FAILING

    async def call(self, method: str, **values: Any) -> Any:
        """Call a method of the Bot API and return its result as it came; raises TelegramError.

        For what every tap needs: the library's own methods take as long to make objects of the
        result, which nobody reads, as our turn takes. Values that are None are left out.
        """
        return await self.bot.request.post(f"{self.bot.base_url}/{method}", form(values))

    async def send(self, address: str, card: Card, urgency: Urgency) -> str:
        """Send a card, in several messages where it is too long; the buttons are on the last."""
        texts = pages(card)
        message_id = ""
        for number, text in enumerate(texts, start=1):
            await self._slot(urgency)
            async with self._explained():
                sent = await self.call(
                    "sendMessage",
                    chat_id=int(address),
                    text=text,
                    parse_mode=ParseMode.HTML,
                    reply_markup=keyboard(card) if number == len(texts) else None,
                    link_preview_options=NO_PREVIEW,
                )
                message_id = str(sent["message_id"])
        if card.picture is not None:
            await self._send_picture(address, card.picture, urgency)
        return message_id

    async def _send_picture(self, address: str, picture: Chart, urgency: Urgency) -> None:
        """Send a picture below its card, whose words say all of it: without it nothing is lost."""
        drawn = await asyncio.to_thread(png, picture)
        await self._slot(urgency)
        try:
            async with self._explained():
                await self.bot.send_photo(
                    int(address), drawn, caption=picture.title[:MOST_CAPTION], filename="chart.png"
                )
        except SendFailed as fault:
            log.info("a picture was not brought: %s", type(fault).__name__)

    async def edit(self, address: str, message_id: str, card: Card, urgency: Urgency) -> None:
        """Make a message show a card. A card of several messages cannot be shown in one: Gone."""
        texts = pages(card)
        if len(texts) > 1:
            raise Gone
        await self._slot(urgency)
        async with self._explained():
            try:
                await self.call(
                    "editMessageText",
                    chat_id=int(address),
                    message_id=int(message_id),
                    text=texts[0],
                    parse_mode=ParseMode.HTML,
                    reply_markup=keyboard(card),
                    link_preview_options=NO_PREVIEW,
                )
            except BadRequest as refused:
                if not unchanged(refused):
                    raise

    async def menu(self, address: str, entries: tuple[MenuEntry, ...]) -> None:
        """Show this person's commands behind the menu button."""
        async with self._explained():
            await self.bot.set_my_commands(
                [BotCommand(entry.command, entry.description) for entry in entries],
                scope=BotCommandScopeChat(int(address)),
            )

    async def publish(self, menus: Mapping[str, tuple[MenuEntry, ...]]) -> None:
        """Show these commands, by language, to whoever has no menu of their own."""
        for language, entries in menus.items():
            with suppress(TelegramError):
                await self.bot.set_my_commands(
                    [BotCommand(entry.command, entry.description) for entry in entries],
                    language_code=language,
                )

    async def can_reach(self) -> str | None:
        """None when Telegram knows the bot, else what is wrong in one line."""
        try:
            await self.bot.get_me()
        except InvalidToken:
            return "Telegram does not know this token."
        except TelegramError:
            return "Telegram does not answer."
        return None

    async def say(self, address: str, text: str) -> None:
        """A plain line; lost when the platform is away, since nothing hangs on it."""
        for wait in AGAIN:
            try:
                await self._slot(Urgency.REPLY)
                async with self._explained():
                    await self.call(
                        "sendMessage",
                        chat_id=int(address),
                        text=plain(text),
                        link_preview_options=NO_PREVIEW,
                    )
            except TryLater as busy:
                await asyncio.sleep(busy.after or wait)
            except SendFailed:
                return
            else:
                return

    async def _slot(self, urgency: Urgency) -> None:
        """Wait for a start time. Raises TryLater when that would take long."""
        closed = self._closed_until - asyncio.get_running_loop().time()
        if closed > MOST_WAITING:
            raise TryLater(closed, everyone=True)
        try:
            async with asyncio.timeout(MOST_WAITING):
                await self._pacer.slot(urgency)
        except TimeoutError:
            raise TryLater(AGAIN[1], everyone=True) from None

    @asynccontextmanager
    async def _explained(self) -> AsyncIterator[None]:
        """Turn Telegram's errors into the few that the rest of the bot knows."""
        try:
            yield
        except TelegramError as error:
            if isinstance(error, RetryAfter):
                self._silent_for(seconds(error))
            if is_away(error) and self._failing_since is None:
                self._failing_since = asyncio.get_running_loop().time()
            raise explained(error) from None
        else:
            self._failing_since = None

    def _silent_for(self, pause: float) -> None:
        self._pacer.pause(pause)
        until = asyncio.get_running_loop().time() + pause
        self._closed_until = max(self._closed_until, until)
