"""Breaks as they are typed, and which are refused."""

from datetime import date

import pytest

from bot.domain.answers import Reason
from bot.domain.breaks import overlapping, read, reason_of
from bot.domain.calendar import Break
from bot.domain.refusal import Refused

TODAY = date(2027, 4, 1)
SUMMER = Break(date(2027, 6, 1), date(2027, 8, 31), "Nghỉ hè")


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("01/06-31/08; Nghỉ hè", SUMMER),
        ("1/6 - 31/8 ; Nghỉ hè", SUMMER),
        ("từ 1/6 đến 31/8; Nghỉ hè", SUMMER),
        ("2027-06-01 to 2027-08-31; Nghỉ hè", SUMMER),
        ("28/12/2027-05/01; Tết", Break(date(2027, 12, 28), date(2028, 1, 5), "Tết")),
        ("20/03-10/04; Thực tập", Break(date(2027, 3, 20), date(2027, 4, 10), "Thực tập")),
        ("01/06-31/08", Break(date(2027, 6, 1), date(2027, 8, 31), "Break")),
    ],
)
def test_a_break_is_read_with_its_days_and_name(typed: str, understood: Break) -> None:
    assert read(typed, today=TODAY, unnamed="Break") == understood


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("31/08/2027-01/06/2027; Nghỉ hè", "before it begins"),
        ("01/03/2027-20/03/2027; Đã qua", "are over"),
        ("01/06/2027-31/08/2037; Mười năm", "The year must be from"),
        ("01/06/2027-31/12/2027; Bảy tháng", "half a year at most"),
        ("01/06/2030-31/08/2030; Xa quá", "more than two years ahead"),
        ("từ 01/06; Không rõ ngày cuối", "a first and a last day"),
        ("01/06; Một ngày", "One day off is /dayoff"),
        ("01/06-31/08; ?!", "in words"),
        ("01/06-31/08; " + "x" * 101, "under 100 characters"),
        ("nghỉ hè", "Please write the days"),
    ],
)
def test_what_is_no_break_is_refused_in_one_sentence(typed: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        read(typed, today=TODAY, unnamed="Break")
    assert why in str(refused.value).format(**refused.value.values)


@pytest.mark.parametrize(
    ("first", "last", "overlaps"),
    [
        (date(2027, 5, 1), date(2027, 5, 31), False),
        (date(2027, 5, 1), date(2027, 6, 1), True),
        (date(2027, 7, 1), date(2027, 7, 31), True),
        (date(2027, 8, 31), date(2027, 9, 5), True),
        (date(2027, 9, 1), date(2027, 9, 5), False),
    ],
)
def test_two_breaks_share_a_day_or_they_do_not(first: date, last: date, overlaps: bool) -> None:
    other = overlapping(Break(first, last, "Thi"), [SUMMER])
    assert other == (SUMMER if overlaps else None)


def test_who_is_away_all_the_summer_has_its_reason_and_else_the_name_says_why() -> None:
    assert reason_of("Nghỉ hè") == (Reason.SUMMER_BREAK, "")
    assert reason_of("Summer") == (Reason.SUMMER_BREAK, "")
    assert reason_of("Nghỉ Tết") == (Reason.OTHER, "Nghỉ Tết")
    assert reason_of("Thi học kỳ") == (Reason.OTHER, "Thi học kỳ")
