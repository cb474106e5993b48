"""sinhhoat run: every channel that has a token or a port, until told to stop."""

import argparse
import asyncio
import signal
from typing import Any

from bot.app import running
from bot.config import BadSettings, Settings


def add(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "run",
        help="run the bot until it is told to stop",
        description="Runs every channel that has a token or a port. SIGTERM or Ctrl-C stops it, "
        "in order, within ten seconds. Two of them never run on one SQLite file.",
        allow_abbrev=False,
    )
    parser.set_defaults(act=act)


def act(args: argparse.Namespace, settings: Settings) -> int:
    """Run until SIGTERM or SIGINT."""
    if settings.telegram_token is None and settings.web_port == 0:
        raise BadSettings("Nothing to run: set BOT_TELEGRAM_TOKEN, or BOT_WEB_PORT above 0.")
    with asyncio.Runner(loop_factory=_loop) as runner:
        runner.run(_until_stopped(settings))
    return 0


async def _until_stopped(settings: Settings) -> None:
    """Run; a signal ends it in order, and at once while it is still starting."""
    stopped = asyncio.Event()
    starting = asyncio.current_task()

    def stop() -> None:
        stopped.set()
        if starting is not None:
            starting.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    try:
        async with running(settings) as bots:
            starting = None
            bots.hopeless.add_done_callback(lambda _: stopped.set())
            await stopped.wait()
            if bots.hopeless.done():
                bots.hopeless.result()
    except asyncio.CancelledError:
        if not stopped.is_set():
            raise


def _loop() -> asyncio.AbstractEventLoop:
    """The faster loop where it can be had."""
    try:
        import uvloop
    except ImportError:  # there is none for Windows
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
