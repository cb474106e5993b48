"""Which HTTP client and event loop a bot should have: a stock bot with each, tapped in turn.

python -m benchmarks.clients --taps 300 --repeats 5
"""

import argparse
import asyncio
from functools import partial

import uvloop

from benchmarks.bots import stock
from benchmarks.measure import DRIVER_CORE, pin, table
from benchmarks.tap_figures import HEADER, members, row
from benchmarks.taps import STOCK_DATA, Side, in_turn


async def compare(rounds: int, each: int, in_flight: int, pause: float) -> str:
    """Return the table of the stock bot's variants, tapped in turn."""
    sides = {
        f"{mode}, {client} client, {loop}": Side(
            partial(stock, mode=mode, client=client, loop=loop),
            members(STOCK_DATA),
        )
        for mode in ("webhook", "polling")
        for client in ("stock", "aiohttp")
        for loop in ("asyncio", "uvloop")
    }
    await in_turn(list(sides.values()), rounds=rounds, each=each, in_flight=in_flight, pause=pause)
    title = f"A stock python-telegram-bot, {in_flight} in flight, {rounds} rounds of {each} taps"
    rows = [row(name, side.results, side.peak) for name, side in sides.items()]
    return table(title, HEADER, rows)


def main() -> None:
    """Measure the stock bot."""
    wanted = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    wanted.add_argument("--taps", type=int, default=300, help="in each round")
    wanted.add_argument("--repeats", type=int, default=5, help="rounds")
    wanted.add_argument("--in-flight", type=int, default=16)
    wanted.add_argument("--pause", type=float, default=0.0, help="seconds between taps of a member")
    asked = wanted.parse_args()
    pin(DRIVER_CORE)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(runner.run(compare(asked.repeats, asked.taps, asked.in_flight, asked.pause)))


if __name__ == "__main__":
    main()
