"""Everything the bot does on its own, and how often it looks."""

import logging
from collections.abc import Sequence
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.sweeps import Job, Sweep
from bot.turns import Turns
from storage import outbox
from storage.database import Lane, passing

log = logging.getLogger(__name__)

LATE_INTERVALS = 3  # after so many intervals without a finished sweep something is wrong


class Jobs:
    """Looks at what is due, again and again; the rules say what that is."""

    def __init__(self, turns: Turns, jobs: Sequence[Job]) -> None:
        self._turns = turns
        self._database = turns.database
        self._jobs = jobs
        self._finished: dict[str, datetime] = {}

    async def run(self, job: Job) -> int:
        """Do everything that is due for one job; says how many rows it touched."""
        total = 0
        while await self._is_due(job):
            done = await self._once(job)
            total += done
            if done == 0:
                break
        self._finished[job.name] = self._turns.now()
        return total

    async def run_all(self) -> int:
        """Do everything that is due."""
        return sum([await self.run(job) for job in self._jobs])

    async def next_due(self) -> datetime | None:
        """When the first of all jobs has something to do."""
        async with self._database.reading() as db:
            moments = [await job.due(db) for job in self._jobs]
        return min((moment for moment in moments if moment is not None), default=None)

    def late(self) -> list[str]:
        """The jobs that have not finished for three of their intervals."""
        now = self._turns.now()
        return [
            job.name
            for job in self._jobs
            if (done := self._finished.get(job.name)) is None
            or (now - done).total_seconds() > LATE_INTERVALS * job.seconds
        ]

    def begin(self) -> None:
        """Count lateness from now: nothing has had time to finish yet."""
        self._finished = {job.name: self._turns.now() for job in self._jobs}

    async def _is_due(self, job: Job) -> bool:
        async with self._database.reading() as db:
            due = await job.due(db)
        return due is not None and due <= self._turns.now()

    async def _once(self, job: Job) -> int:
        async with self._database.transaction(Lane.SWEEP) as db:
            sweep = Sweep(db, self._turns.now(), self._turns.home, self._turns.router)
            done = await job.sweep(sweep)
            await db.flush()
        if db.info.pop(outbox.WOKEN, False):
            self._turns.wake()
        return done

    async def _guarded(self, job: Job) -> None:
        """Run from the clock: a fault is written down and the next look tries again."""
        try:
            await self.run(job)
        except Exception as fault:
            if not passing(fault):
                log.exception("the job %s failed: %s", job.name, type(fault).__name__)

    def scheduler(self) -> AsyncIOScheduler:
        """A scheduler that only says "look now"; nothing in it has to survive."""
        scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={
                "coalesce": True,
                "max_instances": 1,
                "misfire_grace_time": None,  # else a look that comes a second late is dropped
            },
        )
        for job in self._jobs:
            scheduler.add_job(
                self._guarded,
                "interval",
                seconds=job.seconds,
                args=[job],
                id=job.name,
            )
        return scheduler
