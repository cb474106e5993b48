"""Moves a clock and lets everything happen that is due on the way.

The demo, the rehearsal, the tests and the simulated year all go through here.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.delivery import Delivery
from bot.jobs import Jobs
from bot.turns import Turns
from storage import outbox

MOST_STEPS = 1_000_000  # a rule that is due for ever would never let time go on


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    time: datetime

    def __call__(self) -> datetime:
        return self.time


async def advance(
    clock: Clock, turns: Turns, jobs: Jobs, delivery: Delivery, until: datetime
) -> int:
    """Move `clock` to `until`, stopping wherever something is due; says how many messages went."""
    sent = await settle(jobs, delivery)
    for _ in range(MOST_STEPS):
        due = await _next_due(turns, jobs)
        if due is None or due > until:
            clock.time = max(clock.time, until)
            return sent
        clock.time = max(clock.time, due)
        sent += await settle(jobs, delivery)
    raise RuntimeError(f"something is due again and again at {clock.time}")


async def settle(jobs: Jobs, delivery: Delivery) -> int:
    """Do everything that is due at this moment; says how many messages went.

    After it `jobs.ahead` holds: its last look found nothing due and nothing has happened since.
    """
    sent = 0
    while True:
        done = await jobs.run_all()
        went = await delivery.drain()
        sent += went
        if not done and not went:
            return sent


async def next_moment(turns: Turns, jobs: Jobs, delivery: Delivery) -> datetime | None:
    """When something happens next by itself, None when nothing is planned."""
    await settle(jobs, delivery)
    return await _next_due(turns, jobs)


async def _next_due(turns: Turns, jobs: Jobs) -> datetime | None:
    """When the next thing happens by itself after `settle`, None when nothing is planned."""
    async with turns.database.reading() as db:
        owed = await outbox.next_due(db)
    return min((moment for moment in (owed, jobs.ahead) if moment is not None), default=None)
