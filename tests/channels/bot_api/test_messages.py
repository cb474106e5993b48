"""Messages are shown, changed and refused as on Telegram."""

import json
from typing import Any

import aiohttp
import pytest
from telegram import Bot, CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import BadRequest, InvalidToken

from tests.bot_api import BotApiServer
from tests.channels.bot_api.calls import Ask
from tests.people import OnTelegram


def keyboard(*rows: tuple[str, ...]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=label) for label in row] for row in rows]
    )


async def test_a_bot_learns_who_it_is(bot: Bot) -> None:
    assert (bot.username, bot.bot.is_bot, bot.can_join_groups) == ("sinhhoat_bot", True, True)


async def test_a_wrong_token_and_an_unknown_method_are_not_served(
    api: BotApiServer, ask: Ask
) -> None:
    with pytest.raises(InvalidToken):
        async with Bot("7000001:another", base_url=f"{api.url}/bot"):
            pass
    assert (await ask("sendMoney"))["description"] == "Not Found: method not found"
    async with aiohttp.ClientSession() as web, web.get(f"{api.url}/botnobody/getMe") as answer:
        told = await answer.json()
    assert told == {"ok": False, "error_code": 401, "description": "Unauthorized"}


@pytest.mark.parametrize("form", ["query", "json", "form", "parts"])
async def test_parameters_are_read_however_they_come(
    api: BotApiServer, mai: OnTelegram, form: str
) -> None:
    rows: dict[str, Any] = {"inline_keyboard": [[{"text": "Có mặt", "callback_data": "yes"}]]}
    words = {"chat_id": str(mai.id), "text": "Mời họp & bàn", "reply_markup": json.dumps(rows)}
    sent: dict[str, dict[str, Any]] = {
        "query": {"params": words},
        "json": {"json": {**words, "chat_id": mai.id, "reply_markup": rows}},
        "form": {"data": words},
        "parts": {"data": aiohttp.FormData(words, default_to_multipart=True)},
    }
    address = f"{api.url}/bot{api.token}/sendMessage"
    async with aiohttp.ClientSession() as web, web.post(address, **sent[form]) as answer:
        assert (await answer.json())["ok"]
    assert mai.screen == "Mời họp & bàn\n[Có mặt]"
    assert api.calls[-1].params == {"chat_id": 101, "text": "Mời họp & bàn", "reply_markup": rows}


async def test_a_message_is_shown_pressed_answered_and_edited(
    api: BotApiServer, bot: Bot, mai: OnTelegram
) -> None:
    card = "<b>Họp chi bộ</b>\n3/12"
    await bot.send_message(mai.id, card, "HTML", reply_markup=keyboard(("Có mặt", "Vắng")))
    assert mai.screen == "Họp chi bộ\n3/12\n[Có mặt] [Vắng]"

    await mai.picks("Có mặt", wait=False)
    (update,) = await bot.get_updates(timeout=5)
    press = update.callback_query
    assert press is not None
    assert isinstance(press.message, Message)
    assert (press.data, press.from_user.id, press.message.text_html) == ("Có mặt", mai.id, card)
    await press.answer("Đã ghi", show_alert=True)
    await press.edit_message_text("Họp chi bộ: có mặt")
    await bot.get_updates(offset=update.update_id + 1)

    await api.settled()
    assert mai.sees == "Họp chi bộ: có mặt"
    assert mai.toast == mai.alert == "Đã ghi"
    assert (mai.buttons, mai.messages[0].edits) == ([], 1)
    assert [sent.method for sent in api.sent] == ["sendMessage", "editMessageText"]


@pytest.mark.parametrize(
    ("problem", "description"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": "   "}, "text must be non-empty"),
        ({"text": "ư" * 4097}, "message is too long"),
        ({"text": "ư" * 20_000}, "text is too long"),
        ({"text": "a", "parse_mode": "Markdown"}, "unsupported parse_mode: these tests speak"),
        ({"text": "a", "parse_mode": "HTML", "chat_id": None}, "chat_id is empty"),
        ({"text": "a", "chat_id": 999}, "chat not found"),
        ({"text": "a", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "a", "reply_parameters": {"message_id": 9}}, "message to be replied not found"),
        ({"text": "a", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "a", "reply_markup": []}, "object expected as reply markup"),
        ({"text": "a", "reply_markup": {"keyboard": [["Có"]]}}, "keyboards below the typing"),
        ({"text": "a", "reply_markup": {"inline_keyboard": [{}]}}, 'field "inline_keyboard"'),
    ],
)
async def test_what_telegram_refuses_is_refused_in_its_words(
    ask: Ask, mai: OnTelegram, problem: dict[str, Any], description: str
) -> None:
    told = await ask("sendMessage", **{"chat_id": mai.id, **problem})
    assert told["description"].startswith(f"Bad Request: {description}")
    assert (told["error_code"], mai.messages) == (400, [])


async def test_length_is_counted_after_the_tags_are_read(bot: Bot, mai: OnTelegram) -> None:
    await bot.send_message(mai.id, f"<b>{'ư' * 4096}</b>", "HTML")
    assert mai.sees == "ư" * 4096
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(mai.id, "&lt;" * 4097, "HTML")


