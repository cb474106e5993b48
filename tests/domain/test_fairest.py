"""The fairest date: a quorum first, then most people, then those whom earlier dates left out."""

import time

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.fairest import Can, Member, Option, ranked

HERE, ONLINE, NO = Can.HERE, Can.ONLINE, Can.NO


@st.composite
def a_cell(draw: st.DrawFn) -> tuple[int, list[Member]]:
    times = draw(st.integers(1, 6))
    can = st.lists(st.sampled_from(Can), min_size=times, max_size=times)
    people = st.lists(st.builds(Member, can, st.integers(0, 12)), max_size=12)
    return times, draw(people)


def by_number(found: list[Option]) -> list[int]:
    return [each.number for each in found]


def test_a_quorum_goes_before_whom_the_dates_left_out() -> None:
    seldom, often = Member([HERE, NO]), Member([NO, HERE], missed=9)
    found = ranked(2, [seldom, seldom, often])
    assert by_number(found) == [0, 1]
    assert (found[0].quorum, found[1].quorum) == (True, False)


def test_of_two_dates_with_as_many_people_the_one_for_those_left_out_goes_first() -> None:
    found = ranked(2, [Member([HERE, NO]), Member([NO, HERE], missed=3), Member([HERE, HERE])])
    assert by_number(found) == [1, 0]
    assert (found[0].left_out, found[0].left_out_of) == (1, 1)


def test_with_nothing_between_them_the_planned_day_stays() -> None:
    assert by_number(ranked(3, [Member([HERE] * 3)], fixed=2)) == [2, 0, 1]


def test_who_can_join_online_takes_part_where_the_meeting_is_held_so() -> None:
    people = [Member([HERE, ONLINE]), Member([NO, ONLINE])]
    in_person, online = ranked(2, people), ranked(2, people, online_counts=True)
    assert (by_number(in_person), by_number(online)) == ([0, 1], [1, 0])
    assert (online[0].here, online[0].online, online[0].away) == (0, 2, 0)


@given(a_cell(), st.booleans(), st.data())
def test_the_first_is_never_worse_than_the_planned_day(
    cell: tuple[int, list[Member]], online: bool, data: st.DataObject
) -> None:
    times, people = cell
    fixed = data.draw(st.integers(0, times - 1))
    found = ranked(times, people, fixed=fixed, online_counts=online)
    planned = next(each for each in found if each.number == fixed)
    assert found[0].coming >= planned.coming
    assert sorted(by_number(found)) == list(range(times))


@given(a_cell(), st.booleans(), st.data())
def test_the_order_of_the_members_changes_nothing(
    cell: tuple[int, list[Member]], online: bool, data: st.DataObject
) -> None:
    times, people = cell
    shuffled = data.draw(st.permutations(people))
    assert ranked(times, people, online_counts=online) == ranked(
        times, shuffled, online_counts=online
    )


@given(a_cell())
def test_everyone_is_in_exactly_one_place(cell: tuple[int, list[Member]]) -> None:
    times, people = cell
    for each in ranked(times, people):
        assert each.here + each.online + each.away == len(people)
        assert each.left_out <= each.left_out_of <= len(people)


@given(a_cell(), st.data())
def test_one_more_who_can_come_never_makes_a_date_fall_behind(
    cell: tuple[int, list[Member]], data: st.DataObject
) -> None:
    times, people = cell
    number = data.draw(st.integers(0, times - 1))
    only = Member([HERE if n == number else NO for n in range(times)])
    before = by_number(ranked(times, [*people, Member([NO] * times)])).index(number)
    after = by_number(ranked(times, [*people, only])).index(number)
    assert after <= before


def test_150_members_and_30_times_take_a_moment() -> None:
    people = [Member([list(Can)[(n * m) % 3] for m in range(30)], n % 5) for n in range(150)]
    took = []
    for _ in range(5):
        began = time.perf_counter()
        ranked(30, people)
        took.append(time.perf_counter() - began)
    assert sorted(took)[2] < 0.05
