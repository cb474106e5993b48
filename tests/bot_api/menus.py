"""The bot's command menus and names: per scope, per language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.bot_api.chats import Account, Chat
from tests.bot_api.errors import ApiError, Json, bad_request

Scope = tuple[Any, ...]
MOST_COMMANDS = 100
_NAME = re.compile(r"[a-z0-9_]{1,32}")
_BROAD = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
_NARROW = {"chat", "chat_administrators", "chat_member"}
LONGEST_TEXTS = {"name": 64, "description": 512, "short_description": 120}


@dataclass
class Menus:
    """Commands and texts of the bot's profile, as last set."""

    commands: dict[tuple[Scope, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    buttons: dict[int, Json] = field(default_factory=dict)

    def set_commands(self, scope: Scope, language: str, commands: object) -> bool:
        if not isinstance(commands, list):
            raise bad_request("Expected an Array of BotCommand")
        if len(commands) > MOST_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        self.commands[scope, language] = [_checked(command) for command in commands]
        return True

    def seen_by(self, account: Account, chat: Chat) -> dict[str, str]:
        """The menu this person is offered in this chat: command -> description.

        The narrowest scope with commands wins, and in it the person's language over none:
        https://core.telegram.org/bots/api#determining-list-of-commands
        """
        language = (account.language_code or "")[:2]
        for scope in _scopes(account, chat):
            for spoken in (language, ""):
                if found := self.commands.get((scope, spoken)):
                    return {shown["command"]: shown["description"] for shown in found}
        return {}

    def set_text(self, kind: str, language: str, text: str) -> bool:
        if len(text) > LONGEST_TEXTS[kind]:
            raise bad_request(f"bot {kind.replace('_', ' ')} is too long")
        self.texts[kind, language] = text
        return True

    def text(self, kind: str, language: str) -> str:
        return self.texts.get((kind, language)) or self.texts.get((kind, ""), "")


def scope_of(told: Any) -> Scope:
    """A BotCommandScope as a key; raises what Telegram says of one it cannot read."""
    if told in (None, ""):
        return ("default",)
    if not isinstance(told, dict):
        raise _cannot("BotCommandScope must be an Object")
    kind = told.get("type")
    if kind in _BROAD:
        return (kind,)
    if kind not in _NARROW:
        raise _cannot("Unsupported type specified")
    if not told.get("chat_id"):
        raise _cannot("Empty chat_id specified")
    if kind != "chat_member":
        return (kind, int(told["chat_id"]))
    if not told.get("user_id"):
        raise _cannot("Invalid user_id specified")
    return (kind, int(told["chat_id"]), int(told["user_id"]))


def language_of(told: object) -> str:
    if told and not (isinstance(told, str) and re.fullmatch("[a-z]{2}", told)):
        raise bad_request("invalid language code specified")
    return str(told or "")


def _scopes(account: Account, chat: Chat) -> list[Scope]:
    if chat.person is not None:
        return [("chat", chat.id), ("all_private_chats",), ("default",)]
    admin = account.id in chat.admins
    return [
        ("chat_member", chat.id, account.id),
        *([("chat_administrators", chat.id)] if admin else []),
        ("chat", chat.id),
        *([("all_chat_administrators",)] if admin else []),
        ("all_group_chats",),
        ("default",),
    ]


def _checked(told: Any) -> Json:
    if not isinstance(told, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    command = str(told.get("command", "")).strip().removeprefix("/")
    description = str(told.get("description", "")).strip()
    if not command:
        raise bad_request("command must be non-empty")
    if len(command) > 32:
        raise bad_request("command length must not exceed 32")
    if not _NAME.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > 256:
        raise bad_request("command description length must not exceed 256")
    return {"command": command, "description": description}


def _cannot(why: str) -> ApiError:
    return bad_request(f"can't parse BotCommandScope: {why}")
