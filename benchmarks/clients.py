"""Which HTTP client and event loop a bot should have: a stock bot with each, tapped in turn.

python -m benchmarks.clients --taps 1500 --repeats 5
"""

import argparse
import asyncio
from collections import defaultdict
from functools import partial

import uvloop

from benchmarks.bots import outcome, stock
from benchmarks.measure import DRIVER_CORE, pin, table
from benchmarks.tap_driver import TapDriver
from benchmarks.tap_figures import HEADER, Outcome, members, row


async def compare(repeats: int, count: int, in_flight: int, pause: float) -> str:
    """Return the table of the stock bot's variants, run in turn."""
    variants = {
        f"{mode}, {client} client, {loop}": partial(stock, mode=mode, client=client, loop=loop)
        for mode in ("webhook", "polling")
        for client in ("stock", "aiohttp")
        for loop in ("asyncio", "uvloop")
    }
    taps = members(300 + count, [f"rsvp:42:{answer}" for answer in ("yes", "online", "late")])
    seen: dict[str, list[Outcome]] = defaultdict(list)
    for _ in range(repeats):
        for name, start in variants.items():
            seen[name].append(
                await outcome(TapDriver(), start, taps, in_flight=in_flight, pause=pause)
            )
    title = f"A stock python-telegram-bot, {count} taps, {in_flight} in flight, {repeats} repeats"
    return table(title, HEADER, [row(name, outcomes) for name, outcomes in seen.items()])


def main() -> None:
    """Measure the stock bot."""
    wanted = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    wanted.add_argument("--taps", type=int, default=1500)
    wanted.add_argument("--repeats", type=int, default=5)
    wanted.add_argument("--in-flight", type=int, default=16)
    wanted.add_argument("--pause", type=float, default=0.0, help="seconds between taps of a member")
    asked = wanted.parse_args()
    pin(DRIVER_CORE)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(runner.run(compare(asked.repeats, asked.taps, asked.in_flight, asked.pause)))


if __name__ == "__main__":
    main()
