"""What people have been told, from the outbox's own records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Account, Meeting, Owed, Unit

NO_MESSAGES = ("menu",)  # brought to a phone like a message, but never seen as one


@dataclass(frozen=True)
class Told:
    """A message that was settled: sent, or not sent because. `channel` is "" when it was not.

    `meeting_at` is when the meeting begins that the message is about.
    """

    notice: str
    at: datetime
    outcome: str
    cause: str
    channel: str
    unit: str
    meeting_at: datetime | None


async def latest_to(db: AsyncSession, person_id: int, *, most: int) -> Sequence[Told]:
    """The last messages that were settled for a person, newest first."""
    rows = (
        await db.execute(
            select(Owed, col(Account.channel), col(Unit.name))
            .outerjoin(Account, col(Account.id) == col(Owed.account_id))
            .outerjoin(Unit, col(Unit.id) == col(Owed.unit_id))
            .where(
                col(Owed.person_id) == person_id,
                col(Owed.settled_at).is_not(None),
                col(Owed.notice).not_in(NO_MESSAGES),
            )
            .order_by(col(Owed.settled_at).desc(), col(Owed.id).desc())
            .limit(most)
        )
    ).all()
    starts = await _starts(db, [row[0].about.get("meeting") for row in rows])
    return [
        Told(
            notice=owed.notice,
            at=owed.settled_at or owed.due_at,
            outcome=owed.outcome,
            cause=owed.cause,
            channel=channel or "",
            unit=unit or "",
            meeting_at=starts.get(owed.about.get("meeting")),
        )
        for owed, channel, unit in rows
    ]


async def _starts(db: AsyncSession, meetings: Sequence[object]) -> dict[object, datetime]:
    ids = [each for each in meetings if isinstance(each, int)]
    rows = await db.execute(
        select(col(Meeting.id), col(Meeting.starts_at)).where(col(Meeting.id).in_(ids))
    )
    return {row[0]: row[1] for row in rows}


async def count(db: AsyncSession, person_id: int) -> int:
    """How many messages reached a person, as far back as is remembered."""
    found = await db.execute(
        select(func.count(col(Owed.id))).where(
            col(Owed.person_id) == person_id,
            col(Owed.outcome) == "sent",
            col(Owed.notice).not_in(NO_MESSAGES),
        )
    )
    return int(found.scalar_one())
