"""sweep: what one look at the clock costs when nothing is due, as the organisation grows."""

import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

from benchmarks.measure import percentile, say, table
from benchmarks.organisation import CELL, Organisation
from bot.app import Bots, running, utc_now
from bot.config import Settings

LIMIT_MS = 20.0
WARM_UP = 5
HEADER = ("members", "jobs p50", "p95 ms", "outbox p50", "p95 ms", "screens p50", "p95 ms")
NOTE = (
    f"jobs: every job's look, wanted under {LIMIT_MS:.0f} ms and flat; "
    "outbox: the sender's; screens: the mender's.\nNone of them found anything to do."
)


async def measure(scratch: Path, quick: bool) -> str:
    """Measure looks at organisations of several sizes in turn."""
    sizes = (0, 1_000, 10_000) if quick else (0, 1_000, 10_000, 100_000)
    looks = 20 if quick else 100
    took: dict[tuple[int, str], list[float]] = defaultdict(list)
    async with AsyncExitStack() as stack:
        programs = {}
        for size in sizes:
            say(f"sweep: {size:,} members")
            organisation = _organisation(scratch / f"sweep-{size}.db", size)
            settings = Settings(database_url=organisation.url, web_port=0)
            programs[size] = await stack.enter_async_context(running(settings, alone=True))
        for n in range(WARM_UP + looks):
            for size, bots in programs.items():
                for kind, look in _looks(bots).items():
                    began = time.perf_counter()
                    found = await look()
                    if n >= WARM_UP:
                        took[size, kind].append((time.perf_counter() - began) * 1000)
                    if found:
                        raise AssertionError(f"{kind} found {found} to do at {size} members")
    title = f"One look with nothing due, {looks} looks at each size"
    return f"{table(title, HEADER, [_row(size, took) for size in sizes])}\n{NOTE}"


def _organisation(file: Path, members: int) -> Organisation:
    """Cells of thirty whose members have all been asked, so that outbox and screens are full."""
    cells = -(-members // CELL)
    organisation = Organisation(file, cells, utc_now())
    organisation.plan(asked=cells)
    return organisation


def _looks(bots: Bots) -> dict[str, Callable[[], Awaitable[int]]]:
    return {
        "jobs": bots.jobs.run_all,
        "outbox": bots.delivery.drain,
        "screens": bots.screens.mend,
    }


def _row(size: int, took: dict[tuple[int, str], list[float]]) -> list[str]:
    cells = [f"{size:,}"]
    for kind in ("jobs", "outbox", "screens"):
        times = took[size, kind]
        cells += [f"{median(times):.2f}", f"{percentile(times, 95):.2f}"]
    return cells
