"""What is in the chats: people, messages, presses; each knows how the Bot API writes it down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from tests.bot_api.errors import Json
from tests.bot_api.keyboards import Button, button


@dataclass
class Account:
    """Somebody on Telegram, the bot included."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    pressed_start: bool = False
    blocked_the_bot: bool = False
    deactivated: bool = False

    @property
    def json(self) -> Json:
        told = {
            "id": self.id,
            "is_bot": self.is_bot,
            "first_name": self.first_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        return {name: value for name, value in told.items() if value is not None}


@dataclass(slots=True)
class StoredFile:
    """A document or a photo, with what is in it."""

    id: str
    name: str
    content: bytes
    mime_type: str
    is_photo: bool = False

    @property
    def json(self) -> Json:
        told: Json = {"file_id": self.id, "file_unique_id": f"u{self.id}"}
        if not self.is_photo:
            told |= {"file_name": self.name, "mime_type": self.mime_type}
        return told | {"file_size": len(self.content)}


@dataclass(slots=True)
class Message:
    """A message as the phone shows it now; the same object changes when the bot edits it.

    `text` is what is read (the caption, under a file), `html` what the bot sent to make it,
    `changed_at` the monotonic second of its last change.
    """

    id: int
    chat: Chat
    sender: Account
    date: int
    text: str = ""
    html: str = ""
    entities: list[Json] = field(default_factory=list)
    markup: list[list[Json]] = field(default_factory=list)
    file: StoredFile | None = None
    reply_to: Message | None = None
    service: Json = field(default_factory=dict)
    edits: int = 0
    edit_date: int = 0
    changed_at: float = 0.0
    deleted: bool = False

    @property
    def rows(self) -> list[list[Button]]:
        return [[button(shown) for shown in row] for row in self.markup]

    @property
    def buttons(self) -> list[Button]:
        return [button(shown) for row in self.markup for shown in row]

    @property
    def screen(self) -> str:
        """Everything of it a person sees: file, words, and a line for each row of buttons."""
        lines = [f"📎 {self.file.name}"] if self.file else []
        lines += [self.text] if self.text else []
        lines += [" ".join(map(str, row)) for row in self.rows]
        return "\n".join(lines)

    @property
    def json(self) -> Json:
        told: Json = {
            "message_id": self.id,
            "from": self.sender.json,
            "chat": self.chat.json,
            "date": self.date,
        }
        if self.edit_date:
            told["edit_date"] = self.edit_date
        if self.reply_to is not None:
            replied = self.reply_to.json
            replied.pop("reply_to_message", None)  # Telegram goes one step back, not further
            told["reply_to_message"] = replied
        told |= self._words() | self.service
        if self.markup:
            told["reply_markup"] = {"inline_keyboard": self.markup}
        return told

    def _words(self) -> Json:
        told: Json = {}
        words, marks = ("caption", "caption_entities") if self.file else ("text", "entities")
        if self.file is not None and self.file.is_photo:
            told["photo"] = [{**self.file.json, "width": 800, "height": 600}]
        elif self.file is not None:
            told["document"] = self.file.json
        if self.text:
            told[words] = self.text
        if self.entities:
            told[marks] = self.entities
        return told


@dataclass
class Chat:
    """A private chat with the bot, a group or a supergroup."""

    id: int
    ids: Iterator[int]
    person: Account | None = None
    title: str = ""
    messages: dict[int, Message] = field(default_factory=dict)
    members: dict[int, Account] = field(default_factory=dict)
    admins: set[int] = field(default_factory=set)
    bot_was_kicked: bool = False
    upgraded_to: int | None = None

    @property
    def kind(self) -> str:
        if self.person is not None:
            return "private"
        return "supergroup" if is_supergroup(self.id) else "group"

    @cached_property
    def json(self) -> Json:
        if self.person is not None:
            told = {"id": self.id, "type": "private", "first_name": self.person.first_name}
            return told | ({"username": self.person.username} if self.person.username else {})
        return {"id": self.id, "type": self.kind, "title": self.title}

    @property
    def instance(self) -> str:
        """Telegram's `chat_instance`: a number that stays with the chat and says nothing else."""
        return str(self.id * 2_654_435_761 % 2**63)

    def add(self, message: Message) -> Message:
        self.messages[message.id] = message
        return message


def is_supergroup(chat_id: int) -> bool:
    return chat_id <= -1_000_000_000_000


def own_ids() -> Iterator[int]:
    """Supergroups number their messages themselves; all other chats share one count."""
    return count(1)


@dataclass(frozen=True)
class Toast:
    """What the bot answered to a press: a line over the chat, or an alert to be closed."""

    text: str
    alert: bool = False

    def __str__(self) -> str:
        return self.text


@dataclass
class Press:
    """One press of a button; times are monotonic seconds."""

    id: str
    by: Account
    chat: Chat
    data: str
    at: float
    message: Message | None = None
    answered_at: float | None = None
    toast: Toast | None = None
    update_id: int = 0
