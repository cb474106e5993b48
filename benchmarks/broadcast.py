"""broadcast: invitations to hundreds, to a Telegram that is far away and refuses the hasty."""

import asyncio
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from pathlib import Path

from benchmarks.bots import TOKEN, Start, ours
from benchmarks.measure import Program, busiest_second, peak_mib, say, table
from benchmarks.organisation import CELL, Organisation
from benchmarks.strict_telegram import LATENCY, LIMIT, StrictTelegram
from benchmarks.tap_figures import Result
from benchmarks.taps import answers
from benchmarks.truth import check_sent, check_taps
from bot.app import utc_now

TAPPING = 10  # cells whose members have their cards and tap
TAPS = 5.0  # a second
FLOOD_WAIT = 5.0  # seconds
DOUBLES = 1.0  # seconds in which a message sent twice would still show
HEADER = (
    "bot",
    "messages",
    "a second",
    "busiest",
    "429s",
    "lost, doubled",
    "tap edit p50",
    "p95 ms",
    "peak MiB",
)
NOTE = f"""\
{LATENCY * 1000:.0f} ms to each answer; more than {LIMIT} in any second are refused with 429.
Wanted: 29 a second and no 429 at rate 30; taps shown within 500 ms (p95) at rate 25; none lost.
Edits count as messages do: of 25 a second the taps get theirs first, the broadcast the rest."""


@dataclass(frozen=True)
class Wave:
    """What became of one broadcast."""

    telegram: StrictTelegram
    wanted: int
    peak: float
    taps: Result | None = None

    def row(self, name: str) -> list[str]:
        """Return its line of the table."""
        times = [at for at, _ in self.telegram.sent]
        people = len({chat for _, chat in self.telegram.sent})
        return [
            name,
            f"{len(times)}",
            f"{(len(times) - 1) / (times[-1] - times[0]):.1f}",
            f"{busiest_second(self.telegram.counted)}",
            f"{self.telegram.refused}",
            f"{self.wanted - people}, {len(times) - people}",
            f"{self.taps.edit(50):.0f}" if self.taps else "-",
            f"{self.taps.edit(95):.0f}" if self.taps else "-",
            f"{self.peak:.0f}",
        ]


async def measure(scratch: Path, quick: bool) -> str:
    """Measure broadcasts of ours, and of the stock library to the same server."""
    cells = 5 if quick else 30
    few = 60 if quick else 200
    waves = {
        "ours, rate 30": await _ours(scratch, cells, 30),
        "ours, rate 25, 5 taps a second": await _ours(scratch, cells, 25, taps=True),
        "ours, rate 30, one 429 of 5 s": await _ours(scratch, cells, 30, flood=True),
        "stock, one after another": await _stock(few, 1),
        "stock, ten at once": await _stock(few, 10),
    }
    title = f"Invitations to {cells * CELL} people ({few} by the stock library)"
    return table(title, HEADER, [wave.row(name) for name, wave in waves.items()]) + f"\n{NOTE}"


async def _ours(
    scratch: Path, cells: int, rate: float, *, taps: bool = False, flood: bool = False
) -> Wave:
    say(f"broadcast: {cells * CELL} at {rate:.0f} a second")
    file = scratch / f"broadcast-{rate:.0f}-{taps}-{flood}.db"
    organisation = Organisation(file, TAPPING + cells, utc_now())
    organisation.plan(asked=TAPPING, owed=cells)
    telegram = StrictTelegram(
        flood_at=cells * CELL // 3 if flood else 0, flood_wait=FLOOD_WAIT if flood else 0.0
    )
    wave = await _wave(
        telegram, partial(ours, organisation=organisation, rate=rate), cells * CELL, taps=taps
    )
    wanted = range(TAPPING * CELL, (TAPPING + cells) * CELL)
    await check_sent(organisation, wanted, [chat for _, chat in telegram.sent])
    if taps:
        await check_taps(organisation, telegram)
    return wave


async def _stock(count: int, at_once: int) -> Wave:
    say(f"broadcast: {count} by the stock library, {at_once} at once")

    def start(api: str) -> Program:
        given = ["--api", api, "--token", TOKEN, "--count", str(count), "--at-once", str(at_once)]
        return Program(["-m", "benchmarks.stock_broadcast", *given])

    return await _wave(StrictTelegram(), start, count)


async def _wave(telegram: StrictTelegram, start: Start, count: int, *, taps: bool = False) -> Wave:
    """Start a bot that has `count` messages to send, and stop it when they have all arrived."""
    tapped = None
    async with telegram:
        with start(telegram.base_url) as bot:
            if taps:
                await telegram.ready()
                tapped = await telegram.steady(
                    takewhile(lambda _: len(telegram.sent) < count, answers(TAPPING * CELL)),
                    per_second=TAPS,
                )
            await telegram.until_sent(count)
            peak = peak_mib(bot.pid)
            await asyncio.sleep(DOUBLES)
            await asyncio.to_thread(bot.stop)
    return Wave(telegram, count, peak, tapped)
