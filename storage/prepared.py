"""Statements on the path of every tap: compiled once, and run beside SQLAlchemy's own way.

That way finds a statement again by its structure at each run, makes a context and a result for it,
and of rows objects that are compared once more when they are flushed: half of a turn that answers
an invitation. Here only what the types of its columns do to values is left.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.sqlite import aiosqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlmodel import SQLModel

from storage.inline_sqlite import Connection

COUNTED = {"preserve_rowcount": True}
INLINE = "the connection to SQLite"  # in session.info
ON_SQLITE = aiosqlite.dialect()

Rows = list[tuple[Any, ...]]


class Prepared:
    """A statement with a `bindparam` for each value, one for each kind of database.

    It has no IN over a list and no default of Python's: ValueError at its first run. What the
    database refuses is raised as SQLAlchemy raises it, a DBAPIError.
    """

    def __init__(self, on_sqlite: Any, on_postgresql: Any) -> None:
        self._on_sqlite = on_sqlite
        self._on_postgresql = on_postgresql
        self._compiled: dict[str, _Compiled] = {}

    @classmethod
    def alike(cls, statement: Any) -> "Prepared":
        """One that both databases understand."""
        return cls(statement, statement)

    @classmethod
    def insert(cls, table: type[SQLModel], make: Callable[[Any], Any]) -> "Prepared":
        """One that begins with the table's INSERT, to which `make` adds values and conflict."""
        bare = inspect(table).local_table
        return cls(make(sqlite.insert(bare)), make(postgresql.insert(bare)))

    async def rows(self, db: AsyncSession, values: Mapping[str, Any]) -> Rows:
        """Run it and return its rows."""
        rows, _ = await self._run(db, values)
        return rows

    async def count(self, db: AsyncSession, values: Mapping[str, Any]) -> int:
        """Run it and say how many rows it touched."""
        _, count = await self._run(db, values)
        return count

    async def _run(self, db: AsyncSession, values: Mapping[str, Any]) -> tuple[Rows, int]:
        inline: Connection | None = db.info.get(INLINE)
        if inline is None:
            connection = await db.connection()
            if connection.dialect.name == "postgresql":
                return await self._on_server(connection, values)
            inline = (await connection.get_raw_connection()).driver_connection
            assert inline is not None
            db.info[INLINE] = inline  # a session is one transaction, on one connection
        ready = self._ready("sqlite", ON_SQLITE, self._on_sqlite)
        try:
            rows, count = await inline.run(ready.text, ready.given(values))
        except sqlite3.Error as fault:
            raise DBAPIError.instance(
                ready.text, None, fault, sqlite3.Error, hide_parameters=True
            ) from fault
        return ready.read(rows), count

    async def _on_server(
        self, connection: AsyncConnection, values: Mapping[str, Any]
    ) -> tuple[Rows, int]:
        ready = self._ready("postgresql", connection.dialect, self._on_postgresql)
        done = await connection.exec_driver_sql(
            ready.text, ready.given(values), execution_options=COUNTED
        )
        rows = [tuple(row) for row in done] if done.returns_rows else []
        return ready.read(rows), done.rowcount

    def _ready(self, name: str, dialect: Dialect, statement: Any) -> "_Compiled":
        found = self._compiled.get(name)
        if found is None:
            found = self._compiled[name] = _Compiled(statement, dialect)
        return found


class _Compiled:
    """The text of a statement for a driver, and what its types do to values on either way."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.text: str = compiled.string
        if "POSTCOMPILE" in self.text or compiled.insert_prefetch or compiled.update_prefetch:
            raise ValueError(f"this statement cannot be prepared: {self.text}")
        self._by_name = not compiled.positional
        self._names: Sequence[str] = list(
            compiled.params if self._by_name else compiled.positiontup
        )
        self._into = [
            (name, process)
            for name, bound in compiled.binds.items()
            if (process := bound.type.dialect_impl(dialect).bind_processor(dialect))
        ]
        self._fixed = {
            name: value for name, value in compiled.params.items() if not _is_asked(compiled, name)
        }
        self._from = [
            (at, process)
            for at, column in enumerate(statement.exported_columns)
            if (process := column.type.dialect_impl(dialect).result_processor(dialect, None))
        ]

    def given(self, values: Mapping[str, Any]) -> Any:
        """Values as the driver takes them: by name, or in order. Raises KeyError for a missing."""
        every = {**self._fixed, **values}
        for name, process in self._into:
            every[name] = process(every[name])
        if self._by_name:
            return {name: every[name] for name in self._names}
        return [every[name] for name in self._names]

    def read(self, rows: Rows) -> Rows:
        """Rows of the driver as the columns' types read them."""
        if not self._from or not rows:
            return rows
        found = [list(row) for row in rows]
        for row in found:
            for at, process in self._from:
                row[at] = process(row[at])
        return [tuple(row) for row in found]


def _is_asked(compiled: Any, name: str) -> bool:
    """Whether a value is to be given at each run, rather than written into the statement."""
    return bool(compiled.binds[name].required)
