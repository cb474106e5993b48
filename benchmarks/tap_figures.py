"""Taps, and what a run of them comes to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.measure import percentile, spread

HEADER = ("bot", "taps/s", "answer p50", "p99 ms", "edit p50", "p99 ms", "CPU ms/tap", "peak MiB")

FIRST_USER, FIRST_CARD = 500_000, 10


@dataclass(frozen=True, slots=True)
class Tap:
    """A member presses the button that carries `data` under message `message_id` of a chat."""

    user_id: int
    message_id: int
    data: str
    chat_id: int = 0  # 0: the private chat with the member

    @property
    def card(self) -> tuple[int, int]:
        """Where the card is: chat and message."""
        return self.chat_id or self.user_id, self.message_id


def user(member: int) -> int:
    """The member's number on Telegram."""
    return FIRST_USER + member


def card(member: int) -> int:
    """The message in the member's chat that shows the invitation."""
    return FIRST_CARD + member


def members(count: int, data: Sequence[str]) -> list[Tap]:
    """Return `count` taps of 1,500 members in turn, each on the card in their own chat.

    50 cells of 30 people; `data` are the buttons, the next one at each round, so every tap is a
    change. The same member taps again only when all the others have.
    """
    return [
        Tap(user(n % 1500), card(n % 1500), data[(n // 1500 + n % 1500) % len(data)])
        for n in range(count)
    ]


@dataclass(frozen=True, slots=True)
class Result:
    """What a run of taps came to: for each how soon it was answered and shown, in milliseconds."""

    per_second: float
    answers: Sequence[float]
    edits: Sequence[float]
    cpu_ms: float  # of the bot for each tap
    calls: Counter[str] = field(default_factory=Counter)  # methods the bot has called

    def answer(self, percent: float) -> float:
        """The time within which `percent` of the taps were answered."""
        return percentile(self.answers, percent)

    def edit(self, percent: float) -> float:
        """The time within which `percent` of the taps were shown on their card."""
        return percentile(self.edits, percent)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run, and the most memory the bot held, in MiB."""

    result: Result
    peak: float


def row(name: str, outcomes: Sequence[Outcome]) -> list[str]:
    """Return a line of the table: medians and, of the speed, the range."""
    results = [one.result for one in outcomes]
    return [
        name,
        spread([result.per_second for result in results]),
        *[
            f"{median(figure):.1f}"
            for figure in (
                [result.answer(50) for result in results],
                [result.answer(99) for result in results],
                [result.edit(50) for result in results],
                [result.edit(99) for result in results],
            )
        ],
        f"{median(result.cpu_ms for result in results):.2f}",
        f"{median(one.peak for one in outcomes):.0f}",
    ]
