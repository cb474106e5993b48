"""What a secretary types for somebody who telephoned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer_words import answer_in, reason_in, typed_answer
from bot.domain.answers import Answer, Reason


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("có mặt", Answer.PRESENT),
        ("CÓ MẶT", Answer.PRESENT),
        ("co mat", Answer.PRESENT),
        ("Present", Answer.PRESENT),
        ("trực tuyến", Answer.ONLINE),
        ("truc tuyen.", Answer.ONLINE),
        ("Xin dự trực tuyến", Answer.ONLINE),
        ("online", Answer.ONLINE),
        ("đến muộn", Answer.LATE),
        ("Muộn", Answer.LATE),
        ("tre", Answer.LATE),
        ("late", Answer.LATE),
        ("vắng", Answer.ABSENT),
        ("Xin vắng", Answer.ABSENT),
        ("vang  mat", Answer.ABSENT),
        ("Absent", Answer.ABSENT),
    ],
)
def test_an_answer_is_understood_in_both_languages_with_and_without_marks(typed, meant):
    assert answer_in(typed) is meant


@pytest.mark.parametrize("typed", ["", "có lẽ", "maybe", "ốm", "vắng mặt vì ốm", "?"])
def test_what_is_no_answer_is_not_guessed(typed):
    assert answer_in(typed) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ốm", Reason.SICK),
        ("Om", Reason.SICK),
        ("việc gia đình", Reason.FAMILY),
        ("Đi công tác", Reason.TRAVEL),
        ("trực ca", Reason.SHIFT),
        ("Ở xa, làm việc xa", Reason.FAR),
        ("nghỉ hè", Reason.SUMMER_BREAK),
        ("Business trip", Reason.TRAVEL),
    ],
)
def test_a_known_reason_is_recognised(typed, meant):
    assert reason_in(typed) is meant


def test_any_other_reason_stays_in_the_words_of_its_writer():
    assert reason_in("ốm nặng, nằm viện Chợ Rẫy") is None


def test_no_word_means_two_things():
    from bot.domain import answer_words

    for table in (answer_words._SAID, answer_words._WHY):
        words = [word for line in table.values() for word in line.split("; ")]
        assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Có mặt", Answer.PRESENT),
        ("co mat", Answer.PRESENT),
        ("toi di duoc roi", Answer.PRESENT),
        ("Em dự được ạ", Answer.PRESENT),
        ("vâng ạ", Answer.PRESENT),
        ("vắng", Answer.ABSENT),
        ("em xin vắng ạ", Answer.ABSENT),
        ("e xin vang a", Answer.ABSENT),
        ("khong den duoc", Answer.ABSENT),
        ("đến muộn", Answer.LATE),
        ("em den muon a", Answer.LATE),
        ("Xin trực tuyến", Answer.ONLINE),
        ("online", Answer.ONLINE),
    ],
)
def test_a_clear_answer_in_words_is_understood(text: str, answer: Answer):
    assert typed_answer(text) is answer


@pytest.mark.parametrize(
    "text",
    ["vang", "muon", "ban", "truc", "da", "khong vang", "em vang a", "toi khong di duoc roi",
     "Họp ở đâu?", "cảm ơn", "tuần sau có họp không", "", "?", "vắng hay có mặt", "khong biet"],
)  # fmt: skip
def test_what_may_mean_two_things_is_no_answer(text: str):
    assert typed_answer(text) is not Answer.PRESENT
    if text not in ("toi khong di duoc roi",):
        assert typed_answer(text) is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_answers(text: str):
    assert typed_answer(text) in {None, *Answer}


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Vắng ạ", Answer.ABSENT),
        ("vắng nhé", Answer.ABSENT),
        ("Vâng ạ.", Answer.PRESENT),
        ("Muộn ạ", Answer.LATE),
        ("vang a", None),
        ("vang ạ", None),
        ("bận ạ", None),
    ],
)
def test_a_polite_word_at_the_end_changes_nothing(typed: str, answer: Answer | None) -> None:
    assert typed_answer(typed) is answer
