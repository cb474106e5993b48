"""Start times for what is sent: evenly spaced, the most urgent first, none while told to wait."""

import asyncio
import heapq
import itertools
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

# A server that refuses more than `rate` arrivals in any second sees a request up to JITTER seconds
# later than we started it, so `rate` starts last that much longer than a second, and MARGIN for
# luck: at rate 30 one each 33.9 ms, 29.5 a second. A timer that rings late is made up for by up to
# CATCH_UP seconds, but never so that more than `rate` starts fall into that time.
JITTER = 0.015
CATCH_UP = 0.025
MARGIN = 0.001


@dataclass(order=True, slots=True)
class _Waiter:
    priority: int
    number: int
    woken: asyncio.Future[None] = field(compare=False)
    granted: bool = field(default=False, compare=False)
    gone: bool = field(default=False, compare=False)

    @property
    def is_gone(self) -> bool:
        return self.gone or self.woken.cancelled()


class Pacer:
    """Grants at most `rate` starts in any second, evenly; time without any is not saved up.

    `now` gives seconds of a clock that never goes back, `sleep` waits by that clock. The waiters
    do the work: the first of them sleeps for all and grants each slot to the most urgent, so there
    is no task to start or stop, and anybody may be cancelled at any time.
    """

    def __init__(
        self,
        rate: float,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        if not rate > 0:
            raise ValueError(f"a pace needs a rate above 0, not {rate}")
        self._interval = (1 + JITTER + MARGIN) / rate
        self._starts: deque[float] = deque(maxlen=max(1, math.floor(rate)))
        self._now = now
        self._sleep = sleep
        self._next = -math.inf
        self._led = False
        self._waiting: list[_Waiter] = []
        self._numbers = itertools.count()

    async def slot(self, priority: int = 0) -> None:
        """Wait for a start time; lower numbers go first, equals in the order they came.

        A slot granted to someone who is cancelled at that very moment is spent.
        """
        woken = asyncio.get_running_loop().create_future()
        me = _Waiter(priority, next(self._numbers), woken)
        heapq.heappush(self._waiting, me)
        if self._led:
            try:
                await woken
            except asyncio.CancelledError:
                me.gone = True
                if woken.done() and not woken.cancelled() and not me.granted:
                    self._hand_over()
                raise
        if not me.granted:
            await self._lead(me)

    def pause(self, seconds: float) -> None:
        """Grant nothing for `seconds` from now (429's retry_after); the longest pause counts."""
        self._next = max(self._next, self._now() + seconds)

    async def _lead(self, me: _Waiter) -> None:
        self._led = True
        try:
            while not me.granted:
                wait = max(self._next, self._not_before) - self._now()
                if wait > 0:
                    await self._sleep(wait)
                else:
                    self._grant()
        except BaseException:
            me.gone = True
            raise
        finally:
            self._hand_over()

    def _grant(self) -> None:
        while (first := heapq.heappop(self._waiting)).is_gone:
            pass
        first.granted = True
        if not first.woken.done():
            first.woken.set_result(None)
        now = self._now()
        self._starts.append(now)
        late = now - self._next
        self._next = (self._next if late <= CATCH_UP else now) + self._interval

    @property
    def _not_before(self) -> float:
        """When the next start is not one too many: as many before it lie far enough back."""
        if len(self._starts) < (self._starts.maxlen or 0):
            return -math.inf
        return self._starts[0] + len(self._starts) * self._interval

    def _hand_over(self) -> None:
        while self._waiting and self._waiting[0].is_gone:
            heapq.heappop(self._waiting)
        self._led = bool(self._waiting)
        if self._led:
            self._waiting[0].woken.set_result(None)
