"""Which card is shown in which message, and whether it is behind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.database import STALED
from storage.prepared import Prepared
from storage.rows import changed, insert
from storage.staled import Staled
from storage.tables import Account, Screen

GATHERED = "day"  # several notices in one message: a tap answers below it and leaves it alone


@dataclass(frozen=True)
class Mark:
    """A screen and the version of it that is wanted."""

    screen_id: int
    version: int
    gathered: bool = False


_TAPPED = Prepared.insert(
    Screen,
    lambda insert: (
        insert.values(
            account_id=bindparam("account"),
            message_id=bindparam("message"),
            shows=bindparam("shows"),
            wanted=1,
            shown=0,
            touched_at=bindparam("at"),
        )
        .on_conflict_do_update(
            index_elements=["account_id", "message_id"],
            set_={
                "shows": insert.excluded.shows,
                "wanted": col(Screen.wanted) + 1,
                "touched_at": insert.excluded.touched_at,
            },
            where=col(Screen.shows) != GATHERED,
        )
        .returning(col(Screen.id), col(Screen.wanted))
    ),
)


async def tapped(
    db: AsyncSession, account_id: int, message_id: str, shows: str, *, now: datetime
) -> Mark:
    """Note that the tapped message has to show `shows` now. It is behind until it does."""
    rows = await _TAPPED.rows(
        db, {"account": account_id, "message": message_id, "shows": shows, "at": now}
    )
    return Mark(rows[0][0], rows[0][1]) if rows else Mark(0, 0, gathered=True)


async def keep(
    db: AsyncSession, account_id: int, message_id: str, shows: str, *, now: datetime
) -> None:
    """Note that a new message shows `shows`."""
    await db.execute(
        insert(db, Screen)
        .values(
            account_id=account_id,
            message_id=message_id,
            shows=shows,
            wanted=1,
            shown=1,
            touched_at=now,
        )
        .on_conflict_do_nothing()
    )


async def postpone(db: AsyncSession, screen_id: int, *, until: datetime) -> None:
    """Let a screen be behind until then; a tap on it or a new mark counts from anew."""
    await db.execute(update(Screen).where(col(Screen.id) == screen_id).values(touched_at=until))


async def stale_one(db: AsyncSession, account_id: int, message_id: str, *, now: datetime) -> None:
    """One message has to be drawn again."""
    await db.execute(
        update(Screen)
        .where(col(Screen.account_id) == account_id, col(Screen.message_id) == message_id)
        .values(wanted=col(Screen.wanted) + 1, touched_at=now)
    )


_STALING = (
    update(Screen.metadata.tables["screen"])
    .where(col(Screen.shows) == bindparam("card"))
    .values(wanted=col(Screen.wanted) + 1, touched_at=bindparam("at"))
)
_STALE = Prepared.alike(_STALING)
_STALE_OF_ONE = Prepared.alike(
    _STALING.where(
        col(Screen.account_id).in_(
            select(col(Account.id)).where(col(Account.person_id) == bindparam("person"))
        )
    )
)


async def stale(
    db: AsyncSession, shows: str, *, now: datetime, person_id: int | None = None
) -> int:
    """Whatever shows `shows` has to be drawn again, on every phone or only on one person's."""
    _staled(db).note(shows, person_id)
    values = {"card": shows, "at": now}
    if person_id is None:
        return await _STALE.count(db, values)
    return await _STALE_OF_ONE.count(db, {**values, "person": person_id})


def _staled(db: AsyncSession) -> Staled:
    """Noted before the transaction ends, so that no card is kept in between without a mark."""
    found: Staled = db.info[STALED]
    return found


_LISTS = (
    update(Screen.metadata.tables["screen"])
    .where(
        col(Screen.account_id).in_(
            select(col(Account.id)).where(
                col(Account.person_id).in_(bindparam("people", expanding=True))
            )
        ),
        or_(
            col(Screen.shows).startswith(bindparam("one")),
            col(Screen.shows).startswith(bindparam("other")),
        ),
    )
    .values(wanted=col(Screen.wanted) + 1, touched_at=bindparam("at"))
)


async def stale_lists(
    db: AsyncSession, one: str, other: str, people: Iterable[int], *, now: datetime
) -> None:
    """Cards of these people whose names begin so are drawn again: the pages of a list.

    By the people, whose messages are few: no index helps to find the beginning of a name. The
    beginnings are made of letters, digits and colons.
    """
    people = frozenset(people)
    _staled(db).note_lists((one, other), people)
    connection = await db.connection()
    values = {"people": list(people), "one": one, "other": other, "at": now}
    await connection.execute(_LISTS, values)


async def drawn(db: AsyncSession, marks: Iterable[Mark]) -> None:
    """These versions are on the phones now."""
    rows = [{"which": mark.screen_id, "version": mark.version} for mark in marks]
    if rows:
        connection = await db.connection()
        await connection.execute(_DRAWN, rows)


_TABLE = Screen.metadata.tables["screen"]
_DRAWN = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("which"), _TABLE.c.shown < bindparam("version"))
    .values(shown=bindparam("version"))
)


@dataclass(frozen=True)
class Behind:
    """A screen that does not show what it should."""

    mark: Mark
    account_id: int
    channel: str
    address: str
    message_id: str
    shows: str


async def behind(
    db: AsyncSession, channels: Sequence[str], *, before: datetime, most: int
) -> Sequence[Behind]:
    """Screens on these channels that have been behind since `before`, the longest first."""
    rows = await db.execute(
        select(
            col(Screen.id),
            col(Screen.wanted),
            col(Account.id),
            col(Account.channel),
            col(Account.address),
            col(Screen.message_id),
            col(Screen.shows),
        )
        .join(Account, col(Account.id) == col(Screen.account_id))
        .where(
            col(Screen.shown) < col(Screen.wanted),
            col(Screen.touched_at) <= before,
            col(Account.channel).in_(channels),
        )
        .order_by(col(Screen.touched_at))
        .limit(most)
    )
    return [Behind(Mark(row[0], row[1]), *row[2:]) for row in rows]


async def gone(db: AsyncSession, account_id: int, message_id: str) -> None:
    """The message is not there any more."""
    await db.execute(
        delete(Screen).where(
            col(Screen.account_id) == account_id, col(Screen.message_id) == message_id
        )
    )


async def forget(db: AsyncSession, *, before: datetime) -> int:
    """Stop keeping messages true that nobody has touched since `before`."""
    return await changed(db, delete(Screen).where(col(Screen.touched_at) < before))


async def wanted(db: AsyncSession, screen_id: int) -> Mark | None:
    """The version of a screen that is wanted now."""
    row = (await db.execute(select(col(Screen.wanted)).where(col(Screen.id) == screen_id))).first()
    return None if row is None else Mark(screen_id, row[0])
