"""Small things both databases say differently."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

COUNTED = {"preserve_rowcount": True}


def insert(db: AsyncSession, table: type[SQLModel]) -> Any:
    """An INSERT that knows ON CONFLICT, for whichever database this is."""
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    # The bare table: the mapped class would have every INSERT go through the unit of work.
    return dialect.insert(inspect(table).local_table)


class Upsert:
    """An INSERT with its conflict, built once for each database: for the path of every tap.

    `make` gets the table's INSERT and returns the whole statement, with bindparams for values.
    """

    def __init__(self, table: type[SQLModel], make: Callable[[Any], Any]) -> None:
        bare = inspect(table).local_table
        self._made = {
            "sqlite": make(sqlite.insert(bare)),
            "postgresql": make(postgresql.insert(bare)),
        }

    async def run(self, db: AsyncSession, values: dict[str, Any]) -> Any:
        """Run it with `values` and return the result, which knows its row count."""
        connection = await db.connection()
        return await connection.execute(
            self._made[connection.dialect.name],
            values,
            execution_options=COUNTED,
        )


async def changed(db: AsyncSession, statement: Any, parameters: Any = None) -> int:
    """Run an UPDATE, DELETE or INSERT and say how many rows it touched."""
    # Without the option an INSERT on PostgreSQL does not say.
    done: Any = await db.execute(statement, parameters, execution_options=COUNTED)
    return int(done.rowcount)
