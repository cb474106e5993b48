"""What becomes of a message that was owed, written down."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat import Card, TryLater
from bot.parcels import Letter, Parcel
from bot.turns import Now
from storage import outbox, screens
from storage.database import PATIENTLY, Database, Lane
from storage.faults import passing
from storage.tables import Account, Owed

log = logging.getLogger(__name__)

KEEP_TRYING = timedelta(days=1)  # for messages that do not say when they lose their point
SLOWEST = timedelta(minutes=5)  # between tries of a message that its platform did not take
OUR_SLOWEST = timedelta(hours=1)  # of one that we cannot write; it takes a person to mend that


class Ledger:
    """Settles messages and puts them back. `unsettled` went out but could not be settled."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now
        self.unsettled: set[int] = set()

    async def postpone(self, later: Mapping[int, datetime]) -> None:
        """Put rows back to a better hour."""

        async def put_back(db: AsyncSession) -> None:
            for row_id, at in later.items():
                await outbox.postpone(db, [row_id], due_at=at)

        await self._database.certain(put_back, Lane.SENDING)

    async def sent(self, parcel: Parcel, letter: Letter, account: Account, message_id: str) -> None:
        """Write down that a message is out. Never raises: sent is sent, and not to be repeated."""
        now = self._now()
        stale = [row_id for row_id in parcel.ids if row_id not in letter.kept]

        async def settle(db: AsyncSession) -> None:
            await outbox.settle(
                db, letter.kept, "sent", now=now, account_id=account.id, message_id=message_id
            )
            if stale:
                await outbox.settle(db, stale, "stale", now=now)
            if (shows := _shows(letter)) is not None:
                await screens.keep(db, account.id, message_id, shows, now=now)

        async def settle_alone(db: AsyncSession) -> None:
            await outbox.settle(db, parcel.ids, "sent", now=now)

        for act in (settle, settle_alone):
            try:
                await self._insist(act)
                break
            except Exception as fault:
                log.exception("message %s is not settled: %s", parcel.ids, type(fault).__name__)
        else:
            self.unsettled.update(parcel.ids)
            return
        await self._keep_true(parcel, letter, account, message_id)

    async def _keep_true(
        self, parcel: Parcel, letter: Letter, account: Account, message_id: str
    ) -> None:
        """Have what changed while the message was on its way drawn again. Never raises."""
        shows, now = _shows(letter), self._now()
        if not shows or not self._database.staled.since(letter.drawn, shows, parcel.person_id):
            return
        try:
            await self._insist(lambda db: screens.stale_one(db, account.id, message_id, now=now))
        except Exception as fault:
            log.exception("message %s may be out of date: %s", parcel.ids, type(fault).__name__)

    async def _insist(self, act: Callable[[AsyncSession], Awaitable[None]]) -> None:
        """Do a transaction as soon as the database can, however long that takes."""
        while True:
            try:
                return await self._database.certain(act, Lane.SENDING, PATIENTLY)
            except Exception as fault:
                if not passing(fault):
                    raise
                log.warning("what became of a message has to wait: %s", type(fault).__name__)

    async def close(self, ids: Sequence[int], outcome: str) -> None:
        now = self._now()
        await self._database.certain(
            lambda db: outbox.settle(db, ids, outcome, now=now), Lane.SENDING
        )

    async def put_back(self, rows: Sequence[Owed], busy: TryLater | None) -> None:
        """Put rows back until later. What has been tried for a day is given up, unless a platform
        is to blame and the message still has a point."""
        now = self._now()
        attempts = max((row.attempts for row in rows), default=1)
        wait = min(timedelta(seconds=2 ** min(attempts, 12)), SLOWEST if busy else OUR_SLOWEST)
        if busy is not None and busy.after:
            wait = timedelta(seconds=busy.after)
        given_up = [
            row.id
            for row in rows
            if now - max(row.due_at, row.owed_at) > KEEP_TRYING
            and (busy is None or row.until is None)
        ]
        again = [row.id for row in rows if row.id not in given_up]
        if given_up:
            await self.close(given_up, "failed")
        if again:
            await self._insist(
                lambda db: outbox.postpone(db, again, leased_until=self._now() + wait)
            )


def _shows(letter: Letter) -> str | None:
    """What the message is kept true as, if at all."""
    if len(letter.kept) > 1:
        return screens.GATHERED
    card = letter.message
    return card.shows.pack() if isinstance(card, Card) and card.shows is not None else None
