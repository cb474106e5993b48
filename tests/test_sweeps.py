"""Whatever the bot does by itself: doing it twice is doing it once, and late is not too late."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from types import ModuleType

import pytest
from sqlalchemy import delete, inspect, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from bot.place import Place
from bot.sweeps import Job, Sweep
from handlers import JOBS, regular, replanning
from storage.tables import DatePoll, Meeting, Membership, Moment, Owed, Schedule, Unit, UnitBreak
from tests.decisions import a_task
from tests.planning import a_meeting, vietnam
from tests.world import World

EVERY_JOB = pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name.replace(" ", "-"))
TWO_DAYS = timedelta(days=2)

Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture
async def busy(world: World) -> World:
    """A cell with a schedule, on the day before its next month is planned and people are asked.

    Somebody has a task due in these days and is away until then, a question waits with the
    committee above. A break is to be asked about and its figures are due, a poll on a date is
    over.
    """
    world.clock.time = vietnam("2026-12-13 12:00")
    await world.unit("DU", "Đảng ủy trường", kind="committee")
    async with world.bots.database.transaction() as db:
        above = select(col(Unit.id)).where(col(Unit.code) == "DU").scalar_subquery()
        await db.execute(update(Unit).where(col(Unit.code) == "CB1").values(parent_id=above))
    await world.joined("Hoàng Thị Hoa", unit="DU", roles="secretary")
    secretary = await world.joined("Lê Thị Thư", roles="secretary")
    mai_id = await world.member("Nguyễn Thị Mai")
    mai = await world.joined("Nguyễn Thị Mai", person=mai_id)
    held = await a_meeting(world, at="2026-12-18 19:30")
    await a_task(world, held, mai_id, due="2026-12-21")
    await mai.sends("/feedback Mất điện cả tuần")
    await mai.picks("Mark as a difficulty")
    await mai.picks("Send")
    await mai.sends("/away 15/12-19/12; công tác")
    await secretary.sends("/break 01/06-31/08/2027; Nghỉ hè")
    await world.settled()
    world.clock.time = vietnam("2026-12-19 12:00")
    await secretary.sends("/schedule 3 19:30; Hội trường A")
    await secretary.sends("/plan 28/12/2026 19:30; Phòng họp 2; Bàn việc cuối năm")
    year_end = max(row.id for row in await world.rows(Meeting))
    async with world.bots.database.transaction() as db:
        now = world.clock.time
        await db.execute(update(Unit).values(replan_at=now))
        await db.execute(update(UnitBreak).values(ask_at=now, tell_at=now))
        db.add(DatePoll(meeting_id=year_end, times=[1], asked=2, asked_at=now, closes_at=now))
    return world


@asynccontextmanager
async def undone(world: World) -> AsyncIterator[AsyncSession]:
    """A session in which everything may happen and nothing stays."""
    async with world.bots.database.transaction() as db:
        yield db
        await db.rollback()


async def all_rows(db: AsyncSession) -> Rows:
    """Everything in the database."""
    await db.flush()
    found: Rows = {}
    for name, table in sorted(SQLModel.metadata.tables.items()):
        rows = await db.execute(select(table).order_by(*inspect(table).primary_key))
        found[name] = [tuple(row) for row in rows]
    return found


async def do(job: Job, db: AsyncSession, world: World, now: datetime) -> int:
    """Everything that is due for a job at this moment; how much was done."""
    total = 0
    while (due := await job.due(db)) is not None and due <= now:
        sweep = Sweep(db, now, world.bots.turns.home, world.bots.turns.router)
        done = await job.sweep(sweep)
        await db.flush()
        total += done
        if done == 0:
            break
    return total


async def with_a_point(db: AsyncSession, now: datetime) -> set[tuple[str, int, datetime | None]]:
    """What is owed to whom at this moment and not yet too late; numbers of rows may differ."""
    rows = (await db.execute(select(Owed).where(col(Owed.settled_at).is_(None)))).scalars()
    return {
        (row.notice, row.person_id, row.until)
        for row in rows
        if row.until is None or row.until > now
    }


@EVERY_JOB
async def test_doing_it_twice_changes_nothing_the_second_time(busy: World, job: Job) -> None:
    later = busy.clock.time + TWO_DAYS
    async with undone(busy) as db:
        before = await all_rows(db)
        await do(job, db, busy, later)
        once = await all_rows(db)
        assert once != before, "nothing was due: the story of this test is too short"

        assert await do(job, db, busy, later) == 0
        assert await all_rows(db) == once


@EVERY_JOB
async def test_two_days_late_it_owes_what_it_would_have_owed(busy: World, job: Job) -> None:
    until = busy.clock.time + TWO_DAYS
    async with undone(busy) as db:
        now = busy.clock.time
        while (due := await job.due(db)) is not None and due <= until:
            now = max(now, due)
            await do(job, db, busy, now)
        in_time = await with_a_point(db, until)
    async with undone(busy) as db:
        await do(job, db, busy, until)
        late = await with_a_point(db, until)
        due = await job.due(db)

    assert in_time <= late
    assert due is None or due > until


async def test_a_step_that_cannot_be_done_stands_in_nobodys_way(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.unit("CB2", "Chi bộ Lý")
    an = await world.joined("Trần Văn An", unit="CB2")
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 18:30", unit="CB2")
    await a_meeting(world, at="2026-12-03 19:30")
    theirs = select(col(Unit.id)).where(col(Unit.code) == "CB2").scalar_subquery()
    of_theirs = update(Membership).where(col(Membership.unit_id) == theirs)
    async with world.bots.database.transaction() as db:
        await db.execute(of_theirs.values(roles="a role nobody knows"))
    await world.until(vietnam("2026-11-26 08:30"))
    assert "Will" in mai.sees
    assert "a step of meeting 1 failed: ValueError" in caplog.text

    async with world.bots.database.transaction() as db:
        await db.execute(of_theirs.values(roles="member"))
    await world.until(vietnam("2026-11-26 09:30"))
    assert "Will" in an.sees


@pytest.mark.parametrize(
    ("job", "module"), [("plan the month", regular), ("plan again", replanning)]
)
async def test_a_unit_that_cannot_be_planned_stands_in_nobodys_way(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    job: str,
    module: ModuleType,
) -> None:
    await world.unit("CB2", "Chi bộ Văn")
    for unit, name in (("CB1", "Lê Thư"), ("CB2", "Lê Văn")):
        thu = await world.joined(name, unit=unit, roles="secretary")
        await thu.sends("/schedule 3 19:30; Hội trường A")
    async with world.bots.database.transaction() as db:
        await db.execute(delete(Moment))
        await db.execute(delete(Meeting))
        again = {"period": "2026-12", "plan_at": world.clock.time}
        await db.execute(update(Schedule).values(again))
        if job == "plan again":
            await db.execute(update(Unit).values(replan_at=world.clock.time))
            await db.execute(update(Schedule).values(plan_at=world.clock.time + TWO_DAYS))
    plan_ahead = module.plan_ahead

    async def breaks_for_the_first(doing: Sweep, place: Place, *args: object, **named: object):
        made = await plan_ahead(doing, place, *args, **named)
        if place.code == "CB1":
            raise ValueError(place.code)
        return made

    monkeypatch.setattr(module, "plan_ahead", breaks_for_the_first)
    await world.bots.jobs.run(next(each for each in JOBS if each.name == job))

    assert {row.unit_id for row in await world.rows(Meeting)} == {2}
    assert "unit 1 failed: ValueError" in caplog.text
    monkeypatch.undo()
    await world.until(timedelta(hours=1, minutes=1))
    assert {row.unit_id for row in await world.rows(Meeting)} == {1, 2}


def test_every_job_has_a_name_of_its_own_and_looks_often_enough() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)
    assert all(1 <= job.seconds <= 3600 for job in JOBS)
