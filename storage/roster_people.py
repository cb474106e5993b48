"""Whom the rows of a roster file mean among the people already there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.faults import Fault, Faulty, fault
from bot.domain.roster import MembershipRow
from bot.domain.words import _
from storage import one_human
from storage.portions import portions
from storage.tables import Membership, Person, Unit

Here = tuple[Membership, Person]


@dataclass
class Known:
    """The people of the file's units, and what has been found out about the rows so far.

    `found` is the membership of each row that has one, `touched` the rows whose person changed.
    """

    units: Mapping[str, Unit]
    keyed: dict[str, Person] = field(default_factory=dict)
    named: defaultdict[tuple[int, str], list[Here]] = field(
        default_factory=lambda: defaultdict(list)
    )
    tied: dict[tuple[int, int], Membership] = field(default_factory=dict)
    found: dict[int, Membership] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def person_for(self, row: MembershipRow) -> Person:
        """The person of a row that has no membership yet; somebody new, unless the key is known."""
        if row.person is None:
            return Person(full_name=row.full_name)
        if row.person not in self.keyed:
            self.keyed[row.person] = Person(full_name=row.full_name, key=row.person)
        return self.keyed[row.person]


async def load(db: AsyncSession, rows: Sequence[MembershipRow], units: Mapping[str, Unit]) -> Known:
    """Everybody the rows may mean: the people of their units, and those of their keys."""
    known = Known(units)
    for ids in portions(sorted({units[row.unit_code].id for row in rows})):
        pairs = await db.execute(
            select(Membership, Person)
            .join(Person, col(Person.id) == col(Membership.person_id))
            .where(col(Membership.unit_id).in_(ids), col(Person.erased_at).is_(None))
            .order_by(col(Membership.id))
        )
        for membership, person in pairs:
            known.tied[person.id, membership.unit_id] = membership
            known.named[membership.unit_id, person.full_name].append((membership, person))
    for keys in portions(sorted({row.person for row in rows if row.person})):
        # Who erased themselves stays erased; the roster's key is free for whom it names now.
        await db.execute(
            update(Person)
            .where(col(Person.key).in_(keys), col(Person.erased_at).is_not(None))
            .values(key=None)
            .execution_options(synchronize_session=False)
        )
        people = await db.execute(select(Person).where(col(Person.key).in_(keys)))
        known.keyed.update((str(person.key), person) for person in people.scalars())
    return known


async def settle(db: AsyncSession, known: Known, rows: Sequence[MembershipRow]) -> set[int]:
    """Find the membership of every row that has one; returns the people who were two before.

    Raises Faulty when several people fit a row.
    """
    keyed = [row for row in rows if row.person]
    for row in keyed:
        if row.person not in known.keyed:
            _adopt(known, row)
    twice: dict[int, tuple[int, MembershipRow]] = {}
    for row in keyed:
        _find_by_key(known, row, twice)
    taken = {id(membership) for membership in known.found.values()}
    for row in rows:
        if row.person is None:
            _find_by_name(known, row, taken)
    if known.faults:
        raise Faulty(known.faults)
    await one_human.merge(db, twice)
    return {stays for stays, _row in twice.values()}


async def check_nobody_comes_back(
    db: AsyncSession, rows: Sequence[MembershipRow], units: Mapping[str, Unit]
) -> None:
    """Raise Faulty for rows of new people in units where somebody asked to be erased.

    Nothing is kept that says who that was, not even a digest of the name: so any new person there
    may be them, and only whoever imports can tell.
    """
    left: set[int] = set()
    for some in portions(sorted({units[row.unit_code].id for row in rows})):
        found = await db.execute(
            select(col(Membership.unit_id))
            .join(Person, col(Person.id) == col(Membership.person_id))
            .where(col(Membership.unit_id).in_(some), col(Person.erased_at).is_not(None))
        )
        left.update(found.scalars())
    message = _(
        "{name} is new in {unit}, where somebody asked to be erased. If that was them, remove the "
        "row; if it is somebody else or they want to come back, import with --again."
    )
    faults = [
        fault(row.row, message, name=row.full_name, unit=row.unit_code)
        for row in rows
        if units[row.unit_code].id in left
    ]
    if faults:
        raise Faulty(faults)


def _adopt(known: Known, row: MembershipRow) -> None:
    """Let the person of that name in that unit take the row's key, which is new."""
    here = _the_one(known, row, [pair for pair in _named(known, row) if pair[1].key is None])
    if here is not None and row.person is not None:
        here[1].key = row.person
        known.keyed[row.person] = here[1]
        known.touched.add(row.row)


def _find_by_key(
    known: Known, row: MembershipRow, twice: dict[int, tuple[int, MembershipRow]]
) -> None:
    person = known.keyed.get(row.person or "")
    if person is None:
        return
    if person.full_name != row.full_name:
        person.full_name = row.full_name
        known.touched.add(row.row)
    unit_id = known.units[row.unit_code].id
    membership = known.tied.get((person.id, unit_id))
    if membership is None:
        here = _the_one(known, row, [pair for pair in _named(known, row) if pair[1].key is None])
        if here is None:
            return
        membership, other = here
        twice[other.id] = person.id, row
        person.phone_only = person.phone_only or other.phone_only
        membership.person_id = person.id
        known.named[unit_id, row.full_name].remove(here)
        known.touched.add(row.row)
    known.found[row.row] = membership


def _find_by_name(known: Known, row: MembershipRow, taken: set[int]) -> None:
    free = [pair for pair in _named(known, row) if id(pair[0]) not in taken]
    unkeyed = [pair for pair in free if pair[1].key is None]
    here = _the_one(known, row, unkeyed or free)
    if here is not None:
        known.found[row.row] = here[0]


def _named(known: Known, row: MembershipRow) -> list[Here]:
    """Who has the row's name in its unit, and is not given another one by this very file."""
    here = known.named.get((known.units[row.unit_code].id, row.full_name), [])
    return [pair for pair in here if pair[1].full_name == row.full_name]


def _the_one(known: Known, row: MembershipRow, fitting: Sequence[Here]) -> Here | None:
    """The one who fits, before those who have left; several are a fault."""
    present = [pair for pair in fitting if pair[0].left_at is None]
    if len(present) > 1:
        message = _(
            "{name} is in {unit} several times already; give each of them a key of their own in "
            "the column person."
        )
        if any(person.key for _membership, person in present):
            message = _(
                "{name} is in {unit} several times already; say which one is meant by the key in "
                "the column person: {keys}."
            )
        keys = ", ".join(sorted(person.key for _membership, person in present if person.key))
        known.faults.append(
            fault(row.row, message, name=row.full_name, unit=row.unit_code, keys=keys)
        )
    found = present or fitting
    return found[-1] if found else None
