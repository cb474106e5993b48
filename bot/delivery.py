"""Sends what the outbox owes, at its own pace; decides what a failure means."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import metrics
from bot.chat import Card, Channel, Menu, Moved, Rejected, TryLater, Unreachable
from bot.ledger import Ledger
from bot.parcels import Parcel, Writer, joined
from bot.tasks import Background
from bot.trouble import Trouble
from bot.turns import Turns
from bot.who import Who
from storage import outbox, people
from storage.database import Lane
from storage.faults import passing
from storage.tables import Account

log = logging.getLogger(__name__)

IN_FLIGHT = 8  # the most that a crash can repeat
LEASE = timedelta(seconds=90)  # longer than any sending takes, waiting in line included
LONGEST_SENDING = 60.0  # seconds
AT_LEAST = 0.2  # seconds of rest when what is due is being sent already
IDLE = 15.0  # seconds; how long a message owed by another process may wait to be seen


class Delivery:
    """Brings messages to people."""

    def __init__(
        self, turns: Turns, channels: Mapping[str, Channel], background: Background
    ) -> None:
        self._turns = turns
        self._database = turns.database
        self._channels = channels
        self._background = background
        self._writer = Writer(turns)
        self._ledger = Ledger(turns.database, turns.now)
        self._woken = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._held: set[int] = set()
        self._trouble = Trouble()
        turns.wake.callbacks.append(self._woken.set)

    async def run(self) -> None:
        """Deliver for ever, never more than eight at once."""
        while True:
            await asyncio.sleep(self._trouble.wait)
            try:
                await self._go_on()
            except Exception as fault:
                if not passing(fault):
                    raise
                log.warning("delivery has to wait: %s", type(fault).__name__)
                self._trouble.begins()

    async def _go_on(self) -> None:
        """Send what is due while there is room, or wait for either."""
        self._woken.clear()
        room = 1 if self._trouble.lasts else IN_FLIGHT
        parcels = await self._claim(room - len(self._under_way))
        for parcel in parcels:
            task = self._background.spawn(self._deliver(parcel))
            self._under_way.add(task)
            task.add_done_callback(self._landed)
        if len(self._under_way) >= room:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        elif not parcels:
            await self._rest()

    async def drain(self) -> int:
        """Deliver everything that is due now, one after another; says how many messages went."""
        count = 0
        while parcels := await self._claim(IN_FLIGHT):
            for parcel in parcels:
                await self._deliver(parcel)
            count += len(parcels)
        return count

    def _landed(self, task: "asyncio.Task[None]") -> None:
        self._under_way.discard(task)
        self._woken.set()

    async def _rest(self) -> None:
        async with self._database.reading() as db:
            due = await outbox.next_due(db)
        wait = IDLE
        if due is not None:
            wait = min(IDLE, max(AT_LEAST, (due - self._turns.now()).total_seconds()))
        try:
            async with asyncio.timeout(wait):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _claim(self, most: int) -> list[Parcel]:
        if most <= 0:
            return []
        now = self._turns.now()
        async with self._database.reading() as db:
            if not await outbox.anything_due(db, now=now):
                return []
        return await self._database.certain(lambda db: self._lease(db, now, most), Lane.SENDING)

    async def _lease(self, db: AsyncSession, now: datetime, most: int) -> list[Parcel]:
        parcels: list[Parcel] = []
        taken = self._held | self._ledger.unsettled  # what is still being sent is never sent twice
        gathered, until = self._writer.gathered, now + LEASE
        for row in await outbox.claim(db, now=now, until=until, most=most, without=taken):
            rows = [row]
            if row.notice in gathered:
                rows += await outbox.companions(
                    db, row, gathered, now=now, until=until, without=taken
                )
            taken.update(each.id for each in rows)
            parcels.append(Parcel(row.person_id, tuple(rows)))
        return joined(parcels, gathered)

    async def _deliver(self, parcel: Parcel) -> None:
        """Send one parcel and settle it. Never raises: what went wrong is settled or put back."""
        ids = parcel.ids
        self._held.update(ids)
        try:
            parcel = await self._still_useful(parcel)
            if parcel.rows:
                await self._send(parcel)
        except Exception as fault:
            trace = None if passing(fault) else fault
            log.error("message %s failed: %s", ids, type(fault).__name__, exc_info=trace)
            await self._ledger.put_back(parcel.rows, None)
        finally:
            self._held.difference_update(ids)

    async def _still_useful(self, parcel: Parcel) -> Parcel:
        """Drop what is too late, and put back what would go out at night."""
        now = self._turns.now()
        waiting = await self._writer.waits(parcel, now)
        late = [row.id for row in parcel.rows if row.until is not None and row.until <= now]
        later = {i: at for i, at in waiting.items() if at > now and i not in late}
        if late:
            await self._ledger.close(late, "late")
        if later:
            await self._ledger.postpone(later)
        return parcel.only([i for i in parcel.ids if i not in late and i not in later])

    async def _send(self, parcel: Parcel) -> None:
        async with self._database.reading() as db:
            who = await people.who(db, parcel.person_id)
            accounts = await people.accounts_of(db, parcel.person_id)
        if who is None:
            await self._ledger.close(parcel.ids, "stale")
            return
        if who.phone_only:
            parcel = await self._without_pings(parcel)
        for account in accounts:
            if parcel.may_go_to(account) and account.channel in self._channels and parcel.rows:
                parcel = await self._send_to(account, parcel, who)
        if parcel.rows:
            await self._ledger.close(parcel.ids, "unreachable")

    async def _without_pings(self, parcel: Parcel) -> Parcel:
        """Whoever is telephoned gets answers to what they did and their menu, nothing else."""
        pings = [row.id for row in parcel.rows if self._writer.is_ping(row)]
        if pings:
            await self._ledger.close(pings, "phone_only")
        return parcel.only([i for i in parcel.ids if i not in pings])

    async def _send_to(self, account: Account, parcel: Parcel, who: Who) -> Parcel:
        """Send to one account and settle; returns what is left for the person's next account."""
        letter = await self._writer.write(parcel, account, who)
        if letter.broken:
            await self._ledger.put_back(parcel.only(letter.broken).rows, None)
            parcel = parcel.only([i for i in parcel.ids if i not in letter.broken])
        if letter.message is None:
            await self._ledger.close(parcel.ids, "stale")
            return parcel.only(())
        try:
            async with asyncio.timeout(LONGEST_SENDING):
                message_id = await self._hand_over(account, letter.message, parcel)
        except Unreachable as gone:
            _count_failed(account, parcel, "unreachable")
            await self._unreachable(account, gone.why)
            return parcel
        except (TryLater, TimeoutError) as fault:
            busy = fault if isinstance(fault, TryLater) else TryLater()
            self._trouble.begins(busy.after)
            _count_failed(account, parcel, "again")
            await self._ledger.put_back(parcel.rows, busy)
        except Rejected as bad:
            _count_failed(account, parcel, "rejected")
            log.error("message %s was rejected: %s", parcel.ids, bad.why)
            await self._ledger.close(parcel.ids, "failed")
        else:
            self._trouble.ends()
            for row in parcel.rows:
                metrics.sent(account.channel, row.notice)
            await self._ledger.sent(parcel, letter, account, message_id)
        return parcel.only(())

    async def _hand_over(self, account: Account, message: Card | Menu, parcel: Parcel) -> str:
        channel = self._channels[account.channel]
        if isinstance(message, Menu):
            await channel.menu(account.address, message.entries)
            return ""
        try:
            return await channel.send(account.address, message, parcel.urgency)
        except Moved as moved:
            old, new = account.address, moved.address
            await self._database.certain(
                lambda db: people.moved(db, account.channel, old, new), Lane.SENDING
            )
            return await channel.send(new, message, parcel.urgency)

    async def _unreachable(self, account: Account, why: str) -> None:
        log.info("account %s cannot be reached: %s", account.id, why)
        now = self._turns.now()
        await self._database.certain(
            lambda db: people.unreachable(db, account.id, why, now=now), Lane.SENDING
        )


def _count_failed(account: Account, parcel: Parcel, why: str) -> None:
    for row in parcel.rows:
        metrics.failed(account.channel, row.notice, why)
