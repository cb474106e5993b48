"""sinhhoat check: what is wrong with this installation, a line each."""

import argparse
import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from telegram import WebhookInfo

from bot.app import utc_now
from bot.commands import asking_telegram, check_database, check_port
from bot.config import Settings

TELEGRAM = Settings.model_fields["telegram_api"].default
LATELY = 3600.0  # seconds; Telegram keeps the last error of a webhook for ever


def add(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "check",
        help="say what is wrong with this installation",
        description="Looks at the settings, the database, the tokens and the port, and prints a "
        "line for everything that is wrong. Exit code 1 when anything is; that no roster has been "
        "imported yet is said too, but is no fault.",
        allow_abbrev=False,
    )
    parser.set_defaults(act=act)


def act(args: argparse.Namespace, settings: Settings) -> int:
    """Print what is wrong; 1 when anything is."""
    wrong = asyncio.run(_look(settings))
    for line in wrong:
        print(line)
    if not wrong:
        print(asyncio.run(_well(settings)))
    return 1 if wrong else 0


async def _well(settings: Settings) -> str:
    """What to say when nothing is wrong. Without a roster there is work left, but no fault."""
    if await check_database.is_anybody_there(settings):
        return "Everything is in order."
    return "Nothing is wrong, but no roster has been imported yet: import FILE."


async def _look(settings: Settings) -> list[str]:
    now = utc_now()
    wrong = await check_database.look(settings, now=now)
    wrong += _address(settings)
    wrong += [line async for line in _telegram(settings, now=now)]
    if settings.web_port:
        wrong += await asyncio.to_thread(check_port.look, settings.web_host, settings.web_port)
    return wrong


def _address(settings: Settings) -> list[str]:
    """Telegram calls only https; a Bot API server of one's own takes both."""
    plain = settings.public_url is not None and urlsplit(settings.public_url).scheme == "http"
    if plain and settings.telegram_api == TELEGRAM:
        return ["BOT_PUBLIC_URL is not https; Telegram calls no such address."]
    if settings.public_url is not None and not settings.web_port:
        return ["BOT_PUBLIC_URL is set but BOT_WEB_PORT is 0; nobody listens behind the address."]
    return []


async def _telegram(settings: Settings, *, now: datetime) -> AsyncIterator[str]:
    if settings.telegram_token is None:
        yield "No channel has a token; set BOT_TELEGRAM_TOKEN to the one that BotFather gave."
        return
    try:
        async with asking_telegram.bot(settings) as bot:
            info = await bot.get_webhook_info()
    except asking_telegram.NoAnswer as why:
        yield str(why)
        return
    for line in _webhook(info, settings.public_url, now=now):
        yield line


def _webhook(info: WebhookInfo, public_url: str | None, *, now: datetime) -> list[str]:
    """What Telegram says of where it brings updates; none is set before the first `run`."""
    host = urlsplit(info.url).hostname
    if info.url and public_url is None:
        return [
            f"Telegram brings the updates to {host}, but BOT_PUBLIC_URL is not set: `run` would "
            "end that. If another program uses this token, ask BotFather for one of its own."
        ]
    if info.url and info.url != f"{public_url}/telegram":
        return [
            f"Telegram brings the updates to {host} and not to BOT_PUBLIC_URL; start `run` anew. "
            "If another program uses this token, ask BotFather for one of its own."
        ]
    at = info.last_error_date
    if info.url and at is not None and (now - at).total_seconds() < LATELY:
        return [f"Telegram could not bring an update to BOT_PUBLIC_URL: {info.last_error_message}."]
    return []
