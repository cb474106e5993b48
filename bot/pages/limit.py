"""How often somebody may try something."""

from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta

MOST_KEYS = 10_000  # remembered; the one that tried longest ago is forgotten first


class Limit:
    """At most `most` tries within `span` for each key."""

    def __init__(self, most: int, span: timedelta, now: Callable[[], datetime]) -> None:
        self._most = most
        self._span = span
        self._now = now
        self._tries: OrderedDict[str, deque[datetime]] = OrderedDict()

    def wait(self, key: str) -> timedelta:
        """How long to wait before the next try; nothing when it may be made now."""
        tries = self._tries.get(key)
        if tries is None or len(tries) < self._most:
            return timedelta()
        return max(timedelta(), tries[0] + self._span - self._now())

    def count(self, key: str) -> None:
        """Note a try."""
        tries = self._tries.setdefault(key, deque(maxlen=self._most))
        tries.append(self._now())
        self._tries.move_to_end(key)
        if len(self._tries) > MOST_KEYS:
            self._tries.popitem(last=False)
