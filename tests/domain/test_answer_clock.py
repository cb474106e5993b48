"""By when a committee answers, and when it is reminded."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer_clock import clock_ends, is_notice, next_reminder
from bot.domain.quiet import is_quiet
from bot.domain.rules import Rules

HCMC = ZoneInfo("Asia/Ho_Chi_Minh")
RULES = Rules()


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=HCMC)


ARRIVED = local(2026, 12, 4, 9)


def test_the_day_after_the_first_meeting_that_begins_three_days_later():
    meetings = [local(2026, 12, 6, 8), local(2026, 12, 7, 8), local(2026, 12, 20, 8)]
    assert clock_ends(ARRIVED, meetings, RULES, HCMC) == local(2026, 12, 21, 17)
    meetings.append(local(2026, 12, 7, 9))
    assert clock_ends(ARRIVED, meetings, RULES, HCMC) == local(2026, 12, 8, 17)


def test_with_no_meeting_planned_within_35_days_it_is_30_days():
    assert clock_ends(ARRIVED, [], RULES, HCMC) == local(2027, 1, 3, 17)
    far = [ARRIVED + timedelta(days=35, minutes=1)]
    assert clock_ends(ARRIVED, far, RULES, HCMC) == local(2027, 1, 3, 17)


def test_weekly_three_days_before_and_at_the_end():
    ends = local(2026, 12, 21, 17)
    found, after = [], ARRIVED
    while after < local(2027, 1, 5):
        after = next_reminder(ARRIVED, ends, RULES, HCMC, after=after)
        found.append(after)
    assert found == [
        local(2026, 12, 11, 8),
        local(2026, 12, 18, 8),
        ends,
        local(2026, 12, 28, 8),
        local(2027, 1, 4, 8),
        local(2027, 1, 11, 8),
    ]
    assert is_notice(ends, RULES, HCMC, now=local(2026, 12, 18, 8))
    assert not is_notice(ends, RULES, HCMC, now=local(2026, 12, 11, 8))


_MOMENTS = st.integers(0, 90 * 24 * 60).map(lambda n: ARRIVED + timedelta(minutes=n))


@given(st.lists(_MOMENTS, max_size=5), _MOMENTS)
def test_the_end_is_ahead_and_a_reminder_is_never_late_or_at_night(meetings, after):
    ends = clock_ends(ARRIVED, meetings, RULES, HCMC)
    assert timedelta(days=3) < ends - ARRIVED <= timedelta(days=37)
    found = next_reminder(ARRIVED, ends, RULES, HCMC, after=after)
    assert after < found <= after + timedelta(days=8)
    assert found == ends or not is_quiet(found, RULES, HCMC)
    if after < ends:
        assert found <= ends


@given(st.permutations([local(2026, 12, d, 8) for d in (6, 9, 20)]))
def test_the_order_of_meetings_does_not_matter(meetings):
    assert clock_ends(ARRIVED, meetings, RULES, HCMC) == local(2026, 12, 10, 17)
