"""What happened at a meeting: opened, roll called, closed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.prepared import Prepared
from storage.rows import changed, insert
from storage.tables import Held, Meeting, Unit
from storage.values import columns, maker


async def of(db: AsyncSession, meeting_id: int) -> Held | None:
    """What happened at a meeting so far, None while nothing has been noted."""
    return await db.get(Held, meeting_id)


_PARTS = (Meeting, Unit, Held)
_WHOLE = Prepared.alike(
    select(*(column for table in _PARTS for column in columns(table)))
    .select_from(Meeting)
    .join(Unit, col(Unit.id) == col(Meeting.unit_id))
    .outerjoin(Held, col(Held.meeting_id) == col(Meeting.id))
    .where(col(Meeting.id) == bindparam("meeting"))
)
_MEETING, _UNIT, _HELD = maker(Meeting), maker(Unit), maker(Held)
_FIRST = len(columns(Meeting))
_SECOND = _FIRST + len(columns(Unit))


async def whole(db: AsyncSession, meeting_id: int) -> tuple[Meeting, Unit, Held | None] | None:
    """A meeting with its unit and what happened there, in one look; None when there is none.

    Values, for every tick of a roll call; `noted` gives the row to be written.
    """
    rows = await _WHOLE.rows(db, {"meeting": meeting_id})
    if not rows:
        return None
    meeting, unit, happened = rows[0][:_FIRST], rows[0][_FIRST:_SECOND], rows[0][_SECOND:]
    return _MEETING(meeting), _UNIT(unit), None if happened[0] is None else _HELD(happened)


async def noted(db: AsyncSession, meeting_id: int) -> Held:
    """The same, with a row made now if there is none; two who make it at once get one."""
    found = await db.get(Held, meeting_id)
    if found is None:
        blank = Held(meeting_id=meeting_id).model_dump()
        await db.execute(insert(db, Held).values(blank).on_conflict_do_nothing())
        found = await db.get_one(Held, meeting_id)
    return found


async def unclosed(db: AsyncSession, unit_id: int, *, now: datetime) -> Sequence[Meeting]:
    """The meetings of a unit that have begun, stand and were not closed, the latest first.

    One that was opened before its time has begun.
    """
    rows = await db.execute(
        select(Meeting)
        .outerjoin(Held, col(Held.meeting_id) == col(Meeting.id))
        .where(
            col(Meeting.unit_id) == unit_id,
            col(Meeting.cancelled_at).is_(None),
            col(Held.closed_at).is_(None),
            (col(Meeting.starts_at) <= now) | col(Held.opened_at).is_not(None),
        )
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
    )
    return rows.scalars().all()


async def last_closed(
    db: AsyncSession, unit_id: int, *, before: datetime
) -> tuple[Meeting, Held] | None:
    """The meeting of a unit before a moment that was closed, the latest; no make-up session."""
    row = (
        await db.execute(
            select(Meeting, Held)
            .join(Held, col(Held.meeting_id) == col(Meeting.id))
            .where(
                col(Meeting.unit_id) == unit_id,
                col(Meeting.starts_at) < before,
                col(Meeting.makes_up_id).is_(None),
                col(Held.closed_at).is_not(None),
            )
            .order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
            .limit(1)
        )
    ).first()
    return None if row is None else (row[0], row[1])


async def still_open(db: AsyncSession, meeting_id: int) -> bool:
    """Whether a meeting is not closed, and stays so until this transaction has ended.

    The row is written, not only locked: on PostgreSQL whoever closes at the same moment has to
    look again, and then publishes what was drafted here.
    """
    happened = await db.get(Held, meeting_id)
    if happened is None:
        return True
    await db.flush()
    kept = update(Held).where(col(Held.meeting_id) == meeting_id, col(Held.closed_at).is_(None))
    return bool(await changed(db, kept.values(closed_at=None)))


async def close(db: AsyncSession, meeting_id: int, *, by_id: int, now: datetime) -> bool:
    """Close a meeting; False when somebody has closed it already. Of two at once one gets True."""
    closed = await changed(
        db,
        update(Held)
        .where(col(Held.meeting_id) == meeting_id, col(Held.closed_at).is_(None))
        .values(closed_at=now, closed_by=by_id),
    )
    return bool(closed)
