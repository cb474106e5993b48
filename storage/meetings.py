"""Meetings, past and planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import AgendaItem, Invitation, Meeting


async def of_unit(db: AsyncSession, unit_id: int, meeting_id: int) -> Meeting | None:
    """A meeting of this unit."""
    meeting = await db.get(Meeting, meeting_id)
    return meeting if meeting is not None and meeting.unit_id == unit_id else None


async def coming(db: AsyncSession, unit_id: int, *, now: datetime) -> Sequence[Meeting]:
    """The meetings of a unit that are still ahead and stand, the next one first."""
    rows = await db.execute(
        select(Meeting)
        .where(
            col(Meeting.unit_id) == unit_id,
            col(Meeting.starts_at) > now,
            col(Meeting.cancelled_at).is_(None),
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    return rows.scalars().all()


async def next_of(db: AsyncSession, unit_id: int, *, now: datetime) -> Meeting | None:
    """The next meeting of a unit, or the one under way."""
    found = await coming(db, unit_id, now=now)
    return found[0] if found else None


async def regular(db: AsyncSession, unit_id: int, period: str) -> Meeting | None:
    """The regular meeting of a month, standing or cancelled."""
    return (
        await db.execute(
            select(Meeting).where(col(Meeting.unit_id) == unit_id, col(Meeting.period) == period)
        )
    ).scalar_one_or_none()


async def agenda(db: AsyncSession, meeting: Meeting) -> Sequence[AgendaItem]:
    """The points of a meeting's agenda in their order."""
    if not meeting.agenda_items:
        return ()
    rows = await db.execute(
        select(AgendaItem)
        .where(col(AgendaItem.meeting_id) == meeting.id)
        .order_by(col(AgendaItem.position), col(AgendaItem.id))
    )
    return rows.scalars().all()


@dataclass(frozen=True)
class Upcoming:
    """A meeting somebody is asked to, with what they have said."""

    meeting: Meeting
    invitation: Invitation


async def invited_to(
    db: AsyncSession, person_id: int, *, now: datetime, most: int = 10
) -> Sequence[Upcoming]:
    """The meetings still ahead that a person is asked to, the next one first."""
    rows = await db.execute(
        select(Meeting, Invitation)
        .join(Invitation, col(Invitation.meeting_id) == col(Meeting.id))
        .where(
            col(Invitation.person_id) == person_id,
            col(Meeting.starts_at) > now,
            col(Meeting.cancelled_at).is_(None),
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id))
        .limit(most)
    )
    return [Upcoming(*row) for row in rows]


async def invited(db: AsyncSession, meeting_id: int, *, now: datetime) -> None:
    """Note when the invitations of a meeting were owed."""
    await db.execute(
        update(Meeting)
        .where(col(Meeting.id) == meeting_id, col(Meeting.invited_at).is_(None))
        .values(invited_at=now)
    )
