"""How Alembic reaches the database: with the address it is handed, offline never."""

from alembic import context
from sqlalchemy import create_engine, text
from sqlmodel import SQLModel

import storage.tables  # noqa: F401  (registers every table)

ONE_AT_A_TIME = 436  # any number that means nothing else in this database


def migrate() -> None:
    engine = create_engine(context.config.attributes["url"])
    try:
        with engine.connect() as connection:
            context.configure(
                connection=connection,
                target_metadata=SQLModel.metadata,
                render_as_batch=True,  # SQLite cannot alter a column otherwise
                compare_type=True,
            )
            with context.begin_transaction():
                if connection.dialect.name == "postgresql":
                    # of two programs that start at once, the second finds everything done
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
                context.run_migrations()
    finally:
        engine.dispose()


migrate()
