"""Cells and committees, and which rules hold in them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.roles import Role
from bot.place import Home, Place, make_place
from bot.who import roles_of
from storage.tables import Membership, Unit


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
    unit = (
        await db.execute(select(Unit).where(func.lower(col(Unit.code)) == code.lower()))
    ).scalar_one_or_none()
    return None if unit is None else as_place(unit, home)


async def below(db: AsyncSession, parent_id: int) -> Sequence[Unit]:
    """The units directly under a committee, by code."""
    rows = await db.execute(
        select(Unit).where(col(Unit.parent_id) == parent_id).order_by(col(Unit.code))
    )
    return rows.scalars().all()


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


async def inherit_rules(db: AsyncSession, unit: Unit) -> Sequence[int]:
    """Give a unit what holds in its committee; returns the units in which rules changed."""
    parent = await db.get(Unit, unit.parent_id) if unit.parent_id else None
    return await _settle_rules(db, unit, parent.rules if parent else {})


async def _settle_rules(db: AsyncSession, unit: Unit, above: Mapping[str, str]) -> Sequence[int]:
    changed: list[int] = []
    waiting = [(unit, dict(above))]
    while waiting:
        one, inherited = waiting.pop()
        rules = inherited | one.own_rules
        if rules != one.rules:
            one.rules = rules
            changed.append(one.id)
        waiting.extend((child, rules) for child in await below(db, one.id))
    await db.flush()
    return changed


async def leaders(db: AsyncSession, unit_id: int) -> list[int]:
    """The people who lead a unit: its secretary and deputies, by number."""
    rows = await db.execute(
        select(col(Membership.person_id), col(Membership.roles))
        .where(col(Membership.unit_id) == unit_id, col(Membership.left_at).is_(None))
        .order_by(col(Membership.id))
    )
    leading = {Role.SECRETARY, Role.DEPUTY_SECRETARY}
    return [person_id for person_id, roles in rows if roles_of(roles) & leading]
