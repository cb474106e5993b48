"""A prepared statement means what it means in SQLAlchemy's own hands, on both databases."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from storage.database import Database
from storage.faults import lost_race
from storage.prepared import Prepared
from storage.tables import Person, Receipt, Unit
from storage.values import columns, maker, with_changes

NOW = datetime(2026, 12, 3, 12, 30, 15, 123456, tzinfo=UTC)
TAKE = Prepared.insert(
    Receipt,
    lambda insert: insert.values(
        channel=bindparam("channel"), number=bindparam("number"), taken_at=bindparam("at")
    ),
)
TAKEN = Prepared.alike(
    select(col(Receipt.number), col(Receipt.taken_at)).where(
        col(Receipt.channel) == bindparam("channel")
    )
)


async def test_what_was_written_is_read_again(database: Database) -> None:
    async with database.transaction() as db:
        assert await TAKE.count(db, {"channel": "telegram", "number": 2**40, "at": NOW}) == 1
        assert await TAKEN.rows(db, {"channel": "telegram"}) == [(2**40, NOW)]
        assert await TAKEN.rows(db, {"channel": "zalo"}) == []
    async with database.reading() as db:
        [row] = (await db.execute(select(Receipt))).scalars()
    assert (row.number, row.taken_at) == (2**40, NOW)


async def test_a_row_as_a_value_says_what_the_row_says(database: Database) -> None:
    async with database.transaction() as db:
        unit = Unit(code="CB1", name="Chi bộ Toán", kind="cell", own_rules={"address": "bạn"})
        db.add(unit)
        await db.flush()
        look = Prepared.alike(select(*columns(Unit)).where(col(Unit.id) == bindparam("id")))
        [row] = await look.rows(db, {"id": unit.id})
        value = maker(Unit)(row)
        for column in columns(Unit):
            assert getattr(value, column.name) == getattr(unit, column.name)

    with pytest.raises(AttributeError):
        value.name = "Chi bộ Văn"
    assert with_changes(value, {"name": "Chi bộ Văn"}).name == "Chi bộ Văn"
    assert value.name == "Chi bộ Toán"


async def test_what_the_database_refuses_is_undone_and_known_for_what_it_is(
    database: Database,
) -> None:
    async def twice() -> None:
        async with database.transaction() as db:
            for _ in range(2):
                await TAKE.count(db, {"channel": "telegram", "number": 7, "at": NOW})

    with pytest.raises(IntegrityError) as refused:
        await twice()
    assert lost_race(refused.value)
    async with database.reading() as db:
        assert await TAKEN.rows(db, {"channel": "telegram"}) == []


async def test_a_value_that_is_not_given_is_no_null(database: Database) -> None:
    async with database.transaction() as db:
        with pytest.raises(KeyError):
            await TAKE.count(db, {"channel": "telegram", "at": NOW})


@pytest.mark.parametrize(
    "statement",
    [
        select(col(Unit.id)).where(col(Unit.id).in_(bindparam("some", expanding=True))),
        insert(Person).values(full_name=bindparam("code")),
    ],
)
async def test_a_statement_that_changes_with_its_values_is_not_prepared(
    database: Database, statement: object
) -> None:
    async with database.transaction() as db:
        with pytest.raises(ValueError, match="cannot be prepared"):
            await Prepared.alike(statement).rows(db, {"some": [1], "code": "CB1"})
