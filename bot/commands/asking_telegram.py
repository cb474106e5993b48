"""Telegram asked a few questions beside a running bot, which notices nothing."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram_http import AioHttpRequest
from bot.config import Settings

PATIENCE = 5.0  # seconds


class NoAnswer(Exception):
    """Telegram does not answer, or does not know the token; the text is one line."""


@asynccontextmanager
async def bot(settings: Settings) -> AsyncIterator[Bot]:
    """The bot of the settings' token, which Telegram knows. Raises NoAnswer."""
    assert settings.telegram_token is not None
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # else the library warns at every 429
    request = AioHttpRequest(connections=2, read_timeout=PATIENCE, connect_timeout=PATIENCE)
    asked = Bot(
        settings.telegram_token.get_secret_value(),
        base_url=f"{settings.telegram_api}/bot",
        request=request,
        get_updates_request=AioHttpRequest(connections=1),
    )
    try:
        await asked.initialize()
        yield asked
    except InvalidToken:
        raise NoAnswer(
            "BOT_TELEGRAM_TOKEN is not known to Telegram; copy it again from BotFather."
        ) from None
    except TelegramError as fault:
        kind = type(fault).__name__
        raise NoAnswer(f"Telegram does not answer at {settings.telegram_api} ({kind}).") from None
    finally:
        await asked.shutdown()
