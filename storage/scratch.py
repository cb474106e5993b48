"""A copy of an installation's database to try things out on; the original is only read."""

from pathlib import Path

from sqlalchemy import create_engine, insert, select
from sqlmodel import SQLModel

from storage.database import backup_sqlite, sync_url
from storage.schema import upgrade

NOT_COPIED = frozenset({"receipt", "trouble", "lease", "kept"})  # of the process, or secret
AT_ONCE = 1000  # rows


def copy_to(url: str, target: Path) -> None:
    """Copy the database at `url` into a new SQLite file of the newest layout.

    Works beside a running bot and sees one moment of it. A database on PostgreSQL has to have the
    newest layout. Raises FileExistsError, sqlite3.Error and sqlalchemy.exc.DBAPIError.
    """
    address = sync_url(url)
    copy = f"sqlite:///{target}"
    if address.get_backend_name() == "sqlite":
        backup_sqlite(Path(str(address.database)), target)
        upgrade(copy)
        return
    if target.exists():
        raise FileExistsError(target)
    upgrade(copy)
    _copy_rows(url, copy)


def _copy_rows(source: str, target: str) -> None:
    """Copy row by row through the tables we know; a plain SQLite engine minds no foreign keys."""
    reader = create_engine(
        sync_url(source),
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )
    writer = create_engine(sync_url(target))
    try:
        with reader.connect() as there, writer.begin() as here:
            for table in SQLModel.metadata.sorted_tables:
                if table.name in NOT_COPIED:
                    continue
                rows = there.execution_options(yield_per=AT_ONCE).execute(select(table))
                for some in rows.mappings().partitions(AT_ONCE):
                    here.execute(insert(table), [dict(row) for row in some])
    finally:
        reader.dispose()
        writer.dispose()
