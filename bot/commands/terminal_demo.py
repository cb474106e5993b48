"""The demo in the terminal: a month of a sample committee, told step by step."""

import math
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TextIO

from bot.advance import Clock
from bot.app import running
from bot.channels.terminal import TerminalChannel
from bot.channels.terminal_paper import Paper
from bot.commands import sample, sample_month
from bot.commands.failure import Failed
from bot.commands.sample_stage import Stage
from bot.config import Settings
from bot.i18n import Speech

BEGINS = "2026-11-16 09:00"  # local, a Monday: every run tells the same month
SEED = 2026  # of the join codes, likewise


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


def seconds(text: str) -> float:
    """A pace as it was typed. Raises Failed with code 2 for one that is none."""
    try:
        pace = float(text)
    except ValueError:
        pace = -1.0
    if not (math.isfinite(pace) and 0 <= pace <= 60):
        raise Failed(f"--pace takes seconds from 0 to 60, not {text}.", code=2)
    return pace
