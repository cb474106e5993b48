"""The measurements, each beside something to compare with: python -m benchmarks [NAME...]."""

import argparse
import asyncio
import signal
import sys
import tempfile
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop

from benchmarks import broadcast, due, meeting, memory, sweep, taps, web, year
from benchmarks.measure import DRIVER_CORE, pin, say
from benchmarks.truth import Untrue

Measurement = Callable[[Path, bool], Awaitable[str]]
MEASUREMENTS: dict[str, Measurement] = {
    "taps": taps.by_webhook,
    "polling": taps.by_polling,
    "broadcast": broadcast.measure,
    "due": due.measure,
    "sweep": sweep.measure,
    "rollcall": meeting.roll_call,
    "closing": meeting.closing,
    "digest": meeting.digests,
    "memory": memory.measure,
    "web": web.measure,
    "year": year.measure,
}


async def run(names: list[str], quick: bool) -> int:
    """Run measurements one after another and print a table for each; returns the exit code."""
    failed = 0
    if (this := asyncio.current_task()) is not None:  # so that the bots end with us
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    with tempfile.TemporaryDirectory(prefix="sinhhoat-bench-") as scratch:
        for name in names:
            try:
                print(await MEASUREMENTS[name](Path(scratch), quick), end="\n\n", flush=True)
            except Untrue as wrong:
                say(f"{name}: {wrong}")
                failed = 1
            except Exception:
                traceback.print_exc()
                failed = 1
    return failed


def main() -> int:
    """Run what the command line names; everything by default."""
    wanted = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    wanted.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASUREMENTS))
    wanted.add_argument("--quick", action="store_true", help="a short pass, for a first look")
    asked = wanted.parse_args()
    for name in asked.names:
        if name not in MEASUREMENTS:
            wanted.error(f"there is no {name}; there are {', '.join(MEASUREMENTS)}")
    pin(DRIVER_CORE)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            return runner.run(run(asked.names or list(MEASUREMENTS), asked.quick))
        except (asyncio.CancelledError, KeyboardInterrupt):
            say("Stopped.")
            return 1


if __name__ == "__main__":
    sys.exit(main())
