"""What people type on a phone, and what they are told when it cannot be read."""

import unicodedata
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import reading
from bot.domain.calendar import Ordinal, Schedule, Weekday
from bot.domain.refusal import Refused

TODAY = date(2026, 11, 23)
WRITE_A_DAY = "Please write the day like 15/12/2026 or 15/12."
WRITE_A_TIME = "Please write the time like 19:30 or 19h30."
WRITE_BOTH = "Please write the day and the time like 15/12/2026 19:30."
WRITE_A_SCHEDULE = (
    "Please write the schedule like 3 19:30; Hội trường A or first sat 08:00; Hội trường A."
)
WRITE_A_PLACE = "Please write one place after the time, like 3 19:30; Hội trường A."

days = st.dates(date(2025, 1, 1), date(2031, 12, 31))
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
# text that comes near to being right
scraps = st.text(
    st.sampled_from("0123456789/:-.;h 　giờthứbảyđầunăm１２：\u0301\u200b😀"), max_size=25
)


def refused(read, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        read(*args, **kwargs)
    return str(refusal.value)


@pytest.mark.parametrize(
    "typed",
    [
        "15/12/2026",
        "15/12",
        "2026-12-15",
        "2026/12/15",
        "15-12-2026",
        "15-12",
        "15.12",
        "15.12.2026",
        "15/12/26",
        " 15 / 12 / 2026 ",
        "15\u00a0/\u200912",
        "１５／１２／２０２６",
        "ngày 15/12",
        "Ngày 15 tháng 12 năm 2026",
        unicodedata.normalize("NFD", "ngày 15 tháng 12"),
        "ngay 15 thang 12",
        "\ufeff15/12\u200b",
    ],
)
def test_a_day_is_read_in_every_common_form(typed):
    assert reading.day(typed, today=TODAY) == date(2026, 12, 15)


@given(days, st.sampled_from(["{0:%d/%m/%Y}", "{0.day}/{0.month}/{0:%y}", "{0:%Y-%m-%d}"]))
def test_a_day_that_was_written_out_reads_as_itself(on, form):
    assert reading.day(form.format(on), today=TODAY) == on


@given(days, days)
def test_a_day_without_its_year_is_the_next_such_day(on, today):
    typed = f"{on.day}/{on.month}"
    try:
        found = reading.day(typed, today=today)
    except Refused:
        return
    assert (found.day, found.month) == (on.day, on.month)
    assert 0 <= (found - today).days <= 366


def test_today_is_the_next_such_day():
    assert reading.day("23/11", today=TODAY) == TODAY


def test_a_day_long_past_is_meant_for_next_year():
    assert reading.day("3/2", today=TODAY) == date(2027, 2, 3)


def test_a_day_that_has_just_passed_is_asked_about():
    sentence = "{} has just passed; if you mean the next one, please write {}."
    assert refused(reading.day, "22/11", today=TODAY) == sentence.format("22/11", "22/11/2027")
    new_year = date(2027, 1, 3)
    assert refused(reading.day, "30/12", today=new_year) == sentence.format("30/12", "30/12/2027")
    assert reading.day("22/11/2026", today=TODAY) == date(2026, 11, 22)


def test_the_leap_day_is_known():
    assert reading.day("29/02/2028", today=TODAY) == date(2028, 2, 29)
    assert reading.day("29/2", today=date(2027, 12, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31/02", "31/02/2026"),
        ("31/2/2027", "31/02/2027"),
        ("29/02/2027", "29/02/2027"),
        ("29/02", "29/02/2026"),
        ("12/15/2026", "12/15/2026"),
        ("0/12", "00/12/2026"),
        ("32/1/2027", "32/01/2027"),
        ("2026-13-01", "01/13/2026"),
    ],
)
def test_a_day_that_no_calendar_has_is_refused(typed, said):
    sentence = f"There is no day {said}; please write one like 15/12/2026."
    assert refused(reading.day, typed, today=TODAY) == sentence


@pytest.mark.parametrize("typed", ["1/1/1900", "1/1/2300", "1/1/2024", "1/1/2032", "0000-01-01"])
def test_a_year_out_of_reach_is_refused(typed):
    sentence = "The year must be from 2025 to 2031, for example 15/12/2026."
    assert refused(reading.day, typed, today=TODAY) == sentence


@pytest.mark.parametrize(
    "typed",
    ["", " ", ";", "😀", "mai", "15", "15/12/202", "15/12/2026 x", "1512", "٣/٤", "9" * 5000],
)
def test_what_is_no_day_is_refused_with_an_example(typed):
    assert refused(reading.day, typed, today=TODAY) == WRITE_A_DAY


@pytest.mark.parametrize(
    "typed",
    [
        "19:30",
        "19h30",
        "19H30",
        "19 h 30",
        "19h 30",
        "19 : 30",
        "19 giờ 30",
        "19 gio 30 phut",
        "19g30",
        "lúc 19h30",
        "１９：３０",
        unicodedata.normalize("NFD", "19 giờ 30"),
    ],
)
def test_a_time_is_read_in_every_common_form(typed):
    assert reading.clock(typed) == time(19, 30)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("19h", time(19)),
        ("7h", time(7)),
        ("7 giờ", time(7)),
        ("07:05", time(7, 5)),
        ("0h", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_full_hour_needs_no_minutes(typed, at):
    assert reading.clock(typed) == at


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("7h30 tối", time(19, 30)),
        ("7h30 toi", time(19, 30)),
        ("7:30 pm", time(19, 30)),
        ("8h sáng", time(8)),
        ("2 giờ chiều", time(14)),
        ("1h trưa", time(13)),
        ("11h trưa", time(11)),
        ("20h tối", time(20)),
    ],
)
def test_the_part_of_the_day_may_stand_behind_a_time(typed, at):
    assert reading.clock(typed) == at


