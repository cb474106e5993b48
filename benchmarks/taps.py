"""taps, polling: a tap from the update to the stored answer, the answered button, the new card."""

from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterator, Sequence
from functools import partial
from itertools import count, islice
from pathlib import Path
from statistics import median

from benchmarks.bots import Start, ours, outcome, stock
from benchmarks.measure import say, spread, table
from benchmarks.organisation import CELL, Organisation, meeting
from benchmarks.tap_driver import TapDriver
from benchmarks.tap_figures import HEADER, Outcome, Tap, card, members, row, user
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
After each run every tap was found in the database and every card showed what it says."""


def answers(people: int = CELLS * CELL) -> Iterator[Tap]:
    """Yield taps of so many members in turn on their invitations, every one a change, for ever."""
    for n in count():
        round, who = divmod(n, people)
        answer = ANSWERS[(who + round) % len(ANSWERS)]
        action = AnswerInvitation(meeting(who), 1, answer)
        yield Tap(user(who), card(who), action.pack())


async def by_webhook(scratch: Path, quick: bool) -> str:
    """Measure taps by webhook, sixteen in flight."""
    number, repeats = (600, 1) if quick else (1500, 5)
    seen = await _beside(
        scratch, number, repeats, "webhook", partial(outcome, warm_up=WARM_UP, in_flight=IN_FLIGHT)
    )
    title = f"Taps by webhook, {number} a run, {IN_FLIGHT} in flight, {repeats} runs each"
    return f"{_drawn(title, seen)}\n{_ratio(seen)}; wanted: {RATIO}\n{NOTE}"


async def by_polling(scratch: Path, quick: bool) -> str:
    """Measure taps by polling: a lone one on an idle bot, and sixteen in flight."""
    alone, many, repeats = (60, 300, 1) if quick else (150, 1000, 3)
    lone = await _beside(
        scratch,
        alone,
        repeats,
        "polling",
        partial(outcome, warm_up=WARM_UP, in_flight=1, pause=PAUSE),
    )
    busy = await _beside(
        scratch, many, repeats, "polling", partial(outcome, warm_up=WARM_UP, in_flight=IN_FLIGHT)
    )
    p50 = median(each.result.edit(50) for each in lone["ours"])
    return "\n".join(
        [
            _drawn(f"Lone taps by polling, {alone} a run, {repeats} runs each", lone),
            f"a lone tap of ours is shown after {p50:.1f} ms (p50); wanted: {LONE_MS:.0f} ms",
            "",
            _drawn(f"Taps by polling, {many} a run, {IN_FLIGHT} in flight, {repeats} runs", busy),
            _ratio(busy),
        ]
    )


Measure = Callable[[TapDriver, Start, Sequence[Tap]], Coroutine[None, None, Outcome]]


async def _beside(
    scratch: Path, number: int, repeats: int, mode: str, measure: Measure
) -> dict[str, list[Outcome]]:
    """Run ours and stock in turn, as often as wanted, and check each time what ours has stored."""
    seen: dict[str, list[Outcome]] = defaultdict(list)
    for n in range(repeats):
        say(f"{mode}: run {n + 1} of {repeats}")
        organisation = Organisation(scratch / f"{mode}-{number}-{n}.db", CELLS, utc_now())
        organisation.plan(asked=CELLS)
        driver = TapDriver()
        start = partial(ours, organisation=organisation, webhook=mode == "webhook")
        seen["ours"].append(await measure(driver, start, list(islice(answers(), WARM_UP + number))))
        await check_taps(organisation, driver)
        taps = members(WARM_UP + number, STOCK_DATA)
        seen["stock"].append(await measure(TapDriver(), partial(stock, mode=mode), taps))
    return seen


def _drawn(title: str, seen: dict[str, list[Outcome]]) -> str:
    return table(title, HEADER, [row(name, outcomes) for name, outcomes in seen.items()])


def _ratio(seen: dict[str, list[Outcome]]) -> str:
    ratios = [
        ours.result.per_second / stock.result.per_second
        for ours, stock in zip(seen["ours"], seen["stock"], strict=True)
    ]
    return f"ours : stock, taps a second in the same run: {spread(ratios, 2)}"
