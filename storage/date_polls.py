"""Polls on the date of a meeting, and what members have said in them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.rows import changed, insert
from storage.tables import DatePoll, DateVote


async def open_(
    db: AsyncSession,
    meeting_id: int,
    times: Sequence[int],
    *,
    asked: int,
    now: datetime,
    closes_at: datetime,
) -> DatePoll:
    """Begin a poll on the date of a meeting; it gets its number."""
    row = DatePoll(
        meeting_id=meeting_id, times=list(times), asked=asked, asked_at=now, closes_at=closes_at
    )
    db.add(row)
    await db.flush()
    return row


async def by_id(db: AsyncSession, poll_id: int) -> DatePoll | None:
    """The poll with this number."""
    return await db.get(DatePoll, poll_id)


async def of(db: AsyncSession, meeting_id: int) -> DatePoll | None:
    """The last poll on the date of a meeting."""
    rows = await db.execute(
        select(DatePoll)
        .where(col(DatePoll.meeting_id) == meeting_id)
        .order_by(col(DatePoll.id).desc())
        .limit(1)
    )
    return rows.scalar_one_or_none()


async def vote(db: AsyncSession, poll_id: int, person_id: int, times: int) -> None:
    """Keep at which times a person can come, in place of what they said before."""
    statement = insert(db, DateVote).values(poll_id=poll_id, person_id=person_id, times=times)
    await db.execute(
        statement.on_conflict_do_update(
            index_elements=["poll_id", "person_id"], set_={"times": statement.excluded.times}
        )
    )


async def vote_of(db: AsyncSession, poll_id: int, person_id: int) -> int | None:
    """At which times a person can come; None while they have not said."""
    rows = await db.execute(
        select(col(DateVote.times)).where(
            col(DateVote.poll_id) == poll_id, col(DateVote.person_id) == person_id
        )
    )
    return rows.scalar_one_or_none()


async def votes(db: AsyncSession, poll_id: int) -> Sequence[int]:
    """What everybody has said, without who."""
    rows = await db.execute(select(col(DateVote.times)).where(col(DateVote.poll_id) == poll_id))
    return rows.scalars().all()


async def over(db: AsyncSession, *, now: datetime, most: int) -> Sequence[DatePoll]:
    """The polls of which those who asked have to be told."""
    rows = await db.execute(
        select(DatePoll)
        .where(col(DatePoll.closes_at) <= now)
        .order_by(col(DatePoll.closes_at), col(DatePoll.id))
        .limit(most)
    )
    return rows.scalars().all()


async def next_over(db: AsyncSession) -> datetime | None:
    """When somebody is to be told of a poll next."""
    return (await db.execute(select(func.min(col(DatePoll.closes_at))))).scalar_one_or_none()


async def forget_votes(db: AsyncSession, *, before: datetime) -> int:
    """Drop what people said in polls that began before then."""
    old = select(col(DatePoll.id)).where(col(DatePoll.asked_at) < before)
    return await changed(db, delete(DateVote).where(col(DateVote.poll_id).in_(old)))
