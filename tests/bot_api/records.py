"""What a test may look back on: the calls that came, and the messages that went out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, NamedTuple

from tests.bot_api.errors import ApiError
from tests.bot_api.params import Params


@dataclass(slots=True)
class Call:
    """One call of the bot, `at` a monotonic second; numbers and JSON in `params` are decoded."""

    method: str
    params: Params
    at: float
    result: Any = None
    refusal: ApiError | None = field(default=None)

    def __str__(self) -> str:
        end = f" -> {self.refusal.description}" if self.refusal else ""
        words = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.method}({words:.200}){end}"


class Sent(NamedTuple):
    """A message or an edit that was accepted, `at` a monotonic second."""

    at: float
    method: str
    chat_id: int
    message_id: int


def busiest_second(sent: Iterable[Sent]) -> int:
    """The most messages that went out within any one second."""
    window: deque[float] = deque()
    most = 0
    for message in sent:
        window.append(message.at)
        while window[0] <= message.at - 1.0:
            window.popleft()
        most = max(most, len(window))
    return most


class Counter:
    """How many are inside, and how often anybody came or went."""

    def __init__(self) -> None:
        self.inside = 0
        self.moves = 0

    def __enter__(self) -> None:
        self.inside += 1
        self.moves += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.inside -= 1
        self.moves += 1
