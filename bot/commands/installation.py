"""The database of the installation, as the commands beside a running bot use it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.commands.failure import Failed
from bot.config import Settings
from bot.place import Home
from storage.database import Database
from storage.schema import is_current, upgrade


@asynccontextmanager
async def opened(settings: Settings, *, make: bool = False) -> AsyncIterator[Database]:
    """The database in the newest layout.

    A SQLite file that does not exist is made with `make`; otherwise it raises Failed.
    """
    file = settings.sqlite_file
    new = file is not None and not file.exists()
    if new and not make:
        raise Failed(f"There is no database {file} yet; first import a roster: import FILE.")
    if new or not await asyncio.to_thread(is_current, settings.database_url):
        await asyncio.to_thread(upgrade, settings.database_url)
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        await database.close()


def home(settings: Settings, telegram_name: str | None = None) -> Home:
    """The defaults of the installation."""
    return Home(
        timezone=settings.timezone,
        locale=settings.locale,
        public_url=settings.public_url,
        telegram_name=telegram_name,
    )
