"""Where and when each sub-group sits."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.refusal import Refused
from bot.domain.subgroups import check_may_split, read, sits_at

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
START = datetime(2026, 12, 3, 12, 30, tzinfo=UTC)  # 19:30 in Vietnam
TODAY = date(2026, 11, 26)


def said(text: str) -> tuple[time | None, str]:
    return read(text, start=START, zone=ZONE, today=TODAY)


@pytest.mark.parametrize(
    ("text", "clock", "place"),
    [
        ("19:30; phòng 201", time(19, 30), "phòng 201"),
        ("20h; phòng 201", time(20), "phòng 201"),
        ("phòng 201", None, "phòng 201"),
        ("20:00", time(20), ""),
        ("03/12 20:00; phòng 201", time(20), "phòng 201"),
        ("03/12; phòng 201", None, "phòng 201"),
    ],
)
def test_a_time_a_place_or_both(text: str, clock: time | None, place: str) -> None:
    assert said(text) == (clock, place)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("04/12 20:00; phòng 201", "on the day of the meeting"),
        ("04/12; phòng 201", "on the day of the meeting"),
        ("18:00; phòng 201", "no sub-group sits before it"),
        ("", "the time and the place"),
        ("03/12", "the time and the place"),
        ("20:00; phòng 201; tầng 2", "the time and the place"),
        ("20:00; 21:00", "reads like a day or a time"),
    ],
)
def test_what_cannot_be(text: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        said(text)


@given(st.none() | st.times(), st.integers(0, 4_000_000_000))
def test_a_sub_group_sits_on_the_day_of_the_meeting_and_never_before_it(
    clock: time | None, seconds: int
) -> None:
    start = datetime.fromtimestamp(seconds, UTC)
    at = sits_at(start, clock, ZONE)
    assert at >= start
    assert at.astimezone(ZONE).date() == start.astimezone(ZONE).date()
    assert at - start < timedelta(days=1)


def test_it_takes_two_sub_groups_and_no_make_up_session() -> None:
    check_may_split(["Tổ 1", "Tổ 2"], is_makeup=False)
    with pytest.raises(Refused, match="no two sub-groups"):
        check_may_split(["Tổ 1"], is_makeup=False)
    with pytest.raises(Refused, match="held in one place"):
        check_may_split(["Tổ 1", "Tổ 2"], is_makeup=True)
