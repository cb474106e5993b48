"""A cell of people who have joined, put into the database before any bot looks at it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import psycopg
from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from storage import moments
from storage.database import Database
from storage.tables import Account, Invitation, Meeting, Membership, Owed, Person, Unit
from tests.bot_api import BotApiServer
from tests.people import OnTelegram

Row = TypeVar("Row", bound=SQLModel)


@dataclass
class Town:
    """One cell where it is noon, so that nothing has to wait for the end of the night."""

    url: str
    api: BotApiServer
    database: Database
    now: datetime
    phones: list[OnTelegram] = field(default_factory=list)
    unit: int = 0

    async def settle_in(self, people: int) -> None:
        """Found the cell and let so many people join it; the first is its secretary."""
        async with self.database.transaction() as db:
            unit = Unit(code="CB1", name="Chi bộ Toán", kind="cell", timezone=_noon(self.now))
            db.add(unit)
            await db.flush()
            self.unit = unit.id
            named = [
                Person(full_name=f"Nguyễn Thị Mai {number}", locale="en")
                for number in range(1, people + 1)
            ]
            db.add_all(named)
            await db.flush()
            for person in named:
                db.add_all(self._joined(person, self._phone()))

    def _phone(self) -> OnTelegram:
        number = len(self.phones) + 1
        phone = self.api.person(1000 + number, f"Mai {number}", "en")
        phone.account.pressed_start = True
        self.phones.append(phone)
        return phone

    def _joined(self, person: Person, phone: OnTelegram) -> tuple[Membership, Account]:
        roles = "member" if len(self.phones) > 1 else "member+secretary"
        return (
            Membership(person_id=person.id, unit_id=self.unit, roles=roles),
            Account(
                channel="telegram",
                address=str(phone.id),
                person_id=person.id,
                consented_at=self.now,
                last_seen_at=self.now,
            ),
        )

    async def meeting(self, in_days: int = 5) -> int:
        """A meeting whose invitations are due now."""
        starts = self.now + timedelta(days=in_days)
        async with self.database.transaction() as db:
            meeting = Meeting(
                unit_id=self.unit,
                kind="extraordinary",
                starts_at=starts,
                minutes=90,
                place="Hội trường A",
                confirmed_at=self.now,
            )
            db.add(meeting)
            await db.flush()
            await moments.plan(db, meeting.id, {"invite": (self.now, starts)})
        return meeting.id

    async def rows(self, table: type[Row]) -> Sequence[Row]:
        """Every row of a table."""

        async def look(db: AsyncSession) -> Sequence[Row]:
            return (await db.execute(select(table))).scalars().all()

        return await self.database.certain(look)

    async def answer_of(self, phone: OnTelegram) -> str | None:
        """What somebody has answered, as the database has it."""
        async with self.database.reading() as db:
            found = await db.execute(
                select(col(Invitation.answer))
                .join(Account, col(Account.person_id) == col(Invitation.person_id))
                .where(col(Account.address) == str(phone.id))
            )
            return found.scalar_one()

    async def paid(self) -> None:
        """Wait until nothing is owed any more."""
        for _ in range(200):
            if all(row.settled_at for row in await self.rows(Owed)):
                return
            await asyncio.sleep(0.05)
        raise AssertionError("messages are still owed")

    async def time_passes(self, seconds: int) -> None:
        """Let everything that runs out be so many seconds nearer to it."""

        async def pass_by(db: AsyncSession) -> None:
            for table, column in (("lease", "until"), ("outbox", "leased_until")):
                sooner = (
                    f"strftime('%Y-%m-%d %H:%M:%f000', \"{column}\", '-{seconds} seconds')"
                    if self.database.is_sqlite
                    else f"\"{column}\" - interval '{seconds} seconds'"
                )
                await db.execute(text(f'UPDATE {table} SET "{column}" = {sooner}'))

        await self.database.certain(pass_by)  # a running bot may write at the same moment


@asynccontextmanager
async def founded(url: str, api: BotApiServer) -> AsyncIterator[Town]:
    """A town in an empty database."""
    database = Database(url)
    try:
        yield Town(url, api, database, datetime.now(UTC))  # noqa: TID251  (beside a real program)
    finally:
        await database.close()


class Held:
    """The lock without which nobody can write, held by somebody else."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)

    def __enter__(self) -> None:
        if self._url.get_backend_name() == "sqlite":
            lite = sqlite3.connect(str(self._url.database), isolation_level=None, timeout=10)
            lite.execute("BEGIN IMMEDIATE")
            self._let_go = lite.close
        else:
            post = psycopg.connect(self._url.render_as_string(hide_password=False))
            post.execute("LOCK TABLE receipt, outbox IN EXCLUSIVE MODE")
            self._let_go = post.close

    def __exit__(self, *fault: object) -> None:
        self._let_go()


class Away:
    """The database cannot be reached; on PostgreSQL those who had reached it are thrown out."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._file = Path(str(self._url.database))

    def __enter__(self) -> None:
        if self._url.get_backend_name() == "sqlite":
            self._file.rename(self._file.with_suffix(".away"))
            self._file.mkdir()
        else:
            self._let_in("false")
            self._order(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                self._url.database,
            )

    def __exit__(self, *fault: object) -> None:
        if self._url.get_backend_name() == "sqlite":
            self._file.rmdir()
            self._file.with_suffix(".away").rename(self._file)
        else:
            self._let_in("true")

    def _let_in(self, who: str) -> None:
        self._order(f'ALTER DATABASE "{self._url.database}" ALLOW_CONNECTIONS {who}')

    def _order(self, statement: str, *values: object) -> None:
        server = self._url.set(database="postgres").render_as_string(hide_password=False)
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(statement.encode(), values or None)


def _noon(now: datetime) -> str:
    """A time zone in which it is about noon."""
    ahead = 12 - now.hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"
