"""From updates to deeds, and from cards to what fits into messages."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot, User

from bot.channels.telegram_words import (
    LIMIT,
    Heard,
    Migrated,
    hear,
    keyboard,
    pages,
    plain,
    sender_of,
)
from bot.chat import (
    Action,
    Attachment,
    Back,
    Card,
    Choice,
    Command,
    Deed,
    Left,
    Pick,
    Words,
)

BOT = Bot("1:A")
BOT._bot_user = User(1, "Bot", is_bot=True, username="sinhhoat_bot")  # without asking Telegram
MAI = {"id": 101, "is_bot": False, "first_name": "Mai", "language_code": "vi-VN"}
PRIVATE = {"id": 101, "type": "private", "first_name": "Mai"}


def deed(**body: object) -> Deed | None:
    heard = hear({"update_id": 7, **body}, BOT)
    return heard.asked.deed if isinstance(heard, Heard) else None


def message(**more: object) -> dict[str, object]:
    return {"message_id": 1, "date": 0, "chat": PRIVATE, "from": MAI, **more}


def command(text: str, length: int) -> dict[str, object]:
    return message(text=text, entities=[{"type": "bot_command", "offset": 0, "length": length}])


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (command("/status CB1 ; x", 7), Command("status", "CB1 ; x")),
        (command("/status@Sinhhoat_Bot", 20), Command("status")),
        (command("/status@another_bot", 19), None),
        (message(text="/not a command"), Words("/not a command")),
        (message(text="Ốm"), Words("Ốm")),
        (
            message(caption="x", voice={"file_id": "1", "file_unique_id": "1", "duration": 1}),
            Attachment("x"),
        ),
        (message(new_chat_title="Chi bộ"), None),
    ],
)
def test_what_a_message_means(said: dict[str, object], meant: Deed | None) -> None:
    assert deed(message=said) == meant


def test_a_group_that_has_a_new_number_is_followed() -> None:
    said = message(migrate_to_chat_id=-1001)
    assert hear({"update_id": 7, "message": said}, BOT) == Migrated("101", "-1001")


@pytest.mark.parametrize(
    "wrong",
    [
        {"data": 5},
        {"from": None},
        {"id": None},
        {"message": {}},
        {"message": message(message_id="1")},
        {"message": message(chat={"id": "101", "type": "private"})},
    ],
)
def test_a_press_that_cannot_be_read_is_no_guess(wrong: dict[str, object]) -> None:
    press = {"id": "1", "from": MAI, "chat_instance": "1", "data": "inv:1", "message": message()}
    with pytest.raises((TypeError, KeyError, AttributeError)):
        hear({"update_id": 7, "callback_query": press | wrong}, BOT)


def test_what_a_press_means() -> None:
    press = {"id": "1", "from": MAI, "chat_instance": "1", "data": "inv:1", "message": message()}
    assert deed(callback_query=press) == Pick("inv:1", "1")
    del press["data"]
    assert deed(callback_query=press | {"game_short_name": "chess"}) is None
    del press["message"]
    assert deed(callback_query=press | {"data": "inv:1", "inline_message_id": "1"}) is None


@pytest.mark.parametrize(("status", "meant"), [("kicked", Left()), ("member", Back())])
def test_who_leaves_and_who_comes_back(status: str, meant: Deed) -> None:
    bot = {"id": 7, "is_bot": True, "first_name": "Bot"}
    until = {"until_date": 0} if status == "kicked" else {}
    change = {
        "chat": PRIVATE,
        "from": MAI,
        "date": 0,
        "old_chat_member": {"user": bot, "status": "left"},
        "new_chat_member": {"user": bot, "status": status, **until},
    }
    assert deed(my_chat_member=change) == meant


def test_an_update_of_a_kind_we_do_not_know_asks_nothing() -> None:
    assert deed(something_new={"id": 1}) is None
    assert deed() is None


@pytest.mark.parametrize("raw", [{}, {"message": []}, {"message": {}}, {"message": {"from": 1}}])
def test_nobody_is_found_behind_an_update_without_a_sender(raw: dict[str, object]) -> None:
    assert sender_of(raw) is None


def test_the_sender_of_an_unreadable_update_is_found() -> None:
    asked = sender_of({"callback_query": {"from": MAI}})
    assert asked is not None
    assert (asked.address, asked.language) == ("101", "vi")


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def read(page: str) -> str:
    """A page as it is read: without the tags."""
    return html.unescape(re.sub("</?b>", "", page))


LINES = st.lists(
    st.one_of(
        st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=40),
        st.builds(
            str.__mul__, st.sampled_from(["<", "&", "😀", "ạ", "نعم "]), st.integers(0, 6000)
        ),
    ),
    max_size=30,
)


@given(title=st.text(alphabet="<A&B> 😀ạ", min_size=1, max_size=60), lines=LINES)
def test_a_card_of_any_length_goes_out_whole(title: str, lines: list[str]) -> None:
    found = pages(Card(title=title, body="\n".join(lines)))

    assert all(units(read(page)) <= LIMIT for page in found)
    shown = "".join(read(page) for page in found)
    written = title + "".join(lines)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", written)


def test_a_card_of_three_hundred_names_keeps_lines_whole() -> None:
    names = [f"{n}. Nguyễn Thị Bích Phượng" for n in range(300)]
    found = pages(Card(title="Chi bộ Toán", body="\n".join(names)))

    assert len(found) > 1
    assert [line for page in found for line in page.split("\n")][2:] == names
    assert found[0].startswith("<b>Chi bộ Toán</b>\n\n")


@given(st.text(st.characters(codec="utf-8"), max_size=9000))
def test_a_plain_line_is_never_longer_than_a_message(text: str) -> None:
    assert units(plain(text)) <= LIMIT


def test_buttons_are_cut_into_rows_of_eight() -> None:
    shown = keyboard(Card("x", choices=(tuple(Choice(str(n), Action()) for n in range(20)),)))
    assert shown is not None
    assert [len(row) for row in shown["inline_keyboard"]] == [8, 8, 4]
    assert keyboard(Card("x")) is None
