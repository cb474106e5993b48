"""A roster file in the database: who is new, who is meant, who turns out to be one person."""

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlmodel import SQLModel, col

from bot.domain.faults import Faulty
from bot.domain.roster import Row, build
from bot.domain.roster_rows import COLUMNS
from storage import newcomers, roster
from storage.database import Database
from storage.one_human import columns_that_name_a_person
from storage.roster import Applied
from storage.tables import Account, Draft, JoinCode, Membership, Person, Unit

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class Office:
    """Somebody who imports files and looks at what became of them."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def imports(self, *lines: str, again: bool = False) -> Applied:
        rows = [
            Row(number, dict(zip(COLUMNS, line.split(","), strict=False)))
            for number, line in enumerate(lines, start=2)
        ]
        async with self.database.transaction() as db:
            checked = build(rows, await roster.known_units(db))
            return await roster.apply(db, checked, now=NOW, again=again)

    async def counts(self, *lines: str) -> tuple[int, int, int, int]:
        done = await self.imports(*lines)
        return (done.units.new, done.units.changed, done.memberships.new, done.memberships.changed)

    async def writes(self, *rows: SQLModel) -> None:
        async with self.database.transaction() as db:
            db.add_all(rows)

    async def sees(self) -> list[tuple[str, str, str, str | None]]:
        """Everybody's unit, name, roles and key, with those who have left out."""
        async with self.database.reading() as db:
            rows = await db.execute(
                select(
                    col(Unit.code), col(Person.full_name), col(Membership.roles), col(Person.key)
                )
                .join(Membership, col(Membership.unit_id) == col(Unit.id))
                .join(Person, col(Person.id) == col(Membership.person_id))
                .where(col(Membership.left_at).is_(None))
                .order_by(col(Unit.code), col(Person.full_name), col(Person.key))
            )
            return [(code, name, roles, key) for code, name, roles, key in rows]

    async def people(self) -> list[Person]:
        return await self.rows(Person)

    async def rows(self, table: type[SQLModel]) -> list:
        async with self.database.reading() as db:
            return list((await db.execute(select(table))).scalars())

    async def changes(self, table: type[SQLModel], **values: object) -> None:
        async with self.database.transaction() as db:
            for row in (await db.execute(select(table))).scalars():
                for name, value in values.items():
                    setattr(row, name, value)


@pytest.fixture
async def office(database_url: str):
    database = Database(database_url)
    yield Office(database)
    await database.close()


DU = "DU,Đảng ủy,committee"
MAI = "CB1,Chi bộ Toán,,DU,Trần Thị Mai,secretary,,,,"
BINH = "CB1,,,,Lê Văn Bình"


async def test_the_first_file_makes_units_and_people(office):
    assert await office.counts(DU, MAI, BINH) == (2, 0, 2, 0)
    assert await office.sees() == [
        ("CB1", "Lê Văn Bình", "member", None),
        ("CB1", "Trần Thị Mai", "secretary", None),
    ]


async def test_the_same_file_twice_changes_nothing(office):
    keyed = "DU,,,,Trần Thị Mai,committee_member+note_taker,exempt,away,Tổ 1,mai"
    await office.imports(DU, MAI + "mai", BINH, keyed)
    assert await office.counts(DU, MAI + "mai", BINH, keyed) == (0, 0, 0, 0)
    assert len(await office.people()) == 2


async def test_a_file_may_hold_only_people_or_only_a_unit(office):
    await office.imports(DU, MAI)
    assert await office.counts(BINH) == (0, 0, 1, 0)
    assert await office.counts("CB1,Chi bộ Toán - Tin") == (0, 1, 0, 0)
    [name] = [unit.name for unit in await office.rows(Unit) if unit.code == "CB1"]
    assert name == "Chi bộ Toán - Tin"
    assert len(await office.sees()) == 2


