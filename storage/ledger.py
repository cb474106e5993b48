"""Every change of a meeting's record, an added row each; nothing here is changed or removed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.prepared import Prepared
from storage.rows import insert
from storage.tables import LedgerEntry, Person


class Subject(StrEnum):
    """What an entry is about."""

    MEETING = "meeting"
    ATTENDANCE = "attendance"
    RESOLUTION = "resolution"
    ASSIGNMENT = "assignment"


_COLUMNS = ("meeting_id", "subject", "subject_id", "change", "person_id", "at", "by_id")
_ADD = Prepared.insert(
    LedgerEntry,
    lambda insert: insert.values({name: bindparam(name) for name in (*_COLUMNS, "was", "became")}),
)


async def note(
    db: AsyncSession,
    meeting_id: int,
    subject: Subject,
    subject_id: int,
    change: str,
    *,
    by_id: int | None,
    now: datetime,
    person_id: int | None = None,
    was: Mapping[str, Any] | None = None,
    became: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry. The values are what JSON can hold: words, numbers, dates as ISO texts."""
    await _ADD.count(
        db,
        {
            "meeting_id": meeting_id,
            "subject": subject.value,
            "subject_id": subject_id,
            "change": change,
            "person_id": person_id,
            "at": now,
            "by_id": by_id,
            "was": dict(was or {}),
            "became": dict(became or {}),
        },
    )


async def note_all(
    db: AsyncSession, entries: Sequence[Mapping[str, Any]], *, by_id: int, now: datetime
) -> None:
    """Add many entries at once; each is a row's columns but for who and when."""
    if entries:
        blank: dict[str, Any] = {
            "person_id": None,
            "was": {},
            "became": {},
            "by_id": by_id,
            "at": now,
        }
        await db.execute(insert(db, LedgerEntry), [{**blank, **entry} for entry in entries])


@dataclass(frozen=True)
class Change:
    """An entry with the names of today: who did it and whom it concerns, "" for nobody."""

    entry: LedgerEntry
    by: str
    whom: str


async def of_meeting(db: AsyncSession, meeting_id: int) -> Sequence[Change]:
    """The ledger of a meeting, the oldest entry first."""
    doer, whom = aliased(Person), aliased(Person)
    rows = await db.execute(
        select(LedgerEntry, col(doer.full_name), col(whom.full_name))
        .outerjoin(doer, col(doer.id) == col(LedgerEntry.by_id))
        .outerjoin(whom, col(whom.id) == col(LedgerEntry.person_id))
        .where(col(LedgerEntry.meeting_id) == meeting_id)
        .order_by(col(LedgerEntry.id))
    )
    return [Change(row[0], row[1] or "", row[2] or "") for row in rows]
