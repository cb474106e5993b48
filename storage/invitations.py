"""Who was asked to a meeting, and what they said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.answers import Answer, Mode, Reply
from bot.domain.answers import coming as is_coming
from bot.domain.roles import Status, summoned
from bot.who import roles_of
from storage.rows import changed, insert
from storage.tables import Invitation, Meeting, Membership, Person, Unit

_OF = (
    select(Meeting, Invitation, Unit)
    .join(Invitation, col(Invitation.meeting_id) == col(Meeting.id))
    .join(Unit, col(Unit.id) == col(Meeting.unit_id))
    .where(
        col(Meeting.id) == bindparam("meeting"), col(Invitation.person_id) == bindparam("person")
    )
)


@dataclass(frozen=True)
class Asked:
    """A meeting, somebody's invitation to it, and the unit."""

    meeting: Meeting
    invitation: Invitation
    unit: Unit


async def of(db: AsyncSession, meeting_id: int, person_id: int) -> Asked | None:
    """The invitation of this person to this meeting, None when they were not asked."""
    row = (await db.execute(_OF, {"meeting": meeting_id, "person": person_id})).first()
    return None if row is None else Asked(*row)


def reply(invitation: Invitation) -> Reply:
    """An invitation as the rules see it."""
    return Reply(
        answer=Answer(invitation.answer) if invitation.answer else None,
        answered_version=invitation.round,
        online_granted=bool(invitation.granted),
    )


def is_silent(meeting: Meeting) -> Any:
    """The condition that an invitation has no answer for the time the meeting has now."""
    return or_(col(Invitation.answer).is_(None), col(Invitation.round) < meeting.round)


async def ask(db: AsyncSession, meeting: Meeting, *, most: int) -> Sequence[int]:
    """Invite everyone who is summoned and has not been asked yet, at most `most` at once.

    Returns the people newly asked, by number; the monitor's seat is `monitor`.
    """
    rows = await db.execute(
        select(Membership)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .outerjoin(
            Invitation,
            (col(Invitation.membership_id) == col(Membership.id))
            & (col(Invitation.meeting_id) == meeting.id),
        )
        .where(
            col(Membership.unit_id) == meeting.unit_id,
            col(Membership.left_at).is_(None),
            col(Person.erased_at).is_(None),
            col(Invitation.id).is_(None),
        )
        .order_by(col(Membership.id))
    )
    asked = [m for m in rows.scalars() if summoned(Status(m.status), roles_of(m.roles))][:most]
    if not asked:
        return ()
    values = [
        {
            "meeting_id": meeting.id,
            "membership_id": membership.id,
            "person_id": membership.person_id,
            "seat": "monitor" if "monitor" in membership.roles else "summoned",
            "reason_words": "",
            "answer_channel": "",
            "round": 0,
        }
        for membership in asked
    ]
    found = await db.execute(
        insert(db, Invitation)
        .values(values)
        .on_conflict_do_nothing()
        .returning(col(Invitation.person_id))
    )
    return found.scalars().all()


async def everyone(
    db: AsyncSession, meeting_id: int
) -> Sequence[tuple[Invitation, Membership, Person]]:
    """Everyone asked to a meeting, by name; the monitor is among them."""
    rows = await db.execute(
        select(Invitation, Membership, Person)
        .join(Membership, col(Membership.id) == col(Invitation.membership_id))
        .join(Person, col(Person.id) == col(Invitation.person_id))
        .where(col(Invitation.meeting_id) == meeting_id)
        .order_by(col(Person.full_name), col(Invitation.id))
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def silent(db: AsyncSession, meeting: Meeting) -> Sequence[Invitation]:
    """Who has yet to answer, and can be reminded: not the monitor, not the phone-only."""
    rows = await db.execute(
        select(Invitation)
        .join(Person, col(Person.id) == col(Invitation.person_id))
        .where(
            col(Invitation.meeting_id) == meeting.id,
            col(Invitation.seat) == "summoned",
            is_silent(meeting),
            col(Person.phone_only).is_(False),
            col(Person.erased_at).is_(None),
        )
        .order_by(col(Invitation.id))
    )
    return rows.scalars().all()


async def coming(db: AsyncSession, meeting: Meeting) -> Sequence[Invitation]:
    """Who has said that they come, for the time the meeting has now; the monitor too."""
    rows = await db.execute(
        select(Invitation)
        .join(Person, col(Person.id) == col(Invitation.person_id))
        .where(
            col(Invitation.meeting_id) == meeting.id,
            col(Invitation.round) == meeting.round,
            col(Person.phone_only).is_(False),
            col(Person.erased_at).is_(None),
        )
        .order_by(col(Invitation.id))
    )
    mode = Mode(meeting.mode)
    return [
        each
        for each in rows.scalars()
        if each.answer and is_coming(Answer(each.answer), mode, bool(each.granted))
    ]


async def forget_reasons(db: AsyncSession, *, before: datetime, most: int) -> int:
    """Erase reasons of absence that were given before `before`; that somebody was absent stays."""
    old = (
        select(col(Invitation.id))
        .where(col(Invitation.answered_at) < before)
        .where(or_(col(Invitation.reason_words) != "", col(Invitation.reason).is_not(None)))
        .limit(most)
    )
    return await changed(
        db,
        update(Invitation).where(col(Invitation.id).in_(old)).values(reason=None, reason_words=""),
    )
