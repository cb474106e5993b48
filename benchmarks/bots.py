"""Bots in a process of their own: ours and the stock one."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from benchmarks.measure import Program, free_port
from benchmarks.organisation import Organisation
from benchmarks.tap_driver import TapDriver

Start = Callable[[str], Program]
TOKEN = "1:A"
SECRET = "secret-of-the-benchmarks"
STARTS_WITHIN = 60.0  # seconds, on a machine with other work to do


def ours(
    api: str, organisation: Organisation, *, webhook: bool = True, rate: float | None = None
) -> Program:
    """Start our bot on an organisation's database, as people start it: with settings.

    It paces what it sends at `rate` a second. Without one it runs as benchmarks/unpaced.py says,
    for comparisons with bots that do not pace either.
    """
    port = free_port()
    given = {
        "BOT_DATABASE_URL": organisation.url,
        "BOT_TELEGRAM_API": api,
        "BOT_TELEGRAM_TOKEN": TOKEN,
        "BOT_WEBHOOK_SECRET": SECRET,
        "BOT_WEB_PORT": str(port if webhook else 0),
    }
    if webhook:
        given["BOT_PUBLIC_URL"] = f"http://127.0.0.1:{port}"
    if rate is not None:
        given["BOT_TELEGRAM_RATE"] = str(rate)
    others = {name: text for name, text in os.environ.items() if not name.startswith("BOT_")}
    program = ["-m", "benchmarks.unpaced"] if rate is None else ["-m", "bot", "run"]
    return Program(program, env={**others, **given}, folder=organisation.file.parent)


def stock(
    api: str, *, mode: str = "webhook", client: str = "stock", loop: str = "asyncio"
) -> Program:
    """Start the stock bot."""
    options = {"--api": api, "--token": TOKEN, "--mode": mode, "--port": str(free_port())}
    options |= {"--client": client, "--loop": loop}
    words = [word for option in options.items() for word in option]
    return Program(["-m", "benchmarks.stock_bot", *words])


@asynccontextmanager
async def serving(driver: TapDriver, start: Start) -> AsyncIterator[Program]:
    """A bot on the driver's address, ready for taps; stopped at the end."""
    async with driver:
        with start(driver.base_url) as bot:
            await driver.ready()
            yield bot
            await asyncio.to_thread(bot.stop)  # which may still want an answer from us
