"""Who is new: people still without an account, and what those who have one must be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.roles import Role
from bot.who import roles_of
from storage.portions import portions
from storage.tables import Account, Meeting, Membership, Person, Unit


async def invited_meetings(
    db: AsyncSession, units: Iterable[int], *, now: datetime
) -> list[Meeting]:
    """The meetings of these units still ahead to which people were invited already."""
    found: list[Meeting] = []
    for some in portions(sorted(units)):
        rows = await db.execute(
            select(Meeting)
            .where(
                col(Meeting.unit_id).in_(some),
                col(Meeting.starts_at) > now,
                col(Meeting.invited_at).is_not(None),
                col(Meeting.cancelled_at).is_(None),
            )
            .order_by(col(Meeting.starts_at), col(Meeting.id))
        )
        found += rows.scalars()
    return found


@dataclass(frozen=True)
class Waiting:
    """Somebody who cannot be spoken to yet, and the unit under which to hand out a code."""

    person_id: int
    full_name: str
    unit_code: str


async def without_account(db: AsyncSession, unit_id: int | None = None) -> list[Waiting]:
    """The people without any account, once each, by unit and then as the roster lists them.

    Who is in several units stands under the first of those in which they are a member, and under
    one they only watch as its monitor when there is no other. With `unit_id` only that unit's.
    """
    reachable = exists().where(
        col(Account.person_id) == col(Membership.person_id), col(Account.ended_at).is_(None)
    )
    asked = (
        select(Membership, col(Person.full_name), col(Unit.code))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .join(Unit, col(Unit.id) == col(Membership.unit_id))
        .where(col(Membership.left_at).is_(None), col(Person.erased_at).is_(None), ~reachable)
        .order_by(col(Unit.code), col(Membership.id))
    )
    if unit_id is not None:
        asked = asked.where(col(Membership.unit_id) == unit_id)
    rows = (await db.execute(asked)).all()
    rows = sorted(rows, key=lambda row: Role.MONITOR in roles_of(row[0].roles))
    first: dict[int, tuple[str, int, Waiting]] = {}
    for membership, name, code in rows:
        one = Waiting(membership.person_id, name, code)
        first.setdefault(one.person_id, (code, membership.id, one))
    return [one for _code, _id, one in sorted(first.values(), key=lambda each: each[:2])]
