"""Brings a database to the newest layout, with Alembic."""

from enum import Enum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from storage.database import driver_url, sync_url

MIGRATIONS = Path(__file__).parent / "migrations"


def config(url: str) -> Config:
    """Alembic's settings for the database at `url`."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["url"] = sync_url(url)
    return made


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to `revision`; a new SQLite file is made."""
    address = driver_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Bring the database back to `revision`."""
    command.downgrade(config(url), revision)


class Layout(Enum):
    """How a database stands to this program."""

    NONE = "none"  # nothing has been made in it yet
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"  # made by a version of the program that we do not know


def layout(url: str) -> Layout:
    """Say how the database at `url` stands to this program."""
    engine = create_engine(sync_url(url))
    try:
        with engine.connect() as connection:
            found = set(MigrationContext.configure(connection).get_current_heads())
    finally:
        engine.dispose()
    script = ScriptDirectory.from_config(config(url))
    if not found:
        return Layout.NONE
    if found == set(script.get_heads()):
        return Layout.CURRENT
    known = {revision.revision for revision in script.walk_revisions()}
    return Layout.OLDER if found <= known else Layout.NEWER


def is_current(url: str) -> bool:
    """Tell whether the database has the newest layout."""
    return layout(url) is Layout.CURRENT
