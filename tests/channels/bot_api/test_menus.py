"""Command menus and what else is shown of the bot itself."""

from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import BadRequest

from tests.bot_api import BotApiServer
from tests.channels.bot_api.calls import Ask
from tests.people import OnTelegram


async def test_a_command_menu_is_chosen_by_chat_then_language(
    api: BotApiServer, bot: Bot, mai: OnTelegram
) -> None:
    hers, private = BotCommandScopeChat(mai.id), BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([("help", "Help")])
    await bot.set_my_commands([("help", "Private")], private)
    assert mai.commands == {"help": "Private"}
    await bot.set_my_commands([("trogiup", "Trợ giúp")], private, "vi")
    assert mai.commands == {"trogiup": "Trợ giúp"}
    await bot.set_my_commands([("lichhop", "Buổi họp tới")], hers)
    assert mai.commands == {"lichhop": "Buổi họp tới"}
    await bot.delete_my_commands(hers)
    assert [c.command for c in await bot.get_my_commands(private, "vi")] == ["trogiup"]

    group = api.group(-500, "Chi bộ Toán", mai)
    await bot.set_my_commands([("status", "Tình hình")], BotCommandScopeAllGroupChats())
    await bot.set_my_commands([("close", "Đóng")], BotCommandScopeAllChatAdministrators())
    assert mai.at(group).commands == {"status": "Tình hình"}
    group.adds(mai, as_admin=True)
    assert mai.at(group).commands == {"close": "Đóng"}


@pytest.mark.parametrize(
    ("commands", "why"),
    [
        ([("Help", "x")], "BOT_COMMAND_INVALID"),
        ([("trợgiúp", "x")], "BOT_COMMAND_INVALID"),
        ([("/", "x")], "command must be non-empty"),
        ([("a" * 33, "x")], "command length must not exceed 32"),
        ([("a", " ")], "command description must be non-empty"),
        ([("a", "x" * 257)], "command description length must not exceed 256"),
        ([(f"c{n}", "x") for n in range(101)], "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_commands_that_cannot_be_are_refused(
    ask: Ask, commands: list[tuple[str, str]], why: str
) -> None:
    wish = [{"command": name, "description": words} for name, words in commands]
    assert (await ask("setMyCommands", commands=wish))["description"] == f"Bad Request: {why}"


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({"scope": {"type": "everybody"}}, "can't parse BotCommandScope: Unsupported type"),
        ({"scope": {"type": "chat"}}, "can't parse BotCommandScope: Empty chat_id"),
        ({"scope": {"type": "chat_member", "chat_id": -5}}, "can't parse BotCommandScope: Invalid"),
        ({"scope": "{"}, "can't parse BotCommandScope JSON object"),
        ({"scope": {"type": "chat_administrators", "chat_id": -5}}, "chat not found"),
        ({"language_code": "vi-VN"}, "invalid language code specified"),
        ({"commands": "help"}, "can't parse commands JSON object"),
        ({"commands": {"help": "x"}}, "Expected an Array of BotCommand"),
        ({"commands": ["help"]}, "can't parse BotCommand: expected an Object"),
    ],
)
async def test_a_menu_for_nobody_in_particular_is_refused(
    ask: Ask, params: dict[str, Any], why: str
) -> None:
    told = await ask("setMyCommands", **{"commands": [], **params})
    assert told["description"].startswith(f"Bad Request: {why}")


@pytest.mark.parametrize("method", ["setMyName", "setMyDescription", "setMyShortDescription"])
async def test_the_bots_own_texts_have_a_length(ask: Ask, method: str) -> None:
    told = await ask(method, name="x" * 65, description="x" * 513, short_description="x" * 121)
    assert told["description"].endswith("is too long")


async def test_a_menu_for_somebody_unknown_is_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.set_my_commands([("a", "x")], BotCommandScopeChat(999))


async def test_what_is_shown_of_the_bot_itself_can_be_set(bot: Bot, mai: OnTelegram) -> None:
    assert await bot.set_my_name("Sinh hoạt")
    assert await bot.set_my_description("Nhắc họp", "vi")
    assert await bot.set_my_short_description("Nhắc")
    assert (await bot.get_my_description("vi")).description == "Nhắc họp"
    assert (await bot.get_my_short_description("en")).short_description == "Nhắc"
    assert await bot.set_chat_menu_button(mai.id)
    assert (await bot.get_chat_menu_button(mai.id)).type == "default"
    assert await bot.send_chat_action(mai.id, "typing")
    assert (await bot.get_chat(mai.id)).first_name == "Mai"
