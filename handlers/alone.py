"""One thing of a sweep done by itself, so that what fails stands in nobody's way."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from bot.sweeps import Sweep
from storage.faults import passing

log = logging.getLogger(__name__)

LATER = timedelta(hours=1)  # when what could not be done is tried again

T = TypeVar("T")


async def alone(sweep: Sweep, what: str, number: int, act: Callable[[], Awaitable[T]]) -> T | None:
    """Do one thing of several; None when it cannot be done, which then undoes nothing else.

    Whoever calls puts it off until `LATER`: it must not stand in the way of everybody else's.
    `what` and `number` name it in the log.
    """
    try:
        async with sweep.db.begin_nested():
            return await act()
    except Exception as fault:
        if passing(fault):
            raise
        log.exception("%s %s failed: %s", what, number, type(fault).__name__)
        return None
