"""What people answer to an invitation, and how long the answer holds."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import (
    REASON_LABELS,
    Answer,
    Mode,
    Reason,
    Reply,
    Tally,
    big_move,
    check_open,
    coming,
    is_request,
    label,
    newer,
    silent,
    stands,
    tally,
)
from bot.domain.refusal import Refused

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MEETING = datetime(2026, 12, 3, 12, 30, tzinfo=UTC)  # 19:30 in Hà Nội


def test_the_choices_and_reasons_keep_their_order():
    assert [*Answer] == [Answer.PRESENT, Answer.ONLINE, Answer.LATE, Answer.ABSENT]
    order = ["sick", "family", "travel", "shift", "far", "summer_break", "other"]
    assert [*Reason] == order == [*REASON_LABELS]


def test_the_second_choice_is_a_request_when_the_meeting_is_in_person():
    assert label(Answer.ONLINE, Mode.IN_PERSON) == "Ask to join online"
    assert label(Answer.ONLINE, Mode.MIXED) == label(Answer.ONLINE, Mode.ONLINE) == "Online"
    assert [label(answer, Mode.IN_PERSON) for answer in Answer] == [
        "Present",
        "Ask to join online",
        "Late",
        "Absent",
    ]
    assert is_request(Answer.ONLINE, Mode.IN_PERSON)
    assert not is_request(Answer.ONLINE, Mode.MIXED)
    assert not is_request(Answer.PRESENT, Mode.IN_PERSON)


@pytest.mark.parametrize(
    ("answer", "mode", "granted", "comes"),
    [
        (None, Mode.MIXED, False, False),
        (Answer.PRESENT, Mode.IN_PERSON, False, True),
        (Answer.PRESENT, Mode.ONLINE, False, True),
        (Answer.LATE, Mode.IN_PERSON, False, True),
        (Answer.ABSENT, Mode.ONLINE, True, False),
        (Answer.ONLINE, Mode.ONLINE, False, True),
        (Answer.ONLINE, Mode.MIXED, False, True),
        (Answer.ONLINE, Mode.IN_PERSON, False, False),
        (Answer.ONLINE, Mode.IN_PERSON, True, True),
    ],
)
def test_who_comes(answer, mode, granted, comes):
    assert coming(answer, mode, granted) is comes


def test_answers_are_open_until_the_meeting_begins():
    check_open(starts_at=MEETING, now=MEETING - timedelta(seconds=1))
    with pytest.raises(Refused, match="already begun"):
        check_open(starts_at=MEETING, now=MEETING)


def test_a_cancelled_meeting_needs_no_answer():
    with pytest.raises(Refused, match="cancelled"):
        check_open(starts_at=MEETING, now=MEETING - timedelta(days=9), cancelled=True)


def test_an_answer_for_the_old_time_counts_as_silence():
    assert silent(None, None, 1)
    assert silent(Answer.PRESENT, 1, 2)
    assert silent(Answer.ABSENT, 1, 2)
    assert stands(Answer.PRESENT, 2, 2)
    assert not stands(Answer.PRESENT, None, 1)


def test_the_tally_of_a_meeting_in_person():
    replies = [
        Reply(Answer.PRESENT, 1),
        Reply(Answer.LATE, 1),
        Reply(Answer.ONLINE, 1),
        Reply(Answer.ONLINE, 1, online_granted=True),
        Reply(Answer.ABSENT, 1),
        Reply(),
    ]
    counted = tally(replies, Mode.IN_PERSON, 1)
    assert counted == Tally(coming=3, late=1, online=1, asked_online=1, absent=1, silent=1)
    assert counted.invited == 6


def test_after_a_big_move_only_new_answers_count():
    replies = [Reply(Answer.PRESENT, 1), Reply(Answer.ABSENT, 1), Reply(Answer.PRESENT, 2)]
    assert tally(replies, Mode.MIXED, 2) == Tally(coming=1, silent=2)


replies = st.lists(
    st.builds(
        Reply,
        answer=st.none() | st.sampled_from(Answer),
        answered_version=st.none() | st.integers(1, 3),
        online_granted=st.booleans(),
    )
)


@given(replies, st.sampled_from(Mode), st.integers(1, 3))
def test_everyone_is_counted_once(all_, mode, version):
    counted = tally(all_, mode, version)
    assert counted.invited == len(all_)
    assert counted.late + counted.online <= counted.coming
    assert counted == tally(reversed(all_), mode, version)
    if mode is not Mode.IN_PERSON:
        assert counted.asked_online == 0


def test_an_old_update_delivered_again_changes_nothing():
    assert newer(None, 7)
    assert newer(7, 8)
    assert not newer(7, 7)
    assert not newer(8, 7)


@pytest.mark.parametrize(
    ("hours", "big"), [(0, False), (2, False), (-2, False), (2.01, True), (-3, True)]
)
def test_a_start_shifted_over_two_hours_is_a_big_move(hours, big):
    new = MEETING + timedelta(hours=hours)
    assert big_move(MEETING, new, 2, HANOI) is big
    assert big_move(new, MEETING, 2, HANOI) is big


def test_another_local_date_is_a_big_move_however_near():
    before_midnight = datetime(2026, 12, 3, 16, 30, tzinfo=UTC)  # 23:30 in Hà Nội
    after = before_midnight + timedelta(hours=1)
    assert before_midnight.date() == after.date()
    assert big_move(before_midnight, after, 2, HANOI)


def test_a_utc_midnight_alone_is_no_big_move():
    old = datetime(2026, 12, 3, 23, 30, tzinfo=UTC)
    assert not big_move(old, old + timedelta(hours=1), 2, HANOI)


def test_a_shift_is_measured_in_real_hours_when_the_clocks_change():
    berlin = ZoneInfo("Europe/Berlin")
    old = datetime(2026, 3, 29, 1, 30, tzinfo=berlin)
    assert not big_move(old, datetime(2026, 3, 29, 4, 30, tzinfo=berlin), 2, berlin)
