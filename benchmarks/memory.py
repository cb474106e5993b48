"""memory: the most a bot holds with ten thousand members, idle and at work."""

import asyncio
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.bots import Start, ours, serving, stock
from benchmarks.measure import peak_mib, say, table
from benchmarks.organisation import CELL, Organisation
from benchmarks.tap_driver import TapDriver
from benchmarks.tap_figures import Tap, members
from benchmarks.taps import STOCK_DATA, answers
from benchmarks.truth import check_taps
from bot.app import utc_now

MEMBERS = 10_000
IDLE = 5.0  # seconds
IN_FLIGHT = 16
HEADER = ("bot", "started and idle, MiB", "after the taps, MiB")
WANTED_MIB = 150


async def measure(scratch: Path, quick: bool) -> str:
    """Measure the peak memory of ours with ten thousand members, and of stock, which knows none."""
    number = 500 if quick else 3000
    cells = -(-MEMBERS // CELL)
    organisation = Organisation(scratch / "memory.db", cells, utc_now())
    organisation.plan(asked=cells)
    driver = TapDriver()
    taps = list(islice(answers(cells * CELL), number))
    say("memory: ours")
    mine = await _peaks(driver, partial(ours, organisation=organisation), taps)
    await check_taps(organisation, driver)
    say("memory: stock")
    other = await _peaks(TapDriver(), stock, list(islice(members(STOCK_DATA), number)))
    title = f"Peak memory, {cells * CELL:,} members, {number} taps, {IN_FLIGHT} in flight"
    drawn = table(title, HEADER, [["ours", *mine], ["stock", *other]])
    return f"{drawn}\nWanted: under {WANTED_MIB} MiB. Stock knows no members and stores nothing."


async def _peaks(driver: TapDriver, start: Start, taps: list[Tap]) -> list[str]:
    async with serving(driver, start) as bot:
        await asyncio.sleep(IDLE)
        idle = peak_mib(bot.pid)
        await driver.run(taps, in_flight=IN_FLIGHT)
        return [f"{idle:.0f}", f"{peak_mib(bot.pid):.0f}"]
