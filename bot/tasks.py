"""Work that goes on beside the one who started it, and ends with the program."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

log = logging.getLogger(__name__)

PAUSE, LONGEST_PAUSE = 0.5, 15.0  # seconds before failed work begins again, doubled each time


async def kept_going(name: str, work: Callable[[], Awaitable[object]]) -> None:
    """Do a piece of work that should never end: when it fails it is logged and begun again.

    What goes on for ever is started with this, so that one failure neither stops the program nor
    leaves a part of it dead without a word.
    """
    loop = asyncio.get_running_loop()
    pause = PAUSE
    while True:
        began = loop.time()
        try:
            await work()
            log.error("%s ended by itself; it begins again", name)
        except Exception as fault:
            log.exception("%s failed: %s; it begins again", name, type(fault).__name__)
        if loop.time() - began > 2 * LONGEST_PAUSE:
            pause = PAUSE
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


class Background:
    """Keeps tasks alive until they are done; `close` waits for them, then ends the rest."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.error("work in the background failed: %s", type(fault).__name__, exc_info=fault)

    @property
    def busy(self) -> bool:
        return bool(self._tasks)

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self, patience: float) -> None:
        """Give what is under way, and what it starts, `patience` seconds to finish."""
        try:
            async with asyncio.timeout(patience):
                await self.idle()
        except TimeoutError:
            log.warning("%s pieces of work were not finished in time", len(self._tasks))
        unfinished = tuple(self._tasks)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
