"""Buttons under a message, refused where Telegram would refuse them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.bot_api.errors import ApiError, Json, bad_request

MOST_IN_A_ROW = 8
MOST_IN_ALL = 100
MOST_DATA_BYTES = 64
MOST_COPIED = 256
STYLES = {"primary", "success", "danger"}
_PLAIN_KINDS = (
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "login_url",
    "web_app",
)


@dataclass(frozen=True, slots=True)
class Button:
    """One button as the phone shows it, and what pressing it carries."""

    text: str
    callback_data: str | None = None
    url: str | None = None
    copies: str | None = None
    style: str | None = None

    def __str__(self) -> str:
        return f"[{self.text}]"


def button(shown: Json) -> Button:
    return Button(
        text=shown["text"],
        callback_data=shown.get("callback_data"),
        url=shown.get("url"),
        copies=shown.get("copy_text", {}).get("text"),
        style=shown.get("style"),
    )


def inline_keyboard(markup: Any, *, editing: bool = False) -> list[list[Json]]:
    """The rows of `markup`; no rows for None, an empty keyboard, or words that hide one.

    Telegram's server drops buttons without a label and cuts over-long rows without a word; here
    both are refused, for a test should hear of it.
    """
    if markup is None or markup == "":
        return []
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "keyboard" in markup:
        raise bad_request("keyboards below the typing field are not played by this server")
    rows = markup.get("inline_keyboard")
    if rows is None:
        if editing and markup:
            raise bad_request("inline keyboard expected")
        return []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
        )
    for row in rows:
        for shown in row:
            _check(shown)
    if sum(map(len, rows)) > MOST_IN_ALL or any(len(row) > MOST_IN_A_ROW for row in rows):
        raise bad_request("reply markup is too long")
    return [row for row in rows if row]


def _check(shown: Any) -> None:
    if not isinstance(shown, dict):
        raise _cannot("InlineKeyboardButton must be an Object")
    if not isinstance(shown.get("text"), str):
        raise _cannot('Field "text" must be of type String')
    if not shown["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if shown.get("style") not in (None, *STYLES):
        raise _cannot("invalid button style specified")
    if url := shown.get("url"):
        _check_url(url)
    elif data := shown.get("callback_data"):
        if len(data.encode()) > MOST_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif copied := shown.get("copy_text"):
        if not 1 <= len(copied.get("text", "")) <= MOST_COPIED:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    elif not any(kind in shown for kind in _PLAIN_KINDS):
        raise _cannot("Text buttons are unallowed in the inline keyboard")


def _check_url(url: str) -> None:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme == "tg":
        return
    if parts.scheme not in ("http", "https"):
        raise _wrong_url(url, "Unsupported URL protocol")
    if "." not in (parts.hostname or ""):
        raise _wrong_url(url, "Wrong HTTP URL")


def _wrong_url(url: str, why: str) -> ApiError:
    return bad_request(f"inline keyboard button URL '{url}' is invalid: {why}")


def _cannot(why: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {why}")
