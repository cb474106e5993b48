"""Cells and committees, and which rules hold in them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import CTE, ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.roles import Role, UnitKind
from bot.place import Home, Place, make_place
from bot.who import roles_of
from storage.tables import Membership, Unit

MOST_WORDS = 5  # of a unit's code


def as_place(unit: Unit, home: Home) -> Place:
    """A row as handlers see it."""
    return make_place(
        home,
        id=unit.id,
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        parent_id=unit.parent_id,
        timezone=unit.timezone,
        locale=unit.locale,
        rules=unit.rules,
    )


async def place(db: AsyncSession, unit_id: int, home: Home) -> Place:
    """The unit with this number; raises LookupError when there is none."""
    unit = await db.get(Unit, unit_id)
    if unit is None:
        raise LookupError(f"no unit {unit_id}")
    return as_place(unit, home)


async def by_code(db: AsyncSession, code: str, home: Home) -> Place | None:
    """The unit with this code, in any case."""
    unit = await _with_code(db, [code])
    return None if unit is None else as_place(unit, home)


async def in_front(db: AsyncSession, words: str, home: Home) -> tuple[Place, str] | None:
    """The unit whose code `words` begin with, and the words after it; of two the longer code."""
    parts = words.split(" ")[:MOST_WORDS]
    unit = await _with_code(db, [" ".join(parts[: n + 1]) for n in range(len(parts))])
    return None if unit is None else (as_place(unit, home), words[len(unit.code) :].strip())


async def _with_code(db: AsyncSession, codes: Sequence[str]) -> Unit | None:
    wanted = {code.casefold() for code in codes}
    found = select(col(Unit.id), col(Unit.code))
    if all(code.isascii() for code in wanted):  # SQLite knows no other small letters
        found = found.where(func.lower(col(Unit.code)).in_(wanted))
    rows = [row for row in await db.execute(found) if row[1].casefold() in wanted]
    longest = max(rows, key=lambda row: len(row[1]), default=None)
    return None if longest is None else await db.get(Unit, longest[0])


async def below(db: AsyncSession, parent_id: int, kind: UnitKind | None = None) -> Sequence[Unit]:
    """The units directly under a committee, all or those of one kind, by code."""
    found = select(Unit).where(col(Unit.parent_id) == parent_id)
    if kind is not None:
        found = found.where(col(Unit.kind) == kind.value)
    return (await db.execute(found.order_by(col(Unit.code)))).scalars().all()


async def set_rule(db: AsyncSession, unit_id: int, name: str, value: str | None) -> Sequence[int]:
    """Set (or with None clear) a rule of a unit; returns the units in which rules changed.

    What holds in a unit is kept in it, so that no turn has to climb the committees.
    """
    unit = await db.get(Unit, unit_id)
    if unit is None:
        raise LookupError(f"no unit {unit_id}")
    own = {key: text for key, text in unit.own_rules.items() if key != name}
    unit.own_rules = own if value is None else own | {name: value}
    parent = await db.get(Unit, unit.parent_id) if unit.parent_id else None
    return await _settle_rules(db, unit, parent.rules if parent else {})


async def own_rules(db: AsyncSession, unit_id: int) -> Mapping[str, str]:
    """What was set in the unit itself, by the rule's name."""
    unit = await db.get(Unit, unit_id)
    return {} if unit is None else unit.own_rules


async def inherit_rules(db: AsyncSession, unit: Unit) -> Sequence[int]:
    """Give a unit what holds in its committee; returns the units in which rules changed."""
    parent = await db.get(Unit, unit.parent_id) if unit.parent_id else None
    return await _settle_rules(db, unit, parent.rules if parent else {})


async def _settle_rules(db: AsyncSession, unit: Unit, above: Mapping[str, str]) -> Sequence[int]:
    children: dict[int | None, list[Unit]] = {}
    for each in await subtree(db, unit.id):
        children.setdefault(each.parent_id, []).append(each)
    changed: list[int] = []
    waiting = [(unit, dict(above))]
    while waiting:
        one, inherited = waiting.pop()
        rules = inherited | one.own_rules
        if rules != one.rules:
            one.rules = rules
            changed.append(one.id)
        waiting.extend((child, rules) for child in children.get(one.id, ()))
    await db.flush()
    return changed