@given(times, st.sampled_from(["{0:%H:%M}", "{0:%H}h{0:%M}", "{0.hour} giờ {0:%M}"]))
def test_a_time_that_was_written_out_reads_as_itself(at, form):
    assert reading.clock(form.format(at)) == at


@pytest.mark.parametrize(
    ("typed", "said"), [("25:00", "25:00"), ("24h", "24:00"), ("19:60", "19:60"), ("9h75", "09:75")]
)
def test_a_time_that_no_clock_shows_is_refused(typed, said):
    sentence = f"There is no time {said}; please write it like 19:30 or 19h30."
    assert refused(reading.clock, typed) == sentence


@pytest.mark.parametrize(
    "typed",
    ["", ";", "😀", "19", "19.30", "1930", "19:3", "-19:30", "19:30:00"],
)
def test_what_is_no_time_is_refused_with_an_example(typed):
    assert refused(reading.clock, typed) == WRITE_A_TIME


@pytest.mark.parametrize(
    "typed",
    [
        "15/12/2026 19:30",
        "15/12 19h30",
        "2026-12-15 19:30",
        "19h30 ngày 15/12/2026",
        "19:30 15/12",
        "lúc 19 giờ 30 ngày 15 tháng 12",
        "  15/12/2026　19：30 ",
        "on 15/12 at 19:30",
    ],
)
def test_a_day_and_a_time_are_read_in_either_order(typed):
    expected = date(2026, 12, 15), time(19, 30)
    assert reading.date_and_time(typed, today=TODAY) == expected


def test_the_day_after_a_full_hour_is_not_taken_for_minutes():
    assert reading.date_and_time("19h 15/12", today=TODAY) == (date(2026, 12, 15), time(19))
    assert reading.date_and_time("19h 15-12-2026", today=TODAY) == (date(2026, 12, 15), time(19))
    assert reading.date_and_time("7h ngày 15.12", today=TODAY) == (date(2026, 12, 15), time(7))


@given(days, times)
def test_a_day_and_a_time_that_were_written_out_read_as_themselves(on, at):
    typed = f"{on:%d/%m/%Y} {at:%H:%M}"
    assert reading.date_and_time(typed, today=TODAY) == (on, at)


@pytest.mark.parametrize(
    "typed", ["", ";", "15/12", "19:30", "15/12 19:30 20:00", "mai 19:30", "😀 19:30", "3 19:30"]
)
def test_half_of_a_day_and_a_time_is_refused_with_an_example(typed):
    assert refused(reading.date_and_time, typed, today=TODAY) == WRITE_BOTH


def test_a_wrong_half_is_named():
    assert "31/02" in refused(reading.date_and_time, "31/02 19:30", today=TODAY)
    assert "25:00" in refused(reading.date_and_time, "15/12 25:00", today=TODAY)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("3 19:30;  Hội trường A ", ["3 19:30", "Hội trường A"]),
        ("a；b", ["a", "b"]),
        ("a;;b;;", ["a", "", "b"]),
        ("một\nhai;\tba\u00a0bốn", ["một hai", "ba bốn"]),
        (unicodedata.normalize("NFD", "Hội trường"), ["Hội trường"]),
        ("x\x00\ud800y", ["xy"]),
        ("", []),
        (" ; ;", []),
    ],
)
def test_semicolons_part_the_fields(typed, found):
    assert reading.fields(typed) == found


@given(st.text())
def test_a_tidied_text_stays_as_it_is_and_can_be_stored_anywhere(text):
    tidied = reading.tidy(text)
    assert reading.tidy(tidied) == tidied
    assert "\x00" not in tidied
    assert tidied.encode().decode() == tidied


