"""sinhhoat demo: a month of a sample committee, in the browser; nothing leaves this machine."""

import argparse
import asyncio
import logging
import signal
import sys
from typing import Any

from bot.commands import demo_stage, terminal_demo
from bot.commands.demo_pages import Curtain, DemoPages
from bot.commands.failure import Failed
from bot.config import BadSettings, Settings
from bot.i18n import Speech
from bot.logs import set_up_logging
from bot.serving import serving
from bot.tasks import kept_going

HERE = "127.0.0.1"  # nobody else's machine has to see it


def add(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "demo",
        help="see the bot at work with sample people",
        description="Serves a month of a sample committee in the browser: four phones, a clock to "
        "move, the real bot on a database that is thrown away. Nothing leaves this machine.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--terminal", action="store_true", help="tell the month in the terminal instead"
    )
    parser.add_argument(
        "--pace", default="0", metavar="SECONDS", help="in the terminal, wait after every step"
    )
    parser.set_defaults(act=act)


def act(args: argparse.Namespace, settings: Settings) -> int:
    """Show the month. Raises Failed with code 2 for a pace that is no number of seconds."""
    pace = terminal_demo.seconds(args.pace)
    set_up_logging(settings, level=logging.WARNING)
    if args.terminal:
        asyncio.run(terminal_demo.play(settings, sys.stdout, pace))
        return 0
    if pace:
        raise Failed("--pace is for --terminal; in the browser the clock has a play button.", 2)
    if settings.web_port == 0:
        raise BadSettings("The demo needs a port: set BOT_WEB_PORT above 0.")
    asyncio.run(serve(settings))
    return 0


async def serve(settings: Settings) -> None:
    """Serve the demo until SIGINT or SIGTERM. Raises BadSettings when it cannot listen."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    curtain = Curtain()
    async with serving(curtain, HERE, settings.web_port, curtain.close) as port:
        first = True
        while not stopped.is_set():
            async with demo_stage.opened(settings) as stage:
                curtain.rise(DemoPages(stage, curtain.again).app, stage.web.streams.close)
                if first:
                    first = False
                    _greet(stage.t, port)
                async with asyncio.TaskGroup() as group:
                    settling = group.create_task(kept_going("settling", stage.keep_settled))
                    await _first_of(stopped, curtain.falls)
                    await curtain.fall()
                    settling.cancel()


def _greet(t: Speech, port: int) -> None:
    print(t("Open http://127.0.0.1:{port} in a browser. Ctrl-C ends the demo.", port=port))
    sys.stdout.flush()


async def _first_of(*events: asyncio.Event) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(event.wait()) for event in events]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
