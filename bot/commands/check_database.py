"""What is wrong with the database of an installation, and with what has been left in it."""

import asyncio
import os
import sqlite3
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import create_engine, text

from bot.commands.failure import explained
from bot.config import Settings
from storage import leftovers, roster
from storage.database import Database, sync_url
from storage.schema import Layout, layout

LATELY = timedelta(days=30)  # what is older has been seen, or does not matter any more
BUSY_SECONDS = 3.0


async def look(settings: Settings, *, now: datetime) -> list[str]:
    """A line for everything that is wrong. What does not exist yet is no fault: `run` makes it."""
    try:
        found = await asyncio.to_thread(_layout, settings)
        if found is Layout.CURRENT:
            return await _leftovers(settings, now=now)
    except Exception as fault:
        known = explained(fault, settings)
        if known is None:
            raise
        return [known]
    match found:
        case Layout.OLDER:
            return [
                "The database has an older layout; back it up, then `run` brings it up to date."
            ]
        case Layout.NEWER:
            return ["The database was made by a newer version of this program; install that one."]
    return []


async def is_anybody_there(settings: Settings) -> bool:
    """Whether a roster has been imported, in a database with which nothing is wrong."""
    file = settings.sqlite_file
    if file is not None and not file.exists():
        return False
    if await asyncio.to_thread(layout, settings.database_url) is not Layout.CURRENT:
        return False
    database = Database(settings.database_url)
    try:
        async with database.reading() as db:
            return bool(await roster.known_units(db))
    finally:
        await database.close()


def _layout(settings: Settings) -> Layout:
    """How the database stands to the program. Raises what the database or the disk raise."""
    file = settings.sqlite_file
    if file is None:
        _write_postgres(settings.database_url)
    else:
        _write_beside(file)
        if not file.exists():
            return Layout.NONE
        _write_sqlite(file)
    return layout(settings.database_url)


def _write_beside(file: Path) -> None:
    folder = file.absolute().parent
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK):  # what does not exist yet would be made in it
        raise PermissionError(13, "it may not be written", str(folder))
    with tempfile.TemporaryFile(dir=folder):
        pass


def _write_sqlite(file: Path) -> None:
    address = f"file:{quote(str(file))}?mode=rw"
    connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    finally:
        connection.close()


def _write_postgres(url: str) -> None:
    engine = create_engine(sync_url(url), connect_args={"connect_timeout": 5})
    try:
        with engine.connect() as connection:
            connection.execute(text("CREATE TEMPORARY TABLE may_we_write (yes integer)"))
            connection.rollback()
    finally:
        engine.dispose()


async def _leftovers(settings: Settings, *, now: datetime) -> list[str]:
    """Updates nobody took and messages nobody got, by number: never their words."""
    database = Database(settings.database_url)
    try:
        async with database.reading() as db:
            aside = await leftovers.updates_since(db, now - LATELY)
            failed = await leftovers.messages_since(db, now - LATELY)
    finally:
        await database.close()
    lines = [
        f"The update {each.number} of {each.channel} failed three times and was set aside "
        f"({each.error}, code {each.code}); the log of that time tells where."
        for each in aside
    ]
    if failed:
        lines.append(
            f"Messages given up after several tries in the last {LATELY.days} days: {failed}; "
            "the log of that time tells why."
        )
    return lines
