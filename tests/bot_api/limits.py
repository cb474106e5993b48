"""How much Telegram lets a bot say: so many a second in all, so many a minute in one group."""

from __future__ import annotations

from collections import deque
from math import ceil

from tests.bot_api.errors import too_many

A_MINUTE = 60.0


class FloodControl:
    """Counts sends and edits as they arrive, in seconds of a monotonic clock.

    `rate` messages fit into any one second and `group_rate` into any one minute of one group;
    None means no limit. Whoever goes over is refused until `wait` seconds have passed.
    """

    def __init__(self, rate: int | None, group_rate: int | None, wait: int) -> None:
        self.rate = rate
        self.group_rate = group_rate
        self.wait = wait
        self.refused = 0
        self._recent: deque[float] = deque()
        self._groups: dict[int, deque[float]] = {}
        self._closed_until = 0.0

    def admit(self, chat_id: int | None, now: float) -> None:
        """Count one message for `chat_id`, or raise Too Many Requests."""
        self._wait_for_reopening(now)
        if self.rate is not None and _full(self._recent, now, 1.0, self.rate):
            self._closed_until = now + self.wait
            self._wait_for_reopening(now)
        if self.group_rate is not None and chat_id is not None and chat_id < 0:
            self._admit_to_group(chat_id, now, self.group_rate)
        if self.rate is not None:
            self._recent.append(now)

    def close(self, seconds: float, now: float) -> None:
        """Refuse every message for so long, as after one flood wait that concerns the whole bot."""
        self._closed_until = now + seconds

    def _wait_for_reopening(self, now: float) -> None:
        if now < self._closed_until:
            self.refused += 1
            raise too_many(ceil(self._closed_until - now))

    def _admit_to_group(self, chat_id: int, now: float, rate: int) -> None:
        said = self._groups.setdefault(chat_id, deque())
        if _full(said, now, A_MINUTE, rate):
            self.refused += 1
            raise too_many(ceil(said[0] + A_MINUTE - now))
        said.append(now)


def _full(said: deque[float], now: float, span: float, limit: int) -> bool:
    while said and said[0] <= now - span:
        said.popleft()
    return len(said) >= limit
