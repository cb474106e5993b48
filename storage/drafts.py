"""What people have typed and still have to confirm, where it does not fit into a button."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.rows import insert
from storage.tables import Draft


async def keep(db: AsyncSession, person_id: int, kind: str, words: str, *, now: datetime) -> str:
    """Keep the words in place of earlier ones of this kind; returns the mark of these words."""
    row = {"words": words, "kept_at": now}
    await db.execute(
        insert(db, Draft)
        .values(person_id=person_id, kind=kind, **row)
        .on_conflict_do_update(index_elements=["person_id", "kind"], set_=row)
    )
    return _mark(words)


async def kept(db: AsyncSession, person_id: int, kind: str, mark: str) -> str | None:
    """The words with that mark, None when others have taken their place."""
    words = (
        await db.execute(
            select(col(Draft.words)).where(
                col(Draft.person_id) == person_id, col(Draft.kind) == kind
            )
        )
    ).scalar_one_or_none()
    return words if words is not None and _mark(words) == mark else None


async def drop(db: AsyncSession, person_id: int, kind: str) -> None:
    """The words have been used."""
    await db.execute(
        delete(Draft).where(col(Draft.person_id) == person_id, col(Draft.kind) == kind)
    )


def _mark(words: str) -> str:
    return sha256(words.encode()).hexdigest()[:8]
