"""A town, and programs that can be started beside it and killed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot_api import BotApiServer
from tests.faults.program import Programs
from tests.faults.town import Town, founded


@pytest.fixture
async def programs(tmp_path: Path) -> AsyncIterator[Programs]:
    started = Programs(tmp_path)
    yield started
    await started.close()


@pytest.fixture
async def town(database_url: str, api: BotApiServer) -> AsyncIterator[Town]:
    async with founded(database_url, api) as made:
        yield made


@pytest.fixture
def polling(database_url: str, api: BotApiServer) -> dict[str, str]:
    """The settings of a bot that fetches its updates."""
    return {
        "BOT_DATABASE_URL": database_url,
        "BOT_TELEGRAM_TOKEN": api.token,
        "BOT_TELEGRAM_API": api.url,
        "BOT_TELEGRAM_RATE": "30",
        "BOT_WEB_PORT": "0",
    }
