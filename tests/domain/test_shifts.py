"""Shifts that repeat: how they are read, when they are, and what clashes with a meeting."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.refusal import Refused
from bot.domain.shift_words import read
from bot.domain.shifts import Pattern, Shift, first_clash
from tests.planning import VIETNAM, vietnam

TODAY = date(2026, 11, 27)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def week(text: str, first: str = "2027-01-05") -> list[str]:
    """The shifts of seven days as they begin: `5 06:00`."""
    found = read(text, today=TODAY).pattern.between(local(first), local(first) + timedelta(days=7))
    return [f"{each.start.day} {each.start:%H:%M}" for each in found]


@pytest.mark.parametrize(
    ("typed", "begin"),
    [
        ("trực thứ 3 và thứ 6", ["5 00:00", "8 00:00"]),
        ("truc thu 3 va thu 6", ["5 00:00", "8 00:00"]),
        ("T3, T6", ["5 00:00", "8 00:00"]),
        ("tuesdays and fridays", ["5 00:00", "8 00:00"]),
        ("thứ ba, thứ sáu", ["5 00:00", "8 00:00"]),
        ("thứ 2, 4, 6 18h-22h", ["6 18:00", "8 18:00", "11 18:00"]),
        ("thứ 3 từ 18h đến 22h", ["5 18:00"]),
        ("thứ tư hàng tuần từ 1/12", ["6 00:00"]),
        ("tôi trực tối thứ 3", ["5 18:00"]),
        ("toi truc thu 3", ["5 00:00"]),
        ("trực đêm thứ 7 chủ nhật", ["9 22:00", "10 22:00"]),
        ("T2-T4 sáng", ["5 06:00", "6 06:00", "11 06:00"]),
        ("cuối tuần", ["9 00:00", "10 00:00"]),
        ("mon and thu", ["7 00:00", "11 00:00"]),
        ("2 làm 2 nghỉ từ 5/1", ["5 00:00", "6 00:00", "9 00:00", "10 00:00"]),
        ("làm 2 nghỉ 2 từ 05/01", ["5 00:00", "6 00:00", "9 00:00", "10 00:00"]),
        ("two on two off from 5/1", ["5 00:00", "6 00:00", "9 00:00", "10 00:00"]),
        ("1 ngày làm 3 ngày nghỉ từ 5/12 7h-7h", ["6 07:00", "10 07:00"]),
        ("3 kíp từ 5/1", [f"{n} 06:00" for n in range(5, 12)]),
        ("3 kíp đêm từ 5/1", [f"{n} 22:00" for n in range(5, 12)]),
        ("3 kíp 2 ngày từ 5/1", ["5 06:00", "6 06:00", "7 14:00", "8 14:00", "9 22:00"]),
    ],
)
def test_a_pattern_is_understood_in_one_line(typed: str, begin: list[str]) -> None:
    assert week(typed)[: len(begin)] == begin


def test_three_crews_go_from_the_morning_to_the_afternoon_to_the_night() -> None:
    found = read("3 kíp từ 05/01/2027", today=TODAY).pattern
    for n, hour in ((0, 6), (6, 6), (7, 14), (14, 22), (20, 22), (21, 6)):
        day = local("2027-01-05T12:00") + timedelta(days=n)
        [shift] = [
            s
            for s in found.between(day.replace(hour=0), day.replace(hour=23, minute=59))
            if s.start.date() == day.date()
        ]
        assert shift.start.hour == hour


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Please write the shifts like"),
        ("nghỉ hè", "Please write the shifts like"),
        ("trực", "Please write the shifts like"),
        ("thứ 8", "Please write the shifts like"),
        ("thứ 3 ở bệnh viện", "Please write the shifts like"),
        ("2 làm 2 nghỉ", "from which day on"),
        ("3 kíp", "from which day on"),
        ("2 làm 40 nghỉ từ 5/1", "from 1 to 31"),
        ("0 làm 2 nghỉ từ 5/1", "from 1 to 31"),
        ("3 kíp từ 5/1/2030", "more than two years off"),
        ("3 kíp từ 31/2", "There is no day"),
        ("thứ 3 25h-26h", "19:30"),
        ("hàng ngày", "leave no hour free"),
        ("hàng ngày 6h-6h", "leave no hour free"),
    ],
)
def test_what_is_no_pattern_is_refused_in_one_sentence(typed: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        read(typed, today=TODAY)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "frees"),
    [
        ("hàng ngày 18h-6h", False),
        ("hàng ngày 14h-22h", False),
        ("hàng ngày 6h-14h", True),
        ("thứ 2 đến thứ 7 18h-22h", True),
        ("3 kíp từ 5/1", True),
        ("2 làm 2 nghỉ từ 5/1", True),
    ],
)
def test_a_pattern_that_never_frees_an_evening_is_known_as_such(typed: str, frees: bool) -> None:
    assert read(typed, today=TODAY).frees_an_evening is frees


@pytest.mark.parametrize(
    ("at", "clashes"),
    [
        ("2027-01-05 19:30", False),
        ("2027-01-05 21:00", True),  # ends half an hour into the shift
        ("2027-01-05 20:30", False),  # ends as it begins
        ("2027-01-06 05:30", True),  # the shift that began the evening before
        ("2027-01-06 06:00", False),
        ("2027-01-06 22:30", False),
    ],
)
def test_a_night_shift_reaches_into_the_next_morning(at: str, clashes: bool) -> None:
    pattern = read("trực đêm thứ 3", today=TODAY).pattern
    found = first_clash([pattern], vietnam(at), 90, VIETNAM)
    expected = Shift(local("2027-01-05T22:00"), local("2027-01-06T06:00"))
    assert found == (expected if clashes else None)


@given(st.integers(1, 31), st.integers(1, 31), st.integers(0, 400))
def test_so_many_days_on_are_followed_by_so_many_off(on: int, off: int, ahead: int) -> None:
    pattern = read(f"{on} làm {off} nghỉ từ 05/01/2027", today=TODAY).pattern
    first = local("2027-01-05T00:00") + timedelta(days=ahead)
    found = pattern.between(first, first + timedelta(days=on + off))
    assert len({each.start.date() for each in found}) == on
    begins = [
        n
        for n in range(on + off)
        if pattern.between(first + timedelta(days=n), first + timedelta(days=n + 1))
    ]
    assert {(ahead + n) % (on + off) for n in begins} == set(range(on))


@given(
    st.sets(st.integers(2, 7), min_size=1, max_size=5),
    st.integers(0, 23),
    st.integers(1, 12),
    st.integers(0, 60 * 24 * 14),
    st.integers(15, 480),
)
def test_a_meeting_clashes_exactly_when_it_overlaps_a_shift(
    days: set[int], hour: int, hours: int, after: int, minutes: int
) -> None:
    names = ", ".join(f"T{n}" for n in sorted(days))
    pattern = read(f"{names} {hour}h-{(hour + hours) % 24}h", today=TODAY).pattern
    start = local("2027-01-04T00:00") + timedelta(minutes=after)
    end = start + timedelta(minutes=minutes)
    shifts = [
        (begin, begin + timedelta(hours=hours))
        for n in range(-2, 24)
        for begin in [datetime.combine(date(2027, 1, 4) + timedelta(days=n), time(hour))]
        if begin.isoweekday() + 1 in days
    ]
    expected = any(a < end and start < b for a, b in shifts)
    found = pattern.clash(start.replace(tzinfo=VIETNAM), minutes, VIETNAM)
    assert (found is not None) is expected


@given(st.sampled_from(["3 kíp từ 5/1", "T3 T6 tối", "2 làm 2 nghỉ từ 5/1"]))
def test_what_is_kept_is_what_was_read(typed: str) -> None:
    pattern = read(typed, today=TODAY).pattern
    assert Pattern.of(pattern.text) == pattern
