"""Which cells a committee has to look after, and what they add up to."""

import random
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.digest import Cell, Concern, Limits, by_concern, concerns, folded, is_low, total

NOW = datetime(2026, 12, 10, 1, tzinfo=UTC)
MET = datetime(2026, 12, 3, 12, 30, tzinfo=UTC)
LIMITS = Limits(
    wanted=0.9, first_week_ends=7, close_by=NOW - timedelta(days=2), today=date(2026, 12, 10)
)
FINE = Cell(1, "A", met_at=MET, closed=True, there=18, counted=20, usual=0.91, decided=1)


def changed(**changes) -> Cell:
    return Cell(**{**FINE.__dict__, **changes})


def test_a_cell_that_met_as_usual_is_folded():
    assert concerns(FINE, LIMITS) == []


def test_attendance_is_held_against_the_cells_own_past():
    assert not is_low(changed(there=14, usual=0.75), 0.9)
    assert is_low(changed(there=14, usual=0.91), 0.9)
    assert is_low(changed(there=17, usual=None), 0.9)
    assert not is_low(changed(there=18, usual=None), 0.9)
    assert not is_low(changed(there=None), 0.9)


def test_no_meeting_is_a_concern_once_the_first_week_is_over_and_none_is_ahead():
    none = changed(met_at=None, closed=False, there=None, counted=0)
    assert concerns(none, LIMITS) == [Concern.NOT_MET]
    early = Limits(0.9, 7, LIMITS.close_by, date(2026, 12, 7))
    assert concerns(none, early) == []
    assert concerns(changed(met_at=None, ahead_at=MET, closed=False, there=None), LIMITS) == []


def test_each_trouble_is_seen_the_gravest_first():
    cell = changed(
        has_secretary=False, reachable=0, closed=False, feedback_overdue=1, tasks_overdue=2
    )
    assert concerns(cell, LIMITS) == [
        Concern.NO_SECRETARY,
        Concern.UNREACHABLE,
        Concern.NOT_CLOSED,
        Concern.FEEDBACK_OVERDUE,
        Concern.TASKS_OVERDUE,
    ]
    assert concerns(changed(decided=0, why_none="mất điện"), LIMITS) == [Concern.NOTHING_DECIDED]


_CELLS = st.lists(
    st.builds(
        Cell,
        unit_id=st.integers(1, 10_000),
        name=st.sampled_from("ABCDE"),
        met_at=st.sampled_from([None, MET]),
        closed=st.booleans(),
        there=st.sampled_from([None, 5, 15, 20]),
        counted=st.just(20),
        usual=st.sampled_from([None, 0.5, 0.95]),
        decided=st.integers(0, 2),
        reasons=st.dictionaries(st.sampled_from(["sick", "far"]), st.integers(1, 9)),
        tasks_overdue=st.integers(0, 3),
        feedback_overdue=st.integers(0, 3),
        has_secretary=st.booleans(),
        reachable=st.integers(0, 2),
    ),
    max_size=30,
    unique_by=lambda cell: cell.unit_id,
)


@given(_CELLS, st.randoms())
def test_permuting_the_cells_changes_nothing(cells: list[Cell], chance: random.Random):
    mixed = list(cells)
    chance.shuffle(mixed)
    assert by_concern(mixed, LIMITS) == by_concern(cells, LIMITS)
    assert folded(mixed, LIMITS) == folded(cells, LIMITS)
    assert total(mixed) == total(cells)


@given(_CELLS)
def test_every_cell_is_in_exactly_one_place(cells: list[Cell]):
    exceptional = [cell.unit_id for each in by_concern(cells, LIMITS).values() for cell in each]
    rest = [cell.unit_id for cell in folded(cells, LIMITS)]
    assert sorted(exceptional + rest) == sorted(cell.unit_id for cell in cells)


@given(_CELLS)
def test_the_sum_is_the_sum_of_the_cells(cells: list[Cell]):
    sums = total(cells)
    assert sums.cells == len(cells)
    assert sums.tasks_overdue == sum(cell.tasks_overdue for cell in cells)
    assert sum(sums.reasons.values()) == sum(sum(cell.reasons.values()) for cell in cells)
    assert (sums.share is None) is not any(cell.there is not None for cell in cells)
