"""due: thirty thousand invitations fall due at once, and people go on tapping."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import islice, takewhile
from pathlib import Path
from statistics import median

from benchmarks.bots import ours, serving, stock
from benchmarks.measure import peak_mib, say, spread, table
from benchmarks.organisation import CELL, Organisation
from benchmarks.tap_driver import TapDriver
from benchmarks.tap_figures import Result, Tap, members
from benchmarks.taps import STOCK_DATA, answers
from benchmarks.truth import Untrue, check_taps
from bot.app import utc_now

TAPPING = 50  # cells that have been asked before and tap all along
TAPS = 10.0  # a second
RATE = 25.0  # the bot's own, as it comes
WARM_UP = 50
CALM = 100  # taps before anything falls due
LONGEST = 120.0  # seconds after falling due; then it is given up
LOOK = 0.05
HEADER = ("taps meanwhile", "taps", "answer p50", "p99 ms", "edit p50", "p99 ms")
NOTE = """\
Wanted: all owed within 60 s of falling due, taps answered within 300 ms (p99) meanwhile.
The bot looks at the clock every so often; what passes till then counts."""


class Due:
    """The invitations of one run: how many are owed, and when they fell due, began and were."""

    def __init__(self, organisation: Organisation) -> None:
        self._file = organisation.file
        self.wanted = (organisation.cells - TAPPING) * CELL
        self.fell = self.began = self.ended = 0.0
        self.done = 0

    def fall(self) -> None:
        """Let the invitations of all the other cells fall due now."""
        now = f"{utc_now():%Y-%m-%d %H:%M:%S.%f}"
        with closing(sqlite3.connect(self._file, timeout=30)) as db, db:
            db.execute(
                "UPDATE moment SET due_at = ? WHERE step = 'invite' AND done_at IS NULL", (now,)
            )
        self.fell = time.monotonic()

    async def watch(self) -> None:
        """Note when the first and the last of them is owed."""
        while not self.ended:
            await asyncio.sleep(LOOK)
            owed, now = await asyncio.to_thread(self.owed), time.monotonic()
            if owed and not self.began:
                self.began = now
            if owed >= self.wanted or now > self.fell + LONGEST:
                self.done, self.ended = owed, now

    def owed(self) -> int:
        """Count the invitations that are owed, or have been sent, beside those from before."""
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)) as db:
            return int(db.execute("SELECT max(id) FROM outbox").fetchone()[0]) - TAPPING * CELL


async def measure(scratch: Path, quick: bool) -> str:
    """Measure how soon all are owed, and the taps before and meanwhile."""
    cells, repeats = (100, 1) if quick else (1000, 2)
    runs = []
    for n in range(repeats):
        say(f"due: run {n + 1} of {repeats}")
        runs.append(await _run(scratch / f"due-{n}.db", cells))
    other = await _stock()
    title = (
        f"{cells * CELL:,} invitations fall due at once, {TAPS:.0f} taps a second, {repeats} runs"
    )
    rows = [
        _row("ours, nothing due", [calm for _, calm, _, _ in runs]),
        _row("ours, while they are being owed", [busy for _, _, busy, _ in runs]),
        _row("stock", [other]),
    ]
    dues = [due for due, _, _, _ in runs]
    peaks = [peak for _, _, _, peak in runs]
    return "\n".join([table(title, HEADER, rows), f"{_said(dues)}; peak {spread(peaks)} MiB", NOTE])


def _said(dues: list[Due]) -> str:
    waited = spread([due.began - due.fell for due in dues], 1)
    worked = spread([due.ended - due.began for due in dues], 1)
    took = spread([due.ended - due.fell for due in dues], 1)
    if all(due.done >= due.wanted for due in dues):
        return f"all owed {took} s after falling due: {waited} s till the look, {worked} s of work"
    done = spread([due.done for due in dues])
    return f"given up {LONGEST:.0f} s after falling due: {done} owed, in {worked} s"


async def _run(file: Path, cells: int) -> tuple[Due, Result, Result, float]:
    organisation = Organisation(file, TAPPING + cells, utc_now())
    organisation.plan(asked=TAPPING)
    due, driver = Due(organisation), TapDriver()
    taps = answers(TAPPING * CELL)
    async with serving(driver, partial(ours, organisation=organisation, rate=RATE)) as bot:
        await driver.steady(islice(taps, WARM_UP), per_second=TAPS)
        calm = await driver.steady(islice(taps, CALM), per_second=TAPS)
        due.fall()
        async with asyncio.TaskGroup() as group:
            group.create_task(due.watch())
            await driver.steady(_while(lambda: not due.began, taps), per_second=TAPS)
            busy = await driver.steady(_while(lambda: not due.ended, taps), per_second=TAPS)
        peak = peak_mib(bot.pid)
    if due.done == due.wanted != due.owed():
        raise Untrue(f"{due.owed()} invitations are owed, not {due.wanted}")
    await check_taps(organisation, driver)
    return due, calm, busy, peak


def _while(goes_on: Callable[[], bool], taps: Iterator[Tap]) -> Iterator[Tap]:
    return takewhile(lambda _: goes_on(), taps)


async def _stock() -> Result:
    driver = TapDriver()
    async with serving(driver, stock):
        taps = members(STOCK_DATA)
        await driver.steady(islice(taps, WARM_UP), per_second=TAPS)
        return await driver.steady(islice(taps, CALM), per_second=TAPS)


def _row(name: str, results: list[Result]) -> list[str]:
    return [
        name,
        spread([len(result.answers) for result in results]),
        f"{median(result.answer(50) for result in results):.1f}",
        f"{median(result.answer(99) for result in results):.1f}",
        f"{median(result.edit(50) for result in results):.1f}",
        f"{median(result.edit(99) for result in results):.1f}",
    ]
