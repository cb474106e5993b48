"""One process of an installation does the work that only one may do; the others stand by.

Whoever holds the lease in the database leads. It is renewed every few seconds; a process that
cannot renew it stops its work before anybody else can take it, and one that dies is followed when
the lease has run out. On SQLite there is only one process, which the lock beside the file sees to.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.tasks import kept_going
from bot.turns import Now
from storage import leases
from storage.database import Database

log = logging.getLogger(__name__)

NAME = "work"
LEASE = timedelta(seconds=15)
RENEW = 4.0  # seconds; with LEASE, others take over within twenty
MARGIN = 0.2  # of the lease, before its end, in which the work has to stop
UNLED = 60.0  # seconds
GIVING_UP = 1.0  # seconds, at the end, for letting another have it at once


class Leading:
    """Does `work` whenever this process leads, for as long as it leads.

    `work` should never end; when it fails it begins again.
    """

    def __init__(
        self,
        database: Database,
        now: Now,
        work: Callable[[], Awaitable[object]],
        *,
        lease: timedelta = LEASE,
        renew: float = RENEW,
    ) -> None:
        self._database = database
        self._now = now
        self._work = work
        self._lease = lease
        self._renewed_every = renew
        self._holder = secrets.token_hex(8)
        self._until = 0.0  # on the loop's clock
        self.leads = False
        self._unled_since: float | None = None  # on the loop's clock

    @property
    def waits_in_vain(self) -> bool:
        """Tell whether this process has stood by for long while it could learn of no leader."""
        if self._unled_since is None:
            return False
        return asyncio.get_running_loop().time() - self._unled_since > UNLED

    async def run(self) -> None:
        """Lead or stand by, for ever."""
        if self._database.is_sqlite:
            self.leads = True
            await kept_going("the work", self._work)
        while True:
            await self._stand_by()
            try:
                await self._lead()
            finally:
                self.leads = False
                await self._give_up()

    async def _stand_by(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._lease.total_seconds()):
                    if await self._hold():
                        return
                self._unled_since = None
            except Exception as fault:
                log.warning("the lease cannot be asked for: %s", type(fault).__name__)
                self._unled_since = self._unled_since or asyncio.get_running_loop().time()
            await asyncio.sleep(self._renewed_every)

    async def _lead(self) -> None:
        log.info("this process leads")
        self.leads, self._unled_since = True, None
        async with asyncio.TaskGroup() as group:
            work = group.create_task(kept_going("the work", self._work))
            await self._renew()
            work.cancel()
        log.warning("this process has lost the lease and stands by")

    async def _renew(self) -> None:
        """Keep the lease; returns when it is lost, or nearly."""
        pause = self._renewed_every
        while True:
            await asyncio.sleep(pause)
            try:
                async with asyncio.timeout_at(self._until):
                    if not await self._hold():
                        return
            except TimeoutError:
                return
            except Exception as fault:
                log.warning("the lease cannot be renewed: %s", type(fault).__name__)
                pause = self._renewed_every / 4
            else:
                pause = self._renewed_every

    async def _hold(self) -> bool:
        """Take or keep the lease; what it is worth is counted from before it was written."""
        asked, now = asyncio.get_running_loop().time(), self._now()
        held = await self._database.certain(
            lambda db: leases.hold(db, NAME, self._holder, now=now, until=now + self._lease)
        )
        if held:
            self._until = asked + self._lease.total_seconds() * (1 - MARGIN)
        return held

    async def _give_up(self) -> None:
        try:
            async with asyncio.timeout(GIVING_UP):
                await self._database.certain(lambda db: leases.give_up(db, NAME, self._holder))
        except Exception as fault:
            log.warning("the lease runs out by itself: %s", type(fault).__name__)
