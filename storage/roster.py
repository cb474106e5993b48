"""A roster file put into the database: all of it, or nothing when something in it cannot stand.

What a file says and what the same file said before is told in `bot.domain.roster`. Every step
asks for many rows at once, so that ten thousand people cost a few dozen questions.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from bot.domain.roles import Role, UnitKind
from bot.domain.roster import KnownUnit, MembershipRow, Roster, UnitRow
from bot.who import roles_of
from storage import roster_people
from storage.portions import portions
from storage.roster_people import Known
from storage.rows import insert
from storage.tables import Membership, Person, Unit


@dataclass
class Tally:
    """How many are new, and how many are not as they were."""

    new: int = 0
    changed: int = 0


@dataclass
class Applied:
    """What came of a file.

    `persons` says whom each row of the file named, `roles_of` whose roles are not as they were,
    `joined` which units have somebody who was not summoned there before.
    """

    units: Tally = field(default_factory=Tally)
    memberships: Tally = field(default_factory=Tally)
    persons: dict[int, int] = field(default_factory=dict)
    roles_of: set[int] = field(default_factory=set)
    joined: set[int] = field(default_factory=set)


async def known_units(db: AsyncSession) -> dict[str, KnownUnit]:
    """Every unit there is, by code."""
    units = (await db.execute(select(Unit))).scalars().all()
    codes = {unit.id: unit.code for unit in units}
    return {
        unit.code: KnownUnit(UnitKind(unit.kind), codes.get(unit.parent_id or 0)) for unit in units
    }


async def apply(db: AsyncSession, roster: Roster, *, now: datetime, again: bool = False) -> Applied:
    """Make the database say what the file says; what the file does not mention stays.

    Raises Faulty when a row cannot be told from people already there, and, unless `again`, when
    one may bring back somebody who asked to be erased.
    """
    applied = Applied()
    units = await _units(db, roster.units, applied.units, now=now)
    known = await roster_people.load(db, roster.memberships, units)
    applied.roles_of |= await roster_people.settle(db, known, roster.memberships)
    new = _memberships(known, roster.memberships, applied)
    if not again:
        strangers = {id(membership) for person, membership in new if not person.id}
        rows = [row for row in roster.memberships if id(known.found[row.row]) in strangers]
        await roster_people.check_nobody_comes_back(db, rows, units)
    await _store(db, new)
    applied.memberships.new = len(new)
    applied.persons = {row: membership.person_id for row, membership in known.found.items()}
    return applied


async def _units(
    db: AsyncSession, rows: Sequence[UnitRow], tally: Tally, *, now: datetime
) -> dict[str, Unit]:
    stored = await _stored_units(db)
    fresh = {row.code: row for row in rows if row.code not in stored}
    new: list[dict[str, Any]] = [
        {"code": row.code, "name": row.code, "kind": row.kind.value, "own_rules": {}, "rules": {}}
        for row in fresh.values()
    ]
    for some in portions(new):
        await db.execute(insert(db, Unit).values(some))
    units = await _stored_units(db) if fresh else stored
    others = [_describe(units[row.code], row, units) and row.code not in fresh for row in rows]
    tally.new, tally.changed = len(fresh), sum(others)
    for unit in _inherit(units.values()):
        unit.replan_at = None if unit.code in fresh else now
    await db.flush()
    return units


async def _stored_units(db: AsyncSession) -> dict[str, Unit]:
    return {unit.code: unit for unit in (await db.execute(select(Unit))).scalars()}


def _describe(unit: Unit, row: UnitRow, units: Mapping[str, Unit]) -> bool:
    """Make a unit what its row says; tell whether it was otherwise."""
    before = (unit.name, unit.kind, unit.parent_id)
    parent_id = units[row.parent].id if row.parent else unit.parent_id
    after = (row.name or unit.name, row.kind.value, parent_id)
    if after != before:
        unit.name, unit.kind, unit.parent_id = after
    return after != before


def _inherit(units: Iterable[Unit]) -> list[Unit]:
    """Give every unit what holds in its committee and what was set in itself; says which changed.

    The same as `units.inherit_rules`, for all units at once.
    """
    children: defaultdict[int | None, list[Unit]] = defaultdict(list)
    for unit in units:
        children[unit.parent_id].append(unit)
    changed: list[Unit] = []
    waiting = [(unit, dict[str, str]()) for unit in children[None]]
    while waiting:
        unit, above = waiting.pop()
        rules = above | unit.own_rules
        if rules != unit.rules:
            unit.rules = rules
            changed.append(unit)
        waiting.extend((child, rules) for child in children[unit.id])
    return changed


def _memberships(
    known: Known, rows: Sequence[MembershipRow], applied: Applied
) -> list[tuple[Person, Membership]]:
    """Put every row where it belongs; returns the memberships that are new, with their people."""
    new: list[tuple[Person, Membership]] = []
    for row in rows:
        membership = known.found.get(row.row)
        if membership is None:
            person = known.person_for(row)
            membership = Membership(person_id=person.id, unit_id=known.units[row.unit_code].id)
            known.found[row.row] = membership
            new.append((person, membership))
            _state(membership, row)
            applied.joined.add(membership.unit_id)
            if person.id:
                applied.roles_of.add(person.id)
        else:
            _restate(membership, row, applied, touched=row.row in known.touched)
    return new


def _restate(
    membership: Membership, row: MembershipRow, applied: Applied, *, touched: bool
) -> None:
    """Make a membership what its row says, and count it if it was otherwise."""
    before = _stated(membership)
    _state(membership, row)
    after = _stated(membership)
    others = {name for name in before if before[name] != after[name]}
    applied.memberships.changed += touched or bool(others)
    if others & {"roles", "left_at"}:
        applied.roles_of.add(membership.person_id)
    if others & {"roles", "left_at", "status"}:
        applied.joined.add(membership.unit_id)


def _stated(membership: Membership) -> dict[str, object]:
    return {
        "roles": roles_of(membership.roles),
        "status": membership.status,
        "presence": membership.presence,
        "subgroup": membership.subgroup,
        "left_at": membership.left_at,
    }


def _state(membership: Membership, row: MembershipRow) -> None:
    if roles_of(membership.roles) != row.roles:
        membership.roles = "+".join(role.value for role in Role if role in row.roles)
    said = {"status": row.status.value, "presence": row.presence.value, "left_at": None}
    for name, value in (said | {"subgroup": row.subgroup or ""}).items():
        if getattr(membership, name) != value:
            setattr(membership, name, value)


async def _store(db: AsyncSession, new: Sequence[tuple[Person, Membership]]) -> None:
    people = {id(person): person for person, _membership in new if not person.id}
    before = (await db.execute(select(func.max(col(Person.id))))).scalar_one() or 0
    await _insert(db, Person, people.values())
    columns = (col(Person.full_name), col(Person.key), col(Person.id))
    # Nobody else's: a transaction sees no rows that others add meanwhile.
    made = await db.execute(select(*columns).where(col(Person.id) > before))
    numbers: defaultdict[tuple[str, str | None], list[int]] = defaultdict(list)
    for name, key, number in made:
        numbers[name, key].append(number)
    for person in people.values():  # two of one name without a key are alike until here
        person.id = numbers[person.full_name, person.key].pop()
    for person, membership in new:
        membership.person_id = person.id
    await _insert(db, Membership, [membership for _person, membership in new])
    await db.flush()


async def _insert(db: AsyncSession, table: type[SQLModel], rows: Iterable[SQLModel]) -> None:
    names = [column.name for column in inspect(table).local_table.columns if column.name != "id"]
    values = [{name: getattr(row, name) for name in names} for row in rows]
    if values:
        await db.execute(insert(db, table), values)
