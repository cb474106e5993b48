"""What people type when a meeting decides."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.decisions import Kind, adopted, check_vote, may_publish, written_number
from bot.domain.items import (
    Item,
    Part,
    assignment,
    decision,
    due_on,
    everybody,
    item,
    missing,
    vote,
)
from bot.domain.refusal import Refused
from bot.domain.roles import UnitKind

TODAY = date(2026, 12, 3)


def test_words_items_and_the_vote_are_told_apart():
    read = decision(
        "Chi bộ thống nhất nhiệm vụ tháng 12.\n"
        "- Nộp báo cáo quý IV; Nguyễn Văn A; 15/12/2026; báo cáo đã nộp\n"
        "2. Rà soát hồ sơ;; 20/12\n"
        "   đảng viên dự bị\n"
        "• Thăm hỏi gia đình; 18-1",
        today=TODAY,
    )
    assert read.words == "Chi bộ thống nhất nhiệm vụ tháng 12."
    assert read.items == (
        Item("Nộp báo cáo quý IV", "Nguyễn Văn A", date(2026, 12, 15), "báo cáo đã nộp"),
        Item("Rà soát hồ sơ", measure="20/12 đảng viên dự bị"),
        Item("Thăm hỏi gia đình"),
    )
    assert read.vote == (18, 1)


def test_a_number_within_the_words_is_no_vote():
    assert decision("Thống nhất; tháng 11-12 làm tiếp", today=TODAY).vote is None
    assert decision("Thống nhất", today=TODAY).vote is None


@pytest.mark.parametrize("text", ["", "  \n ", "- chỉ có mục", "1. chỉ có mục"])
def test_a_resolution_needs_words(text: str):
    with pytest.raises(Refused):
        decision(text, today=TODAY)


def test_the_date_is_known_wherever_it_stands():
    assert item("Nộp báo cáo; 15/12; An", today=TODAY) == Item(
        "Nộp báo cáo", "An", date(2026, 12, 15)
    )
    assert assignment("An; Nộp báo cáo; đủ số liệu; 15/12", today=TODAY) == Item(
        "Nộp báo cáo", "An", date(2026, 12, 15), "đủ số liệu"
    )


@pytest.mark.parametrize("text", ["", "An", "An;", "; Nộp báo cáo", "An; Nộp; 31/02/2027"])
def test_an_assignment_needs_who_and_what_and_a_day_there_is(text: str):
    with pytest.raises(Refused):
        assignment(text, today=TODAY)


def test_a_day_that_has_passed_or_is_years_ahead_is_refused():
    for text in ("02/12/2026", "01/01/2030"):
        with pytest.raises(Refused):
            due_on(text, today=TODAY)
    assert due_on("03/12", today=TODAY) == TODAY


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str):
    for read in (decision, item, assignment):
        with suppress(Refused):
            read(text, today=TODAY)


_PLAIN = st.text("abcdeđôơư ", min_size=1, max_size=40).map(str.strip).filter(bool)


@given(_PLAIN, st.lists(_PLAIN, max_size=6))
def test_no_word_is_lost(words: str, items: list[str]):
    read = decision("\n".join([words, *(f"- {each}" for each in items)]), today=TODAY)
    assert read.words.split() == words.split()
    assert [each.what.split() for each in read.items] == [each.split() for each in items]


def test_the_whole_unit_may_be_meant():
    assert everybody("Cả chi bộ")
    assert everybody("everyone")
    assert not everybody("Bộ")


def test_what_is_missing_is_asked_in_order():
    assert missing(who=False, due=False, measure=False) == [Part.WHO, Part.DUE, Part.MEASURE]
    assert missing(who=True, due=False, measure=True) == [Part.DUE]


@pytest.mark.parametrize(
    ("text", "read"), [("18-1", (18, 1)), (" 20 – 0", (20, 0)), ("5/3", (5, 3))]
)
def test_a_vote_is_two_numbers(text: str, read: tuple[int, int]):
    assert vote(text) == read


@pytest.mark.parametrize("text", ["", "18", "-1-3", "18-1-2", "mười"])
def test_anything_else_is_no_vote(text: str):
    with pytest.raises(Refused):
        vote(text)


def test_forty_votes_in_a_cell_of_twenty_are_refused():
    with pytest.raises(Refused, match="40 votes are more than the 20"):
        check_vote(40, 0, 20)
    check_vote(18, 2, 20)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(50, 99))
def test_adopted_is_more_than_the_share_and_never_a_tie(votes: int, voters: int, above: int):
    assert adopted(votes, voters, above) == (votes / voters > above / 100 if voters else votes > 0)


def test_half_is_not_more_than_half():
    assert not adopted(10, 20)
    assert adopted(11, 20)


def test_what_nobody_voted_on_can_be_published_what_was_not_adopted_cannot():
    assert may_publish(None, 20)
    assert may_publish(11, 20)
    assert not may_publish(10, 20)


def test_numbers_are_written_as_on_paper():
    assert written_number(Kind.RESOLUTION, 5) == "05-NQ/CB"
    assert written_number(Kind.CONCLUSION, 112) == "112-KL/CB"
    assert written_number(Kind.CONCLUSION, 3, UnitKind.COMMITTEE) == "03-KL/ĐU"
