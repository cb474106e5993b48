"""When each step of a meeting is due."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.timetable import Step
from storage.rows import insert
from storage.tables import Meeting, Moment

Span = tuple[datetime, datetime]  # due, and pointless from


async def plan(
    db: AsyncSession,
    meeting_id: int,
    steps: Mapping[str, Span],
    *,
    due_stays: datetime | None = None,
) -> None:
    """Set when the steps of a meeting are due. What has been done stays done.

    With `due_stays`, what was due by then and waits for the next look is done all the same.
    """
    waiting = delete(Moment).where(
        col(Moment.meeting_id) == meeting_id, col(Moment.done_at).is_(None)
    )
    if due_stays is not None:
        waiting = waiting.where(col(Moment.due_at) > due_stays)
    await db.execute(waiting)
    if steps:
        await db.execute(
            insert(db, Moment)
            .values(
                [
                    {"meeting_id": meeting_id, "step": step, "due_at": due, "until": until}
                    for step, (due, until) in steps.items()
                ]
            )
            .on_conflict_do_nothing()
        )


async def reopen(db: AsyncSession, meeting_id: int, *, keep: Sequence[str]) -> None:
    """Forget that steps were done, except those in `keep`: a moved meeting speaks again."""
    await db.execute(
        delete(Moment).where(
            col(Moment.meeting_id) == meeting_id, col(Moment.step).not_in(list(keep))
        )
    )


async def due(db: AsyncSession, *, now: datetime) -> tuple[Moment, Meeting] | None:
    """The step that has been due the longest, with its meeting."""
    row = (
        await db.execute(
            select(Moment, Meeting)
            .join(Meeting, col(Meeting.id) == col(Moment.meeting_id))
            .where(col(Moment.done_at).is_(None), col(Moment.due_at) <= now)
            .order_by(col(Moment.due_at), col(Moment.id))
            .limit(1)
        )
    ).first()
    return None if row is None else (row[0], row[1])


async def next_due(db: AsyncSession) -> datetime | None:
    """When the next step of any meeting is due."""
    return (
        await db.execute(select(func.min(col(Moment.due_at))).where(col(Moment.done_at).is_(None)))
    ).scalar_one_or_none()


async def due_of(db: AsyncSession, meeting_id: int, step: str) -> datetime | None:
    """When a step of a meeting is or was due, None when it is not planned."""
    return (
        await db.execute(
            select(col(Moment.due_at)).where(
                col(Moment.meeting_id) == meeting_id, col(Moment.step) == step
            )
        )
    ).scalar_one_or_none()


async def invitations_by(
    db: AsyncSession, unit_ids: Sequence[int], moment: datetime, *, now: datetime
) -> Mapping[int, int]:
    """The meetings of these units whose invitations are due by `moment`, each with its unit."""
    rows = await db.execute(
        select(col(Meeting.id), col(Meeting.unit_id))
        .join(Moment, col(Moment.meeting_id) == col(Meeting.id))
        .where(
            col(Meeting.unit_id).in_(unit_ids),
            col(Meeting.starts_at) > now,
            col(Meeting.invited_at).is_(None),
            col(Moment.step) == Step.INVITE.value,
            col(Moment.done_at).is_(None),
            col(Moment.due_at) <= moment,
        )
    )
    return {row[0]: row[1] for row in rows}


async def done(db: AsyncSession, moment_id: int, *, now: datetime) -> None:
    """Note that a step has been done."""
    await db.execute(update(Moment).where(col(Moment.id) == moment_id).values(done_at=now))


async def put_off(db: AsyncSession, moment_id: int, *, until: datetime) -> None:
    """Let a step that could not be done wait; in the end it loses its point as any other."""
    await db.execute(update(Moment).where(col(Moment.id) == moment_id).values(due_at=until))


async def drop(db: AsyncSession, meeting_id: int) -> None:
    """Nothing more is due for a meeting: it was cancelled."""
    await plan(db, meeting_id, {})
