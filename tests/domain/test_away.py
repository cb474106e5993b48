"""Days somebody is away, as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import away
from bot.domain.answers import Reason
from bot.domain.away import Said, Span
from bot.domain.refusal import Refused

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("01/07-15/08", date(2027, 7, 1), date(2027, 8, 15)),
        ("1/7 - 15/8", date(2027, 7, 1), date(2027, 8, 15)),
        ("1/7–15/8/2027", date(2027, 7, 1), date(2027, 8, 15)),
        ("từ 1/7 đến 15/8", date(2027, 7, 1), date(2027, 8, 15)),
        ("từ ngày 1 tháng 7 đến hết 15 tháng 8", date(2027, 7, 1), date(2027, 8, 15)),
        ("from 1/7 to 15/8", date(2027, 7, 1), date(2027, 8, 15)),
        ("20/12-05/01", date(2026, 12, 20), date(2027, 1, 5)),
        ("20/11-05/12", date(2026, 11, 20), date(2026, 12, 5)),
        ("2027-07-01 - 2027-08-15", date(2027, 7, 1), date(2027, 8, 15)),
        ("5/12", date(2026, 12, 5), date(2026, 12, 5)),
        ("từ 5/12", date(2026, 12, 5), None),
        ("5/12 -", date(2026, 12, 5), None),
        ("5/12-", date(2026, 12, 5), None),
    ],
)
def test_a_span_in_any_of_its_forms(typed: str, first: date, last: date | None) -> None:
    assert away.read_span(typed, today=TODAY) == Span(first, last)


def test_a_known_reason_is_known_and_another_is_kept_in_its_words() -> None:
    span = Span(date(2027, 7, 1), date(2027, 8, 15))
    assert away.read("1/7-15/8; nghỉ hè", today=TODAY) == Said(span, Reason.SUMMER_BREAK, "")
    assert away.read("1/7-15/8; nghi he", today=TODAY) == Said(span, Reason.SUMMER_BREAK, "")
    assert away.read("1/7-15/8 nghi he", today=TODAY) == Said(span, Reason.SUMMER_BREAK, "")
    told = away.read("1/7-15/8; trông cháu; ở quê", today=TODAY)
    assert told == Said(span, Reason.OTHER, "trông cháu; ở quê")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "the days and the reason"),
        ("1/7-15/8", "the days and the reason"),
        ("1/7-15/8;  ", "the days and the reason"),
        ("hè; nghỉ", "Please write the days like"),
        ("31/02-15/3; ốm", "There is no day"),
        ("15/08/2027-01/07/2027; nghỉ hè", "before it begins"),
        ("01/07/2026-15/08/2026; nghỉ hè", "are over"),
        ("01/07/2027-01/07/2037; công tác", "The year must be"),
        ("01/01/2027-01/06/2029; công tác", "longer than two years"),
        (f"1/7-15/8; {'a' * 301}", "under"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        away.read(typed, today=TODAY)
    assert sentence in refused.value.message.format(**refused.value.values)


@pytest.mark.parametrize("typed", ["none", "Không", "không có", " khong "])
def test_none_is_an_answer(typed: str) -> None:
    assert away.is_none(typed)
    assert not away.is_none("1/7")


DAYS = st.dates(date(2026, 11, 27), date(2028, 11, 27))


@given(first=DAYS, length=st.integers(0, 700))
def test_whatever_is_written_out_is_read_again(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    span = Span(first, last)
    typed = f"{first:%d/%m/%Y}-{last:%d/%m/%Y}"
    assert away.read_span(typed, today=TODAY) == span
    assert span.covers(first)
    assert span.covers(last)
    assert not span.covers(first - timedelta(days=1))
    assert not span.covers(last + timedelta(days=1))
    assert away.asks_on(span) > last
