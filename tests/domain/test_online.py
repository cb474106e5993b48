"""Who cannot be in one place, and links to meetings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import Reason
from bot.domain.online import Apart, is_apart, read_link
from bot.domain.refusal import Refused
from bot.domain.roles import Presence


@given(st.integers(0, 300), st.integers(0, 300))
def test_more_than_half_is_more_than_the_others(apart: int, here: int) -> None:
    assert Apart(apart, apart + here).more_than_half == (apart > here)


@pytest.mark.parametrize(
    ("presence", "reasons", "apart"),
    [
        (Presence.LOCAL, [], False),
        (Presence.LOCAL, [Reason.SICK], False),
        (Presence.LOCAL, [Reason.FAMILY], False),
        (Presence.LOCAL, [Reason.OTHER], False),
        (Presence.LOCAL, [Reason.FAR], True),
        (Presence.LOCAL, [Reason.SUMMER_BREAK], True),
        (Presence.LOCAL, [Reason.TRAVEL], True),
        (Presence.LOCAL, [Reason.SHIFT], True),
        (Presence.LOCAL, [Reason.SICK, Reason.SHIFT], True),
        (Presence.DISPERSED, [], True),
        (Presence.AWAY, [Reason.SICK], True),
    ],
)
def test_only_the_reasons_that_the_rule_names_count(
    presence: Presence, reasons: list[Reason], apart: bool
) -> None:
    assert is_apart(presence, reasons) is apart


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://meet.google.com/abc-defg-hij", "https://meet.google.com/abc-defg-hij"),
        ("  zoom.us/j/123?pwd=Ab  ", "https://zoom.us/j/123?pwd=Ab"),
        ("http://hop.truong.edu.vn", "http://hop.truong.edu.vn"),
    ],
)
def test_a_link_is_kept_as_it_opens(typed: str, kept: str) -> None:
    assert read_link(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "phòng 201",
        "",
        "https://",
        "https://phong",
        "ftp://a.vn/x",
        "javascript:alert(1)",
        "https://a.vn/x mật khẩu 12",
        "https://[a.vn",
        "https://a.vn/" + "x" * 500,
    ],
)
def test_what_is_no_link_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        read_link(typed)
