"""taps, polling: a tap from the update to the stored answer, the answered button, the new card."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import count, islice
from pathlib import Path

from benchmarks.bots import Start, ours, serving, stock
from benchmarks.measure import peak_mib, percentile, say, spread, table
from benchmarks.organisation import CELL, Organisation, meeting
from benchmarks.tap_driver import TapDriver
from benchmarks.tap_figures import HEADER, Result, Tap, card, members, row, user
from benchmarks.truth import check_taps
from bot.app import utc_now
from bot.cards.invitation import AnswerInvitation
from bot.domain.answers import Answer

CELLS = 50
WARM_UP = 300
IN_FLIGHT = 16
ANSWERS = (Answer.PRESENT, Answer.ONLINE, Answer.LATE)  # one tap each, absent takes two
STOCK_DATA = ("rsvp:42:yes", "rsvp:42:online", "rsvp:42:late")
RATIO = 1.3
LONE_MS = 30.0
PAUSE = 0.05  # seconds between lone taps
NOTE = """\
Ours commits each tap (SQLite, synchronous FULL) before it answers; stock stores nothing.
Neither paces its edits, or Telegram's 30 a second were all one saw: ours runs as unpaced.py says.
At the end every tap was found in the database and every card showed what it says."""


def answers(
    people: int = CELLS * CELL, invited_to: Callable[[int], int] = meeting
) -> Iterator[Tap]:
    """Yield taps of so many members in turn on their invitations, every one a change, for ever."""
    for n in count():
        round, who = divmod(n, people)
        answer = ANSWERS[(who + round) % len(ANSWERS)]
        action = AnswerInvitation(invited_to(who), 1, answer)
        yield Tap(user(who), card(who), action.pack())


@dataclass
class Side:
    """One of the bots that are measured side by side."""

    start: Start
    taps: Iterator[Tap]
    driver: TapDriver = field(default_factory=TapDriver)
    results: list[Result] = field(default_factory=list)
    peak: float = 0.0  # MiB


async def in_turn(
    sides: Sequence[Side], *, rounds: int, each: int, in_flight: int, pause: float = 0.0
) -> None:
    """Tap all bots by turns, `each` taps in every round: what disturbs one disturbs the others."""
    async with AsyncExitStack() as stack:
        running = [
            (side, await stack.enter_async_context(serving(side.driver, side.start)))
            for side in sides
        ]
        for side, _ in running:
            await side.driver.run(islice(side.taps, WARM_UP), in_flight=IN_FLIGHT)
        for n in range(rounds):
            for side, bot in running if n % 2 else reversed(running):
                side.results.append(
                    await side.driver.run(
                        islice(side.taps, each), in_flight=in_flight, pause=pause, pid=bot.pid
                    )
                )
        for side, bot in running:
            side.peak = peak_mib(bot.pid)


async def by_webhook(scratch: Path, quick: bool) -> str:
    """Measure taps by webhook, sixteen in flight."""
    rounds, each = (3, 150) if quick else (15, 200)
    seen = await _beside(scratch / "webhook.db", "webhook", rounds, each)
    title = f"Taps by webhook, {IN_FLIGHT} in flight, {rounds} rounds of {each} taps"
    return f"{_drawn(title, seen)}\n{_ratio(seen)}; wanted: {RATIO} of its speed\n{NOTE}"


async def by_polling(scratch: Path, quick: bool) -> str:
    """Measure taps by polling: a lone one on an idle bot, and sixteen in flight."""
    rounds, alone, many = (2, 30, 150) if quick else (7, 40, 200)
    lone = await _beside(scratch / "lone.db", "polling", rounds, alone, in_flight=1, pause=PAUSE)
    busy = await _beside(scratch / "polling.db", "polling", rounds, many)
    edits = [time for result in lone["ours"].results for time in result.edits]
    return "\n".join(
        [
            _drawn(f"Lone taps by polling, {rounds} rounds of {alone}", lone),
            f"ours is shown after {percentile(edits, 50):.1f} ms (p50); wanted: {LONE_MS:.0f}",
            "",
            _drawn(f"Taps by polling, {IN_FLIGHT} in flight, {rounds} rounds of {many}", busy),
            _ratio(busy),
        ]
    )


async def _beside(
    file: Path,
    mode: str,
    rounds: int,
    each: int,
    *,
    in_flight: int = IN_FLIGHT,
    pause: float = 0.0,
) -> dict[str, Side]:
    """Run ours and stock in turn, and check what ours has stored."""
    say(f"taps: {rounds} rounds by {mode}, {in_flight} in flight")
    organisation = Organisation(file, CELLS, utc_now())
    organisation.plan(asked=CELLS)
    by_ours = partial(ours, organisation=organisation, webhook=mode == "webhook")
    sides = {
        "ours": Side(by_ours, answers()),
        "stock": Side(partial(stock, mode=mode), members(STOCK_DATA)),
    }
    await in_turn(list(sides.values()), rounds=rounds, each=each, in_flight=in_flight, pause=pause)
    await check_taps(organisation, sides["ours"].driver)
    return sides


def _drawn(title: str, sides: dict[str, Side]) -> str:
    rows = [row(name, side.results, side.peak) for name, side in sides.items()]
    return table(title, HEADER, rows)


def _ratio(sides: dict[str, Side]) -> str:
    pairs = list(zip(sides["ours"].results, sides["stock"].results, strict=True))
    speeds = [ours.per_second / stock.per_second for ours, stock in pairs]
    works = [stock.cpu_ms / ours.cpu_ms for ours, stock in pairs]
    return (
        f"taps a second, ours : stock {spread(speeds, 2)}; "
        f"processor time a tap, stock : ours {spread(works, 2)}"
    )
