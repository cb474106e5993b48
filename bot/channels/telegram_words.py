"""From Telegram's updates to deeds, and from cards to Telegram's messages."""

from html import escape
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, MessageEntity, Update
from telegram.constants import ChatMemberStatus, ChatType, MessageLimit

from bot.chat import Asked, Attachment, Back, Card, Choice, Command, Deed, Left, Pick, Tone, Words

NAME = "telegram"
LIMIT = int(MessageLimit.MAX_TEXT_LENGTH)  # UTF-16 units, after entities are parsed
A_ROW = 8
OUT = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)


def understand(update: Update, bot_name: str) -> Asked | None:
    """What somebody did, or None for an update that asks nothing of us."""
    deed: Deed | None = None
    language = update.effective_user.language_code if update.effective_user else None
    chat = update.effective_chat
    if chat is None:
        return None
    if update.callback_query is not None:
        query = update.callback_query
        if query.message is None or query.data is None:
            return None
        deed = Pick(query.data, str(query.message.message_id))
    elif update.message is not None:
        deed = _message(update.message, bot_name)
    elif update.my_chat_member is not None and chat.type == ChatType.PRIVATE:
        out = update.my_chat_member.new_chat_member.status in OUT
        deed = Left() if out else Back()
    if deed is None:
        return None
    return Asked(
        channel=NAME,
        address=str(chat.id),
        deed=deed,
        order=update.update_id,
        language=(language or "")[:2],
        private=chat.type == ChatType.PRIVATE,
    )


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


def keyboard(card: Card) -> InlineKeyboardMarkup | None:
    """The buttons under a card."""
    if not card.choices:
        return None
    return InlineKeyboardMarkup(
        [
            [_button(choice) for choice in row[at : at + A_ROW]]
            for row in card.choices
            for at in range(0, len(row), A_ROW)
        ]
    )


def _button(choice: Choice) -> InlineKeyboardButton:
    if choice.action is None:
        return InlineKeyboardButton(choice.label, url=choice.url)
    style = None if choice.tone is Tone.PLAIN else str(choice.tone)
    return InlineKeyboardButton(choice.label, callback_data=choice.action.pack(), style=style)
