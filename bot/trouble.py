"""Leaving a platform in peace while it is away or asks for silence."""

import asyncio

FIRST, LONGEST = 1.0, 30.0  # seconds between looks whether it is back


class Trouble:
    """Says how long to wait. Failures that come together count as one."""

    def __init__(self) -> None:
        self._failures = 0
        self._until = 0.0  # on the loop's clock

    @property
    def lasts(self) -> bool:
        """Tell whether nothing has gone well since the last failure: try with one message."""
        return self._failures > 0

    @property
    def wait(self) -> float:
        """Seconds until the next try."""
        return max(0.0, self._until - asyncio.get_running_loop().time())

    def begins(self, after: float | None = None) -> None:
        """Something failed; `after` is how many seconds the platform itself asked for."""
        if after is None:
            if self.wait:
                return
            self._failures += 1
            after = min(LONGEST, FIRST * 2 ** min(self._failures - 1, 10))
        self._until = max(self._until, asyncio.get_running_loop().time() + after)

    def ends(self) -> None:
        """Something went well."""
        self._failures = 0
