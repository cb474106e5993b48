"""Sends what the outbox owes, at its own pace; decides what a failure means."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat import (
    Card,
    Channel,
    Menu,
    Moved,
    Rejected,
    SendFailed,
    TryLater,
    Unreachable,
    Urgency,
)
from bot.domain.quiet import waits_until
from bot.domain.refusal import Refused
from bot.router import NoticeEntry
from bot.tasks import Background
from bot.turns import Turns
from bot.who import Talk, Who
from storage import outbox, people, screens, units
from storage.database import Lane
from storage.tables import Account, Owed

log = logging.getLogger(__name__)

IN_FLIGHT = 8  # the most that a crash can repeat
LEASE = timedelta(seconds=90)  # longer than any sending takes
LATE = timedelta(hours=1)  # after this a message says that it comes late
KEEP_TRYING = timedelta(days=1)  # for messages that do not say when they lose their point
SLOWEST = timedelta(minutes=5)
IDLE = 15.0  # seconds; how long a message owed by another process may wait to be seen


@dataclass(frozen=True)
class _Parcel:
    """What goes out as one message: one notice, or several gathered ones."""

    person_id: int
    rows: tuple[Owed, ...]

    @property
    def ids(self) -> list[int]:
        return [row.id for row in self.rows]


class Delivery:
    """Brings messages to people."""

    def __init__(
        self, turns: Turns, channels: Mapping[str, Channel], background: Background
    ) -> None:
        self._turns = turns
        self._database = turns.database
        self._router = turns.router
        self._channels = channels
        self._background = background
        self._gathered = [n.name for n in self._router.notices.values() if n.gathered]
        self._woken = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        turns.wake.callbacks.append(self._woken.set)

    async def run(self) -> None:
        """Deliver for ever, never more than eight at once."""
        while True:
            self._woken.clear()
            parcels = await self._claim(IN_FLIGHT - len(self._under_way))
            for parcel in parcels:
                task = self._background.spawn(self._deliver(parcel))
                self._under_way.add(task)
                task.add_done_callback(self._landed)
            if len(self._under_way) >= IN_FLIGHT:
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
            wait = min(IDLE, max(0.05, (due - self._turns.now()).total_seconds()))
        try:
            async with asyncio.timeout(wait):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _claim(self, most: int) -> list[_Parcel]:
        if most <= 0:
            return []
        now = self._turns.now()
        async with self._database.reading() as db:
            due = await outbox.next_due(db)
        if due is None or due > now:
            return []
        parcels: list[_Parcel] = []
        async with self._database.transaction(Lane.SENDING) as db:
            taken: set[int] = set()
            for row in await outbox.claim(db, now=now, until=now + LEASE, most=most):
                if row.id in taken:
                    continue
                rows = [row]
                if row.notice in self._gathered:
                    rows += await outbox.companions(
                        db, row, self._gathered, now=now, until=now + LEASE
                    )
                taken.update(each.id for each in rows)
                parcels.append(_Parcel(row.person_id, tuple(rows)))
        return _joined(parcels, self._gathered)

    async def _deliver(self, parcel: _Parcel) -> None:
        """Send one parcel and settle it. Never raises: what went wrong is settled or put back."""
        try:
            parcel = await self._still_useful(parcel)
            if parcel.rows:
                await self._send(parcel)
        except Exception as fault:
            log.exception("message %s failed: %s", parcel.ids, type(fault).__name__)
            await self._retry(parcel, None)

    async def _still_useful(self, parcel: _Parcel) -> _Parcel:
        """Drop what is too late, and put back what would go out at night."""
        now = self._turns.now()
        async with self._database.reading() as db:
            waiting = {row.id: await self._morning(db, row, now) for row in parcel.rows}
        late = [row.id for row in parcel.rows if row.until is not None and row.until <= now]
        later = {i: at for i, at in waiting.items() if at > now and i not in late}
        if late or later:
            async with self._database.transaction(Lane.SENDING) as db:
                await outbox.settle(db, late, "late", now=now)
                for row_id, at in later.items():
                    await outbox.postpone(db, [row_id], due_at=at)
        rows = tuple(row for row in parcel.rows if row.id not in late and row.id not in later)
        return replace(parcel, rows=rows)

    async def _morning(self, db: AsyncSession, row: Owed, now: datetime) -> datetime:
        entry = self._router.notices.get(row.notice)
        if entry is None or not entry.quiet or row.unit_id is None:
            return now
        place = await units.place(db, row.unit_id, self._turns.home)
        return waits_until(now, place.rules, place.zone)

    async def _send(self, parcel: _Parcel) -> None:
        now = self._turns.now()
        async with self._database.reading() as db:
            who = await people.who(db, parcel.person_id)
            accounts = await people.accounts_of(db, parcel.person_id)
        usable = [each for each in accounts if each.channel in self._channels]
        if who is None or not usable:
            await self._settle(parcel.ids, "unreachable" if who else "stale")
            return
        for account in usable:
            card, kept = await self._render(parcel, account, who)
            if card is None:
                await self._settle(parcel.ids, "stale")
                return
            try:
                message_id = await self._hand_over(account, card, parcel)
            except Unreachable as gone:
                log.info("account %s cannot be reached: %s", account.id, gone.why)
                async with self._database.transaction(Lane.SENDING) as db:
                    await people.unreachable(db, account.id, gone.why, now=now)
                continue
            except TryLater as busy:
                await self._retry(parcel, busy.after)
                return
            except Rejected as bad:
                log.error("message %s was rejected: %s", parcel.ids, bad.why)
                await self._settle(parcel.ids, "failed")
                return
            await self._settled(parcel, kept, account, card, message_id)
            return
        await self._settle(parcel.ids, "unreachable")

    async def _hand_over(self, account: Account, card: Card | Menu, parcel: _Parcel) -> str:
        channel = self._channels[account.channel]
        if isinstance(card, Menu):
            await channel.menu(account.address, card.entries)
            return ""
        urgency = Urgency(min(row.urgency for row in parcel.rows))
        try:
            return await channel.send(account.address, card, urgency)
        except Moved as moved:
            async with self._database.transaction(Lane.SENDING) as db:
                await people.moved(db, account.channel, account.address, moved.address)
            account.address = moved.address
            return await channel.send(moved.address, card, urgency)

    async def _render(
        self, parcel: _Parcel, account: Account, who: Who
    ) -> tuple[Card | Menu | None, list[int]]:
        """Make the message from the truth of this moment; also says which rows are in it."""
        cards: list[tuple[int, Card]] = []
        talk = Talk(account.id, account.channel, account.address, account.locale)
        async with self._database.reading() as db:
            for row in parcel.rows:
                entry = self._router.notices.get(row.notice)
                if entry is None:
                    continue
                card = await self._card(db, talk, who, row, entry)
                if isinstance(card, Menu):
                    return card, [row.id]
                if card is not None:
                    cards.append((row.id, card))
        if not cards:
            return None, []
        return _gather([card for _, card in cards]), [row_id for row_id, _ in cards]

    async def _card(
        self, db: AsyncSession, talk: Talk, who: Who, row: Owed, entry: NoticeEntry
    ) -> Card | Menu | None:
        place = None
        if row.unit_id is not None:
            place = await units.place(db, row.unit_id, self._turns.home)
        turn = self._turns.speaking(db, talk, who, place)
        try:
            card = await entry.handler(turn, row.about)
        except Refused:
            return None
        if isinstance(card, Card) and turn.now - row.due_at > LATE:
            card = replace(card, title=turn.t("(late) {title}", title=card.title))
        return card

    async def _settled(
        self,
        parcel: _Parcel,
        kept: Sequence[int],
        account: Account,
        card: Card | Menu,
        message_id: str,
    ) -> None:
        now = self._turns.now()
        stale = [row_id for row_id in parcel.ids if row_id not in kept]
        gathered = len(kept) > 1
        async with self._database.transaction(Lane.SENDING) as db:
            await outbox.settle(
                db, kept, "sent", now=now, account_id=account.id, message_id=message_id
            )
            if stale:
                await outbox.settle(db, stale, "stale", now=now)
            if gathered:
                await screens.keep(db, account.id, message_id, screens.GATHERED, now=now)
            elif isinstance(card, Card) and card.shows is not None:
                await screens.keep(db, account.id, message_id, card.shows.pack(), now=now)

    async def _settle(self, ids: Sequence[int], outcome: str) -> None:
        async with self._database.transaction(Lane.SENDING) as db:
            await outbox.settle(db, ids, outcome, now=self._turns.now())

    async def _retry(self, parcel: _Parcel, after: float | None) -> None:
        """Put a parcel back until later; what has been tried for a day is given up."""
        now = self._turns.now()
        attempts = max((row.attempts for row in parcel.rows), default=1)
        wait = timedelta(seconds=after) if after else min(timedelta(seconds=2**attempts), SLOWEST)
        given_up = [
            row.id for row in parcel.rows if now - max(row.due_at, row.owed_at) > KEEP_TRYING
        ]
        again = [row.id for row in parcel.rows if row.id not in given_up]
        async with self._database.transaction(Lane.SENDING) as db:
            if given_up:
                await outbox.settle(db, given_up, "failed", now=now)
            if again:
                await outbox.postpone(db, again, leased_until=now + wait)


def _joined(parcels: list[_Parcel], gathered: Sequence[str]) -> list[_Parcel]:
    """Put gathered rows of one person that were claimed side by side into one parcel."""
    first: dict[int, int] = {}
    joined: list[_Parcel] = []
    for parcel in parcels:
        if parcel.rows[0].notice not in gathered:
            joined.append(parcel)
        elif parcel.person_id in first:
            at = first[parcel.person_id]
            joined[at] = replace(joined[at], rows=joined[at].rows + parcel.rows)
        else:
            first[parcel.person_id] = len(joined)
            joined.append(parcel)
    return joined


def _gather(cards: Sequence[Card]) -> Card:
    """One message from several: the first title, then each as a section, all their choices."""
    if len(cards) == 1:
        return cards[0]
    sections = [cards[0].body, *(f"{card.title}\n{card.body}" for card in cards[1:])]
    return Card(
        title=cards[0].title,
        body="\n\n".join(section.strip() for section in sections),
        choices=tuple(row for card in cards for row in card.choices),
    )


__all__ = ["IN_FLIGHT", "Delivery", "SendFailed"]
