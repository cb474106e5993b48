"""A command could not do its work; the text is the one line for standard error."""

import sqlite3
from collections.abc import Sequence

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.config import Settings
from storage.schema import MadeByNewer

# What SQLite and PostgreSQL say, and what a person can do about it.
_SQLITE: Sequence[tuple[str, str]] = (
    ("locked", "Another program holds the database {file}; try again when it has finished."),
    ("unable to open", "The database {file} cannot be opened; check that you may use its folder."),
    ("readonly", "The database {file} may not be written; check who owns it and its folder."),
    ("not a database", "{file} is no SQLite database; check BOT_DATABASE_URL."),
    ("malformed", "The database {file} is damaged; put the last backup in its place."),
    ("is full", "The disk of {file} is full; make room on it."),
)
_CONNECTING: Sequence[tuple[str, str]] = (
    ("password", "PostgreSQL at {host} refuses the user or password of BOT_DATABASE_URL."),
    ("does not exist", "PostgreSQL at {host} has no such database or user; make it first."),
    ("", "PostgreSQL at {host} does not answer; check that it runs and BOT_DATABASE_URL."),
)
_CONNECTED: Sequence[tuple[str, str]] = (
    ("permission denied", "PostgreSQL at {host} lets this user make no tables; grant it that."),
)


class Failed(Exception):
    """Raised by commands. `code` is the exit code: 1 the work failed, 2 wrong use."""

    def __init__(self, line: str, code: int = 1) -> None:
        super().__init__(line)
        self.code = code


def explained(fault: Exception, settings: Settings) -> str | None:
    """One line for a fault of the database or the disk, None for what nobody foresaw."""
    if isinstance(fault, DBAPIError):
        return _of_database(str(fault.orig).lower(), settings)
    if isinstance(fault, sqlite3.Error):
        return _of_database(str(fault).lower(), settings)
    if isinstance(fault, MadeByNewer):
        return "The database was made by a newer version of this program; install that version."
    if isinstance(fault, OSError) and fault.filename is not None:
        return f"{fault.filename} cannot be used: {fault.strerror}."
    return None


def _of_database(said: str, settings: Settings) -> str:
    lines = _SQLITE
    if settings.sqlite_file is None:
        lines = _CONNECTING if "connect" in said else _CONNECTED
    url = make_url(settings.database_url)
    host = f"{url.host or 'this machine'}:{url.port or 5432}"
    for words, line in lines:
        if words in said:
            return line.format(file=settings.sqlite_file, host=host)
    return "The database failed; BOT_LOG_LEVEL=debug shows where."
