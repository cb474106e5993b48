"""Two people of the database turn out to be one human: everything of the one goes to the other."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Delete,
    PrimaryKeyConstraint,
    UniqueConstraint,
    bindparam,
    delete,
    exists,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from bot.domain.faults import Faulty, fault
from bot.domain.roster import MembershipRow
from bot.domain.words import _
from storage.portions import portions
from storage.tables import Membership, Person

Twice = Mapping[int, tuple[int, MembershipRow]]  # who goes: who stays, and the row that says so


async def merge(db: AsyncSession, one_human: Twice) -> None:
    """Give everything of those who go to those who stay; the first are deleted.

    Raises Faulty where both are in a unit: only people can say which of two standings is true.
    """
    if not one_human:
        return
    await _check_apart(db, one_human)
    await db.flush()
    pairs = [{"gone": gone, "stays": stays} for gone, (stays, _row) in one_human.items()]
    for column in columns_that_name_a_person():
        for others in _unique_with(column):
            await db.execute(_drop_doubles(column, others), pairs)
        await db.execute(
            update(column.table)
            .where(column == bindparam("gone"))
            .values({column.name: bindparam("stays")}),
            pairs,
        )
    for gone in portions(sorted(one_human)):
        await db.execute(delete(Person).where(col(Person.id).in_(gone)))


async def _check_apart(db: AsyncSession, one_human: Twice) -> None:
    people = sorted({*one_human, *(stays for stays, _row in one_human.values())})
    units: defaultdict[int, set[int]] = defaultdict(set)
    for some in portions(people):
        rows = await db.execute(
            select(col(Membership.person_id), col(Membership.unit_id)).where(
                col(Membership.person_id).in_(some)
            )
        )
        for person_id, unit_id in rows:
            units[person_id].add(unit_id)
    message = _(
        "{name} of {unit} and the person with the key {key} are in another unit together; end one "
        "of the two memberships there first."
    )
    faults = [
        fault(row.row, message, name=row.full_name, unit=row.unit_code, key=row.person)
        for gone, (stays, row) in one_human.items()
        if units[gone] & units[stays]
    ]
    if faults:
        raise Faulty(faults)


def columns_that_name_a_person() -> list[Column[Any]]:
    """Every column of every table that refers to a person."""
    return [
        key.parent
        for table in SQLModel.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "person"
    ]


def _unique_with(column: Column[Any]) -> list[list[Column[Any]]]:
    """The columns that together with this one may be there only once."""
    return [
        [other for other in constraint.columns if other is not column]
        for constraint in column.table.constraints
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint)
        and constraint.columns.contains_column(column)
    ]


def _drop_doubles(column: Column[Any], others: Sequence[Column[Any]]) -> Delete:
    """What the one who stays has too need not be given to them."""
    same = column.table.alias()
    return delete(column.table).where(
        column == bindparam("gone"),
        exists().where(
            same.c[column.name] == bindparam("stays"),
            *(same.c[other.name] == other for other in others),
        ),
    )
