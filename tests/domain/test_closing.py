"""What a meeting needs before it can be closed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.closing import LONGEST, Missing, Record, check_end, lasted, missing
from bot.domain.refusal import Refused

START = datetime(2026, 12, 3, 12, 30, tzinfo=UTC)
WHOLE = Record(roll_confirmed=True, ended=True, decisions=1, assignments=1)


def test_nothing_is_missing_from_a_whole_record():
    assert missing(WHOLE) == []


def test_an_empty_record_lacks_all_but_what_was_voted_down():
    assert missing(Record()) == [Missing.ROLL, Missing.END, Missing.DECISION, Missing.ASSIGNMENT]


def test_a_written_reason_stands_for_decision_and_assignment():
    assert missing(Record(roll_confirmed=True, ended=True, why_none="Không đủ người")) == []


def test_a_make_up_session_need_not_decide_anything():
    assert missing(Record(makes_up=True)) == [Missing.ROLL, Missing.END]
    assert missing(Record(roll_confirmed=True, ended=True, makes_up=True)) == []
    voted_down = Record(roll_confirmed=True, ended=True, not_adopted=1, makes_up=True)
    assert missing(voted_down) == [Missing.ADOPTED]


@given(st.booleans(), st.booleans(), *[st.integers(0, 3)] * 3, st.sampled_from(["", "lý do"]))
def test_closed_only_with_roll_end_and_a_decision_or_a_reason(
    roll, end, some, not_adopted, given_, why
):
    record = Record(roll, end, some, not_adopted, given_, why)
    may = roll and end and not not_adopted and ((some and given_) or why)
    assert (missing(record) == []) is bool(may)


@pytest.mark.parametrize("minutes", [0, -5, 13 * 60])
def test_an_end_that_cannot_be_is_refused(minutes: int):
    end = START + timedelta(minutes=minutes)
    with pytest.raises(Refused):
        check_end(START, end, now=START + timedelta(days=2))


def test_an_end_ahead_is_refused():
    with pytest.raises(Refused):
        check_end(START, START + timedelta(hours=2), now=START + timedelta(hours=1))
    check_end(START, START + LONGEST, now=START + LONGEST)


def test_the_length_is_in_whole_minutes():
    assert lasted(START, START + timedelta(minutes=95, seconds=40)) == 95
