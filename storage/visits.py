"""Who came from above: monitors at the meetings of cells, officers of a committee at their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.attendance import THERE
from bot.domain.roles import Role
from bot.who import roles_of
from storage.tables import Attendance, Held, Meeting, Membership, Unit
from storage.units import downwards

_CAME = tuple(state.value for state in THERE)


@dataclass(frozen=True)
class Visit:
    """The meetings of one cell whose roll was called, and whether a monitor was at any of them."""

    unit_id: int
    unit: str
    visited: bool


async def of_monitors(
    db: AsyncSession, committee_id: int, *, first: datetime, last: datetime
) -> list[Visit]:
    """The cells of a tree that have a monitor and met from `first` until before `last`, by code."""
    tree = select(downwards(committee_id).c.id)
    rows = await db.execute(
        select(
            col(Unit.id),
            col(Unit.name),
            col(Membership.roles),
            func.count(col(Attendance.id)),
        )
        .join(Meeting, col(Meeting.unit_id) == col(Unit.id))
        .join(Held, col(Held.meeting_id) == col(Meeting.id))
        .join(Membership, col(Membership.unit_id) == col(Unit.id))
        .outerjoin(
            Attendance,
            (col(Attendance.meeting_id) == col(Meeting.id))
            & (col(Attendance.membership_id) == col(Membership.id))
            & col(Attendance.state).in_(_CAME),
        )
        .where(
            col(Unit.id).in_(tree),
            col(Unit.id) != committee_id,
            col(Meeting.starts_at) >= first,
            col(Meeting.starts_at) < last,
            col(Meeting.cancelled_at).is_(None),
            col(Held.roll_at).is_not(None),
            col(Membership.left_at).is_(None),
            col(Membership.roles).contains(Role.MONITOR.value),
        )
        .group_by(col(Unit.id), col(Unit.name), col(Unit.code), col(Membership.roles))
        .order_by(col(Unit.code))
    )
    found: dict[int, Visit] = {}
    for unit_id, name, roles, came in rows:
        if Role.MONITOR in roles_of(roles):
            before = found.get(unit_id)
            visited = came > 0 or (before is not None and before.visited)
            found[unit_id] = Visit(unit_id, name, visited)
    return list(found.values())


async def of_officers(
    db: AsyncSession, people: Iterable[int], *, first: datetime, last: datetime
) -> tuple[int, int]:
    """How often these people were at the meetings that count them, and at how many they were due.

    Of meetings that began from `first` until before `last` and whose roll was called; make-up
    sessions are none of them.
    """
    rows = await db.execute(
        select(col(Attendance.state), func.count())
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .join(Held, col(Held.meeting_id) == col(Meeting.id))
        .where(
            col(Attendance.person_id).in_(list(people)),
            col(Attendance.counts),
            col(Meeting.makes_up_id).is_(None),
            col(Held.roll_at).is_not(None),
            col(Meeting.cancelled_at).is_(None),
            col(Meeting.starts_at) >= first,
            col(Meeting.starts_at) < last,
        )
        .group_by(col(Attendance.state))
    )
    states = [(state, int(times)) for state, times in rows]
    there = sum(times for state, times in states if state in _CAME)
    return there, sum(times for _state, times in states)
