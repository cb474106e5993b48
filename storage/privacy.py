"""Everything that is kept about a person, and how a person vanishes.

Whoever erases themselves leaves numbers behind and nothing that says who they were: the row of
the person stays without a name, so that answers still count. A roster imported later that may name
them again is refused until whoever imports it says that it is meant; then it makes a new person,
whom nothing ties to the erased one.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.away import Span
from storage import assignments, feedback, outbox
from storage.rows import insert
from storage.tables import (
    HAS_REASON,
    Account,
    Assignment,
    Attendance,
    Awaiting,
    Away,
    BreakAnswer,
    Bubble,
    DateVote,
    Draft,
    Feedback,
    Invitation,
    JoinCode,
    Meeting,
    Membership,
    Person,
    ReasonTotal,
    Screen,
    Shifts,
    Unit,
    WrongTry,
)

# Every column that points at a person, and what erasing does there; a test holds it complete.
ON_ERASURE = {
    "membership.person_id": "the membership has ended",
    "account.person_id": "the account belongs to nobody and has no address",
    "joincode.person_id": "deleted",
    "joincode.made_by": "forgotten",
    "invitation.person_id": "deleted for meetings ahead; the reason is counted, then forgotten",
    "invitation.answered_by": "a number without a name",
    "draft.person_id": "deleted",
    "away.person_id": "deleted",
    "shifts.person_id": "deleted",
    "break_answer.person_id": "deleted",
    "date_vote.person_id": "deleted",
    "held.opened_by": "a number without a name",
    "held.roll_by": "a number without a name",
    "held.closed_by": "a number without a name",
    "attendance.person_id": "a number without a name; counts stay",
    "attendance.marked_by": "a number without a name",
    "resolution.drafted_by": "a number without a name",
    "assignment.person_id": "taken off what is open, which waits for another owner",
    "assignment.drafted_by": "a number without a name",
    "assignment.settled_by": "a number without a name",
    "ledger.person_id": "a number without a name",
    "ledger.by_id": "a number without a name",
    "feedback.author_id": "deleted while still at the cell; else forgotten, the clock runs on",
    "feedback_step.by_id": "a number without a name",
    "outbox.person_id": "closed; a number without a name",
}


@dataclass(frozen=True)
class Answered:
    """An invitation of a person, the meeting and the unit, and who entered the answer for them."""

    meeting: Meeting
    invitation: Invitation
    unit: Unit
    entered_by: str


async def answers(db: AsyncSession, person_id: int) -> Sequence[Answered]:
    """Every invitation of a person, the latest meeting first."""
    rows = await db.execute(
        select(Meeting, Invitation, Unit, col(Person.full_name))
        .join(Invitation, col(Invitation.meeting_id) == col(Meeting.id))
        .join(Unit, col(Unit.id) == col(Meeting.unit_id))
        .outerjoin(Person, col(Person.id) == col(Invitation.answered_by))
        .where(col(Invitation.person_id) == person_id)
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id))
    )
    return [Answered(*row[:3], entered_by=row[3] or "") for row in rows]


async def memberships(db: AsyncSession, person_id: int) -> Sequence[tuple[Membership, Unit]]:
    """What a person is and was in units, in the order they came there."""
    rows = await db.execute(
        select(Membership, Unit)
        .join(Unit, col(Unit.id) == col(Membership.unit_id))
        .where(col(Membership.person_id) == person_id)
        .order_by(col(Membership.id))
    )
    return [(row[0], row[1]) for row in rows]


async def open_codes(db: AsyncSession, person_id: int, *, now: datetime) -> int:
    """How many join codes for a person can still be used."""
    count = await db.execute(
        select(func.count(col(JoinCode.id))).where(
            col(JoinCode.person_id) == person_id,
            col(JoinCode.used_at).is_(None),
            col(JoinCode.expires_at) > now,
        )
    )
    return int(count.scalar_one())


@dataclass(frozen=True)
class Counts:
    """How many roll calls, tasks and pieces of feedback are about a person."""

    attended: int
    tasks: int
    feedback: int


async def counts(db: AsyncSession, person_id: int) -> Counts:
    """The same for one person, in one look."""
    columns = (Attendance.person_id, Assignment.person_id, Feedback.author_id)
    looks = [
        select(func.count()).where(col(column) == person_id).scalar_subquery() for column in columns
    ]
    row = (await db.execute(select(*looks))).one()
    return Counts(row[0], row[1], row[2])


async def drafts(db: AsyncSession, person_id: int) -> Sequence[str]:
    """What a person has typed and not confirmed yet."""
    rows = await db.execute(
        select(col(Draft.words)).where(col(Draft.person_id) == person_id).order_by(Draft.kind)
    )
    return rows.scalars().all()


async def away(db: AsyncSession, person_id: int) -> Sequence[Span]:
    """Every span of days of which a person has said that they are away."""
    rows = await db.execute(
        select(col(Away.first), col(Away.last))
        .where(col(Away.person_id) == person_id)
        .order_by(col(Away.first), col(Away.id))
    )
    return [Span(*row) for row in rows]


async def erase(db: AsyncSession, person_id: int, *, now: datetime) -> None:
    """Let a person vanish; what was counted stays counted."""
    await _erase_from_chats(db, person_id)
    await _erase_accounts(db, person_id, now=now)
    await db.execute(delete(JoinCode).where(col(JoinCode.person_id) == person_id))
    await db.execute(
        update(JoinCode).where(col(JoinCode.made_by) == person_id).values(made_by=None)
    )
    for table in (Draft, Away, Shifts, BreakAnswer, DateVote):
        await db.execute(delete(table).where(col(table.person_id) == person_id))
    await outbox.close_all(db, person_id, now=now)
    await assignments.leave(db, person_id, now=now)
    await feedback.forget(db, person_id)
    await _erase_answers(db, person_id, now=now)
    await db.execute(
        update(Membership)
        .where(col(Membership.person_id) == person_id)
        .values(left_at=func.coalesce(col(Membership.left_at), now), subgroup="")
    )
    await db.execute(
        update(Person)
        .where(col(Person.id) == person_id)
        .values(
            full_name="",
            key=None,
            locale=None,
            phone_only=False,
            calendar_key=None,
            erased_at=now,
        )
    )


async def _erase_from_chats(db: AsyncSession, person_id: int) -> None:
    """Drop what names somebody in the chats of browsers, which we keep; whoever needs it asks anew.

    Buttons are kept as JSON, which writes letters with marks in its own way.
    """
    person = await db.get(Person, person_id)
    if person is None or not person.full_name:
        return
    name = person.full_name
    on_a_button = cast(col(Bubble.choices), Text).contains(json.dumps(name)[1:-1], autoescape=True)
    named = [col(part).contains(name, autoescape=True) for part in (Bubble.title, Bubble.body)]
    await db.execute(delete(Bubble).where(or_(*named, on_a_button)))


async def _erase_accounts(db: AsyncSession, person_id: int, *, now: datetime) -> None:
    theirs = select(col(Account.id)).where(col(Account.person_id) == person_id)
    accounts = (await db.execute(theirs)).scalars().all()
    for table in (Screen, Awaiting, WrongTry, Bubble):
        await db.execute(delete(table).where(col(table.account_id).in_(accounts)))
    for account_id in accounts:
        await db.execute(
            update(Account)
            .where(col(Account.id) == account_id)
            .values(
                address=f"erased {account_id}",
                person_id=None,
                unit_id=None,
                locale=None,
                consented_at=None,
                unreachable_since=None,
                unreachable_why="",
                ended_at=now,
            )
        )


async def _erase_answers(db: AsyncSession, person_id: int, *, now: datetime) -> None:
    ahead = select(col(Meeting.id)).where(col(Meeting.starts_at) > now)
    await db.execute(
        delete(Invitation).where(
            col(Invitation.person_id) == person_id, col(Invitation.meeting_id).in_(ahead)
        )
    )
    await forget_reasons(db, col(Invitation.person_id) == person_id)
    await db.execute(
        update(Invitation)
        .where(col(Invitation.person_id) == person_id)
        .values(answer_channel="", answer_order=None)
    )


async def forget_reasons(db: AsyncSession, which: Any, *, most: int | None = None) -> int:
    """Forget reasons of absence once they are in their meeting's totals; at most `most` at once."""
    rows = (
        await db.execute(
            select(col(Invitation.id), col(Invitation.meeting_id), col(Invitation.reason))
            .where(HAS_REASON, which)
            .order_by(col(Invitation.answered_at), col(Invitation.id))
            .limit(most)
        )
    ).all()
    totals = Counter((meeting_id, reason) for _, meeting_id, reason in rows if reason)
    for (meeting_id, reason), people in totals.items():
        await db.execute(
            insert(db, ReasonTotal)
            .values(meeting_id=meeting_id, reason=reason, people=people)
            .on_conflict_do_update(
                index_elements=["meeting_id", "reason"],
                set_={"people": col(ReasonTotal.people) + people},
            )
        )
    await db.execute(
        update(Invitation)
        .where(col(Invitation.id).in_([row[0] for row in rows]))
        .values(reason=None, reason_words="")
    )
    return len(rows)
