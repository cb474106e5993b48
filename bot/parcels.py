"""Makes a message from what is owed, as things are at the moment of sending."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat import Card, Menu, Urgency
from bot.domain.quiet import waits_until
from bot.domain.refusal import Refused
from bot.router import NoticeEntry
from bot.turns import Turns
from bot.who import Talk, Who
from storage import units
from storage.faults import passing
from storage.tables import Account, Owed

log = logging.getLogger(__name__)

LATE = timedelta(hours=1)  # after this a message says that it comes late


@dataclass(frozen=True)
class Parcel:
    """What goes out as one message: one notice, or several gathered ones."""

    person_id: int
    rows: tuple[Owed, ...]

    @property
    def ids(self) -> list[int]:
        return [row.id for row in self.rows]

    @property
    def urgency(self) -> Urgency:
        return Urgency(min(row.urgency for row in self.rows))

    def may_go_to(self, account: Account) -> bool:
        """Tell whether this is meant for an account; what is gathered is meant for any."""
        meant = self.rows[0].account_id if self.rows else None
        return meant is None or meant == account.id

    def only(self, ids: Sequence[int]) -> "Parcel":
        """The same with only these rows."""
        return replace(self, rows=tuple(row for row in self.rows if row.id in ids))


@dataclass(frozen=True)
class Letter:
    """A message as it goes out, with the rows in it, and the rows that could not be written.

    Without a message, none of the rows has a point any more. `drawn` is what `Staled` had counted
    when it was drawn.
    """

    message: Card | Menu | None
    kept: tuple[int, ...]
    broken: tuple[int, ...]
    drawn: int


class Writer:
    """Writes letters from the truth of this moment."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._database = turns.database
        self._notices = turns.router.notices
        self.gathered = [entry.name for entry in self._notices.values() if entry.gathered]

    def is_ping(self, row: Owed) -> bool:
        """Tell whether a message is more than the answer to what its reader did, or a menu."""
        entry = self._notices.get(row.notice)
        return row.urgency > Urgency.REPLY and (entry is None or entry.quiet)

    async def waits(self, parcel: Parcel, now: datetime) -> dict[int, datetime]:
        """Until when each row has to wait because it is night where its unit is; no reply waits."""
        async with self._database.reading() as db:
            return {row.id: await self._morning(db, row, now) for row in parcel.rows}

    async def _morning(self, db: AsyncSession, row: Owed, now: datetime) -> datetime:
        if row.unit_id is None or not self.is_ping(row):
            return now
        place = await units.place(db, row.unit_id, self._turns.home)
        return waits_until(now, place.rules, place.zone)

    async def write(self, parcel: Parcel, account: Account, who: Who) -> Letter:
        """Make the message for one account. One row that cannot be written spoils no other."""
        cards: dict[int, Card] = {}
        broken: list[int] = []
        drawn = self._database.staled.count
        talk = Talk(account.id, account.channel, account.address, account.locale)
        for row in parcel.rows:
            entry = self._notices.get(row.notice)
            if entry is None:
                continue
            try:
                async with self._database.reading() as db:
                    card = await self._card(db, talk, who, row, entry)
            except Exception as fault:
                if passing(fault):
                    raise
                log.exception("message %s cannot be written: %s", row.id, type(fault).__name__)
                broken.append(row.id)
                continue
            if isinstance(card, Menu):
                return Letter(card, (row.id,), tuple(broken), drawn)
            if card is not None:
                cards[row.id] = card
        message = _gather(list(cards.values())) if cards else None
        return Letter(message, tuple(cards), tuple(broken), drawn)

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


def joined(parcels: Sequence[Parcel], gathered: Sequence[str]) -> list[Parcel]:
    """Put gathered rows of one person that were claimed side by side into one parcel."""
    first: dict[int, int] = {}
    made: list[Parcel] = []
    for parcel in parcels:
        if parcel.rows[0].notice not in gathered:
            made.append(parcel)
        elif parcel.person_id in first:
            at = first[parcel.person_id]
            made[at] = replace(made[at], rows=made[at].rows + parcel.rows)
        else:
            first[parcel.person_id] = len(made)
            made.append(parcel)
    return made


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
