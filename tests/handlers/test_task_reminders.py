"""Tasks speak up by themselves: to who has them, and once a week to the secretary."""

from datetime import timedelta

import pytest

from storage.tables import Assignment, Membership, Owed
from tests.decisions import a_task
from tests.planning import a_meeting, vietnam
from tests.world import World


@pytest.fixture
async def secretary(world: World):
    return await world.joined("Lê Thị Thư", roles="secretary")


@pytest.fixture
async def mai_id(world: World, secretary):
    return await world.member("Nguyễn Thị Mai")


@pytest.fixture
async def mai(world: World, mai_id):
    return await world.joined("Nguyễn Thị Mai", person=mai_id)


@pytest.fixture
async def meeting(world: World) -> int:
    return await a_meeting(world, at="2027-02-03 19:30")


async def days_of(world: World, notice: str) -> list[str]:
    rows = [each for each in await world.rows(Owed) if each.notice == notice]
    return [f"{each.settled_at:%m-%d} {each.outcome}" for each in rows if each.settled_at]


async def test_who_has_a_task_hears_before_its_day_on_it_and_then_weekly(
    world: World, meeting, mai, mai_id
) -> None:
    await a_task(world, meeting, mai_id, due="2026-12-15")
    await world.until(vietnam("2026-12-31 12:00"))
    assert await days_of(world, "task_due") == [
        "12-12 sent",
        "12-15 sent",
        "12-22 sent",
        "12-29 sent",
    ]
    assert "overdue by 14 days" in mai.sees


async def test_the_secretary_gets_one_list_a_week_however_many_are_overdue(
    world: World, meeting, mai_id, secretary
) -> None:
    for n in range(3):
        await a_task(world, meeting, mai_id, f"Việc {n}", due=f"2026-11-{24 + n}")
    await world.until(vietnam("2026-12-08 12:00"))
    assert await days_of(world, "tasks_of_week") == ["12-07 sent"]
    assert "Open: 3, overdue: 3" in secretary.sees


async def test_nobody_is_reminded_of_what_is_reported_done(
    world: World, meeting, mai, mai_id, secretary
) -> None:
    await a_task(world, meeting, mai_id, due="2026-12-15")
    await mai.sends("/tasks")
    await mai.picks("1. Nộp báo cáo quý IV")
    await mai.picks("Done")
    before = len(mai.messages)
    await world.until(vietnam("2026-12-20 12:00"))
    assert len(mai.messages) == before
    await world.until(vietnam("2026-12-21 12:00"))
    assert "reported done" in secretary.sees


async def test_a_task_whose_owner_erased_everything_waits_for_another(
    world: World, meeting, mai, mai_id, secretary
) -> None:
    task = await a_task(world, meeting, mai_id, due="2026-12-15")
    await mai.sends("/mydata")
    await mai.picks("Erase everything about me")
    await mai.picks("Yes, erase everything")
    await world.until(timedelta(minutes=5))

    assert "Who had it has left. It waits for another owner." in secretary.sees
    an = await world.joined("Trần Văn An")
    await secretary.sends("/tasks")
    await secretary.picks("Tasks of Chi bộ Toán")
    await secretary.picks("1. Nộp báo cáo quý IV")
    await secretary.picks("Give it to somebody")
    await secretary.sends("An")
    await world.settled()
    assert "This task has been given to you." in an.sees
    row = next(each for each in await world.rows(Assignment) if each.id == task)
    assert not row.owner_left
    assert row.remind_at == vietnam("2026-12-12 08:00")


async def test_a_task_whose_owner_left_the_cell_is_found_out(
    world: World, meeting, mai, mai_id, secretary
) -> None:
    await a_task(world, meeting, mai_id, due="2026-12-15")
    async with world.bots.database.transaction() as db:
        rows = await world.rows(Membership)
        gone = next(each for each in rows if each.person_id == mai_id)
        (await db.get_one(Membership, gone.id)).left_at = world.clock.time
    before = len(mai.messages)
    await world.until(vietnam("2026-12-12 12:00"))
    assert len(mai.messages) == before
    assert "It waits for another owner." in secretary.sees


async def test_a_late_bot_reminds_once(world: World, meeting, mai, mai_id) -> None:
    await a_task(world, meeting, mai_id, due="2026-11-28")
    world.clock.time = vietnam("2026-12-20 10:00")
    await world.settled()
    assert await days_of(world, "task_due") == ["12-20 sent"]


async def test_open_tasks_head_the_next_agenda(
    world: World, meeting, mai, mai_id, secretary
) -> None:
    await a_task(world, meeting, mai_id, due="2026-11-24")
    await world.until(timedelta(days=2))
    await secretary.sends("/agenda")
    assert "First, the review of open tasks:" in secretary.sees
    assert "Nộp báo cáo quý IV: Nguyễn Thị Mai. Due 24 Nov, 1 day late" in secretary.sees
    await secretary.picks("Open tasks")
    assert "Open: 1, overdue: 1" in secretary.sees


async def test_a_secretary_who_lost_the_post_gets_no_list(
    world: World, meeting, mai_id, secretary
) -> None:
    await a_task(world, meeting, mai_id, due="2026-11-24")
    await world.until(vietnam("2026-12-07 07:00"))
    async with world.bots.database.transaction() as db:
        led = next(each for each in await world.rows(Membership) if each.roles == "secretary")
        (await db.get_one(Membership, led.id)).roles = "member"
    before = len(secretary.messages)
    await world.until(vietnam("2026-12-07 12:00"))
    assert len(secretary.messages) == before
