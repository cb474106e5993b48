"""SQLite on the event loop's own thread, where a statement of ours takes some tens of microseconds.

SQLAlchemy's asynchronous SQLite hands every step of every statement to a thread and back, which
costs a tap more than all the rest of it. Here only what may wait leaves the loop: a lock that
another process holds is asked for again and again, and the commit, which waits for the disk, goes
to a thread. Looks are short here too: each finds its rows by an index.
"""

import asyncio
import sqlite3
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

TO_WRITE, TO_READ = "BEGIN IMMEDIATE", "BEGIN"
ASK_EVERY = 0.005, 0.1  # seconds, the first and the longest pause while another process writes


class Cursor:
    """What SQLAlchemy's aiosqlite dialect asks of a cursor."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._cursor = connection._conn.cursor()

    async def __aenter__(self) -> "Cursor":
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> "Cursor":
        await self._connection.begin_before(statement)
        self._cursor.execute(statement, parameters)
        return self

    async def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> "Cursor":
        await self._connection.begin_before(statement)
        self._cursor.executemany(statement, rows)
        return self

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def close(self) -> None:
        self._cursor.close()

    @property
    def description(self) -> Any:
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid

    arraysize = 1


class Connection:
    """What SQLAlchemy's aiosqlite dialect asks of a connection."""

    def __init__(self, path: str, patience: float, begin: str) -> None:
        self._patience = patience
        self._begin = begin
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="sqlite-commit")
        self._conn = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        self._connection: sqlite3.Connection | None = self._conn

    def cursor(self) -> Cursor:
        return Cursor(self)

    async def begin_before(self, statement: str) -> None:
        """Begin before the first statement; a lock is waited for without holding up the loop.

        To write, it is taken at once: a plain BEGIN that reads and then writes fails when another
        process wrote in between.
        """
        if self._conn.in_transaction or statement.startswith("PRAGMA"):
            return
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience
        pause, longest = ASK_EVERY
        while True:
            try:
                self._conn.execute(self._begin)
                return
            except sqlite3.OperationalError as busy:
                if busy.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or loop.time() > deadline:
                    raise
            await asyncio.sleep(pause)
            pause = min(longest, pause * 2)

    async def run(self, statement: str, parameters: Sequence[Any]) -> tuple[list[Any], int]:
        """Run one statement in the transaction; return its rows and how many it touched."""
        await self.begin_before(statement)
        done = self._conn.execute(statement, parameters)
        return done.fetchall(), done.rowcount

    async def commit(self) -> None:
        """Wait for the disk in a thread; a commit once begun is waited for, cancelled or not."""
        if not self._conn.in_transaction:
            return
        done = asyncio.get_running_loop().run_in_executor(self._disk, self._conn.commit)
        try:
            await asyncio.shield(done)
        except asyncio.CancelledError:
            await asyncio.wait([done])
            raise

    async def rollback(self) -> None:
        if self._conn.in_transaction:
            self._conn.rollback()

    async def create_function(self, *args: Any, **options: Any) -> None:
        self._conn.create_function(*args, **options)

    async def close(self) -> None:
        if self._connection is not None:
            self._connection = None
            self._conn.close()
            self._disk.shutdown(wait=False)

    def stop(self) -> None:
        self._connection = None
        self._disk.shutdown(wait=False)


async def connect(path: str, patience: float, begin: str = TO_WRITE) -> Connection:
    """Open the database file; a lock held elsewhere is waited for `patience` seconds."""
    return Connection(path, patience, begin)
