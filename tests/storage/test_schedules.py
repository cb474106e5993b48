"""What storage knows of schedules, days off, meetings, moments and drafts."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from storage import days_off, drafts, meetings, moments, schedules, units
from storage.database import Database
from storage.schema import upgrade
from storage.tables import Meeting, Moment, Person, Unit

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[AsyncSession]:
    upgrade(database_url)
    database = Database(database_url)
    async with database.transaction() as session:
        yield session
    await database.close()


@pytest.fixture
async def tree(db: AsyncSession) -> dict[str, int]:
    """TW above DU above CB1 and CB2; CB9 stands alone."""
    ids: dict[str, int] = {}
    for code, parent in (("TW", None), ("DU", "TW"), ("CB1", "DU"), ("CB2", "DU"), ("CB9", None)):
        row = Unit(code=code, name=code, kind="cell", parent_id=ids[parent] if parent else None)
        db.add(row)
        await db.flush()
        ids[code] = row.id
    return ids


async def a_meeting(db: AsyncSession, unit_id: int, at: datetime, minutes: int = 90) -> Meeting:
    return await meetings.put_down(db, Meeting(unit_id=unit_id, starts_at=at, minutes=minutes))


async def test_the_schedule_that_waits_longest_is_due_first(
    db: AsyncSession, tree: dict[str, int]
) -> None:
    assert await schedules.next_due(db) is None
    for number, code in enumerate(("CB2", "CB1", "CB9")):
        await schedules.put(
            db,
            tree[code],
            rule="3",
            at="19:30",
            place="A",
            period="2026-12",
            now=NOW + number * HOUR,
        )
    assert await schedules.next_due(db) == NOW

    found = await schedules.due(db, now=NOW + HOUR, most=10)

    assert [(row.unit_id, unit.code) for row, unit in found] == [
        (tree["CB2"], "CB2"),
        (tree["CB1"], "CB1"),
    ]
    assert len(await schedules.due(db, now=NOW + HOUR, most=1)) == 1


async def test_a_schedule_set_again_replaces_the_first(
    db: AsyncSession, tree: dict[str, int]
) -> None:
    for rule in ("3", "first sat"):
        await schedules.put(
            db, tree["CB1"], rule=rule, at="19:30", place="A", period="2026-12", now=NOW
        )
    row = await schedules.of(db, tree["CB1"])
    assert row is not None
    assert row.rule == "first sat"


async def test_days_off_hold_for_everything_below(db: AsyncSession, tree: dict[str, int]) -> None:
    day = date(2027, 8, 31)
    assert await days_off.add(db, tree["TW"], day, "Khai giảng")
    assert await days_off.add(db, tree["CB1"], day, "Ngày hội")
    assert not await days_off.add(db, tree["CB1"], day, "Again")
    assert await days_off.add(db, tree["DU"], day + timedelta(days=1), "")

    async def names(code: str) -> list[str]:
        found = await days_off.holding(db, tree[code], first=day, last=day)
        return [row.name for row, _unit in found]

    assert await names("CB1") == ["Ngày hội", "Khai giảng"]
    assert await names("CB2") == ["Khai giảng"]
    assert await names("CB9") == []


async def test_a_tree_of_units(db: AsyncSession, tree: dict[str, int]) -> None:
    found = await units.subtree(db, tree["DU"])
    assert [unit.code for unit in found] == ["CB1", "CB2", "DU"]

    await units.plan_again(db, [tree["CB2"], tree["CB9"]], now=NOW)
    assert await units.next_to_plan_again(db) == NOW
    assert len(await units.to_plan_again(db, now=NOW - HOUR, most=9)) == 0
    waiting = await units.to_plan_again(db, now=NOW, most=9)
    assert [unit.code for unit in waiting] == ["CB2", "CB9"]
    await units.planned_again(db, [unit.id for unit in waiting])
    assert await units.next_to_plan_again(db) is None


async def test_a_rule_goes_down_the_tree_past_what_is_set_there(
    db: AsyncSession, tree: dict[str, int]
) -> None:
    await units.set_rule(db, tree["CB1"], "notice_days", "5")

    changed = await units.set_rule(db, tree["TW"], "notice_days", "10")

    assert set(changed) == {tree["TW"], tree["DU"], tree["CB2"]}
    assert await units.own_rules(db, tree["CB1"]) == {"notice_days": "5"}
    cleared = await units.set_rule(db, tree["CB1"], "notice_days", None)
    assert list(cleared) == [tree["CB1"]]
    assert (await db.get_one(Unit, tree["CB1"])).rules == {"notice_days": "10"}


@pytest.mark.parametrize(
    ("begins", "minutes", "meets"),
    [
        (timedelta(), 90, True),
        (-timedelta(minutes=90), 90, False),
        (-timedelta(minutes=89), 90, True),
        (timedelta(minutes=479), 15, True),
        (timedelta(minutes=480), 15, False),
    ],
)
async def test_meetings_overlap_or_touch(
    db: AsyncSession, tree: dict[str, int], begins: timedelta, minutes: int, meets: bool
) -> None:
    first = await a_meeting(db, tree["CB1"], NOW, 480)

    found = await meetings.overlapping(db, tree["CB1"], NOW + begins, minutes)

    assert (found is first) is meets
    assert await meetings.overlapping(db, tree["CB2"], NOW + begins, minutes) is None
    but = await meetings.overlapping(db, tree["CB1"], NOW + begins, minutes, but=first.id)
    assert but is None


async def test_what_is_due_and_not_done_stays_when_asked(
    db: AsyncSession, tree: dict[str, int]
) -> None:
    meeting = await a_meeting(db, tree["CB1"], NOW + 9 * HOUR)
    plan = {"remind:3d": (NOW, NOW + HOUR), "see_you": (NOW + HOUR, NOW + 9 * HOUR)}
    await moments.plan(db, meeting.id, plan)

    await moments.plan(db, meeting.id, {"see_you": (NOW + 2 * HOUR, NOW + 9 * HOUR)}, due_stays=NOW)

    assert await moments.due_of(db, meeting.id, "remind:3d") == NOW
    assert await moments.due_of(db, meeting.id, "see_you") == NOW + 2 * HOUR
    found = await moments.due(db, now=NOW)
    assert found is not None
    moment: Moment = found[0]
    await moments.done(db, moment.id, now=NOW)
    await moments.plan(db, meeting.id, plan)
    assert await moments.due(db, now=NOW) is None
    await moments.drop(db, meeting.id)
    assert await moments.next_due(db) is None


async def test_only_the_last_words_of_a_kind_are_kept(db: AsyncSession) -> None:
    person = Person(full_name="Lê Thư")
    db.add(person)
    await db.flush()
    old = await drafts.keep(db, person.id, "move", "04/12 19:30", now=NOW)
    other = await drafts.keep(db, person.id, "cancel", "Bão", now=NOW)
    new = await drafts.keep(db, person.id, "move", "05/12 19:30", now=NOW)

    assert await drafts.kept(db, person.id, "move", old) is None
    assert await drafts.kept(db, person.id, "move", new) == "05/12 19:30"
    assert await drafts.kept(db, person.id, "cancel", other) == "Bão"
    await drafts.drop(db, person.id, "move")
    assert await drafts.kept(db, person.id, "move", new) is None
