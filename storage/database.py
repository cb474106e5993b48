"""Engine and transactions; SQLite made safe for many writers."""

import asyncio
import heapq
import itertools
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import IntEnum
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

BUSY_MS = 30_000  # how long SQLite waits for a write lock held by another process


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
    """One database. `transaction` writes, `reading` only looks."""

    def __init__(self, url: str) -> None:
        self.url = driver_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._writer = _sqlite_engine(self.url, writes=True)
            self._reader = _sqlite_engine(self.url, writes=False)
        else:
            self._writer = create_async_engine(
                self.url, pool_size=10, max_overflow=10, isolation_level="REPEATABLE READ"
            )
            self._reader = self._writer
        self._gate = _Gate()

    @asynccontextmanager
    async def transaction(self, lane: Lane = Lane.TURN) -> AsyncIterator[AsyncSession]:
        """Give a session whose changes are committed at the end, or undone by an exception."""
        if self.is_sqlite:
            async with self._gate.passing(lane), _session(self._writer) as db:
                yield db
                await db.commit()
        else:
            async with _session(self._writer) as db:
                yield db
                await db.commit()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Give a session that sees one moment of the database and changes nothing."""
        async with _session(self._reader) as db:
            yield db

    async def close(self) -> None:
        await self._writer.dispose()
        await self._reader.dispose()


@asynccontextmanager
async def _session(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    async with AsyncSession(engine, expire_on_commit=False, autoflush=False) as db:
        yield db


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


def passing(fault: BaseException) -> bool:
    """Tell whether doing the same turn again may succeed: a lost race, a lock, a broken line."""
    if isinstance(fault, IntegrityError | OperationalError):
        return True
    if isinstance(fault, DBAPIError):
        state = getattr(fault.orig, "sqlstate", None)
        return fault.connection_invalidated or state in {"40001", "40P01", "23505"}
    return False


def _sqlite_engine(url: URL, *, writes: bool) -> AsyncEngine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        pool_size=1 if writes else 4,
        max_overflow=0,
        pool_timeout=120,
        connect_args={"timeout": BUSY_MS / 1000, "isolation_level": None},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        if not writes:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        # A plain BEGIN that reads and then writes fails when another process wrote in between.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def backup_sqlite(source: Path, target: Path) -> None:
    """Copy a running SQLite database to a new file, consistently.

    Raises FileExistsError when `target` exists and sqlite3.Error when the copy fails.
    """
    if target.exists():
        raise FileExistsError(target)
    source_db = sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=BUSY_MS / 1000)
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        target_db = sqlite3.connect(part)
        try:
            source_db.backup(target_db, pages=1000)
            target_db.execute("PRAGMA journal_mode=DELETE")
        finally:
            target_db.close()
        part.replace(target)
    finally:
        source_db.close()
        part.unlink(missing_ok=True)