def upwards(unit_id: ColumnElement[int]) -> CTE:
    """The numbers of a unit and of all committees above it, as something to join with."""
    tree = select(col(Unit.id), col(Unit.parent_id)).where(col(Unit.id) == unit_id)
    found = tree.cte("upwards", recursive=True)
    above = select(col(Unit.id), col(Unit.parent_id)).join(found, col(Unit.id) == found.c.parent_id)
    return found.union(above)


def downwards(unit_id: int) -> CTE:
    """The numbers of a unit and of everything below it, as something to join with."""
    found = select(col(Unit.id)).where(col(Unit.id) == unit_id).cte("downwards", recursive=True)
    return found.union(select(col(Unit.id)).join(found, col(Unit.parent_id) == found.c.id))


async def subtree(db: AsyncSession, unit_id: int) -> Sequence[Unit]:
    """The unit and everything below it, by code."""
    tree = downwards(unit_id)
    rows = await db.execute(
        select(Unit).join(tree, tree.c.id == col(Unit.id)).order_by(col(Unit.code))
    )
    return rows.scalars().all()


async def plan_again(db: AsyncSession, unit_ids: Iterable[int], *, now: datetime) -> None:
    """Have the coming meetings of these units planned again from `now` on."""
    await db.execute(
        update(Unit)
        .where(col(Unit.id).in_(list(unit_ids)))
        .values(replan_at=now)
        .execution_options(synchronize_session=False)
    )


async def to_plan_again(db: AsyncSession, *, now: datetime, most: int) -> Sequence[Unit]:
    """The units whose coming meetings have to be planned again."""
    rows = await db.execute(
        select(Unit)
        .where(col(Unit.replan_at) <= now)
        .order_by(col(Unit.replan_at), col(Unit.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return rows.scalars().all()


async def planned_again(db: AsyncSession, unit_ids: Iterable[int]) -> None:
    """The coming meetings of these units follow what holds now."""
    await db.execute(
        update(Unit)
        .where(col(Unit.id).in_(list(unit_ids)))
        .values(replan_at=None)
        .execution_options(synchronize_session=False)
    )


async def next_to_plan_again(db: AsyncSession) -> datetime | None:
    """Since when a unit has been waiting to be planned again."""
    return (await db.execute(select(func.min(col(Unit.replan_at))))).scalar_one_or_none()


async def leaders(db: AsyncSession, unit_id: int) -> list[int]:
    """The people who lead a unit: its secretary and deputies, by number."""
    return (await leaders_of(db, [unit_id])).get(unit_id, [])


async def subgroup_leads(db: AsyncSession, unit_id: int) -> list[int]:
    """The people who lead a sub-group of a unit and not the unit itself, by number."""
    leads = await _holding(db, [unit_id], {Role.SUBGROUP_LEAD})
    above = await leaders(db, unit_id)
    return [each for each in leads.get(unit_id, []) if each not in above]


async def leaders_of(db: AsyncSession, unit_ids: Iterable[int]) -> dict[int, list[int]]:
    """The people who lead each of these units; a unit that nobody leads is left out."""
    return await _holding(db, unit_ids, {Role.SECRETARY, Role.DEPUTY_SECRETARY})


async def officers_of(db: AsyncSession, unit_ids: Iterable[int]) -> dict[int, list[int]]:
    """The officers of each of these committees: those who lead it and its committee members."""
    return await _holding(
        db, unit_ids, {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER}
    )


async def officers_above(db: AsyncSession, unit_id: int) -> list[int]:
    """The officers of the committee directly above a unit, none where there is no such."""
    unit = await db.get(Unit, unit_id)
    if unit is None or unit.parent_id is None:
        return []
    return (await officers_of(db, [unit.parent_id])).get(unit.parent_id, [])


async def _holding(
    db: AsyncSession, unit_ids: Iterable[int], wanted: set[Role]
) -> dict[int, list[int]]:
    rows = await db.execute(
        select(col(Membership.unit_id), col(Membership.person_id), col(Membership.roles))
        .where(col(Membership.unit_id).in_(list(unit_ids)), col(Membership.left_at).is_(None))
        .order_by(col(Membership.id))
    )
    found: dict[int, list[int]] = {}
    for unit_id, person_id, roles in rows:
        if roles_of(roles) & wanted:
            found.setdefault(unit_id, []).append(person_id)
    return found
