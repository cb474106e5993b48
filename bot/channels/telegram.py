"""Telegram: buttons under the card, the same message edited in place."""

import asyncio
import hmac
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any

from telegram import Bot, BotCommand, BotCommandScopeChat, LinkPreviewOptions, Message, Update
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.pacer import Pacer
from bot.channels.telegram_words import NAME, keyboard, pages, understand
from bot.chat import (
    Asked,
    Card,
    Gone,
    MenuEntry,
    Moved,
    Pick,
    Rejected,
    SendFailed,
    Toast,
    TryLater,
    Unreachable,
    Urgency,
)
from bot.screens import Screens
from bot.tasks import Background
from bot.turns import NotTaken, Outcome, Turns
from storage import people

log = logging.getLogger(__name__)

UPDATES = ["message", "callback_query", "my_chat_member"]
RAW_UPDATES = "get_Updates"  # in this spelling the library does not insist on parsing them for us
POLL_SECONDS = 25
RETRY = (0.2, 1.0, 3.0, 10.0, 30.0)  # seconds before a turn that was not taken is tried again
MOST_TOAST = 200
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass
class _Queue:
    """The updates of one conversation, one at a time, in the order they came."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class TelegramChannel:
    """One bot on Telegram."""

    name = NAME

    def __init__(self, bot: Bot, pacer: Pacer, turns: Turns, background: Background) -> None:
        self.bot = bot
        self._pacer = pacer
        self._turns = turns
        self._background = background
        self._screens: Screens | None = None
        self._queues: dict[str, _Queue] = {}

    def attach(self, screens: Screens) -> None:
        """Say who shows the answers; screens know the channels, so they come second."""
        self._screens = screens

    # Sending -----------------------------------------------------------------------------------

    async def send(self, address: str, card: Card, urgency: Urgency) -> str:
        """Send a card, in several messages where it is too long; the buttons are on the last."""
        texts = pages(card)
        message_id = ""
        for number, text in enumerate(texts, start=1):
            await self._pacer.slot(urgency)
            async with self._explained():
                sent: Message = await self.bot.send_message(
                    chat_id=int(address),
                    text=text,
                    parse_mode=ParseMode.HTML,
                    reply_markup=keyboard(card) if number == len(texts) else None,
                    link_preview_options=NO_PREVIEW,
                )
                message_id = str(sent.message_id)
        return message_id

    async def edit(self, address: str, message_id: str, card: Card, urgency: Urgency) -> None:
        """Make a message show a card. A card of several messages cannot be shown in one: Gone."""
        texts = pages(card)
        if len(texts) > 1:
            raise Gone
        await self._pacer.slot(urgency)
        async with self._explained():
            try:
                await self.bot.edit_message_text(
                    chat_id=int(address),
                    message_id=int(message_id),
                    text=texts[0],
                    parse_mode=ParseMode.HTML,
                    reply_markup=keyboard(card),
                    link_preview_options=NO_PREVIEW,
                )
            except BadRequest as refused:
                if "not modified" not in refused.message.lower():
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

    # Taking ------------------------------------------------------------------------------------

    async def poll(self) -> None:
        """Fetch updates for ever. An update is acknowledged once its turn has been committed."""
        offset, failures = 0, 0
        while True:
            try:
                batch = await self._fetch(offset)
                failures = 0
            except Conflict:
                log.error("another program polls with the same token; waiting")
                await asyncio.sleep(RETRY[-1])
                continue
            except RetryAfter as busy:
                await asyncio.sleep(_seconds(busy))
                continue
            except TelegramError as fault:
                failures += 1
                log.warning("polling failed: %s", type(fault).__name__)
                await asyncio.sleep(min(30.0, 0.5 * 2**failures))
                continue
            if batch:
                await asyncio.gather(*(self._insist(raw) for raw in batch))
                offset = max(raw["update_id"] for raw in batch) + 1

    async def listen(self, url: str, secret: str) -> None:
        """Have Telegram bring updates to `url`."""
        await self.bot.set_webhook(
            url, secret_token=secret, allowed_updates=UPDATES, max_connections=40
        )

    async def stop_listening(self) -> None:
        """Give up the webhook, so that polling may begin; nothing pending is dropped."""
        await self.bot.delete_webhook()

    async def take(self, raw: dict[str, Any]) -> None:
        """Take one update; returns once its turn is committed. Raises NotTaken to have it again."""
        number = raw.get("update_id")
        try:
            update = Update.de_json(raw, self.bot)
            asked = understand(update, self.bot.username)
        except Exception as fault:
            await self._turns.set_aside(NAME, number, fault)
            return
        if update.message is not None and update.message.migrate_to_chat_id:
            await self._migrated(update.message)
        if asked is None:
            return
        async with self._in_order(asked.address):
            outcome = await self._turns.take(asked)
        self._background.spawn(self._answer(update, asked, outcome))

    async def _fetch(self, offset: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.bot.do_api_request(
            RAW_UPDATES,
            api_kwargs={"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": UPDATES},
            read_timeout=POLL_SECONDS + 10,
        )
        return found

    async def _insist(self, raw: dict[str, Any]) -> None:
        """Take an update, as often as it needs."""
        for wait in chain(RETRY, repeat(RETRY[-1])):
            try:
                await self.take(raw)
            except NotTaken:
                await asyncio.sleep(wait)
            else:
                return

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

    async def _migrated(self, message: Message) -> None:
        async with self._turns.database.transaction() as db:
            await people.moved(db, NAME, str(message.chat.id), str(message.migrate_to_chat_id))

    async def _answer(self, update: Update, asked: Asked, outcome: Outcome) -> None:
        tapped = asked.deed.message_id if isinstance(asked.deed, Pick) else None
        if update.callback_query is not None:
            self._background.spawn(self._acknowledge(update.callback_query.id, asked, outcome))
        elif isinstance(outcome.reply, Toast):
            await self._say(asked.address, outcome.reply.text)
        if self._screens is not None:
            await self._screens.present(outcome, tapped)

    async def _acknowledge(self, query_id: str, asked: Asked, outcome: Outcome) -> None:
        """Stop the button's spinner. Too late is no harm: the card says it all."""
        reply = outcome.reply
        text = reply.text if isinstance(reply, Toast) else reply.toast if reply else ""
        long = len(text) > MOST_TOAST
        with suppress(TelegramError):
            await self.bot.answer_callback_query(
                query_id,
                text=None if long or not text else text,
                show_alert=isinstance(reply, Toast) and reply.alert and not long,
            )
        if long:
            await self._say(asked.address, text)

    async def _say(self, address: str, text: str) -> None:
        """A plain line; lost when the platform is away, since nothing hangs on it."""
        for wait in RETRY[:3]:
            try:
                await self._pacer.slot(Urgency.REPLY)
                async with self._explained():
                    await self.bot.send_message(int(address), text, link_preview_options=NO_PREVIEW)
            except TryLater as busy:
                await asyncio.sleep(busy.after or wait)
            except SendFailed:
                return
            else:
                return

    @asynccontextmanager
    async def _explained(self) -> AsyncIterator[None]:
        """Turn Telegram's errors into the few that the rest of the bot knows."""
        try:
            yield
        except RetryAfter as busy:
            self._pacer.pause(_seconds(busy))
            raise TryLater(_seconds(busy), everyone=True) from None
        except ChatMigrated as moved:
            raise Moved(str(moved.new_chat_id)) from None
        except Forbidden as no:
            raise Unreachable(_forbidden(no.message)) from None
        except BadRequest as bad:
            raise _refused(bad) from None
        except (TimedOut, NetworkError):
            raise TryLater from None
        except TelegramError as fault:
            raise Rejected(type(fault).__name__) from None


def secret_matches(expected: str, given: str | None) -> bool:
    """Compare a webhook's secret without telling by the time it takes."""
    return given is not None and hmac.compare_digest(expected.encode(), given.encode())


def _seconds(busy: RetryAfter) -> float:
    return busy._retry_after.total_seconds()


def _forbidden(description: str) -> str:
    text = description.lower()
    for word, why in (
        ("blocked", "blocked"),
        ("deactivated", "deleted"),
        ("initiate", "never started"),
        ("kicked", "removed"),
    ):
        if word in text:
            return why
    return "forbidden"


def _refused(bad: BadRequest) -> SendFailed:
    text = bad.message.lower()
    if "chat not found" in text or "user not found" in text or "peer_id_invalid" in text:
        return Unreachable("never started")
    if (
        "message to edit not found" in text
        or "can't be edited" in text
        or ("message_id_invalid" in text)
    ):
        return Gone()
    return Rejected(bad.message)