def every(when, at):
    return Schedule.of(when, at, "")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3 19:30", every("3", time(19, 30))),
        ("ngày 3 19h30", every("3", time(19, 30))),
        ("mùng 3 19h30", every("3", time(19, 30))),
        ("mồng 3 hàng tháng 19h30", every("3", time(19, 30))),
        ("19h ngày 3", every("3", time(19))),
        ("19h ngày 15 hàng tháng", every("15", time(19))),
        ("the 3rd of the month at 19:30", every("3", time(19, 30))),
        ("ngày cuối tháng 19h", every("31", time(19))),
        ("last day of the month 19:00", every("31", time(19))),
        ("first sat 08:00", every("first sat", time(8))),
        ("First Saturday of the month at 8:00", every("first sat", time(8))),
        ("1st Saturday 8h", every("first sat", time(8))),
        ("thứ bảy đầu tiên 8h", every("first sat", time(8))),
        ("thu bay dau tien 8h", every("first sat", time(8))),
        ("thứ 7 đầu tháng 8h", every("first sat", time(8))),
        ("T7 tuần đầu 8h", every("first sat", time(8))),
        ("8h thứ bảy thứ nhất của tháng", every("first sat", time(8))),
        ("thứ hai thứ hai 8h", every("second mon", time(8))),
        ("thứ tư thứ tư của tháng 8h", every("fourth wed", time(8))),
        ("thứ ba tuần 3 8h", every("third tue", time(8))),
        ("chủ nhật cuối tháng 8h", every("last sun", time(8))),
        ("CN cuối cùng 8h", every("last sun", time(8))),
        ("last thu 14:00", every("last thu", time(14))),
        ("thứ năm cuối 14h", every("last thu", time(14))),
    ],
)
def test_a_schedule_is_read_in_both_languages(typed, expected):
    assert reading.schedule_when(typed) == expected
    decomposed = unicodedata.normalize("NFD", typed)
    assert reading.schedule(f"{decomposed}; Hội trường A").when == expected.when


def test_every_weekday_has_its_name_in_both_languages():
    english = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    vietnamese = ["thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật"]
    for weekday, en, vi in zip(Weekday, english, vietnamese, strict=True):
        for typed in (f"first {en} 8h", f"{vi} đầu tiên 8h"):
            assert reading.schedule_when(typed).weekday is weekday


@given(
    st.integers(1, 31).map(str)
    | st.builds("{} {}".format, st.sampled_from(Ordinal), st.sampled_from(Weekday)),
    times,
)
def test_a_schedule_that_was_written_out_reads_as_itself(when, at):
    found = reading.schedule(f"{when} {at:%H:%M}; Phòng 3")
    assert found == Schedule.of(when, at, "Phòng 3")


def test_the_place_stays_as_it_was_typed():
    assert reading.schedule("3 19:30; <A&B> 😀  tầng 2").place == "<A&B> 😀 tầng 2"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        ";",
        ";;;",
        "😀",
        "3",
        "19:30",
        "3 19:30 Hội trường A",
        "3 hội trường A",
        "fifth sat 08:00; A",
        "first someday 08:00; A",
        "thứ tám đầu tiên 8h; A",
        "thứ bảy 8h; A",
        "15/12 19:30; A",
        "19h 15; A",
    ],
)
def test_what_is_no_schedule_is_refused_with_an_example(typed):
    assert refused(reading.schedule, typed) == WRITE_A_SCHEDULE


@pytest.mark.parametrize("typed", ["3 19:30", "3 19:30;", "3 19:30; A; B"])
def test_a_schedule_has_one_place(typed):
    assert refused(reading.schedule, typed) == WRITE_A_PLACE


@pytest.mark.parametrize("number", [0, 32, 99])
def test_a_day_that_no_month_has_is_refused(number):
    sentence = f"No month has a day {number}; please write one from 1 to 31, like 3 19:30."
    assert refused(reading.schedule, f"{number} 19:30; A") == sentence


def test_a_schedule_at_an_impossible_time_is_refused():
    assert "25:00" in refused(reading.schedule, "3 25:00; A")


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "x" * 201])
def test_a_place_nobody_can_see_or_read_is_refused(typed):
    sentence = "Please write the place in at most 200 characters, for example Hội trường A."
    assert refused(reading.place, typed) == sentence


def test_a_long_place_is_kept():
    assert reading.place("x" * 200) == "x" * 200


READERS = {
    "day": lambda text: reading.day(text, today=TODAY),
    "clock": reading.clock,
    "both": lambda text: reading.date_and_time(text, today=TODAY),
    "schedule": reading.schedule,
    "place": reading.place,
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@given(text=st.text() | scraps)
def test_whatever_is_typed_is_read_or_refused_in_words_and_nothing_else(read, text):
    try:
        answer = repr(read(text))
    except Refused as refusal:
        answer = str(refusal)
    assert answer


@pytest.mark.parametrize(
    "typed", ["16/12", "19h30", "19:30 ngày 16/12", "2026-12-16", "31/02", "lúc 8h sáng"]
)
def test_a_day_or_time_is_no_place(typed):
    assert reading.names_a_time(typed)
    assert "reads like a day or a time" in refused(reading.place, typed)


@pytest.mark.parametrize("typed", ["Phòng 3-4", "Hội trường A", "P. 12", "Nhà 19h", "", "12"])
def test_a_place_with_numbers_is_a_place(typed):
    assert not reading.names_a_time(typed)
