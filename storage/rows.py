"""Small things both databases say differently."""

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from storage.prepared import COUNTED


def insert(db: AsyncSession, table: type[SQLModel]) -> Any:
    """An INSERT that knows ON CONFLICT, for whichever database this is."""
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    # The bare table: the mapped class would have every INSERT go through the unit of work.
    return dialect.insert(inspect(table).local_table)


async def changed(db: AsyncSession, statement: Any, parameters: Any = None) -> int:
    """Run an UPDATE, DELETE or INSERT and say how many rows it touched."""
    # Without the option an INSERT on PostgreSQL does not say.
    done: Any = await db.execute(statement, parameters, execution_options=COUNTED)
    return int(done.rowcount)
