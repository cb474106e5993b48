"""Nobody is disturbed at night for what somebody else has done."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.quiet import is_quiet, waits_until
from bot.domain.rules import Rules

HCMC = ZoneInfo("Asia/Ho_Chi_Minh")
# with and without summer time, changed by an hour or half an hour, at night or at midnight
ZONES = [
    ZoneInfo(name)
    for name in (
        "Asia/Ho_Chi_Minh",
        "Europe/Berlin",
        "America/New_York",
        "Africa/Cairo",
        "Atlantic/Azores",
        "America/Santiago",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
    )
]
QUIET = Rules()

moments = st.integers(0, 3 * 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
minutes = st.integers(0, 24 * 60 - 1)


def local(year, month, day, hour, minute=0, second=0):
    return datetime(year, month, day, hour, minute, second, tzinfo=HCMC)


def clock(minute):
    return time(minute // 60, minute % 60)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (local(2026, 12, 3, 20, 59, 59), local(2026, 12, 3, 20, 59, 59)),
        (local(2026, 12, 3, 21, 0), local(2026, 12, 4, 7, 0)),
        (local(2026, 12, 31, 23, 59), local(2027, 1, 1, 7, 0)),
        (local(2026, 12, 4, 0, 0), local(2026, 12, 4, 7, 0)),
        (local(2026, 12, 4, 6, 59, 59), local(2026, 12, 4, 7, 0)),
        (local(2026, 12, 4, 7, 0), local(2026, 12, 4, 7, 0)),
        (local(2026, 12, 4, 12, 0), local(2026, 12, 4, 12, 0)),
    ],
)
def test_what_happens_after_nine_in_the_evening_is_told_at_seven(at, until):
    assert waits_until(at, QUIET, HCMC) == until


def test_the_answer_is_in_utc():
    assert waits_until(local(2026, 12, 4, 12, 0), QUIET, HCMC).tzinfo is UTC
    assert waits_until(local(2026, 12, 4, 22, 0), QUIET, HCMC).tzinfo is UTC


def test_quiet_hours_may_lie_within_one_day():
    small_hours = Rules(quiet_from=time(1), quiet_until=time(5))
    assert waits_until(local(2026, 12, 4, 3), small_hours, HCMC) == local(2026, 12, 4, 5)
    assert waits_until(local(2026, 12, 4, 23), small_hours, HCMC) == local(2026, 12, 4, 23)
    assert waits_until(local(2026, 12, 4, 5), small_hours, HCMC) == local(2026, 12, 4, 5)


def test_with_equal_ends_there_are_no_quiet_hours():
    never = Rules(quiet_from=time(7), quiet_until=time(7))
    assert not any(is_quiet(local(2026, 12, 4, hour), never, HCMC) for hour in range(24))


def test_quiet_hours_that_end_twice_when_clocks_go_back_end_the_second_time_for_the_late():
    berlin = ZoneInfo("Europe/Berlin")
    until_half_past_two = Rules(quiet_from=time(22), quiet_until=time(2, 30))
    first_time = datetime(2026, 10, 25, 0, 15, tzinfo=UTC)
    second_time = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
    assert first_time.astimezone(berlin).time() == second_time.astimezone(berlin).time()
    for at in (first_time, second_time):
        assert waits_until(at, until_half_past_two, berlin) == at + timedelta(minutes=15)


@given(moments, st.sampled_from(ZONES), minutes, st.integers(0, 12 * 60))
@example(datetime(2026, 10, 25, 1, 15, tzinfo=UTC), ZONES[1], 22 * 60, 4 * 60 + 30)
@example(datetime(2027, 3, 28, 0, 45, tzinfo=UTC), ZONES[1], 60, 90)
def test_a_message_waits_at_most_for_the_end_of_the_night_and_never_arrives_in_it(
    at, zone, starts, length
):
    rules = Rules(quiet_from=clock(starts), quiet_until=clock((starts + length) % (24 * 60)))
    until = waits_until(at, rules, zone)
    assert not is_quiet(until, rules, zone)
    assert at <= until
    assert (until == at) == (not is_quiet(at, rules, zone))
    # an hour more where clocks go back within the night
    assert until - at <= timedelta(minutes=length) + timedelta(hours=1)
    assert waits_until(until, rules, zone) == until


@given(moments, moments)
def test_of_two_messages_the_earlier_one_is_never_told_later(one, other):
    earlier, later = sorted([one, other])
    assert waits_until(earlier, QUIET, HCMC) <= waits_until(later, QUIET, HCMC)