async def test_a_row_states_a_membership_whole(office):
    await office.imports("CB1,,,,Lê Văn Bình,note_taker,exempt,away,Tổ 2")
    [binh] = await office.rows(Membership)
    assert (binh.roles, binh.subgroup) == ("note_taker", "Tổ 2")
    assert await office.counts(BINH) == (0, 0, 0, 1)
    [binh] = await office.rows(Membership)
    assert (binh.roles, binh.status) == ("member", "full")
    assert (binh.presence, binh.subgroup) == ("local", "")


async def test_the_order_in_which_roles_are_written_is_no_change(office):
    await office.imports("CB1,,,,Lê Văn Bình,note_taker+subgroup_lead")
    assert await office.counts("CB1,,,,Lê Văn Bình,subgroup_lead+note_taker") == (0, 0, 0, 0)


async def test_a_keyed_row_adopts_the_one_of_that_name_who_has_no_key(office):
    await office.imports(BINH)
    assert await office.counts("CB1,,,,Lê Văn Bình,,,,,binh") == (0, 0, 0, 1)
    assert await office.sees() == [("CB1", "Lê Văn Bình", "member", "binh")]
    assert await office.counts(BINH) == (0, 0, 0, 0)  # found without the key too


async def test_two_of_one_name_are_told_apart_by_their_keys(office):
    await office.imports(BINH)
    rows = ("CB1,,,,Lê Văn Bình,,,,,a", "CB1,,,,Lê Văn Bình,,,,,b")
    assert await office.counts(*rows) == (0, 0, 1, 1)
    with pytest.raises(Faulty, match=r"2: Lê Văn Bình is in CB1 several times.*: a, b"):
        await office.imports(BINH)


async def test_several_of_one_name_without_keys_are_a_fault(office):
    await office.imports(BINH)
    [unit] = await office.rows(Unit)
    await office.writes(Person(id=77, full_name="Lê Văn Bình"))
    await office.writes(Membership(person_id=77, unit_id=unit.id))
    with pytest.raises(Faulty, match="give each of them a key"):
        await office.imports(BINH)


async def test_a_key_follows_a_person_who_changes_their_name(office):
    await office.imports("CB1,,,,Lê Văn Bình,,,,,binh")
    assert await office.counts("CB1,,,,Lê Thanh Bình,,,,,binh") == (0, 0, 0, 1)
    assert [person.full_name for person in await office.people()] == ["Lê Thanh Bình"]


async def test_the_old_name_of_somebody_renamed_is_free_for_somebody_new(office):
    await office.imports("CB1,,,,Lê Văn Bình,,,,,binh")
    rows = ("CB1,,,,Lê Thanh Bình,,,,,binh", "CB1,,,,Lê Văn Bình")
    assert await office.counts(*rows) == (0, 0, 1, 1)
    assert await office.counts(*rows) == (0, 0, 0, 0)


async def test_without_a_key_each_unit_has_a_person_of_its_own(office):
    await office.imports("CB1,,,,Lê Văn Bình", "CB2,,,,Lê Văn Bình")
    assert len(await office.people()) == 2


async def test_a_person_in_two_units_is_one_by_the_key_in_any_order_of_rows(office):
    await office.imports("CB2,,,,Lê Văn Bình")
    await office.imports("CB1,,,,Lê Văn Bình,,,,,binh", "CB2,,,,Lê Văn Bình,,,,,binh")
    assert len(await office.people()) == 1
    assert len(await office.sees()) == 2


async def test_two_who_turn_out_to_be_one_keep_what_either_had(office):
    await office.imports("CB1,,,,Lê Văn Bình", "DU,,committee,,Lê Văn Bình,secretary")
    one, other = await office.people()
    await office.changes(Person, phone_only=False)
    await office.writes(
        Account(channel="telegram", address="1", person_id=one.id, last_seen_at=NOW),
        Account(channel="telegram", address="2", person_id=other.id, last_seen_at=NOW),
        JoinCode(digest="d", person_id=other.id, made_by=one.id, expires_at=NOW),
        Draft(person_id=one.id, kind="minutes", words="a", kept_at=NOW),
        Draft(person_id=other.id, kind="minutes", words="b", kept_at=NOW),
    )
    keyed = ("CB1,,,,Lê Văn Bình,,,,,binh", "DU,,,,Lê Văn Bình,secretary,,,,binh")
    assert await office.counts(*keyed) == (0, 0, 0, 2)
    [person] = await office.people()
    assert {account.person_id for account in await office.rows(Account)} == {person.id}
    assert [code.person_id for code in await office.rows(JoinCode)] == [person.id]
    assert len(await office.rows(Draft)) == 1
    assert await office.counts(*keyed) == (0, 0, 0, 0)


