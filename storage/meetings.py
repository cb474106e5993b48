"""Meetings, past and planned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.reach import reachable
from storage.tables import AgendaItem, Invitation, Meeting, Membership, Owed, Person, Unit

LONGEST = timedelta(hours=8)  # what a meeting may last by the rules


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
    """The next meeting of a unit that has not begun; make-up sessions are for a few only."""
    found = await coming(db, unit_id, now=now)
    return next((each for each in found if each.makes_up_id is None), None)


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


async def under_way_for(db: AsyncSession, person_id: int, *, now: datetime) -> Meeting | None:
    """The meeting that a person is asked to and that has begun and not ended by its plan."""
    rows = await db.execute(
        select(Meeting)
        .join(Invitation, col(Invitation.meeting_id) == col(Meeting.id))
        .where(
            col(Invitation.person_id) == person_id,
            col(Meeting.starts_at) > now - LONGEST,
            col(Meeting.starts_at) <= now,
            col(Meeting.cancelled_at).is_(None),
        )
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id))
    )
    for meeting in rows.scalars():
        if meeting.starts_at + timedelta(minutes=meeting.minutes) > now:
            return meeting
    return None


async def invited(db: AsyncSession, meeting_id: int, *, now: datetime) -> None:
    """Note when the invitations of a meeting were owed."""
    await db.execute(
        update(Meeting)
        .where(col(Meeting.id) == meeting_id, col(Meeting.invited_at).is_(None))
        .values(invited_at=now)
    )


async def by_id(db: AsyncSession, meeting_id: int) -> Meeting | None:
    """The meeting with this number, of any unit: the caller demands a right there."""
    return await db.get(Meeting, meeting_id)


async def put_down(db: AsyncSession, meeting: Meeting) -> Meeting:
    """Keep a new meeting; it gets its number."""
    db.add(meeting)
    await db.flush()
    return meeting


async def of_periods(
    db: AsyncSession, unit_id: int, periods: Iterable[str]
) -> dict[str | None, Meeting]:
    """The regular meetings of these months (YYYY-MM), standing or cancelled."""
    rows = await db.execute(
        select(Meeting).where(
            col(Meeting.unit_id) == unit_id, col(Meeting.period).in_(list(periods))
        )
    )
    return {meeting.period: meeting for meeting in rows.scalars()}


async def overlapping(
    db: AsyncSession, unit_id: int, starts_at: datetime, minutes: int, *, but: int | None = None
) -> Meeting | None:
    """A meeting of the unit that is under way at that time, apart from the meeting `but`."""
    ends_at = starts_at + timedelta(minutes=minutes)
    rows = await db.execute(
        select(Meeting)
        .where(
            col(Meeting.unit_id) == unit_id,
            col(Meeting.cancelled_at).is_(None),
            col(Meeting.starts_at) > starts_at - LONGEST,
            col(Meeting.starts_at) < ends_at,
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    for each in rows.scalars():
        if each.id != but and each.starts_at + timedelta(minutes=each.minutes) > starts_at:
            return each
    return None


async def between(
    db: AsyncSession, unit_ids: Iterable[int], first: datetime, last: datetime
) -> Sequence[tuple[Meeting, Unit]]:
    """The meetings of these units that stand and begin from `first` until before `last`."""
    rows = await db.execute(
        select(Meeting, Unit)
        .join(Unit, col(Unit.id) == col(Meeting.unit_id))
        .where(
            col(Meeting.unit_id).in_(list(unit_ids)),
            col(Meeting.cancelled_at).is_(None),
            col(Meeting.starts_at) >= first,
            col(Meeting.starts_at) < last,
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True)
class Told:
    """Who hears of a meeting, by number, and how many of them only by telephone.

    Those are the phone only ones, and whoever has no account that takes messages.
    """

    people: Sequence[int] = ()
    by_telephone: int = 0

    @property
    def by_message(self) -> int:
        return len(self.people) - self.by_telephone


async def to_tell(db: AsyncSession, meeting: Meeting, *, subgroup: str = "") -> Told:
    """Everyone invited, or of a sub-group, who is still of the unit and knows of the meeting.

    Whose invitation still waits is left out: it will say what holds when it goes out. One that is
    just going out may have been written before the change.
    """
    if meeting.invited_at is None:
        return Told()
    waiting = select(col(Owed.person_id)).where(
        col(Owed.settled_at).is_(None),
        col(Owed.leased_until).is_(None),
        col(Owed.key).startswith(f"invite:{meeting.id}:", autoescape=True),
    )
    theirs = [col(Membership.subgroup) == subgroup] if subgroup else []
    return await _told(db, meeting, col(Person.id).not_in(waiting), *theirs)


async def invited_people(db: AsyncSession, meeting: Meeting) -> Told:
    """Everyone invited who is still of the unit."""
    return await _told(db, meeting)


async def _told(db: AsyncSession, meeting: Meeting, *which: ColumnElement[bool]) -> Told:
    rows = await db.execute(
        select(col(Person.id), reachable())
        .join(Invitation, col(Invitation.person_id) == col(Person.id))
        .join(Membership, col(Membership.id) == col(Invitation.membership_id))
        .where(
            col(Invitation.meeting_id) == meeting.id,
            col(Person.erased_at).is_(None),
            col(Membership.left_at).is_(None),
            *which,
        )
        .order_by(col(Invitation.id))
    )
    found = [(row[0], row[1]) for row in rows]
    return Told([person_id for person_id, _ in found], sum(not told for _, told in found))


async def add_point(
    db: AsyncSession, meeting: Meeting, *, category: str, minutes: int, title: str
) -> None:
    """Put a point at the end of a meeting's agenda."""
    last = await db.execute(
        select(func.max(col(AgendaItem.position))).where(col(AgendaItem.meeting_id) == meeting.id)
    )
    db.add(
        AgendaItem(
            meeting_id=meeting.id,
            position=(last.scalar_one_or_none() or 0) + 1,
            category=category,
            minutes=minutes,
            title=title,
        )
    )
    meeting.agenda_items += 1
    await db.flush()


async def remove_point(db: AsyncSession, meeting: Meeting, point_id: int) -> bool:
    """Take a point off a meeting's agenda; False when it is not there."""
    point = await db.get(AgendaItem, point_id)
    if point is None or point.meeting_id != meeting.id:
        return False
    await db.delete(point)
    meeting.agenda_items -= 1
    await db.flush()
    return True
