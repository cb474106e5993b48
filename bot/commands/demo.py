"""sinhhoat demo: a month of a sample committee in the terminal; nothing leaves this machine."""

import argparse
import asyncio
import logging
import math
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, TextIO

from bot.advance import Clock
from bot.app import running
from bot.channels.terminal import TerminalChannel
from bot.channels.terminal_paper import Paper
from bot.commands import sample, sample_month
from bot.commands.failure import Failed
from bot.commands.sample_stage import Stage
from bot.config import Settings
from bot.i18n import Speech
from bot.logs import set_up_logging

BEGINS = "2026-11-16 09:00"  # local, a Monday: every run tells the same month
SEED = 2026  # of the join codes, likewise


def add(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "demo",
        help="see the bot at work with sample people",
        description="Plays a month of a sample committee in the terminal: real commands, cards and "
        "messages, a clock that is moved, a database that is thrown away. Nothing leaves this "
        "machine.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--pace", default="0", metavar="SECONDS", help="wait so long after every step"
    )
    parser.set_defaults(act=act)


def act(args: argparse.Namespace, settings: Settings) -> int:
    """Play the month. Raises Failed with code 2 for a pace that is no number of seconds."""
    pace = _seconds(args.pace)
    set_up_logging(settings, level=logging.WARNING)
    asyncio.run(play(settings, sys.stdout, pace))
    return 0


async def play(settings: Settings, stream: TextIO, pace: float = 0) -> None:
    """Play the month on a database that vanishes with it; only locale and time zone are kept."""
    with tempfile.TemporaryDirectory(prefix="sinhhoat-demo-") as folder:
        scratch = Settings(
            database_url=f"sqlite:///{Path(folder) / 'demo.db'}",
            web_port=0,
            locale=settings.locale,
            timezone=settings.timezone,
        )
        begins = datetime.fromisoformat(BEGINS).replace(tzinfo=scratch.zone)
        clock = Clock(begins.astimezone(UTC))
        random = Random(SEED).randbytes
        async with running(scratch, now=clock, random=random, alone=True) as bots:
            paper = Paper.on(stream, Speech(scratch.locale, scratch.zone))
            channel = TerminalChannel(bots.turns, bots.screens, bots.background, paper.sees)
            bots.channels[channel.name] = channel
            async with bots.database.transaction() as db:
                people = await sample.put_down(db)
            await sample_month.play(Stage(bots, clock, channel, paper, people, pace))


def _seconds(text: str) -> float:
    try:
        pace = float(text)
    except ValueError:
        pace = -1.0
    if not (math.isfinite(pace) and 0 <= pace <= 60):
        raise Failed(f"--pace takes seconds from 0 to 60, not {text}.", code=2)
    return pace
