"""Where the roll call differs from what somebody had said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import Answer, Mode, Reply
from bot.domain.attendance import THERE, Attended, Surprise, surprise

MISSING, CAME = Surprise.MISSING, Surprise.CAME


@pytest.mark.parametrize(
    ("answer", "granted", "mode", "state", "differs"),
    [
        (Answer.PRESENT, False, Mode.IN_PERSON, Attended.PRESENT, None),
        (Answer.PRESENT, False, Mode.IN_PERSON, Attended.LATE, None),
        (Answer.PRESENT, False, Mode.MIXED, Attended.ONLINE, None),
        (Answer.PRESENT, False, Mode.IN_PERSON, Attended.EXCUSED, MISSING),
        (Answer.LATE, False, Mode.IN_PERSON, Attended.UNEXCUSED, MISSING),
        (Answer.ONLINE, False, Mode.MIXED, Attended.UNEXCUSED, MISSING),
        (Answer.ONLINE, True, Mode.IN_PERSON, Attended.ONLINE, None),
        (Answer.ONLINE, True, Mode.IN_PERSON, Attended.UNEXCUSED, MISSING),
        (Answer.ONLINE, False, Mode.IN_PERSON, Attended.UNEXCUSED, None),  # was never granted
        (Answer.ONLINE, False, Mode.IN_PERSON, Attended.PRESENT, None),
        (Answer.ABSENT, False, Mode.IN_PERSON, Attended.EXCUSED, None),
        (Answer.ABSENT, False, Mode.IN_PERSON, Attended.PRESENT, CAME),
        (None, False, Mode.IN_PERSON, Attended.UNEXCUSED, None),
        (None, False, Mode.IN_PERSON, Attended.PRESENT, None),
    ],
)
def test_only_a_word_that_was_given_can_be_broken(
    answer: Answer | None, granted: bool, mode: Mode, state: Attended, differs: Surprise | None
) -> None:
    assert surprise(Reply(answer, 1, granted), mode, 1, state) is differs


def test_an_answer_for_the_time_before_a_move_is_no_word() -> None:
    assert surprise(Reply(Answer.PRESENT, 1), Mode.IN_PERSON, 2, Attended.UNEXCUSED) is None


@given(
    st.builds(Reply, st.none() | st.sampled_from(Answer), st.just(1), st.booleans()),
    st.sampled_from(Mode),
    st.sampled_from(Attended),
)
def test_who_was_there_is_never_missing_and_the_other_way_round(
    reply: Reply, mode: Mode, state: Attended
) -> None:
    differs = surprise(reply, mode, 1, state)
    assert differs is not (MISSING if state in THERE else CAME)
