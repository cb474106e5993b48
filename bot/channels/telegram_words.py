"""From Telegram's updates to deeds, and from cards to Telegram's messages."""

from dataclasses import dataclass
from html import escape
from typing import Any

from telegram import Bot, Message, MessageEntity, Update
from telegram.constants import ChatMemberStatus, ChatType, MessageLimit

from bot.chat import Asked, Attachment, Back, Card, Choice, Command, Deed, Left, Pick, Tone, Words

NAME = "telegram"
LIMIT = int(MessageLimit.MAX_TEXT_LENGTH)  # UTF-16 units, after entities are parsed
A_ROW = 8
OUT = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)

Keyboard = dict[str, list[list[dict[str, str]]]]


@dataclass(frozen=True)
class Heard:
    """An update that asks something of us; `query_id` names the tap that waits for a word."""

    asked: Asked
    query_id: str | None = None


@dataclass(frozen=True)
class Migrated:
    """A group has a new number."""

    old: str
    new: str


def hear(raw: dict[str, Any], bot: Bot) -> Heard | Migrated | None:
    """What an update means, None when it asks nothing of us. Raises for one we cannot read."""
    if "callback_query" in raw:
        return _tap(raw["update_id"], raw["callback_query"])
    update = Update.de_json(raw, bot)
    message = update.message
    if message is not None and message.migrate_to_chat_id:
        return Migrated(str(message.chat.id), str(message.migrate_to_chat_id))
    chat = update.effective_chat
    deed = _deed(update, bot.username)
    if deed is None or chat is None:
        return None
    user = update.effective_user
    asked = Asked(
        channel=NAME,
        address=str(chat.id),
        deed=deed,
        order=update.update_id,
        language=((user.language_code if user else None) or "")[:2],
        private=chat.type == ChatType.PRIVATE,
    )
    return Heard(asked)


def _tap(number: int, query: dict[str, Any]) -> Heard | None:
    """A button was tapped. Read without the library's objects: they cost more than the turn."""
    message, wire = query.get("message"), query.get("data")
    if message is None or wire is None:
        return None
    chat = message["chat"]
    asked = Asked(
        channel=NAME,
        address=str(_whole(chat["id"])),
        deed=Pick(_words(wire), str(_whole(message["message_id"]))),
        order=_whole(number),
        language=_words(query["from"].get("language_code") or "")[:2],
        private=chat["type"] == ChatType.PRIVATE,
    )
    return Heard(asked, _words(query["id"]))


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError("a number is none")
    return value


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("words are none")
    return value


def _deed(update: Update, bot_name: str) -> Deed | None:
    if update.message is not None:
        return _message(update.message, bot_name)
    change = update.my_chat_member
    if change is not None and change.chat.type == ChatType.PRIVATE:
        return Left() if change.new_chat_member.status in OUT else Back()
    return None


def _message(message: Message, bot_name: str) -> Deed | None:
    if message.text is None:
        service = message.migrate_to_chat_id or message.migrate_from_chat_id
        return (
            None
            if service or not message.effective_attachment
            else Attachment(message.caption or "")
        )
    first = message.entities[0] if message.entities else None
    if first is None or first.type != MessageEntity.BOT_COMMAND or first.offset != 0:
        return Words(message.text)
    name, _, named = message.text[1 : first.length].partition("@")
    if named and named.lower() != bot_name.lower():
        return None
    return Command(name, message.text[first.length :].strip())


def sender_of(raw: dict[str, Any]) -> Asked | None:
    """Who sent an update that the library cannot read, as somebody who has said nothing."""
    about: Any = raw.get("message") or raw.get("callback_query")
    sender = about.get("from") if isinstance(about, dict) else None
    if not isinstance(sender, dict) or not isinstance(sender.get("id"), int):
        return None
    language = str(sender.get("language_code") or "")[:2]
    return Asked(NAME, str(sender["id"]), Words(""), language=language)


def plain(text: str) -> str:
    """A line of words as Telegram takes it: not longer than one message."""
    return text if _length(text) <= LIMIT else text[: LIMIT // 2]


def pages(card: Card) -> list[str]:
    """The HTML of a card, split at line ends where it is longer than one message may be."""
    lines = [*card.title.split("\n"), *(["", *card.body.split("\n")] if card.body else [])]
    titled = len(card.title.split("\n"))
    found: list[list[str]] = [[]]
    room = LIMIT
    for number, line in enumerate(lines):
        for piece in _pieces(line):
            if _length(piece) + 1 > room and found[-1]:
                found.append([])
                room = LIMIT
            room -= _length(piece) + 1
            shown = escape(piece, quote=False)
            found[-1].append(f"<b>{shown}</b>" if number < titled and piece.strip() else shown)
    return [text for page in found if (text := "\n".join(page).strip("\n"))]


def _pieces(line: str) -> list[str]:
    """A line, cut where it alone would not fit into a message."""
    if _length(line) < LIMIT:
        return [line]
    half = LIMIT // 2 - 1
    return [line[at : at + half] for at in range(0, len(line), half)]


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def keyboard(card: Card) -> Keyboard | None:
    """The buttons under a card, an `InlineKeyboardMarkup` as Telegram takes it."""
    if not card.choices:
        return None
    rows = [
        [_button(choice) for choice in row[at : at + A_ROW]]
        for row in card.choices
        for at in range(0, len(row), A_ROW)
    ]
    return {"inline_keyboard": rows}


def _button(choice: Choice) -> dict[str, str]:
    if choice.action is None:
        return {"text": choice.label, "url": choice.url or ""}
    button = {"text": choice.label, "callback_data": choice.action.pack()}
    if choice.tone is not Tone.PLAIN:
        button["style"] = choice.tone.value
    return button
