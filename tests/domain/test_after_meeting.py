"""What is due after a meeting, and when."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.after_meeting import report_due, steps_after
from bot.domain.quiet import is_quiet
from bot.domain.rules import Rules

HCMC = ZoneInfo("Asia/Ho_Chi_Minh")
RULES = Rules()


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=HCMC)


def at(start: datetime, rules: Rules = RULES) -> dict[str, datetime]:
    return {key: moment.at for key, moment in steps_after(start, 90, rules, HCMC).items()}


def test_a_morning_meeting_is_to_be_closed_two_hours_after_its_end_then_daily():
    found = at(local(2026, 12, 3, 8))
    assert found["close:0"] == local(2026, 12, 3, 11, 30)
    assert [found[f"close:{n}"] for n in range(1, 6)] == [
        local(2026, 12, d, 8) for d in range(4, 9)
    ]
    assert found["close:up"] == local(2026, 12, 9, 8)
    assert found["report"] == found["forward"] == local(2026, 12, 4, 8)


def test_after_an_evening_meeting_nobody_is_disturbed_at_night():
    found = at(local(2026, 12, 3, 19, 30))
    assert found["close:0"] == local(2026, 12, 4, 7)
    assert found["close:1"] == local(2026, 12, 4, 8)


def test_the_report_is_due_two_days_after():
    assert report_due(date(2026, 12, 3), RULES) == date(2026, 12, 5)


@given(
    st.integers(0, 730 * 24 * 60).map(lambda n: local(2026, 1, 1) + timedelta(minutes=n)),
    st.integers(15, 480),
    st.integers(1, 23),
    st.integers(0, 30),
)
def test_words_on_closing_follow_one_another_and_never_at_night(start, minutes, hours, days):
    rules = Rules(close_hours=hours, close_days=days)
    found = steps_after(start, minutes, rules, HCMC)
    closing = [moment for key, moment in found.items() if key.startswith("close")]
    assert all(one.until == other.at for one, other in pairwise(closing))
    assert all(moment.at < moment.until for moment in found.values())
    assert all(moment.at >= start + timedelta(minutes=minutes) for moment in found.values())
    assert not any(is_quiet(moment.at, rules, HCMC) for moment in found.values())