async def test_a_mark_phone_only_outlives_the_merging(office):
    await office.imports("CB1,,,,Lê Văn Bình,,,,,binh")
    await office.imports("CB2,,,,Lê Văn Bình")
    async with office.database.transaction() as db:
        [other] = (await db.execute(select(Person).where(col(Person.key).is_(None)))).scalars()
        other.phone_only = True
    await office.imports("CB2,,,,Lê Văn Bình,,,,,binh")
    assert [person.phone_only for person in await office.people()] == [True]


async def test_two_who_share_another_unit_are_not_made_one_by_a_file(office):
    await office.imports("CB1,,,,Lê Văn Bình,,,,,binh", "CB3,,,,Lê Văn Bình,,,,,binh")
    await office.imports("CB2,,,,Lê Văn Bình")
    other = next(person for person in await office.people() if person.key is None)
    shared = next(unit for unit in await office.rows(Unit) if unit.code == "CB3")
    await office.writes(Membership(person_id=other.id, unit_id=shared.id))
    with pytest.raises(Faulty, match="are in another unit together"):
        await office.imports("CB2,,,,Lê Văn Bình,,,,,binh")
    assert len(await office.people()) == 2


async def test_who_left_comes_back_into_the_old_membership(office):
    await office.imports(BINH)
    await office.changes(Membership, left_at=NOW)
    assert await office.sees() == []
    assert await office.counts(BINH) == (0, 0, 0, 1)
    assert len(await office.rows(Membership)) == 1
    assert len(await office.sees()) == 1


async def test_who_erased_themselves_stays_erased(office):
    lines = "CB1,,,,Lê Văn Bình,,,,,binh", BINH.replace("Bình", "An")
    await office.imports(*lines)
    await office.changes(Person, erased_at=NOW, full_name="", key=None)
    with pytest.raises(Faulty) as refused:
        await office.imports(*lines)
    assert [each.row for each in refused.value.faults] == [2, 3]
    done = await office.imports(*lines, again=True)
    assert (done.memberships.new, done.memberships.changed) == (2, 0)
    assert sorted(person.full_name for person in await office.people() if person.erased_at) == [
        "",
        "",
    ]


async def test_new_and_moved_units_follow_the_rules_of_their_committee(office):
    await office.imports(DU, "DB,Đảng bộ,committee", MAI)
    async with office.database.transaction() as db:
        for unit in (await db.execute(select(Unit))).scalars():
            unit.own_rules = {"notice_days": "9"} if unit.code == "DU" else {}
            unit.own_rules = {"notice_days": "5"} if unit.code == "DB" else unit.own_rules
            unit.rules = unit.own_rules
    await office.imports("CB2,Chi bộ Lý,,DU", "CB3,Chi bộ Hóa,,DB")
    rules = {unit.code: unit.rules for unit in await office.rows(Unit)}
    assert rules["CB2"] == {"notice_days": "9"}
    assert rules["CB3"] == {"notice_days": "5"}

    assert await office.counts("CB3,,,DU") == (0, 1, 0, 0)
    moved = next(unit for unit in await office.rows(Unit) if unit.code == "CB3")
    assert moved.rules == {"notice_days": "9"}
    assert moved.replan_at == NOW


