"""When a task speaks up, and how it stands."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.quiet import is_quiet
from bot.domain.rules import Rules
from bot.domain.tasks import Snooze, State, Task, next_list, next_reminder, snoozed_until

HCMC = ZoneInfo("Asia/Ho_Chi_Minh")
RULES = Rules()
DUE = date(2026, 12, 15)


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=HCMC)


@pytest.mark.parametrize(
    ("after", "then"),
    [
        (local(2026, 12, 3, 21), local(2026, 12, 12, 8)),
        (local(2026, 12, 12, 8), local(2026, 12, 15, 8)),
        (local(2026, 12, 15, 8), local(2026, 12, 22, 8)),
        (local(2026, 12, 22, 9), local(2026, 12, 29, 8)),
        (local(2027, 3, 1, 9), local(2027, 3, 2, 8)),
    ],
)
def test_three_days_before_on_the_day_and_then_weekly(after: datetime, then: datetime):
    assert next_reminder(DUE, RULES, HCMC, after=after) == then


def test_without_a_date_nobody_is_reminded():
    assert next_reminder(None, RULES, HCMC, after=local(2026, 12, 3)) is None


def test_what_has_been_overdue_for_a_year_is_left_to_the_meeting():
    assert next_reminder(DUE, RULES, HCMC, after=local(2028, 1, 1)) is None


@given(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.integers(0, 600 * 24 * 60),
    st.integers(1, 30),
    st.integers(1, 60),
)
def test_a_reminder_is_ahead_on_a_morning_and_never_skips_the_due_day(due, minutes, before, again):
    rules = Rules(task_notice_days=before, task_again_days=again)
    after = local(2026, 1, 1) + timedelta(minutes=minutes)
    found = next_reminder(due, rules, HCMC, after=after)
    if found is None:
        assert (after.date() - due).days > 300
        return
    assert found > after
    assert not is_quiet(found, rules, HCMC)
    on_the_day = local(due.year, due.month, due.day, 8)
    assert found <= max(on_the_day, after + timedelta(days=again + 1))


def test_putting_off_counts_days_from_today():
    now = local(2026, 12, 12, 8, 5)
    assert snoozed_until(Snooze.TOMORROW, RULES, HCMC, now=now) == local(2026, 12, 13, 8)
    assert snoozed_until(Snooze.A_WEEK, RULES, HCMC, now=now) == local(2026, 12, 19, 8)


def test_the_list_of_the_week_comes_on_monday_morning():
    assert next_list(RULES, HCMC, now=local(2026, 12, 16, 8)) == local(2026, 12, 21, 8)
    assert next_list(RULES, HCMC, now=local(2026, 12, 21, 8)) == local(2026, 12, 21, 8)
    assert next_list(RULES, HCMC, now=local(2026, 12, 21, 15)) == local(2026, 12, 28, 8)


@given(st.integers(0, 400 * 24 * 60))
def test_the_list_is_always_within_a_week(minutes):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    at = next_list(RULES, HCMC, now=now)
    assert at.astimezone(HCMC).weekday() == 0
    assert -timedelta(hours=1) < at - now <= timedelta(days=7)


def test_the_state_is_the_furthest_word():
    assert Task().state is State.GIVEN
    assert Task(seen=True).state is State.SEEN
    assert Task(seen=True, help=True).state is State.HELP
    assert Task(help=True, done=True).state is State.DONE
    assert Task(done=True, outcome="confirmed").state is State.CONFIRMED


def test_what_is_reported_done_is_not_overdue():
    day = DUE + timedelta(days=1)
    assert Task(due_on=DUE).overdue(day)
    assert not Task(due_on=DUE).overdue(DUE)
    assert not Task(due_on=DUE, done=True).overdue(day)
    assert not Task(due_on=DUE, outcome="dropped").overdue(day)
