"""Who counts at a meeting, what each has said and how each can be reached."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.roles import Status, summoned
from bot.who import roles_of
from storage import invitations, makeups, reach
from storage.invitations import Given
from storage.reach import OnRoster
from storage.tables import Meeting, Membership


@dataclass(frozen=True)
class Called:
    """A person asked to a meeting; `given` is None while no invitation has been made.

    `counts` is False for the monitor, and for who leads a make-up session without having missed
    the meeting.
    """

    one: OnRoster
    given: Given | None
    counts: bool = True


async def called(db: AsyncSession, meeting: Meeting) -> Sequence[Called]:
    """Everyone summoned to a meeting, officers first, then by given name; the monitor too.

    Always three looks, however many people there are; a few more for a make-up session.
    """
    given = await invitations.given(db, meeting.id)
    found = await reach.roster(db, meeting.unit_id)
    if meeting.makes_up_id is not None:
        return await _to_make_up(db, meeting, found, given)
    return [
        Called(one, given.get(one.person_id), not one.is_monitor)
        for one in found
        if summoned(one.status, one.roles)
    ]


async def _to_make_up(
    db: AsyncSession, meeting: Meeting, found: Sequence[OnRoster], given: Mapping[int, Given]
) -> Sequence[Called]:
    """Those whom a make-up session asks, also before its invitations have gone out."""
    seats = {person_id: each.invitation.seat for person_id, each in given.items()}
    if meeting.invited_at is None:
        seats |= await makeups.people_asked(db, meeting)
    return [
        Called(one, given.get(one.person_id), seats[one.person_id] == "summoned")
        for one in found
        if one.person_id in seats
    ]


async def summoned_in(db: AsyncSession, unit_ids: Iterable[int]) -> Mapping[int, int]:
    """How many people of each of these units would be asked to a meeting now."""
    rows = await db.execute(
        select(col(Membership.unit_id), col(Membership.status), col(Membership.roles)).where(
            col(Membership.unit_id).in_(list(unit_ids)), col(Membership.left_at).is_(None)
        )
    )
    return Counter(
        unit_id for unit_id, status, roles in rows if summoned(Status(status), roles_of(roles))
    )


async def begun(db: AsyncSession, unit_id: int, *, now: datetime) -> Meeting | None:
    """The meeting of a unit that began last and was not cancelled; no make-up session."""
    return (
        await db.execute(
            select(Meeting)
            .where(
                col(Meeting.unit_id) == unit_id,
                col(Meeting.starts_at) <= now,
                col(Meeting.cancelled_at).is_(None),
                col(Meeting.makes_up_id).is_(None),
            )
            .order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
            .limit(1)
        )
    ).scalar_one_or_none()
