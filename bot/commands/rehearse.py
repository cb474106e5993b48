"""sinhhoat rehearse: what would be sent to whom and when, found out on a passing copy."""

import argparse
import asyncio
import logging
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from dateutil.relativedelta import relativedelta

from bot.advance import Clock, advance
from bot.app import running, utc_now
from bot.commands.failure import Failed
from bot.commands.rehearsal import Foreseen, RecordingChannel, foreseen, unreached
from bot.commands.rehearsal_paper import show
from bot.config import Settings
from bot.i18n import Speech
from bot.logs import set_up_logging
from storage.schema import is_current
from storage.scratch import copy_to

MOST_MONTHS = 24


def add(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "rehearse",
        help="say what would be sent to whom and when, and send nothing",
        description="Lets the coming months go by on a copy of the database and prints every "
        "message that would be sent, as if nobody answered anything more. Works beside a running "
        "bot, and changes and sends nothing.",
        allow_abbrev=False,
    )
    parser.add_argument("--months", default="1", metavar="N", help="1 (default) to 24")
    parser.set_defaults(act=act)


def act(args: argparse.Namespace, settings: Settings) -> int:
    """Print what is foreseen. Raises Failed: code 2 for the wrong months, 1 for an empty roster."""
    months = _months(args.months)
    set_up_logging(settings, level=logging.ERROR)
    asyncio.run(rehearse(settings, sys.stdout, months=months, now=utc_now()))
    return 0


async def rehearse(settings: Settings, stream: TextIO, *, months: int, now: datetime) -> None:
    """Let `months` go by on a copy of the database and print what would have been sent."""
    with tempfile.TemporaryDirectory(prefix="sinhhoat-rehearsal-") as folder:
        scratch = Path(folder) / "copy.db"
        await asyncio.to_thread(_copy, settings, scratch)
        found = await _foresee(settings, scratch, now, now + relativedelta(months=months))
    show(stream, found, Speech(settings.locale, settings.zone), rate=settings.telegram_rate)


async def _foresee(settings: Settings, scratch: Path, now: datetime, until: datetime) -> Foreseen:
    alone = settings.model_copy(
        update={
            "database_url": f"sqlite:///{scratch}",
            "telegram_token": None,  # so that not even a client is made
            "web_port": 0,
        }
    )
    clock = Clock(now)
    async with running(alone, now=clock, alone=True) as bots:
        async with bots.database.reading() as db:
            people = await unreached(db)
            bots.channels.update(await RecordingChannel.for_all(db))
        if not people.everyone:
            raise Failed("There is nobody on the roster yet; first import one: import FILE.")
        await advance(clock, bots.turns, bots.jobs, bots.delivery, until)
        async with bots.database.reading() as db:
            return await foreseen(db, people, since=now, until=until)


def _copy(settings: Settings, scratch: Path) -> None:
    file = settings.sqlite_file
    if file is not None and not file.is_file():
        raise Failed(f"There is no database {file} yet; first import a roster: import FILE.")
    if file is None and not is_current(settings.database_url):
        raise Failed(
            "The database does not have the newest layout; python -m bot run brings it there."
        )
    copy_to(settings.database_url, scratch)


def _months(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_MONTHS):
        raise Failed(f"--months takes a number from 1 to {MOST_MONTHS}, not {text}.", code=2)
    return int(text)
