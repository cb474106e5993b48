"""Which process does the work that only one may do, and what the installation keeps."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.rows import changed, insert
from storage.tables import Kept, Lease


async def hold(db: AsyncSession, name: str, holder: str, *, now: datetime, until: datetime) -> bool:
    """Take or keep a lease; False while another process has it."""
    row = {"holder": holder, "until": until}
    return (
        await changed(
            db,
            insert(db, Lease)
            .values(name=name, **row)
            .on_conflict_do_update(
                index_elements=["name"],
                set_=row,
                where=or_(col(Lease.holder) == holder, col(Lease.until) < now),
            ),
        )
        == 1
    )


async def give_up(db: AsyncSession, name: str, holder: str) -> None:
    """Let another process have the lease at once."""
    await db.execute(delete(Lease).where(col(Lease.name) == name, col(Lease.holder) == holder))


async def kept(db: AsyncSession, name: str, make: Callable[[], str]) -> str:
    """The value the installation keeps under `name`, made the first time."""
    row = await db.get(Kept, name)
    if row is None:
        row = Kept(name=name, value=make())
        db.add(row)
        await db.flush()
    return row.value