@pytest.mark.parametrize(
    ("button", "description"),
    [
        ({"text": "x", "callback_data": "ư" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": " ", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
        ({"text": "x", "callback_data": ""}, "can't parse inline keyboard button: Text buttons"),
        ({"callback_data": "x"}, 'can\'t parse inline keyboard button: Field "text" must be'),
        ("Có", "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
        ({"text": "x", "url": "http://localhost/j/1"}, "inline keyboard button URL"),
        ({"text": "x", "url": "ftp://example.org"}, "inline keyboard button URL"),
        ({"text": "x", "copy_text": {"text": "a" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "x", "callback_data": "x", "style": "pink"}, "can't parse inline keyboard"),
    ],
)
async def test_a_button_that_cannot_be_is_refused(
    ask: Ask, mai: OnTelegram, button: Any, description: str
) -> None:
    rows = {"inline_keyboard": [[button]]}
    told = await ask("sendMessage", chat_id=mai.id, text="a", reply_markup=rows)
    assert told["description"].startswith(f"Bad Request: {description}")


@pytest.mark.parametrize("rows", [[("x",)] * 101, [("x",) * 9]])
async def test_keyboards_have_a_size(
    bot: Bot, mai: OnTelegram, rows: list[tuple[str, ...]]
) -> None:
    with pytest.raises(BadRequest, match="Reply markup is too long"):
        await bot.send_message(mai.id, "a", reply_markup=keyboard(*rows))


async def test_data_of_64_bytes_and_8_buttons_a_row_pass(bot: Bot, mai: OnTelegram) -> None:
    await bot.send_message(mai.id, "a", reply_markup=keyboard(("ư" * 32,) * 8))
    assert len(mai.buttons) == 8


async def test_buttons_with_an_address_are_opened_not_sent(
    api: BotApiServer, bot: Bot, mai: OnTelegram
) -> None:
    rows = [[InlineKeyboardButton("Trang", url="https://example.org/m/1")]]
    rows += [[InlineKeyboardButton("Mã", copy_text=CopyTextButton("AB12"))]]
    await bot.send_message(mai.id, "a", reply_markup=InlineKeyboardMarkup(rows))
    await mai.picks("Trang")
    await mai.picks("Mã")
    assert (mai.opened, mai.presses) == (["https://example.org/m/1", "AB12"], [])


async def test_edits_are_refused_when_nothing_changes_or_nothing_is_there(
    ask: Ask, bot: Bot, mai: OnTelegram
) -> None:
    sent = await bot.send_message(mai.id, "<b>a</b>", "HTML", reply_markup=keyboard(("x",)))
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await sent.edit_text("<strong>a</strong> ", "HTML", reply_markup=keyboard(("x",)))
    await sent.edit_text("a", reply_markup=keyboard(("x",)))
    await sent.edit_reply_markup(keyboard(("y",)))
    assert (mai.screen, mai.messages[0].edits) == ("a\n[y]", 2)

    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("b", mai.id, sent.message_id + 1)
    told = await ask(
        "editMessageText",
        chat_id=mai.id,
        message_id=sent.message_id,
        text="b",
        reply_markup={"force_reply": True},
    )
    assert told["description"] == "Bad Request: inline keyboard expected"


async def test_the_bot_cannot_edit_what_a_person_wrote(bot: Bot, mai: OnTelegram) -> None:
    hers = await mai.sends("một", wait=False)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("hai", mai.id, hers.id)


async def test_a_deleted_message_is_gone(bot: Bot, mai: OnTelegram) -> None:
    sent = await bot.send_message(mai.id, "a", reply_markup=keyboard(("x",)))
    shown = mai.newest
    await sent.delete()
    assert mai.screen == "(nothing)"
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await sent.delete()

    await mai.presses_data("x", message=shown, wait=False)
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert not update.callback_query.message.is_accessible


async def test_presses_cannot_be_answered_late_or_at_length(
    api: BotApiServer, bot: Bot, mai: OnTelegram
) -> None:
    press = await mai.presses_data("anything at all", wait=False)
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(press.id, "ư" * 201)
    too_old = "Query is too old and response timeout expired or query id is invalid"
    with pytest.raises(BadRequest, match=too_old):
        await bot.answer_callback_query("12345")
    api.too_old = True
    with pytest.raises(BadRequest, match=too_old):
        await bot.answer_callback_query(press.id, "ư")
    assert (press.toast, mai.toast) == (None, "")


async def test_documents_and_photos_are_kept_and_sent_again(bot: Bot, mai: OnTelegram) -> None:
    sent = await bot.send_document(mai.id, b"BEGIN:VCALENDAR", "Lịch họp", filename="hop.ics")
    assert sent.document is not None
    again = await bot.send_document(mai.id, sent.document.file_id)
    await bot.send_photo(mai.id, b"\xff\xd8photo", "<i>Ảnh</i>", parse_mode="HTML")

    assert again.document == sent.document
    assert [m.screen for m in mai.messages[:2]] == ["📎 hop.ics\nLịch họp", "📎 hop.ics"]
    assert mai.sees == "Ảnh"
    file = await bot.get_file(sent.document.file_id)
    assert await file.download_as_bytearray() == b"BEGIN:VCALENDAR"
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await sent.edit_text("a")


@pytest.mark.parametrize(
    ("document", "words"),
    [(b"", "File must be non-empty"), ("file999", "Wrong file identifier")],
)
async def test_a_file_that_is_not_there_cannot_be_sent(
    bot: Bot, mai: OnTelegram, document: bytes | str, words: str
) -> None:
    with pytest.raises(BadRequest, match=words):
        await bot.send_document(mai.id, document)
