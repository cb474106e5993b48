"""Engine and transactions; SQLite made safe for many writers."""

import asyncio
import heapq
import itertools
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from enum import IntEnum
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from storage import inline_sqlite
from storage.faults import passing
from storage.staled import Staled

BUSY_MS = 30_000  # how long SQLite waits for a write lock held by another process
AT_ONCE = (0.0, 0.01, 0.05, 0.2)  # seconds before a transaction that lost a race is done again
PATIENTLY = (*AT_ONCE, 1.0, 3.0, 10.0, 20.0)  # the same, for what must not be forgotten

# A server that is gone without a word is noticed within seconds, not within a quarter of an hour.
LIBPQ = {"connect_timeout": 10, "keepalives_idle": 20, "tcp_user_timeout": 20_000}

STALED = "what was marked to be drawn again"  # in session.info

T = TypeVar("T")


class Lane(IntEnum):
    """Who gets the one write lock of SQLite first: a person waits for nothing else."""

    TURN = 0
    SENDING = 1
    SWEEP = 2


class _Gate:
    """A lock that lets the most urgent waiter in, the first come among equals."""

    def __init__(self) -> None:
        self._taken = False
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._count = itertools.count()

    @asynccontextmanager
    async def passing(self, lane: Lane) -> AsyncIterator[None]:
        if self._taken:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiting, (lane, next(self._count), turn))
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._next()
                raise
        self._taken = True
        try:
            yield
        finally:
            self._next()

    def _next(self) -> None:
        while self._waiting:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._taken = False


class Database:
    """One database. `transaction` writes, `reading` only looks. `staled` is what screens note."""

    def __init__(self, url: str) -> None:
        self.staled = Staled()
        self.url = driver_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._writer = _sqlite_engine(self.url, writes=True)
            self._reader = _sqlite_engine(self.url, writes=False)
        else:
            self._writer = create_async_engine(
                self.url,
                pool_size=10,
                max_overflow=10,
                isolation_level="REPEATABLE READ",
                connect_args=LIBPQ,
                hide_parameters=True,
            )
            self._reader = self._writer
        self._gate = _Gate()

    @asynccontextmanager
    async def transaction(self, lane: Lane = Lane.TURN) -> AsyncIterator[AsyncSession]:
        """Give a session whose changes are committed at the end, or undone by an exception."""
        if self.is_sqlite:
            async with self._gate.passing(lane), self._session(self._writer) as db:
                yield db
                await db.commit()
        else:
            async with self._session(self._writer) as db:
                yield db
                await db.commit()

    async def certain(
        self,
        act: Callable[[AsyncSession], Awaitable[T]],
        lane: Lane = Lane.TURN,
        pauses: Sequence[float] = AT_ONCE,
    ) -> T:
        """Do a transaction, and again after each pause while it loses a race or its connection.

        `act` may run several times; only the last counts. Raises what the last one raised.
        """
        for pause in pauses:
            try:
                async with self.transaction(lane) as db:
                    return await act(db)
            except Exception as fault:
                if not passing(fault):
                    raise
            await asyncio.sleep(pause)
        async with self.transaction(lane) as db:
            return await act(db)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Give a session that sees one moment of the database and changes nothing."""
        async with self._session(self._reader) as db:
            yield db

    def _session(self, engine: AsyncEngine) -> AsyncSession:
        return AsyncSession(
            engine, expire_on_commit=False, autoflush=False, info={STALED: self.staled}
        )

    async def close(self) -> None:
        await self._writer.dispose()
        await self._reader.dispose()


def driver_url(text: str) -> URL:
    """Turn the address of the settings into one with our drivers."""
    url = make_url(text)
    if url.get_backend_name() == "sqlite":
        return url.set(drivername="sqlite+aiosqlite")
    return url.set(drivername="postgresql+psycopg")


def sync_url(text: str) -> URL:
    """The same address for tools that do not wait, such as Alembic."""
    url = driver_url(text)
    return url.set(drivername="sqlite") if url.get_backend_name() == "sqlite" else url


def _sqlite_engine(url: URL, *, writes: bool) -> AsyncEngine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        pool_size=1 if writes else 4,
        max_overflow=0,
        pool_timeout=120,
        connect_args=_inline(url, writes=writes),
        hide_parameters=True,  # they hold people's words, and errors are logged
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=0")  # the waiting is done off the loop
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        if not writes:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    return engine


def _inline(url: URL, *, writes: bool) -> dict[str, Any]:
    """Short statements, run where the turn runs."""
    path = str(url.database)
    begin = inline_sqlite.TO_WRITE if writes else inline_sqlite.TO_READ
    return {"async_creator_fn": lambda *_, **__: inline_sqlite.connect(path, BUSY_MS / 1000, begin)}


def backup_sqlite(source: Path, target: Path) -> None:
    """Copy a running SQLite database to a new file, consistently.

    Raises FileExistsError when `target` exists and sqlite3.Error when the copy fails.
    """
    if target.exists():
        raise FileExistsError(target)
    address = f"file:{quote(str(source))}?mode=ro"
    source_db = sqlite3.connect(address, uri=True, timeout=BUSY_MS / 1000)
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        target_db = sqlite3.connect(part)
        try:
            source_db.backup(target_db)  # in one step: between steps a writer makes it begin anew
            target_db.execute("PRAGMA journal_mode=DELETE")
        finally:
            target_db.close()
        part.replace(target)
    finally:
        source_db.close()
        part.unlink(missing_ok=True)
