"""The fairest date of a meeting: the secretary chooses it, or asks everybody first."""

from datetime import timedelta

import pytest

from storage.tables import DateVote, Meeting, Owed
from tests.people import OnTelegram
from tests.planning import redrawn, vietnam
from tests.world import World


@pytest.fixture
async def thu(world: World) -> OnTelegram:
    return await world.joined("Lê Thư", roles="secretary")


@pytest.fixture
async def mai(world: World) -> OnTelegram:
    return await world.joined("Nguyễn Thị Mai")


async def planned(world: World, thu: OnTelegram) -> None:
    """The January meeting is planned for the 3rd, a Sunday, and nobody is invited yet."""
    await world.until(vietnam("2026-12-19 09:00"))
    await thu.sends("/schedule 3 19:30; Hội trường A")
    await world.until(vietnam("2026-12-20 08:05"))
    assert "3 Jan 2027" in thu.sees


async def january(world: World) -> Meeting:
    return next(row for row in await world.rows(Meeting) if row.period == "2027-01")


async def test_the_three_best_days_are_shown_with_what_each_costs(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    await mai.sends("/away 03/01-05/01/2027; công tác")
    await planned(world, thu)
    await thu.picks("Look for a fairer day")

    said = thu.sees
    assert "1. 19:30, Wednesday, 6 Jan 2027" in said
    assert "2 of 2 can come. 1 more than on the day that is planned." in said
    assert "2. 19:30, Thursday, 7 Jan 2027" in said
    assert "3. 19:30, Sunday, 3 Jan 2027" in said
    assert "1 of 2 can come. The day that is planned. No more than half can come." in said


async def test_the_secretary_moves_it_there_after_seeing_what_that_does(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    await mai.sends("/away 03/01-05/01/2027; công tác")
    await planned(world, thu)
    await thu.picks("Look for a fairer day")
    await thu.picks("Move to 19:30, Wednesday, 6 Jan 2027")
    assert (await january(world)).starts_at == vietnam("2027-01-03 19:30")
    await thu.picks("Move the meeting")
    assert (await january(world)).starts_at == vietnam("2027-01-06 19:30")


async def test_other_times_that_the_cell_permits_are_looked_at_too(
    world: World, thu: OnTelegram
) -> None:
    await thu.sends("/rules meeting_times=08:00,14:00")
    await planned(world, thu)
    await thu.picks("Look for a fairer day")
    assert "08:00, Sunday, 3 Jan 2027" in thu.sees


async def test_a_poll_asks_everybody_and_the_votes_are_counted_without_names(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    await world.joined("Vũ Thị Già", status="exempt")
    await planned(world, thu)
    await thu.picks("Look for a fairer day")
    await thu.picks("Ask the members")
    await world.until(timedelta(minutes=5))

    assert "Please tap every time at which you can come." in mai.sees
    assert "Please tap" not in world.named("Già").sees
    await mai.picks("19:30, Monday, 4 Jan 2027")
    await mai.picks("19:30, Tuesday, 5 Jan 2027")
    assert "✓ 19:30, Monday, 4 Jan 2027" in mai.buttons
    await redrawn(world)
    card = next(m for m in thu.messages if "Answered:" in m.text)
    assert "Answered: 1 of 2." in card.text
    assert "19:30, Monday, 4 Jan 2027: 1 can come" in card.text
    assert "19:30, Sunday, 3 Jan 2027: 0 can come" in card.text
    assert "Mai" not in card.text

    await world.until(timedelta(days=4))
    results = [row for row in await world.rows(Owed) if row.notice == "date_poll_result"]
    assert len(results) == 1
    await thu.picks("Move to 19:30, Monday, 4 Jan 2027")
    await thu.picks("Move the meeting")
    assert (await january(world)).starts_at == vietnam("2027-01-04 19:30")


async def test_at_none_of_them_is_an_answer_and_a_vote_may_change(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    await planned(world, thu)
    await thu.picks("Look for a fairer day")
    await thu.picks("Ask the members")
    await world.until(timedelta(minutes=5))
    await mai.picks("At none of them")
    assert "✓ At none of them" in mai.buttons
    await mai.picks("19:30, Sunday, 3 Jan 2027")
    assert [row.times for row in await world.rows(DateVote)] == [1]


async def test_a_poll_is_over_once_people_are_invited(
    world: World, thu: OnTelegram, mai: OnTelegram
) -> None:
    await planned(world, thu)
    await thu.picks("Look for a fairer day")
    await thu.picks("Ask the members")
    await world.until(timedelta(minutes=5))
    question = mai.newest
    await world.until(vietnam("2026-12-27 09:00"))
    await mai.picks("19:30, Sunday, 3 Jan 2027", message=question)
    assert await world.rows(DateVote) == []
    assert "The day has been chosen." in mai.messages[-1].text + question.text


async def test_a_forged_vote_is_refused(world: World, thu: OnTelegram, mai: OnTelegram) -> None:
    await planned(world, thu)
    await thu.picks("Look for a fairer day")
    await thu.picks("Ask the members")
    await world.unit("CB9", "Chi bộ Sử")
    su = await world.joined("Phan Sử", unit="CB9")
    await su.presses_data("votes:1:1")
    await mai.presses_data("votes:1:4096")
    await mai.presses_data("poll:1")
    assert await world.rows(DateVote) == []