async def test_a_faulty_row_leaves_everything_as_it_was(office):
    await office.imports("CB1,,,,Lê Văn Bình,,,,,a", "CB1,,,,Lê Văn Bình,,,,,b")
    with pytest.raises(Faulty):
        await office.imports("CB9,Mới", "CB1,,,,Trần Mới", BINH)
    assert {unit.code for unit in await office.rows(Unit)} == {"CB1"}
    assert len(await office.people()) == 2


async def test_ten_thousand_rows_ask_few_questions(office):
    rows = [f"CB{unit},,,,Người {number}" for unit in range(50) for number in range(200)]
    asked = 0

    def count(*_: object) -> None:
        nonlocal asked
        asked += 1

    engine = office.database._writer.sync_engine
    event.listen(engine, "before_cursor_execute", count)
    assert await office.counts(*rows) == (50, 0, 10_000, 0)
    first, asked = asked, 0
    assert await office.counts(*rows) == (0, 0, 0, 0)
    event.remove(engine, "before_cursor_execute", count)
    assert first < 100
    assert asked < 20


async def test_people_with_several_memberships_wait_for_one_code_each(office):
    await office.imports(
        "A,Ban,committee,,Lê Văn Bình,monitor,,,,binh",
        "B,Chi bộ,,A,Lê Văn Bình,,,,,binh",
        "C,Chi bộ khác,,A,Lê Văn Bình,monitor,,,,binh",
        "C,,,,Trần Thị Mai,monitor",
    )
    async with office.database.reading() as db:
        waiting = await newcomers.without_account(db)
        [unit] = (await db.execute(select(Unit).where(col(Unit.code) == "C"))).scalars()
        of_c = await newcomers.without_account(db, unit.id)
    assert [(one.unit_code, one.full_name) for one in waiting] == [
        ("B", "Lê Văn Bình"),
        ("C", "Trần Thị Mai"),
    ]
    assert [one.full_name for one in of_c] == ["Lê Văn Bình", "Trần Thị Mai"]


def test_every_column_that_names_a_person_is_found():
    found = {f"{column.table.name}.{column.name}" for column in columns_that_name_a_person()}
    assert {"membership.person_id", "account.person_id", "joincode.made_by"} <= found
    named = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if column.name == "person_id" or column.name.endswith("_by")
    }
    assert named <= found


async def test_the_old_name_of_somebody_renamed_is_somebody_else(office):
    await office.imports("CB2,,,,Bình,,,,,k1")
    renamed = "CB1,,,,An,,,,,k1", "CB2,,,,Bình,,,,,"
    await office.imports(*renamed)

    assert {(unit, name, key) for unit, name, _roles, key in await office.sees()} == {
        ("CB1", "An", "k1"),
        ("CB2", "An", "k1"),
        ("CB2", "Bình", None),
    }
    assert await office.counts(*renamed) == (0, 0, 0, 0)


LINES = st.builds(
    lambda unit, name, role, key: f"{unit},,,,{name},{role},,,,{key}",
    st.sampled_from(["CB1", "CB2", "CB3"]),
    st.sampled_from(["An", "Bình"]),
    st.sampled_from(["", "secretary", "monitor"]),
    st.sampled_from(["", "", "k1", "k2"]),
)
FILES = st.lists(st.lists(LINES, max_size=6), min_size=1, max_size=4)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(files=FILES)
def test_whatever_was_imported_before_a_file_taken_twice_changes_nothing(sqlite_template, files):
    asyncio.run(_twice(sqlite_template, files))


async def _twice(template: Path, files: list[list[str]]) -> None:
    with TemporaryDirectory() as folder:
        shutil.copy(template, Path(folder) / "bot.db")
        database = Database(f"sqlite:///{folder}/bot.db")
        office = Office(database)
        try:
            for lines in files:
                try:
                    await office.imports(*lines)
                except Faulty:
                    continue
                assert await office.counts(*lines) == (0, 0, 0, 0)
                seen = await office.sees()
                assert len({(unit, name, key) for unit, name, _roles, key in seen}) == len(seen)
                persons = await office.people()
                assert len({person.key for person in persons if person.key}) == len(
                    [person for person in persons if person.key]
                )
        finally:
            await database.close()
