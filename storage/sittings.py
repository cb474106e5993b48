"""Where and when each sub-group sits, for meetings that are held by sub-group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.roles import Role
from bot.who import roles_of
from storage.rows import insert
from storage.tables import Membership, Sitting


@dataclass(frozen=True)
class Groups:
    """The sub-groups of a unit in their order, and who leads which, by person."""

    names: Sequence[str]
    leads: Sequence[tuple[int, str]]


async def groups(db: AsyncSession, unit_id: int) -> Groups:
    """The sub-groups that a unit has now."""
    rows = await db.execute(
        select(col(Membership.person_id), col(Membership.subgroup), col(Membership.roles))
        .where(
            col(Membership.unit_id) == unit_id,
            col(Membership.left_at).is_(None),
            col(Membership.subgroup) != "",
        )
        .order_by(col(Membership.id))
    )
    found = [(person, subgroup, roles_of(roles)) for person, subgroup, roles in rows]
    return Groups(
        sorted({subgroup for _who, subgroup, roles in found if Role.MONITOR not in roles}),
        [(who, subgroup) for who, subgroup, roles in found if Role.SUBGROUP_LEAD in roles],
    )


async def lay_out(db: AsyncSession, meeting_id: int, names: Iterable[str]) -> None:
    """Give each of these sub-groups a sitting; one that has its own keeps it."""
    rows = [
        {"meeting_id": meeting_id, "subgroup": name, "at": "", "place": "", "changes": 0}
        for name in names
    ]
    if rows:
        await db.execute(insert(db, Sitting).on_conflict_do_nothing(), rows)


async def of_meeting(db: AsyncSession, meeting_id: int) -> Sequence[Sitting]:
    """The sittings of a meeting, by the name of the sub-group."""
    rows = await db.execute(
        select(Sitting)
        .where(col(Sitting.meeting_id) == meeting_id)
        .order_by(col(Sitting.subgroup), col(Sitting.id))
    )
    return rows.scalars().all()


async def one(db: AsyncSession, sitting_id: int) -> Sitting | None:
    """The sitting with this number, of any meeting: the caller demands a right there."""
    return await db.get(Sitting, sitting_id)


async def of_member(
    db: AsyncSession, meeting_id: int, membership_id: int
) -> tuple[str, Sitting | None]:
    """The sub-group of a member, "" for none, and where it sits."""
    row = (
        await db.execute(
            select(col(Membership.subgroup), Sitting)
            .outerjoin(
                Sitting,
                (col(Sitting.subgroup) == col(Membership.subgroup))
                & (col(Sitting.meeting_id) == meeting_id),
            )
            .where(col(Membership.id) == membership_id)
        )
    ).one()
    return row[0], row[1]
