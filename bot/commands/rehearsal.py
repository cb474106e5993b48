"""What a rehearsal records, and what it found in the outbox afterwards."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.chat import Card, Channel, MenuEntry, Unreachable, Urgency
from bot.domain.reach import Reach, reach
from storage.tables import Account, Membership, Owed, Person, Unit

MENU = "menu"  # shown behind a button, no message


@dataclass(frozen=True)
class People:
    """Everyone who is in some unit, and how each can be reached."""

    reach: Mapping[int, Reach]

    @property
    def everyone(self) -> int:
        return len(self.reach)

    def count(self, reach: Reach) -> int:
        """How many people this holds for."""
        return sum(each is reach for each in self.reach.values())


@dataclass(frozen=True)
class Message:
    """One message to one person; several notices when they were gathered.

    `reach` says whether it would arrive.
    """

    at: datetime
    unit: str
    notices: tuple[str, ...]
    person: str
    reach: Reach


@dataclass(frozen=True)
class Foreseen:
    """Everything that would happen, in the order of time."""

    since: datetime
    until: datetime
    people: People
    messages: Sequence[Message]
    failed: int


class RecordingChannel:
    """Stands for a real channel: takes every message for the addresses that are still open."""

    def __init__(self, name: str, closed: Mapping[str, str]) -> None:
        self.name = name
        self._closed = closed
        self._ids = count(1)

    @classmethod
    async def for_all(cls, db: AsyncSession) -> dict[str, Channel]:
        """One for every channel on which somebody has an account."""
        rows = await db.execute(
            select(
                col(Account.channel),
                col(Account.address),
                col(Account.unreachable_since),
                col(Account.unreachable_why),
            ).where(col(Account.person_id).is_not(None), col(Account.ended_at).is_(None))
        )
        closed: dict[str, dict[str, str]] = {}
        for channel, address, since, why in rows:
            lost = closed.setdefault(channel, {})
            if since is not None:
                lost[address] = why
        return {name: cls(name, lost) for name, lost in closed.items()}

    async def send(self, address: str, card: Card, urgency: Urgency) -> str:
        """Take a message; raises Unreachable for who was unreachable already."""
        if address in self._closed:
            raise Unreachable(self._closed[address])
        return str(next(self._ids))

    async def edit(self, address: str, message_id: str, card: Card, urgency: Urgency) -> None:
        """Nothing is shown, so nothing has to be changed."""

    async def menu(self, address: str, entries: tuple[MenuEntry, ...]) -> None:
        """Nothing is shown."""

    async def can_reach(self) -> str | None:
        """Nobody is asked."""
        return None


async def unreached(db: AsyncSession) -> People:
    """How everyone who is in some unit can be reached."""
    members = await db.execute(
        select(col(Person.id), col(Person.phone_only))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(col(Membership.left_at).is_(None), col(Person.erased_at).is_(None))
        .distinct()
    )
    accounts = await db.execute(
        select(col(Account.person_id), col(Account.unreachable_since)).where(
            col(Account.person_id).is_not(None), col(Account.ended_at).is_(None)
        )
    )
    open_: defaultdict[int, list[bool]] = defaultdict(list)
    for person_id, lost_since in accounts:
        open_[person_id or 0].append(lost_since is None)
    return People(
        {
            number: reach(
                phone_only=phone_only, accounts=len(open_[number]), reachable=sum(open_[number])
            )
            for number, phone_only in members
        }
    )


async def foreseen(
    db: AsyncSession, people: People, *, since: datetime, until: datetime
) -> Foreseen:
    """Read the outbox of the copy: what was sent from `since` on, and what could not be."""
    rows = await db.execute(
        select(Owed, col(Unit.code), col(Person.full_name))
        .join(Person, col(Person.id) == col(Owed.person_id))
        .outerjoin(Unit, col(Unit.id) == col(Owed.unit_id))
        .where(col(Owed.settled_at) >= since, col(Owed.notice) != MENU)
        .order_by(col(Owed.settled_at), col(Unit.code), col(Person.full_name), col(Owed.id))
    )
    messages: dict[tuple[object, ...], Message] = {}
    failed = 0
    for owed, unit, person in rows:
        failed += owed.outcome == "failed"
        if owed.outcome not in {"sent", "unreachable"}:
            continue
        sent = owed.outcome == "sent"
        # Gathered notices went out as one message, under one number.
        key = (owed.account_id, owed.message_id) if sent else (owed.id,)
        reached = Reach.JOINED if sent else people.reach.get(owed.person_id, Reach.NOT_JOINED)
        before = messages.get(key)
        notices = (*(before.notices if before else ()), owed.notice)
        assert owed.settled_at is not None
        messages[key] = Message(owed.settled_at, unit or "", notices, person, reached)
    return Foreseen(since, until, people, list(messages.values()), failed)
