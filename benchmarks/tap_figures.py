"""Taps, and what a run of them comes to."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
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


def members(data: Sequence[str]) -> Iterator[Tap]:
    """Yield taps of 1,500 members in turn, each on the card in their own chat, for ever.

    50 cells of 30 people; `data` are the buttons, the next one at each round, so every tap is a
    change. The same member taps again only when all the others have.
    """
    for n in count():
        round, who = divmod(n, 1500)
        yield Tap(user(who), card(who), data[(round + who) % len(data)])


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


def row(name: str, results: Sequence[Result], peak: float) -> list[str]:
    """Return a line of the table; `peak` is the most memory the bot held, in MiB.

    Speed and processor time are medians of the runs, the percentiles those of all taps together.
    """
    answers = [time for result in results for time in result.answers]
    edits = [time for result in results for time in result.edits]
    return [
        name,
        spread([result.per_second for result in results]),
        *[
            f"{percentile(times, percent):.1f}"
            for times in (answers, edits)
            for percent in (50, 99)
        ],
        f"{median(result.cpu_ms for result in results):.2f}",
        f"{peak:.0f}",
    ]
