"""When absences reach what the rules speak of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.absences import Limit, Met, Standing, reached
from bot.domain.attendance import Attended

LETTERS = {
    "p": Attended.PRESENT,
    "l": Attended.LATE,
    "o": Attended.ONLINE,
    "e": Attended.EXCUSED,
    "u": Attended.UNEXCUSED,
}


def year(states: str) -> list[Met]:
    """One meeting a month, a letter each."""
    return [Met(month, LETTERS[letter]) for month, letter in enumerate(states, start=1)]


def told(states: list[Met]) -> tuple[Limit, int] | None:
    found = reached(states, excused_in_a_row=3, unexcused_months=3)
    return None if found is None else (found.limit, found.count)


@pytest.mark.parametrize(
    ("states", "limit"),
    [
        ("", None),
        ("eee", None),
        ("eeee", (Limit.EXCUSED_IN_A_ROW, 4)),
        ("peeee", (Limit.EXCUSED_IN_A_ROW, 4)),
        ("eeeee", None),  # told once
        ("eepee", None),
        ("eeue", None),
        ("uu", None),
        ("uuu", (Limit.UNEXCUSED_MONTHS, 3)),
        ("upupu", (Limit.UNEXCUSED_MONTHS, 3)),
        ("uuuu", None),
        ("uuup", None),
    ],
)
def test_a_limit_is_told_when_it_is_reached(states: str, limit: tuple[Limit, int] | None) -> None:
    assert told(year(states)) == limit


def test_two_absences_in_one_month_are_one_month() -> None:
    twice = [Met(1, Attended.UNEXCUSED), Met(1, Attended.UNEXCUSED), Met(2, Attended.UNEXCUSED)]
    assert told(twice) is None
    assert told([*twice, Met(3, Attended.UNEXCUSED)]) == (Limit.UNEXCUSED_MONTHS, 3)
    again = [*twice, Met(3, Attended.UNEXCUSED), Met(3, Attended.UNEXCUSED)]
    assert told(again) is None


def test_what_was_made_up_is_counted_with_the_rest_and_beside_it() -> None:
    excused, made_up = Met(1, Attended.EXCUSED), Met(2, Attended.EXCUSED, made_up=True)
    found = reached([excused, made_up, made_up, excused], excused_in_a_row=3, unexcused_months=3)
    assert found == Standing(Limit.EXCUSED_IN_A_ROW, 4, made_up=2)


@given(st.lists(st.sampled_from(list(Attended)), max_size=24))
def test_each_limit_is_told_at_most_as_often_as_it_is_reached_anew(states: list[Attended]) -> None:
    meetings = [Met(n // 2 + 1, state) for n, state in enumerate(states)]
    said = [told(meetings[: n + 1]) for n in range(len(meetings))]
    limits = [each[0] for each in said if each is not None]
    assert limits.count(Limit.UNEXCUSED_MONTHS) <= 1
    for n, each in enumerate(said):
        if each is not None and each[0] is Limit.EXCUSED_IN_A_ROW:
            assert [met.state for met in meetings[n - 3 : n + 1]] == [Attended.EXCUSED] * 4
