"""Members' feedback: where each stands, who has it, and every step on its way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.tables import Feedback, FeedbackStep, Person, Unit

WAITING = ("new", "sent", "outside")


@dataclass(frozen=True)
class Voiced:
    """A feedback with its author's unit, who has it now, and its author's name, "" for nobody."""

    row: Feedback
    unit: Unit
    holder: Unit
    author: str


_HOLDER = aliased(Unit)
_VOICED = (
    select(Feedback, Unit, _HOLDER, col(Person.full_name))
    .join(Unit, col(Unit.id) == col(Feedback.unit_id))
    .join(_HOLDER, _HOLDER.id == col(Feedback.with_unit_id))  # type: ignore[arg-type]
    .outerjoin(Person, col(Person.id) == col(Feedback.author_id))
)


async def put_down(db: AsyncSession, row: Feedback) -> Feedback:
    """Keep a new feedback; it gets its number."""
    db.add(row)
    await db.flush()
    return row


async def step(
    db: AsyncSession,
    row: Feedback,
    what: str,
    unit_id: int,
    *,
    by_id: int | None,
    now: datetime,
    words: str = "",
) -> None:
    """Add a step to the way of a feedback."""
    db.add(
        FeedbackStep(
            feedback_id=row.id, step=what, unit_id=unit_id, by_id=by_id, at=now, words=words
        )
    )
    await db.flush()


async def voiced(db: AsyncSession, feedback_id: int) -> Voiced | None:
    """The feedback with this number, of any unit: the caller demands a right there."""
    row = (await db.execute(_VOICED.where(col(Feedback.id) == feedback_id))).first()
    return None if row is None else Voiced(row[0], row[1], row[2], row[3] or "")


async def mine(db: AsyncSession, person_id: int) -> Sequence[Voiced]:
    """What a person has sent, the newest first."""
    rows = await db.execute(
        _VOICED.where(col(Feedback.author_id) == person_id).order_by(col(Feedback.id).desc())
    )
    return [Voiced(row[0], row[1], row[2], row[3] or "") for row in rows]


async def waiting_with(db: AsyncSession, unit_id: int) -> Sequence[Voiced]:
    """What waits for a unit's word, the longest overdue and the oldest first."""
    rows = await db.execute(
        _VOICED.where(
            col(Feedback.with_unit_id) == unit_id, col(Feedback.state).in_(WAITING)
        ).order_by(
            col(Feedback.overdue_since).is_(None),
            col(Feedback.overdue_since),
            col(Feedback.arrived_at),
            col(Feedback.id),
        )
    )
    return [Voiced(row[0], row[1], row[2], row[3] or "") for row in rows]


async def to_forward(db: AsyncSession, unit_id: int) -> Sequence[Feedback]:
    """A unit's own feedback that has not gone up yet, the oldest first."""
    rows = await db.execute(
        select(Feedback)
        .where(
            col(Feedback.unit_id) == unit_id,
            col(Feedback.with_unit_id) == unit_id,
            col(Feedback.state) == "new",
        )
        .order_by(col(Feedback.id))
    )
    return rows.scalars().all()


async def steps(db: AsyncSession, feedback_id: int) -> Sequence[tuple[FeedbackStep, str]]:
    """The way of a feedback, each step with the name of its unit, the oldest first."""
    rows = await db.execute(
        select(FeedbackStep, col(Unit.name))
        .join(Unit, col(Unit.id) == col(FeedbackStep.unit_id))
        .where(col(FeedbackStep.feedback_id) == feedback_id)
        .order_by(col(FeedbackStep.id))
    )
    return [(row[0], row[1]) for row in rows]


async def on_the_clock(db: AsyncSession, unit_id: int) -> Sequence[Feedback]:
    """What waits with a committee and whose clock has not ended."""
    rows = await db.execute(
        select(Feedback).where(
            col(Feedback.with_unit_id) == unit_id,
            col(Feedback.state).in_(("sent", "outside")),
            col(Feedback.overdue_since).is_(None),
        )
    )
    return rows.scalars().all()


async def to_remind(
    db: AsyncSession, *, now: datetime, most: int
) -> Sequence[tuple[Feedback, Unit]]:
    """The feedback of which somebody is to hear now, with who has it, the longest waiting first."""
    rows = await db.execute(
        select(Feedback, Unit)
        .join(Unit, col(Unit.id) == col(Feedback.with_unit_id))
        .where(col(Feedback.remind_at) <= now)
        .order_by(col(Feedback.remind_at), col(Feedback.id))
        .limit(most)
        .with_for_update(of=Feedback, skip_locked=True)
    )
    return [(row[0], row[1]) for row in rows]


async def next_due(db: AsyncSession) -> datetime | None:
    """When somebody is to hear of feedback next."""
    return (await db.execute(select(func.min(col(Feedback.remind_at))))).scalar_one_or_none()


async def count_of_meeting(db: AsyncSession, meeting_id: int) -> int:
    """How much feedback was gathered at a meeting."""
    found = await db.execute(
        select(func.count(col(Feedback.id))).where(col(Feedback.meeting_id) == meeting_id)
    )
    return int(found.scalar_one())


async def forget(db: AsyncSession, person_id: int) -> None:
    """Take a person off what they said: gone while only their own unit has it, else nameless."""
    unheard = select(col(Feedback.id)).where(
        col(Feedback.author_id) == person_id, col(Feedback.state) == "new"
    )
    ids = (await db.execute(unheard)).scalars().all()
    await db.execute(delete(FeedbackStep).where(col(FeedbackStep.feedback_id).in_(ids)))
    await db.execute(delete(Feedback).where(col(Feedback.id).in_(ids)))
    await db.execute(
        update(Feedback)
        .where(col(Feedback.author_id) == person_id)
        .values(author_id=None, named=False)
    )


async def overdue_in(db: AsyncSession, unit_ids: Iterable[int]) -> dict[int, int]:
    """How much is overdue with each of these committees; one that owes nothing is left out."""
    rows = await db.execute(
        select(col(Feedback.with_unit_id), func.count(col(Feedback.id)))
        .where(
            col(Feedback.with_unit_id).in_(list(unit_ids)),
            col(Feedback.state).in_(WAITING),
            col(Feedback.overdue_since).is_not(None),
        )
        .group_by(col(Feedback.with_unit_id))
    )
    return {row[0]: row[1] for row in rows}
