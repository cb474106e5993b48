"""Telegram itself, in memory: who exists, what stands in which chat, what happens when one acts."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

from tests.bot_api.chats import (
    Account,
    Chat,
    Message,
    Press,
    StoredFile,
    is_supergroup,
    own_ids,
)
from tests.bot_api.errors import ApiError, Json, bad_request, forbidden
from tests.bot_api.markup import commands_in
from tests.bot_api.menus import Menus
from tests.bot_api.updates import UpdateQueue

PRESS_LIVES_FOR = 15.0
AN_ORDINARY_DAY = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
_ADDRESSED = re.compile(r"/\w+(?:@(\w+))?(?:\s|$)")


class Telegram:
    """The state behind the server. `now` gives the aware time that dates the messages."""

    def __init__(self, bot: Account, now: Callable[[], datetime]) -> None:
        self.bot = bot
        self._now = now
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.presses: dict[str, Press] = {}
        self.unanswered: dict[str, Press] = {}
        self.every_press_is_too_old = False
        self.menus = Menus()
        self.updates = UpdateQueue()
        self._message_ids = count(1)
        self._press_ids = count(1)

    def now(self) -> int:
        """Unix seconds, as messages are dated."""
        return int(self._now().timestamp())

    def add_person(self, account: Account) -> Chat:
        assert account.id not in self.chats, f"{account.id} is {self.chats[account.id].json}"
        return self._add(Chat(account.id, self._message_ids, account))

    def add_group(self, chat_id: int, title: str) -> Chat:
        ids = own_ids() if is_supergroup(chat_id) else self._message_ids
        return self._add(Chat(chat_id, ids, title=title))

    def chat(self, chat_id: object) -> Chat:
        """The chat a bot means by `chat_id`, which it may at least look at."""
        chat = self._found(chat_id)
        if chat.person is not None and not chat.person.pressed_start:
            raise bad_request("chat not found")
        return chat

    def open_chat(self, chat_id: object) -> Chat:
        """The chat, if the bot may write there; otherwise the refusal Telegram would give."""
        chat = self._found(chat_id)
        refusal = _closed_to_the_bot(chat)
        if refusal is not None:
            raise refusal
        return chat

    def _found(self, chat_id: object) -> Chat:
        if chat_id in (None, ""):
            raise bad_request("chat_id is empty")
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def _add(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        return chat

    def post(self, chat: Chat, sender: Account, text: str = "") -> Message:
        """A new message at the bottom of the chat, not yet told to anybody."""
        message = Message(next(chat.ids), chat, sender, self.now(), text=text)
        message.changed_at = time.monotonic()
        return chat.add(message)

    def keep_file(self, name: str, content: bytes, mime_type: str, photo: bool) -> StoredFile:
        number = len(self.files) + 1
        stored = StoredFile(f"{'photo' if photo else 'file'}{number}", name, content, mime_type)
        stored.is_photo = photo
        self.files[stored.id] = stored
        return stored

    def says(
        self,
        account: Account,
        chat: Chat,
        text: str,
        *,
        file: StoredFile | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Somebody writes into a chat; the bot hears it if Telegram lets it."""
        if chat.person is not None:
            account.pressed_start = True
        message = self.post(chat, account, text)
        message.entities = commands_in(text)
        message.file, message.reply_to = file, reply_to
        if self._bot_hears(message):
            self.updates.add("message", message.json, ("message", chat.id))
        return message

    def notes(self, chat: Chat, account: Account, service: Json) -> Message:
        """A service message: somebody was added, the group moved."""
        message = self.post(chat, account)
        message.service = service
        self.updates.add("message", message.json, ("message", chat.id))
        return message

    def presses_button(
        self, account: Account, chat: Chat, data: str, message: Message | int
    ) -> Press:
        """A callback query, forged if one likes; a message that is gone is only named by its id."""
        number = str((account.id << 24) + next(self._press_ids))
        press = Press(number, account, chat, data, time.monotonic())
        if isinstance(message, Message) and not message.deleted:
            press.message = message
            shown = message.json
        else:
            gone = message.id if isinstance(message, Message) else message
            shown = {"message_id": gone, "chat": chat.json, "date": 0}
        self.presses[press.id] = self.unanswered[press.id] = press
        content = {
            "id": press.id,
            "from": account.json,
            "message": shown,
            "chat_instance": chat.instance,
            "data": data,
        }
        update = self.updates.add("callback_query", content, ("callback_query", account.id))
        press.update_id = update.id if update else 0
        return press

    def is_too_old(self, press: Press) -> bool:
        """Whether it is too late to answer. Telegram publishes no number; it is some seconds."""
        return self.every_press_is_too_old or time.monotonic() - press.at > PRESS_LIVES_FOR

    def bot_membership_changes(self, by: Account, chat: Chat, before: str, after: str) -> None:
        """my_chat_member: blocked and unblocked in private, added and removed in groups."""
        content = {
            "chat": chat.json,
            "from": by.json,
            "date": self.now(),
            "old_chat_member": self._membership(before),
            "new_chat_member": self._membership(after),
        }
        self.updates.add("my_chat_member", content, ("my_chat_member", chat.id))

    def _membership(self, status: str) -> Json:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"user": self.bot.json, "status": status, **until}

    def _bot_hears(self, message: Message) -> bool:
        """In groups a bot hears commands, mentions and replies to itself: privacy mode."""
        chat = message.chat
        if chat.person is not None:
            return True
        if chat.bot_was_kicked or chat.upgraded_to is not None:
            return False
        if message.reply_to is not None and message.reply_to.sender is self.bot:
            return True
        command = _ADDRESSED.match(message.text)
        if command is not None:
            return command.group(1) in (None, self.bot.username)
        return f"@{self.bot.username}" in message.text


def _closed_to_the_bot(chat: Chat) -> ApiError | None:
    person = chat.person
    if person is not None and person.deactivated:
        return forbidden("user is deactivated")
    if person is not None and not person.pressed_start:
        return forbidden("bot can't initiate conversation with a user")
    if person is not None and person.blocked_the_bot:
        return forbidden("bot was blocked by the user")
    if chat.upgraded_to is not None:
        return ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat.upgraded_to,
        )
    if chat.bot_was_kicked:
        return forbidden(f"bot was kicked from the {chat.kind} chat")
    return None
