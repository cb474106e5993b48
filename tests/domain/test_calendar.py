"""When the regular meeting of a month is."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import (
    WEEKEND,
    Break,
    Ordinal,
    Regular,
    Schedule,
    Weekday,
    month_of,
    next_periods,
    period_of,
    regular_day,
    starts_at,
)
from bot.domain.holidays import public_holidays

HCMC = ZoneInfo("Asia/Ho_Chi_Minh")
EVENING = time(19, 30)
SUMMER = Break(date(2027, 6, 1), date(2027, 8, 31), "Nghỉ hè")


def on(when, at=EVENING):
    return Schedule.of(when, at, "Hội trường A")


def regular(when, year, month, *, days_off=None, breaks=(), weekends="keep", first_week_ends=7):
    return regular_day(
        on(when),
        year,
        month,
        days_off=public_holidays(year) if days_off is None else days_off,
        breaks=breaks,
        weekends=weekends,
        first_week_ends=first_week_ends,
    )


schedules = st.one_of(
    st.integers(1, 31).map(lambda day: Schedule(EVENING, "A", day=day)),
    st.builds(
        lambda ordinal, weekday: Schedule(EVENING, "A", ordinal=ordinal, weekday=weekday),
        st.sampled_from(Ordinal),
        st.sampled_from(Weekday),
    ),
)
years = st.integers(2025, 2044)
months = st.integers(1, 12)


@pytest.mark.parametrize(
    ("when", "year", "month", "day"),
    [
        ("3", 2026, 12, 3),
        ("31", 2027, 2, 28),
        ("31", 2028, 2, 29),
        ("30", 2028, 2, 29),
        ("31", 2026, 11, 30),
        ("first sat", 2026, 12, 5),
        ("first tue", 2026, 12, 1),
        ("second mon", 2026, 12, 14),
        ("fourth sun", 2026, 12, 27),
        ("last thu", 2026, 12, 31),
        ("last sun", 2027, 2, 28),
        ("last tue", 2028, 2, 29),
    ],
)
def test_a_schedule_names_a_day_in_every_month(when, year, month, day):
    assert on(when).day_in(year, month) == date(year, month, day)


@given(st.sampled_from(Ordinal), st.sampled_from(Weekday), years, months)
def test_an_ordinal_weekday_is_found_as_one_counts_it_on_a_wall_calendar(
    ordinal, weekday, year, month
):
    days = [date(year, month, n + 1) for n in range(monthrange(year, month)[1])]
    column = [day for day in days if day.weekday() == list(Weekday).index(weekday)]
    row = -1 if ordinal is Ordinal.LAST else list(Ordinal).index(ordinal)
    found = Schedule(EVENING, "A", ordinal=ordinal, weekday=weekday).day_in(year, month)
    assert found == column[row]


@given(schedules)
def test_a_schedule_is_the_same_after_it_was_stored(schedule):
    assert Schedule.of(schedule.when, schedule.at, schedule.place) == schedule


@pytest.mark.parametrize("when", ["0", "32"])
def test_a_schedule_on_a_day_that_no_month_has_cannot_be_made(when):
    with pytest.raises(ValueError, match="from 1 to 31"):
        on(when)


@pytest.mark.parametrize("when", ["fifth sat", "first", "sat", "", "first saturday", "-1"])
def test_a_schedule_on_an_unknown_weekday_cannot_be_made(when):
    with pytest.raises(ValueError, match="is not a valid"):
        on(when)


def test_a_schedule_cannot_have_a_day_and_a_weekday():
    with pytest.raises(ValueError, match="ordinal"):
        Schedule(EVENING, "A", day=3, ordinal=Ordinal.FIRST, weekday=Weekday.SAT)


def test_an_ordinary_third_is_the_day_of_the_meeting():
    third = date(2026, 12, 3)
    assert regular("3", 2026, 12) == Regular(third, third, None, ask=False)


@pytest.mark.parametrize(
    ("when", "year", "month", "weekends", "day", "because"),
    [
        ("3", 2027, 2, "keep", 3, None),  # the last working day before Tết
        ("1", 2027, 1, "keep", 2, "Tết Dương lịch"),
        ("1", 2027, 1, "move", 4, "Tết Dương lịch"),
        ("1", 2025, 2, "keep", 2, "Mùng bốn Tết Nguyên Đán"),
        ("1", 2025, 2, "move", 3, "Mùng bốn Tết Nguyên Đán"),
        ("3", 2030, 2, "keep", 7, "Mùng hai Tết Nguyên Đán"),
        ("1", 2026, 5, "keep", 2, "Ngày Quốc tế Lao động"),
        ("1", 2027, 5, "move", 4, "Ngày Quốc tế Lao động"),  # Saturday, Sunday, substitute Monday
        ("2", 2026, 9, "keep", 3, "Quốc khánh"),
        ("2", 2027, 9, "keep", 4, "Quốc khánh"),
        ("3", 2027, 9, "keep", 4, "Quốc khánh"),
        ("3", 2027, 9, "move", 6, "Quốc khánh"),
        ("first thu", 2027, 9, "move", 6, "Quốc khánh"),
        ("3", 2027, 1, "move", 4, WEEKEND),
        ("24", 2026, 11, "keep", 25, "Ngày Văn hóa Việt Nam"),
        ("third fri", 2027, 4, "move", 19, "Ngày Giỗ Tổ Hùng Vương"),
    ],
)
def test_a_holiday_moves_the_meeting_to_the_next_allowed_day(
    when, year, month, weekends, day, because
):
    found = regular(when, year, month, weekends=weekends)
    assert (found.on, found.moved_because, found.ask) == (date(year, month, day), because, False)


@pytest.mark.parametrize(
    ("when", "year", "month", "day"),
    [
        ("5", 2027, 2, 3),  # Tết covers the 4th to the 10th: two days earlier is nearest
        ("7", 2027, 2, 11),  # four days later and four days earlier: later
        ("last fri", 2027, 4, 29),  # 30 April: May has a meeting of its own
        ("30", 2026, 4, 29),
    ],
)
def test_with_no_day_left_the_nearest_is_proposed_and_asked_about(when, year, month, day):
    found = regular(when, year, month)
    assert (found.on, found.ask) == (date(year, month, day), True)


def test_the_units_own_day_off_moves_the_meeting_like_a_holiday():
    founding_day = {date(2026, 12, 3): "Ngày truyền thống"}
    found = regular("3", 2026, 12, days_off=founding_day)
    assert found.on == date(2026, 12, 4)
    assert found.moved_because == "Ngày truyền thống"


def test_a_longer_first_week_leaves_more_room():
    assert regular("3", 2030, 2, first_week_ends=6).ask
    assert not regular("3", 2030, 2, first_week_ends=10).ask


def test_a_break_that_ends_in_the_first_week_moves_the_meeting_behind_it():
    short = Break(date(2026, 12, 1), date(2026, 12, 4), "Nghỉ giữa kỳ")
    found = regular("3", 2026, 12, breaks=[short])
    assert (found.on, found.moved_because, found.ask) == (date(2026, 12, 5), "Nghỉ giữa kỳ", False)


def test_a_month_that_is_all_break_still_proposes_its_day():
    found = regular("3", 2027, 7, breaks=[SUMMER])
    assert found == Regular(date(2027, 7, 3), date(2027, 7, 3), "Nghỉ hè", ask=True)


def test_in_a_month_that_is_all_break_a_holiday_is_still_avoided():
    spring = Break(date(2027, 1, 25), date(2027, 3, 5), "Nghỉ Tết")
    found = regular("5", 2027, 2, breaks=[spring])
    assert (found.on, found.moved_because) == (date(2027, 2, 3), "Giao thừa Tết Nguyên Đán")


@given(schedules, years, months, st.sampled_from(["keep", "move"]), st.integers(3, 14), st.data())
def test_a_meeting_never_falls_on_a_day_off_while_its_month_has_another(
    schedule, year, month, weekends, first_week_ends, data
):
    days = [date(year, month, n + 1) for n in range(monthrange(year, month)[1])]
    own = data.draw(st.sets(st.sampled_from(days)))
    start = data.draw(st.sampled_from(days))
    away = [Break(start, start + timedelta(days=data.draw(st.integers(0, 40))), "Nghỉ")]
    days_off = {**public_holidays(year), **dict.fromkeys(own, "Ngày nghỉ")}

    def free(day):
        at_work = weekends == "keep" or day.weekday() < 5
        return day not in days_off and at_work and not any(day in each for each in away)

    found = regular_day(
        schedule,
        year,
        month,
        days_off=days_off,
        breaks=away,
        weekends=weekends,
        first_week_ends=first_week_ends,
    )
    nominal = schedule.day_in(year, month)
    allowed = [day for day in days if free(day)]
    later = [day for day in allowed if day >= nominal]
    assert found.nominal == nominal
    assert (found.moved_because is None) == free(nominal)
    assert found.on in (allowed or days)
    if not found.ask:
        assert found.on == later[0]
    if nominal.day <= first_week_ends:
        assert found.ask == (not any(day.day <= first_week_ends for day in later))
    elif found.ask:
        assert not any(day - nominal <= timedelta(days=7) for day in later)
    if found.ask and allowed:
        assert abs(found.on - nominal) == min(abs(day - nominal) for day in allowed)


@given(years, months, st.permutations(range(3)))
def test_the_order_in_which_breaks_were_entered_changes_no_day(year, month, order):
    first = date(year, month, 1)
    entered = [
        Break(first, first + timedelta(days=2), "A"),
        Break(first + timedelta(days=1), first + timedelta(days=4), "B"),
        Break(first + timedelta(days=10), first + timedelta(days=12), "C"),
    ]
    shuffled = [entered[place] for place in order]
    plain = regular("3", year, month, breaks=entered)
    assert regular("3", year, month, breaks=shuffled).on == plain.on


def test_for_twenty_years_the_third_stays_in_the_first_week_or_is_asked_about():
    asked = []
    for year in range(2025, 2045):
        for month in range(1, 13):
            found = regular("3", year, month, weekends="move")
            assert found.on not in public_holidays(year)
            assert found.on.weekday() < 5
            assert found.ask or 3 <= found.on.day <= 7
            asked += [period_of(found.on)] if found.ask else []
    # Tết that covers what is left of the first week is all that ever makes the bot ask
    assert all(period.endswith("-02") for period in asked)


def test_tet_is_where_the_lunar_calendar_puts_it():
    first_days = {2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2030: (2, 2)}
    for year, (month, day) in first_days.items():
        assert public_holidays(year)[date(year, month, day)] == "Tết Nguyên Đán"
        assert public_holidays(year, "en")[date(year, month, day)] == "Lunar New Year"


def test_a_holiday_on_a_sunday_gives_the_monday_off():
    assert public_holidays(2026)[date(2026, 4, 27)] == "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"


def test_a_language_without_names_of_its_own_reads_english():
    assert public_holidays(2026, "fr") == public_holidays(2026, "en")


def test_the_holidays_of_a_year_come_in_order_and_cannot_be_changed_by_accident():
    year = public_holidays(2026)
    assert list(year) == sorted(year)
    assert not hasattr(year, "__setitem__")


def test_half_past_seven_in_the_evening_is_half_past_twelve_in_utc():
    assert starts_at(date(2026, 12, 3), EVENING, HCMC) == datetime(2026, 12, 3, 12, 30, tzinfo=UTC)


def test_a_meeting_abroad_keeps_its_hour_through_summer_time():
    berlin = ZoneInfo("Europe/Berlin")
    assert starts_at(date(2026, 7, 3), EVENING, berlin).hour == 17
    assert starts_at(date(2026, 12, 3), EVENING, berlin).hour == 18
    skipped = starts_at(date(2027, 3, 28), time(2, 30), berlin)
    assert skipped.astimezone(berlin).time() == time(3, 30)
    assert starts_at(date(2026, 10, 25), time(2, 30), berlin).hour == 0


def test_periods_follow_each_other_over_the_new_year():
    assert list(islice(next_periods(date(2026, 11, 23)), 3)) == ["2026-12", "2027-01", "2027-02"]
    assert next(next_periods(date(2026, 12, 31))) == "2027-01"
    assert period_of(date(2026, 3, 1)) == "2026-03"
    assert month_of("2026-03") == (2026, 3)
