"""The methods that put something on a screen, change it or take it away."""

from __future__ import annotations

import time
from typing import Any

from tests.bot_api.chats import Chat, Message, StoredFile, Toast
from tests.bot_api.errors import ApiError, Json, bad_request
from tests.bot_api.keyboards import inline_keyboard
from tests.bot_api.markup import Rendered, render
from tests.bot_api.params import Params, Upload
from tests.bot_api.telegram import Telegram

LONGEST_TEXT = 4096
LONGEST_TEXT_BYTES = 1 << 15
LONGEST_CAPTION = 1024
LONGEST_TOAST = 200
LARGEST_PHOTO = 10 << 20
LARGEST_FILE = 50 << 20
LARGEST_DOWNLOAD = 20 << 20
ACTIONS = {"typing", "upload_document", "upload_photo"}


def send_message(telegram: Telegram, params: Params) -> Json:
    shown = _text(params)
    markup = inline_keyboard(params.get("reply_markup"))
    chat = telegram.open_chat(params.get("chat_id"))
    return _post(telegram, chat, params, shown, markup).json


def edit_message_text(telegram: Telegram, params: Params) -> Json:
    shown = _text(params)
    markup = inline_keyboard(params.get("reply_markup"), editing=True)
    message = _to_edit(telegram, params)
    if message.file is not None or message.service:
        raise bad_request("there is no text in the message to edit")
    return _edit(telegram, message, shown, markup, html=str(params.get("text", "")))


def edit_message_reply_markup(telegram: Telegram, params: Params) -> Json:
    markup = inline_keyboard(params.get("reply_markup"), editing=True)
    message = _to_edit(telegram, params)
    same = Rendered(message.text, message.entities)
    return _edit(telegram, message, same, markup, html=message.html)


def delete_message(telegram: Telegram, params: Params) -> bool:
    chat = telegram.open_chat(params.get("chat_id"))
    if not params.get("message_id"):
        raise bad_request("Message identifier is not specified")
    message = chat.messages.get(params["message_id"])
    if message is None or message.deleted:
        raise bad_request("message to delete not found")
    if chat.person is None and message.sender is not telegram.bot:
        raise bad_request("message can't be deleted")
    message.deleted = True
    return True


def answer_callback_query(telegram: Telegram, params: Params) -> bool:
    number = str(params.get("callback_query_id", ""))
    press = telegram.presses.get(number)
    telegram.unanswered.pop(number, None)
    text = str(params.get("text") or "")
    if len(text) > LONGEST_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    if press is None or telegram.is_too_old(press):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    press.answered_at = time.monotonic()
    press.toast = Toast(text, alert=bool(params.get("show_alert")))
    return True


def send_document(telegram: Telegram, params: Params) -> Json:
    return _send_file(telegram, params, "document")


def send_photo(telegram: Telegram, params: Params) -> Json:
    return _send_file(telegram, params, "photo")


def get_file(telegram: Telegram, params: Params) -> Json:
    stored = telegram.files.get(str(params.get("file_id", "")))
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.content) > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    told = {name: stored.json[name] for name in ("file_id", "file_unique_id", "file_size")}
    return {**told, "file_path": f"{stored.id}/{stored.name}"}


def send_chat_action(telegram: Telegram, params: Params) -> bool:
    if params.get("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    telegram.open_chat(params.get("chat_id"))
    return True


def get_chat(telegram: Telegram, params: Params) -> Json:
    chat = telegram.chat(params.get("chat_id"))
    accepted = dict.fromkeys(
        (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        ),
        False,
    )
    return {
        **chat.json,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": accepted,
    }


def _text(params: Params) -> Rendered:
    text = params.get("text")
    if text in (None, ""):
        raise bad_request("message text is empty")
    shown = _read(str(text), params)
    if not shown.text:
        raise bad_request("text must be non-empty")
    if len(shown.text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return shown


def _read(text: str, params: Params) -> Rendered:
    if len(text) > LONGEST_TEXT and len(text.encode()) > LONGEST_TEXT_BYTES:
        raise bad_request("text is too long")
    return render(text, params.get("parse_mode"))


def _post(
    telegram: Telegram, chat: Chat, params: Params, shown: Rendered, markup: list[list[Json]]
) -> Message:
    reply_to = _replied(chat, params)
    message = telegram.post(chat, telegram.bot, shown.text)
    message.html = str(params.get("text") or params.get("caption") or "")
    message.entities, message.markup, message.reply_to = shown.entities, markup, reply_to
    return message


def _replied(chat: Chat, params: Params) -> Message | None:
    asked: Any = params.get("reply_parameters") or {}
    number = asked.get("message_id") or params.get("reply_to_message_id")
    if not number:
        return None
    found = chat.messages.get(int(number))
    if found is not None and not found.deleted:
        return found
    if asked.get("allow_sending_without_reply") or params.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _to_edit(telegram: Telegram, params: Params) -> Message:
    chat = telegram.open_chat(params.get("chat_id"))
    message = chat.messages.get(params.get("message_id", 0))
    if message is None or message.deleted:
        raise bad_request("message to edit not found")
    if message.sender is not telegram.bot:
        raise bad_request("message can't be edited")
    return message


def _edit(
    telegram: Telegram, message: Message, shown: Rendered, markup: list[list[Json]], *, html: str
) -> Json:
    if (message.text, message.entities, message.markup) == (shown.text, shown.entities, markup):
        raise _unmodified()
    message.text, message.entities, message.html = shown.text, shown.entities, html
    message.markup = markup
    message.edits += 1
    message.edit_date = telegram.now()
    message.changed_at = time.monotonic()
    return message.json


def _unmodified() -> ApiError:
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly "
        "the same as a current content and reply markup of the message"
    )


def _send_file(telegram: Telegram, params: Params, kind: str) -> Json:
    shown = _read(str(params.get("caption") or ""), params)
    if len(shown.text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    markup = inline_keyboard(params.get("reply_markup"))
    chat = telegram.open_chat(params.get("chat_id"))
    stored = _file(telegram, params, kind)
    message = _post(telegram, chat, params, shown, markup)
    message.file = stored
    return message.json


def _file(telegram: Telegram, params: Params, kind: str) -> StoredFile:
    given = params.get(kind)
    if isinstance(given, str) and given.startswith("attach://"):
        given = params.get(given.removeprefix("attach://"))
    if isinstance(given, str) and given:
        known = telegram.files.get(given)
        if known is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return known
    if not isinstance(given, Upload):
        raise bad_request(f"there is no {kind} in the request")
    if not given.content:
        raise bad_request("file must be non-empty")
    photo = kind == "photo"
    if len(given.content) > (LARGEST_PHOTO if photo else LARGEST_FILE):
        raise ApiError(413, "Request Entity Too Large")
    return telegram.keep_file(given.name, given.content, given.mime_type, photo)
