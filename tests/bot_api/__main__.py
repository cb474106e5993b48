"""python -m tests.bot_api --port N: the server by itself, until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

import uvloop

from tests.bot_api.server import TOKEN, BotApiServer


async def serve(options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for asked in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(asked, stop.set)
    server = BotApiServer(
        options.token,
        port=options.port,
        rate_limit=options.rate or None,
        latency=options.latency,
    )
    async with server as api:
        sys.stdout.write(f"{api.url}\n")
        sys.stdout.flush()
        await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bot_api", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free one; it is printed")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--rate", type=int, default=30, help="messages a second; 0: no limit")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    options = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(options))


if __name__ == "__main__":
    main()
