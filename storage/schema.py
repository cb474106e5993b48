"""Brings a database to the newest layout, with Alembic.

Alembic is loaded only when there is something to bring: it would stay in a bot's memory for ever.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, inspect, text

from storage.database import driver_url, sync_url

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


class MadeByNewer(Exception):
    """The database has a layout that this program does not know."""


def config(url: str) -> Config:
    """Alembic's settings for the database at `url`."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["url"] = sync_url(url)
    return made


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to `revision`; a new SQLite file is made. Raises MadeByNewer."""
    address = driver_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    if revision == "head" and is_current(url):
        return
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(config(url), revision)
    except CommandError as fault:
        raise MadeByNewer from fault


def downgrade(url: str, revision: str) -> None:
    """Bring the database back to `revision`."""
    from alembic import command

    command.downgrade(config(url), revision)


class Layout(Enum):
    """How a database stands to this program."""

    NONE = "none"  # nothing has been made in it yet
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"  # made by a version of the program that we do not know


def layout(url: str) -> Layout:
    """Say how the database at `url` stands to this program."""
    found, known = _found(url), revisions()
    if found is None:
        return Layout.NONE
    if found == known[-1]:
        return Layout.CURRENT
    return Layout.OLDER if found in known else Layout.NEWER


def is_current(url: str) -> bool:
    """Tell whether the database has the newest layout."""
    return layout(url) is Layout.CURRENT


def revisions() -> list[str]:
    """The layouts that this program knows, the newest last: their files are numbered."""
    return sorted(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _found(url: str) -> str | None:
    """The layout that Alembic has noted in the database."""
    engine = create_engine(sync_url(url))
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return None if found is None else str(found)
    finally:
        engine.dispose()
