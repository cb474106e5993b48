"""The stock library sending to many, as its examples do: send, and wait when told to wait.

python -m benchmarks.stock_broadcast --api http://127.0.0.1:8081 --token 1:A --count 150 --at-once 1
"""

import argparse
import asyncio
from collections.abc import Iterator
from datetime import timedelta

from telegram import Bot
from telegram.error import RetryAfter

from benchmarks.stock_bot import BODY, TITLE, keyboard
from benchmarks.tap_figures import user


async def broadcast(bot: Bot, count: int, at_once: int) -> None:
    """Send an invitation to `count` people, so many at once."""
    people = iter(range(count))
    async with bot, asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(_send(bot, people))


async def _send(bot: Bot, people: Iterator[int]) -> None:
    for member in people:
        while True:
            try:
                await bot.send_message(
                    user(member),
                    f"{TITLE}\n{BODY.format('')}",
                    parse_mode="HTML",
                    reply_markup=keyboard("42"),
                )
            except RetryAfter as busy:
                await asyncio.sleep(_seconds(busy.retry_after))
            else:
                break


def _seconds(told: int | timedelta) -> float:
    return told.total_seconds() if isinstance(told, timedelta) else told


def main() -> None:
    """Send them all, once."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--api", required=True, help="base address of the Bot API server")
    wanted.add_argument("--token", required=True)
    wanted.add_argument("--count", type=int, required=True, help="people to send to")
    wanted.add_argument("--at-once", type=int, required=True)
    asked = wanted.parse_args()
    bot = Bot(asked.token, base_url=f"{asked.api}/bot")
    asyncio.run(broadcast(bot, asked.count, asked.at_once))


if __name__ == "__main__":
    main()
