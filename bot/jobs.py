"""Everything the bot does on its own, and how often it looks."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.ext.asyncio import AsyncSession

from bot.sweeps import Job, Sweep
from bot.turns import Turns
from storage import outbox
from storage.database import Lane
from storage.faults import passing

log = logging.getLogger(__name__)

LATE_INTERVALS = 3  # after so many intervals without a finished sweep something is wrong


class Jobs:
    """Looks at what is due, again and again; the rules say what that is.

    `finished` says when each job last had a sweep behind it, `ahead` when the first of all had
    something to do at the last look of `run_all`.
    """

    def __init__(self, turns: Turns, jobs: Sequence[Job]) -> None:
        self._turns = turns
        self._database = turns.database
        self._jobs = jobs
        self.finished: dict[str, datetime] = {}
        self.ahead: datetime | None = None

    async def run(self, job: Job) -> int:
        """Do everything that is due for one job; says how many rows it touched."""
        total = 0
        while await self._is_due(job):
            done = await self._once(job)
            self.finished[job.name] = self._turns.now()
            total += done
            if done == 0:
                break
        self.finished[job.name] = self._turns.now()
        return total

    async def run_all(self) -> int:
        """Do everything that is due."""
        now = self._turns.now()
        async with self._database.reading() as db:
            moments = {job.name: await job.due(db) for job in self._jobs}
        self.ahead = min((at for at in moments.values() if at is not None), default=None)
        due = [job for job in self._jobs if (at := moments[job.name]) is not None and at <= now]
        self.finished |= {job.name: now for job in self._jobs if job not in due}
        return sum([await self.run(job) for job in due])

    def late(self) -> list[str]:
        """The jobs that have not finished for three of their intervals."""
        now = self._turns.now()
        return [
            job.name
            for job in self._jobs
            if (done := self.finished.get(job.name)) is None
            or (now - done).total_seconds() > LATE_INTERVALS * job.seconds
        ]

    def begin(self) -> None:
        """Count lateness from now: nothing has had time to finish yet."""
        self.finished = {job.name: self._turns.now() for job in self._jobs}

    async def _is_due(self, job: Job) -> bool:
        async with self._database.reading() as db:
            due = await job.due(db)
        return due is not None and due <= self._turns.now()

    async def _once(self, job: Job) -> int:
        done, woken = await self._database.certain(lambda db: self._sweep(job, db), Lane.SWEEP)
        if woken:
            self._turns.wake()
        return done

    async def _sweep(self, job: Job, db: AsyncSession) -> tuple[int, bool]:
        sweep = Sweep(db, self._turns.now(), self._turns.home, self._turns.router)
        done = await job.sweep(sweep)
        await db.flush()
        return done, db.info.pop(outbox.WOKEN, False)

    async def _guarded(self, job: Job) -> None:
        """Run from the clock: a fault is written down and the next look tries again."""
        try:
            await self.run(job)
        except asyncio.CancelledError:  # the program ends; the scheduler would call it an error
            log.debug("the job %s was cut short", job.name)
        except Exception as fault:
            if passing(fault):
                log.warning("the job %s has to wait: %s", job.name, type(fault).__name__)
            else:
                log.exception("the job %s failed: %s", job.name, type(fault).__name__)

    async def keep_looking(self) -> None:
        """Look at once, then whenever it is time to, for ever."""
        scheduler = self._scheduler()
        scheduler.start()
        try:
            await asyncio.Event().wait()
        finally:
            scheduler.shutdown(wait=False)

    def _scheduler(self) -> AsyncIOScheduler:
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
                next_run_time=self._turns.now(),
            )
        return scheduler
