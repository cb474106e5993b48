"""The moments a meeting causes."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.after_meeting import steps_after
from bot.domain.calendar import Break
from bot.domain.quiet import is_quiet
from bot.domain.rules import Rules
from bot.domain.timetable import Step, notice_days_for, plan_at, step_of, steps

HCMC = ZoneInfo("Asia/Ho_Chi_Minh")
BERLIN = ZoneInfo("Europe/Berlin")
RULES = Rules()
SUMMER = Break(date(2027, 6, 1), date(2027, 8, 31), "Nghỉ hè")


def local(year, month, day, hour, minute=0, second=0):
    return datetime(year, month, day, hour, minute, second, tzinfo=HCMC)


THIRD_EVENING = local(2026, 12, 3, 19, 30)
THIRD_AT_EIGHT = local(2026, 12, 3, 8, 0)
THIRD_AT_DAWN = local(2026, 12, 3, 6, 30)

starts = st.integers(0, 3 * 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
rules = st.builds(
    Rules,
    notice_days=st.integers(1, 30),
    reminder_days=st.sets(st.integers(1, 30), max_size=5).map(
        lambda days: tuple(sorted(days, reverse=True))
    ),
    reminder_hours=st.integers(0, 23),
    see_you_days=st.integers(1, 7),
    report_days_before=st.integers(1, 7),
    documents_notice_days=st.integers(1, 14),
    morning=st.times(time(6), time(12)),
    quiet_from=st.times(time(18), time(23)),
    quiet_until=st.times(time(5), time(9)),
)
zones = st.sampled_from([HCMC, BERLIN, ZoneInfo("Africa/Cairo"), ZoneInfo("America/New_York")])


def at(found, zone=HCMC):
    return {key: moment.at.astimezone(zone) for key, moment in found.items()}


def test_an_evening_meeting_is_announced_a_week_ahead_and_the_silent_are_reminded_three_times():
    found = steps(THIRD_EVENING, RULES, HCMC, 7)
    assert at(found) == {
        "invite": local(2026, 11, 26, 8),
        "remind:3d": local(2026, 11, 30, 8),
        "documents": local(2026, 12, 1, 8),
        "see_you": local(2026, 12, 2, 8),
        "report_who_comes": local(2026, 12, 2, 8),
        "remind:1d": local(2026, 12, 2, 8),
        "remind:3h": local(2026, 12, 3, 16, 30),
    }


def test_the_moments_come_in_utc_and_in_the_order_of_time():
    found = steps(THIRD_EVENING, RULES, HCMC, 7)
    assert found["invite"].at == datetime(2026, 11, 26, 1, tzinfo=UTC)
    assert all(each.tzinfo is UTC for moment in found.values() for each in moment)
    assert list(found.values()) == sorted(found.values(), key=lambda moment: moment.at)


def test_a_reminder_ends_when_the_next_is_due_and_the_rest_when_the_meeting_starts():
    found = steps(THIRD_EVENING, RULES, HCMC, 7)
    until = {key: moment.until.astimezone(HCMC) for key, moment in found.items()}
    assert until == {
        "invite": THIRD_EVENING,
        "remind:3d": local(2026, 12, 2, 8),
        "remind:1d": local(2026, 12, 3, 16, 30),
        "remind:3h": THIRD_EVENING,
        "documents": THIRD_EVENING,
        "see_you": THIRD_EVENING,
        "report_who_comes": THIRD_EVENING,
    }


def test_every_key_names_its_step():
    found = steps(THIRD_EVENING, RULES, HCMC, 7) | steps_after(THIRD_EVENING, 90, RULES, HCMC)
    assert {step_of(key) for key in found} == set(Step)
    assert step_of("remind:3h") is step_of("remind:1d") is Step.REMIND


def test_in_a_break_people_are_asked_two_weeks_ahead():
    assert at(steps(THIRD_EVENING, RULES, HCMC, 14))["invite"] == local(2026, 11, 19, 8)


def test_a_cell_chooses_its_own_reminders():
    own = Rules(reminder_days=(5,), reminder_hours=0)
    found = steps(THIRD_EVENING, own, HCMC, 7)
    assert [key for key in found if step_of(key) is Step.REMIND] == ["remind:5d"]
    assert found["remind:5d"].until == THIRD_EVENING


def test_nobody_is_reminded_before_being_invited():
    found = steps(THIRD_EVENING, Rules(reminder_days=(10, 3, 1)), HCMC, 3)
    assert [key for key in found if step_of(key) is Step.REMIND] == ["remind:1d", "remind:3h"]


def test_of_two_reminders_at_one_moment_only_one_is_sent():
    found = steps(local(2026, 12, 3, 7, 30), Rules(reminder_hours=23, morning=time(8, 30)), HCMC, 7)
    assert ("remind:1d" in found) != ("remind:23h" in found)


def test_the_reminder_of_a_meeting_at_eight_comes_when_the_night_is_over():
    assert at(steps(THIRD_AT_EIGHT, RULES, HCMC, 7))["remind:3h"] == local(2026, 12, 3, 7)


def test_the_reminder_of_a_meeting_at_dawn_comes_an_hour_before_the_night():
    found = steps(THIRD_AT_DAWN, RULES, HCMC, 7)
    assert at(found)["remind:3h"] == local(2026, 12, 2, 20)
    assert found["remind:3h"].until == THIRD_AT_DAWN
    assert found["remind:1d"].until == local(2026, 12, 2, 20)


def test_the_reminder_of_a_meeting_just_after_midnight_comes_an_hour_before_the_night():
    found = steps(local(2026, 12, 4, 0, 30), RULES, HCMC, 7)
    assert at(found)["remind:3h"] == local(2026, 12, 3, 20)


def test_a_morning_that_begins_before_the_quiet_hours_end_waits_for_them():
    early = Rules(morning=time(6), quiet_until=time(7))
    assert at(steps(THIRD_EVENING, early, HCMC, 7))["invite"] == local(2026, 11, 26, 7)


def test_a_meeting_planned_late_is_announced_at_once_and_reminders_that_were_due_are_left_out():
    planned = local(2026, 12, 1, 10)
    found = steps(THIRD_EVENING, RULES, HCMC, 7, planned_at=planned)
    assert at(found) == {
        "invite": planned,
        "documents": planned,
        "see_you": local(2026, 12, 2, 8),
        "report_who_comes": local(2026, 12, 2, 8),
        "remind:1d": local(2026, 12, 2, 8),
        "remind:3h": local(2026, 12, 3, 16, 30),
    }


def test_a_meeting_planned_the_day_before_asks_and_reminds_but_does_not_say_see_you_as_well():
    found = steps(THIRD_EVENING, RULES, HCMC, 7, planned_at=local(2026, 12, 2, 15))
    assert set(found) == {"invite", "documents", "remind:3h"}


def test_a_meeting_planned_at_night_is_announced_in_the_morning():
    found = steps(THIRD_EVENING, RULES, HCMC, 7, planned_at=local(2026, 12, 1, 23))
    assert at(found)["invite"] == local(2026, 12, 2, 7)


def test_a_meeting_planned_at_night_for_the_next_dawn_can_be_announced_to_nobody():
    found = steps(THIRD_AT_DAWN, RULES, HCMC, 7, planned_at=local(2026, 12, 2, 22))
    assert found == {}


def test_people_asked_already_are_reminded_whatever_the_day_of_an_invitation_would_be():
    planned = local(2026, 12, 2, 22)
    found = steps(local(2026, 12, 3, 8, 30), RULES, HCMC, 7, planned_at=planned, asked_at=planned)
    assert at(found)["remind:3h"] == local(2026, 12, 3, 7)
    found = steps(THIRD_EVENING, RULES, HCMC, 2, asked_at=local(2026, 11, 28, 9))
    assert "remind:3d" in found


def test_a_meeting_planned_in_good_time_is_announced_on_its_day():
    early = steps(THIRD_EVENING, RULES, HCMC, 7, planned_at=local(2026, 11, 20, 9))
    assert early == steps(THIRD_EVENING, RULES, HCMC, 7)


def test_through_the_change_to_summer_time_messages_keep_their_local_hour():
    start = datetime(2027, 3, 30, 19, 30, tzinfo=BERLIN)
    found = at(steps(start, RULES, BERLIN, 7), BERLIN)
    assert found["invite"] == datetime(2027, 3, 23, 8, tzinfo=BERLIN)
    assert found["remind:1d"] == datetime(2027, 3, 29, 8, tzinfo=BERLIN)


def test_hours_before_a_meeting_are_real_hours_even_over_a_change_of_clocks():
    start = datetime(2027, 3, 28, 11, 0, tzinfo=BERLIN)
    found = steps(start, Rules(reminder_hours=12, quiet_from=time(23)), BERLIN, 7)
    assert found["remind:12h"].at.astimezone(BERLIN) == datetime(2027, 3, 27, 22, tzinfo=BERLIN)


@given(starts, rules, zones, st.none() | st.integers(0, 60 * 24 * 40))
def test_no_message_is_due_at_night_after_the_start_or_before_people_are_asked(
    start, own, zone, minutes_ahead
):
    planned = None if minutes_ahead is None else start - timedelta(minutes=minutes_ahead)
    found = steps(start, own, zone, own.notice_days, planned_at=planned)
    for key, moment in found.items():
        assert moment.at < moment.until <= start
        assert not is_quiet(moment.at, own, zone)
        assert planned is None or moment.at >= planned
        if step_of(key) in (Step.REMIND, Step.SEE_YOU, Step.REPORT_WHO_COMES):
            assert moment.at > found["invite"].at
    if planned is None:
        assert "invite" in found


@given(starts, rules, zones)
def test_one_reminder_at_a_time_is_due(start, own, zone):
    found = steps(start, own, zone, own.notice_days)
    reminders = [moment for key, moment in found.items() if step_of(key) is Step.REMIND]
    for earlier, later in pairwise(reminders):
        assert earlier.until == later.at
    assert not reminders or reminders[-1].until == start


@pytest.mark.parametrize(
    ("on", "days"),
    [
        (date(2027, 4, 30), 7),
        (date(2027, 5, 1), 14),  # the last meeting before the break
        (date(2027, 5, 31), 14),
        (date(2027, 6, 3), 14),
        (date(2027, 8, 31), 14),
        (date(2027, 9, 3), 7),
    ],
)
def test_in_and_before_a_break_the_notice_is_longer(on, days):
    assert notice_days_for(on, RULES, [SUMMER]) == days
    assert notice_days_for(on, RULES) == 7


@pytest.mark.parametrize(
    ("on", "notice", "planned"),
    [
        (date(2026, 12, 3), 7, local(2026, 11, 20, 8)),
        (date(2027, 1, 1), 7, local(2026, 12, 20, 8)),
        (date(2026, 12, 31), 7, local(2026, 11, 20, 8)),
        (date(2027, 6, 3), 14, local(2027, 5, 15, 8)),  # five days before the invitation
        (date(2027, 3, 3), 10, local(2027, 2, 16, 8)),
    ],
)
def test_the_month_is_planned_on_the_twentieth_or_in_time_for_the_first_invitation(
    on, notice, planned
):
    assert plan_at(on, RULES, HCMC, notice) == planned


@given(st.dates(date(2026, 1, 1), date(2035, 12, 31)), rules, st.integers(1, 60))
def test_the_plan_always_leaves_the_secretary_time_before_the_invitation(on, own, notice):
    invited = steps(datetime.combine(on, time(19, 30), HCMC), own, HCMC, notice)["invite"].at
    planned = plan_at(on, own, HCMC, notice)
    assert invited - planned >= timedelta(days=own.plan_lead_days)
    assert planned.astimezone(HCMC).date() < on.replace(day=1)
    assert not is_quiet(planned, own, HCMC)
