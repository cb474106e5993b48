"""Names as people type them on a phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.names import Match, fold, match, spelling

CELL = {
    1: "Nguyễn Văn An",
    2: "Nguyễn Văn Ân",
    3: "Trần Thị Bình",
    4: "Lê Minh",
    5: "Phạm Thu Hoà",
    6: "Nguyễn Anh Tuấn",
    7: "Lê Văn Tuấn",
    8: "Đỗ Đức Hùng",
    9: "Nguyễn Văn Anh",
    10: "Vũ Thị Lan",
}
ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ ẤẬÊỄĐÐİß\u0301\u0323\u200b-ﬁＡ"


def found(query: str) -> Match:
    return match(query, CELL.items())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Trần Thị Bình", 3),
        ("tran thi binh", 3),
        ("TRAN THI BINH", 3),
        ("  binh ", 3),
        ("Thị Bình", 3),
        ("Bình Trần Thị", 3),
        ("Trần Bình", 3),
        ("do duc hung", 8),
        ("Ðỗ Đức Hùng", 8),
        ("đ/c Bình", 3),
        ("Đ/C. bình", 3),
        ("đc Bình", 3),
        ("đồng chí Trần Thị Bình", 3),
        ("dong chi binh", 3),
        ("Thầy Hùng", 8),
        ("cô Lan", 10),
        ("đ/c thầy giáo Hùng", 8),
        ("Lan\u200b", 10),
    ],
)
def test_a_name_is_found_however_it_is_typed(typed, meant):
    assert found(typed).one == meant


def test_a_given_name_that_two_people_have_is_asked_about():
    assert found("Tuan") == Match((7, 6), certain=False)


def test_without_diacritics_an_and_ân_are_asked_about():
    assert set(found("nguyen van an").candidates) == {1, 2}
    assert found("nguyen van an").one is None
    assert set(found("An").candidates) == {1, 2}


def test_typed_diacritics_tell_an_from_ân():
    assert found("Nguyễn Văn An").one == 1
    assert found("nguyễn văn ân").one == 2
    assert found("Ân").one == 2


def test_diacritics_that_fit_nobody_are_asked_about_even_when_one_name_is_close():
    assert found("Trần Thị Bính") == Match((3,), certain=False)
    assert match("Nguyễn Văn An", [(2, "Nguyễn Văn Ân")]) == Match((2,), certain=False)


def test_a_roster_typed_without_diacritics_is_found_with_them():
    assert match("Nguyễn Văn Ân", [(1, "NGUYEN VAN AN")]).one == 1


def test_the_place_of_the_tone_mark_does_not_matter():
    both = [(1, "Phạm Thu Hoà"), (2, "Phạm Thu Hoa")]
    assert match("Phạm Thu Hòa", both).one == 1
    assert match("hòa", both).one == 1


def test_the_full_name_wins_over_a_longer_one():
    both = [(1, "Lê Minh Anh"), (2, "Lê Anh Minh"), (3, "Trần Lê Minh Anh")]
    assert match("le minh anh", both).one == 1
    assert match("le anh minh", both).one == 2


def test_a_form_of_address_that_may_be_a_name_is_asked_about():
    assert set(found("anh Tuấn").candidates) == {6, 7}
    assert found("anh Tuấn").one is None
    assert found("Anh").one == 9


def test_a_surname_alone_never_chooses():
    assert found("Trần") == Match((3,), certain=False)
    assert len(found("Nguyễn").candidates) == 4


@pytest.mark.parametrize(
    "typed",
    ["Tran Thi Bihn", "Trần Thị Bin", "bihn", "tranthibinh", "Trn Thị Bình", "Mran Thi Binh"],
)
def test_a_misspelt_name_is_offered_but_not_chosen(typed):
    assert found(typed) == Match((3,), certain=False)


@pytest.mark.parametrize(
    "typed", ["", "   ", "đ/c", "?!", "Xuân", "A", "x " * 200, "🙂", "Trần Dũng"]
)
def test_a_name_nobody_has_finds_nobody(typed):
    assert found(typed) == Match((), certain=False)


def test_people_without_a_readable_name_do_not_disturb():
    assert match("Lan", [(1, "🙂"), (2, ""), (3, "Vũ Thị Lan")]).one == 3
    assert match("Lam", [(1, "🙂"), (2, ""), (3, "Vũ Thị Lan")]).candidates == (3,)


def test_two_people_of_one_name_are_both_offered():
    assert match("Vũ Thị Lan", [(7, "Vũ Thị Lan"), (4, "Vũ Thị Lan")]) == Match((4, 7))


def test_spelling_keeps_the_marks_and_forgets_the_rest():
    assert spelling("  HOÀ\u200b ") == spelling("Ho\u0300a") == spelling("hoà")
    assert spelling("An") != spelling("Ân") != spelling("Ấn")
    assert spelling("Ðức") == spelling("đức") != spelling("dức")


@given(st.text() | st.text(ALPHABET))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(ALPHABET))
def test_one_spelling_is_one_folded_name(text):
    assert fold(spelling(text)) == fold(text)
    assert spelling(spelling(text)) == spelling(text)


WORDS = ["An", "Ân", "Anh", "Bình", "Binh", "Minh", "Mính", "Lê", "Văn", "Nguyễn"]
names = st.lists(st.sampled_from(WORDS), max_size=4)


@given(
    query=names.map(" ".join) | st.sampled_from(["đ/c An", "anh Binh", "Mihn", "Nguyen"]),
    people=st.lists(names.map(" ".join), max_size=6).map(lambda all_: list(enumerate(all_))),
    random=st.randoms(use_true_random=False),
)
def test_the_order_of_the_people_does_not_matter(query, people, random):
    shuffled = random.sample(people, len(people))
    assert match(query, shuffled) == match(query, people)


@given(names.filter(bool).map(" ".join), st.lists(names.map(" ".join), max_size=6))
def test_a_full_name_is_always_among_those_found_and_chosen_only_when_alone(name, others):
    people = list(enumerate([name, *others]))
    result = match(name, people)
    assert 0 in result.candidates
    assert result.one in {None, 0} or spelling(others[result.one - 1]) == spelling(name)
    if spelling(name) in map(spelling, others):
        assert result.one is None
