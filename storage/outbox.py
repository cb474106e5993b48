"""The messages the bot owes people.

A row is written in the transaction of the change that caused it, under a key that says when two
messages are the same message. It is rendered when it is sent, and settled once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.chat import Urgency
from storage.rows import changed, insert
from storage.tables import Owed

WOKEN = "something is owed"  # in session.info, so that the sender looks at once after the commit


@dataclass(frozen=True)
class Debt:
    """A message to owe.

    `about` holds ids only, `cause` the values that /why shows beside the notice's rule. From
    `until` on the message has no point and is dropped. It goes to the person's best account that
    takes it, or only to the one named by `account_id`.
    """

    key: str
    person_id: int
    notice: str
    due_at: datetime
    about: dict[str, Any] = field(default_factory=dict)
    unit_id: int | None = None
    until: datetime | None = None
    cause: str = ""
    urgency: Urgency = Urgency.NOTICE
    account_id: int | None = None


async def owe(db: AsyncSession, *debts: Debt, now: datetime) -> int:
    """Owe messages; a known key does nothing, owed or settled. Returns how many are new."""
    if not debts:
        return 0
    rows = [
        {
            "key": debt.key,
            "person_id": debt.person_id,
            "unit_id": debt.unit_id,
            "notice": debt.notice,
            "about": debt.about,
            "cause": debt.cause,
            "owed_at": now,
            "due_at": debt.due_at,
            "until": debt.until,
            "urgency": int(debt.urgency),
            "attempts": 0,
            "outcome": "",
            "account_id": debt.account_id,
            "message_id": "",
        }
        for debt in debts
    ]
    # As one statement for many rows: with all of them spelt out it would be built anew each time.
    added = await changed(db, insert(db, Owed).on_conflict_do_nothing(index_elements=["key"]), rows)
    if added and min(debt.due_at for debt in debts) <= now:
        db.info[WOKEN] = True
    return added


def _claimable(row: Any, now: datetime) -> Any:
    return (
        row.settled_at.is_(None)
        & (row.due_at <= now)
        & or_(row.leased_until.is_(None), row.leased_until <= now)
    )


async def claim(
    db: AsyncSession, *, now: datetime, until: datetime, most: int, without: Iterable[int] = ()
) -> Sequence[Owed]:
    """Lease up to `most` messages that are due: by urgency, then when due, then when pointless.

    `without` are the numbers of those that are being sent, whatever their lease says.
    The condition is repeated outside the subquery, or two claimers on PostgreSQL take one row; and
    the subquery stands in front, or a plan may run it again for each row and lease too many.
    """
    inner = aliased(Owed)
    due = (
        select(col(inner.id))
        .where(_claimable(inner, now), col(inner.id).not_in(list(without)))
        .order_by(col(inner.urgency), col(inner.due_at), col(inner.until), col(inner.id))
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    rows = await db.execute(
        update(Owed)
        .where(col(Owed.id).in_(select(due.c.id)), _claimable(Owed, now))
        .values(leased_until=until, attempts=col(Owed.attempts) + 1)
        .returning(Owed)
        .execution_options(synchronize_session=False)
    )
    return sorted(rows.scalars(), key=lambda owed: (owed.urgency, owed.due_at, owed.id))


async def companions(
    db: AsyncSession,
    owed: Owed,
    notices: Iterable[str],
    *,
    now: datetime,
    until: datetime,
    without: Iterable[int] = (),
) -> Sequence[Owed]:
    """Lease the other messages of `notices` that are due to the same person, to go along."""
    inner = aliased(Owed)
    mine = (
        select(col(inner.id))
        .where(
            _claimable(inner, now),
            col(inner.person_id) == owed.person_id,
            col(inner.notice).in_(list(notices)),
            col(inner.id).not_in([owed.id, *without]),
        )
        .with_for_update(skip_locked=True)
        .cte("mine")
    )
    rows = await db.execute(
        update(Owed)
        .where(col(Owed.id).in_(select(mine.c.id)), _claimable(Owed, now))
        .values(leased_until=until, attempts=col(Owed.attempts) + 1)
        .returning(Owed)
        .execution_options(synchronize_session=False)
    )
    return sorted(rows.scalars(), key=lambda other: (other.due_at, other.id))


async def settle(
    db: AsyncSession,
    ids: Sequence[int],
    outcome: str,
    *,
    now: datetime,
    account_id: int | None = None,
    message_id: str = "",
) -> int:
    """Close messages for good: sent, stale, late, unreachable, phone_only, failed. Never twice."""
    return await changed(
        db,
        update(Owed)
        .where(col(Owed.id).in_(ids), col(Owed.settled_at).is_(None))
        .values(
            settled_at=now,
            outcome=outcome,
            account_id=account_id,
            message_id=message_id,
            leased_until=None,
        ),
    )


async def postpone(
    db: AsyncSession,
    ids: Sequence[int],
    *,
    due_at: datetime | None = None,
    leased_until: datetime | None = None,
) -> None:
    """Put messages back: to `due_at` when the hour was wrong, or until `leased_until` to retry."""
    values: dict[str, Any] = {"leased_until": leased_until}
    if due_at is not None:
        values |= {"due_at": due_at, "attempts": 0}
    await db.execute(
        update(Owed).where(col(Owed.id).in_(ids), col(Owed.settled_at).is_(None)).values(**values)
    )


async def release_all(db: AsyncSession) -> int:
    """Give back what a process that is gone had leased; only for the one process of SQLite."""
    return await changed(
        db,
        update(Owed)
        .where(col(Owed.settled_at).is_(None), col(Owed.leased_until).is_not(None))
        .values(leased_until=None),
    )


_UNSETTLED = col(Owed.settled_at).is_(None)
_WAITING = _UNSETTLED & col(Owed.leased_until).is_(None)
_LEASED = _UNSETTLED & col(Owed.leased_until).is_not(None)


async def was_sent(db: AsyncSession, person_id: int, prefix: str) -> bool:
    """Whether a message to a person under a key that begins with `prefix` has gone out."""
    found = await db.execute(
        select(col(Owed.id))
        .where(
            col(Owed.person_id) == person_id,
            col(Owed.outcome) == "sent",
            col(Owed.key).startswith(prefix, autoescape=True),
        )
        .limit(1)
    )
    return found.first() is not None


async def anything_due(db: AsyncSession, *, now: datetime) -> bool:
    """Whether a message could be claimed now: a look that costs the same however many wait."""
    found = await db.execute(select(col(Owed.id)).where(_claimable(Owed, now)).limit(1))
    return found.first() is not None


async def next_due(db: AsyncSession) -> datetime | None:
    """When the next message is due or may be tried again."""
    row = await db.execute(
        select(
            select(func.min(col(Owed.due_at))).where(_WAITING).scalar_subquery(),
            select(func.min(col(Owed.leased_until))).where(_LEASED).scalar_subquery(),
        )
    )
    return min((moment for moment in row.one() if moment is not None), default=None)


async def count_due(db: AsyncSession, *, now: datetime) -> int:
    """How many messages are due and not settled."""
    found = await db.execute(
        select(func.count(col(Owed.id))).where(
            col(Owed.settled_at).is_(None), col(Owed.due_at) <= now
        )
    )
    return int(found.scalar_one())


async def oldest_due(db: AsyncSession, *, now: datetime) -> datetime | None:
    """Since when the longest waiting message should have gone out."""
    row = await db.execute(
        select(
            select(func.min(col(Owed.due_at))).where(_WAITING).scalar_subquery(),
            select(func.min(col(Owed.due_at))).where(_LEASED).scalar_subquery(),
        )
    )
    return min((due for due in row.one() if due is not None and due <= now), default=None)


async def drop(db: AsyncSession, *, now: datetime, prefix: str) -> int:
    """Close what is still owed under keys that begin with `prefix`: it has lost its point."""
    return await changed(
        db,
        update(Owed)
        .where(col(Owed.settled_at).is_(None), col(Owed.key).startswith(prefix, autoescape=True))
        .values(settled_at=now, outcome="stale", leased_until=None),
    )


async def close_all(db: AsyncSession, person_id: int, *, now: datetime) -> int:
    """Close whatever is still owed to a person who has left."""
    return await changed(
        db,
        update(Owed)
        .where(col(Owed.person_id) == person_id, col(Owed.settled_at).is_(None))
        .values(settled_at=now, outcome="stale", leased_until=None),
    )


async def forget(db: AsyncSession, *, before: datetime, most: int) -> int:
    """Drop what was settled before `before`, of the `most` oldest messages.

    Messages are numbered as they are owed, so the oldest are found without a search.
    """
    oldest = (
        select(col(Owed.id), col(Owed.settled_at)).order_by(col(Owed.id)).limit(most).subquery()
    )
    return await changed(
        db,
        delete(Owed).where(
            col(Owed.id).in_(select(oldest.c.id).where(oldest.c.settled_at < before))
        ),
    )
