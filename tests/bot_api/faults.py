"""Things that go wrong on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tests.bot_api.errors import ApiError, too_many

ANY_METHOD = "*"
_USUAL = {
    400: "Bad Request: something is wrong",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    409: "Conflict: terminated by other getUpdates request",
    500: "Internal Server Error",
    502: "Bad Gateway",
    504: "Gateway Timeout",
}


class Kind(Enum):
    """REFUSE: answered with an error, nothing done. LOSE: done, but the answer never arrives.

    HANG: nothing done and no answer until the server stops; HANG_DONE: the same after doing it.
    """

    REFUSE = "refuse"
    LOSE = "lose"
    HANG = "hang"
    HANG_DONE = "hang, done"


@dataclass
class Fault:
    """What happens to the next `times` calls of `method`, `after` some that go well."""

    method: str
    kind: Kind
    times: int = 1
    after: int = 0
    error: ApiError | None = None


class Faults:
    """The faults still to come, in the order they were asked for."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []

    def __bool__(self) -> bool:
        return bool(self._coming)

    def add(self, fault: Fault) -> None:
        self._coming.append(fault)

    def clear(self) -> None:
        self._coming.clear()

    def next(self, method: str) -> Fault | None:
        for fault in self._coming:
            if fault.method not in (method, ANY_METHOD):
                continue
            if fault.after:
                fault.after -= 1
                return None
            fault.times -= 1
            if fault.times <= 0:
                self._coming.remove(fault)
            return fault
        return None


def error(status: int, description: str | None, retry_after: int | None) -> ApiError:
    """The refusal for these knobs; with `retry_after` it is always a 429."""
    if retry_after is not None:
        return too_many(retry_after)
    return ApiError(status, description or _USUAL.get(status, f"Error {status}"))
