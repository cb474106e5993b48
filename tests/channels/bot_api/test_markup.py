"""HTML is read, or refused, as Telegram's own parser does."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bot_api import ApiError
from tests.bot_api.markup import TAGS, commands_in, render


def marks(html: str) -> list[tuple[str, str]]:
    """Each entity's type, and the words it covers."""
    shown = render(html, "HTML")
    units = shown.text.encode("utf-16-le")
    return [
        (mark["type"], units[mark["offset"] * 2 :][: mark["length"] * 2].decode("utf-16-le"))
        for mark in shown.entities
    ]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<b>Họp</b> chi bộ", "Họp chi bộ"),
        ("a &lt; b &amp; c &gt; d &quot;e&quot; &#39;f&#x27;", "a < b & c > d \"e\" 'f'"),
        ("AT&T, R&D & &nbsp; &copy; 1 > 0", "AT&T, R&D & &nbsp; &copy; 1 > 0"),
        ("&lt;A&amp;B&gt;", "<A&B>"),
        ("&amp;lt;", "&lt;"),
        ("<B>x</b ><i>y</>", "xy"),
        ("  \n đầu và cuối \n ", "đầu và cuối"),
        ("<b></b>", ""),
    ],
)
def test_tags_and_references_are_read(html: str, text: str) -> None:
    assert render(html, "HTML").text == text


def test_entities_count_as_telegram_counts() -> None:
    assert marks(" 👩‍🏫 <b>Họp 🎉 <i>tối</i></b>") == [("bold", "Họp 🎉 tối"), ("italic", "tối")]


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ('<a href="https://example.org/?a=1&amp;b=2">x</a>', "text_link"),
        ('<span class="tg-spoiler">x</span>', "spoiler"),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
        ('<tg-time unix="1764732600" format="wDT">x</tg-time>', "date_time"),
        ('<tg-emoji emoji-id="5368324170671202286">x</tg-emoji>', "custom_emoji"),
        *[(f"<{tag}>x</{tag}>", TAGS[tag]) for tag in ("u", "s", "code", "pre", "tg-spoiler")],
    ],
)
def test_every_kind_of_mark_is_known(html: str, kind: str) -> None:
    assert marks(html) == [(kind, "x")]


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("Họp <3", "Unclosed start tag at byte offset 6"),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("chi bộ <A&B> họp", 'Unsupported start tag "a&b" at byte offset 9'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b class", 'Unclosed start tag "b" at byte offset 0'),
        ('<a ="x">x</a>', "Unexpected end of name token at byte offset 4"),
        ('<a "x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-time unix="1" format="x">x</tg-time>', "Invalid date format used"),
        ("&#xD800;", "Text contains invalid Unicode characters after decoding HTML entities"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_place(html: str, why: str) -> None:
    with pytest.raises(ApiError) as refused:
        render(html, "HTML")
    assert refused.value.description == f"Bad Request: can't parse entities: {why}"


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_escaped_text_is_read_as_it_was_written(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert render(escaped, "HTML").text == text.strip()


@given(st.text(alphabet="<>/ab&;='\" \n", max_size=30))
def test_any_text_is_either_read_or_refused(text: str) -> None:
    try:
        shown = render(text, "HTML").text
    except ApiError:
        shown = ""
    assert not re.search("</?[ab]>", shown)


def test_commands_are_found_in_what_people_write() -> None:
    text = "🎉 /start@sinhhoat_bot và /help, không phải a/b hay //"
    assert [(mark["offset"], mark["length"]) for mark in commands_in(text)] == [(3, 19), (26, 5)]
