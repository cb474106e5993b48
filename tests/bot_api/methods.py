"""What this server answers, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.bot_api import messages
from tests.bot_api.errors import Json, bad_request
from tests.bot_api.menus import language_of, scope_of
from tests.bot_api.params import Params
from tests.bot_api.telegram import Telegram

Method = Callable[[Telegram, Params], Any]


def get_me(telegram: Telegram, _params: Params) -> Json:
    return {
        **telegram.bot.json,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(telegram: Telegram, params: Params) -> bool:
    return telegram.menus.set_commands(*_menu(telegram, params), params.get("commands"))


def get_my_commands(telegram: Telegram, params: Params) -> list[Json]:
    return telegram.menus.commands.get(_menu(telegram, params), [])


def delete_my_commands(telegram: Telegram, params: Params) -> bool:
    telegram.menus.commands.pop(_menu(telegram, params), None)
    return True


def set_chat_menu_button(telegram: Telegram, params: Params) -> bool:
    shown = params.get("menu_button") or {"type": "default"}
    if not isinstance(shown, dict) or shown.get("type") not in ("commands", "web_app", "default"):
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    chat_id = params.get("chat_id", 0)
    if chat_id:
        telegram.chat(chat_id)
    telegram.menus.buttons[chat_id] = shown
    return True


def get_chat_menu_button(telegram: Telegram, params: Params) -> Json:
    buttons = telegram.menus.buttons
    return buttons.get(params.get("chat_id", 0)) or buttons.get(0) or {"type": "commands"}


def _menu(telegram: Telegram, params: Params) -> tuple[tuple[Any, ...], str]:
    scope = scope_of(params.get("scope"))
    if len(scope) > 1:
        telegram.chat(scope[1])
    return scope, language_of(params.get("language_code"))


def _setting(kind: str) -> Method:
    def set_text(telegram: Telegram, params: Params) -> bool:
        language = language_of(params.get("language_code"))
        return telegram.menus.set_text(kind, language, str(params.get(kind) or ""))

    return set_text


def _getting(kind: str) -> Method:
    def get_text(telegram: Telegram, params: Params) -> Json:
        return {kind: telegram.menus.text(kind, language_of(params.get("language_code")))}

    return get_text


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "sendMessage": messages.send_message,
    "sendDocument": messages.send_document,
    "sendPhoto": messages.send_photo,
    "editMessageText": messages.edit_message_text,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "deleteMessage": messages.delete_message,
    "answerCallbackQuery": messages.answer_callback_query,
    "sendChatAction": messages.send_chat_action,
    "getChat": messages.get_chat,
    "getFile": messages.get_file,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _setting("name"),
    "getMyName": _getting("name"),
    "setMyDescription": _setting("description"),
    "getMyDescription": _getting("description"),
    "setMyShortDescription": _setting("short_description"),
    "getMyShortDescription": _getting("short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}

COUNTED = {
    "sendMessage",
    "sendDocument",
    "sendPhoto",
    "editMessageText",
    "editMessageReplyMarkup",
}
"""The methods flood control counts; answering a press is free."""
