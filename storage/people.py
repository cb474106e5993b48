"""The people, their accounts, and what they are in each unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.roles import Role, Status, UnitKind
from bot.domain.rules import Rules
from bot.who import Standing, Talk, Who, roles_of
from storage.prepared import Prepared
from storage.rows import changed
from storage.tables import (
    Account,
    Awaiting,
    Bubble,
    Membership,
    Person,
    Screen,
    Unit,
    WrongTry,
)

WEB = "web"
SEEN_EVERY = timedelta(minutes=10)  # finer would cost every tap one more write

_WHO_COLUMNS = (
    col(Person.id),
    col(Person.full_name),
    col(Person.locale),
    col(Person.phone_only),
    col(Membership.id),
    col(Membership.roles),
    col(Membership.status),
    col(Membership.subgroup),
    col(Unit.id),
    col(Unit.code),
    col(Unit.name),
    col(Unit.kind),
    col(Unit.parent_id),
    col(Unit.rules),
)
_HERE = (col(Membership.person_id) == col(Person.id)) & col(Membership.left_at).is_(None)

_KNOWN = Prepared.alike(
    select(
        col(Account.id),
        col(Account.locale),
        col(Account.unit_id),
        col(Account.last_seen_at),
        col(Account.unreachable_since),
        *_WHO_COLUMNS,
    )
    .outerjoin(Person, col(Person.id) == col(Account.person_id))
    .outerjoin(Membership, _HERE)
    .outerjoin(Unit, col(Unit.id) == col(Membership.unit_id))
    .where(col(Account.channel) == bindparam("channel"))
    .where(col(Account.address) == bindparam("address"))
    .order_by(col(Membership.id))
)


@dataclass(frozen=True)
class Known:
    """A conversation and the person behind it, None for somebody who has not joined."""

    talk: Talk
    who: Who | None


async def known(
    db: AsyncSession, channel: str, address: str, *, now: datetime | None
) -> Known | None:
    """Who speaks at this address; None when nobody ever has. With `now`, notes that they did."""
    rows = await _KNOWN.rows(db, {"channel": channel, "address": address})
    if not rows:
        return None
    account_id, locale, unit_id, seen, unreachable, person_id, *_ = rows[0]
    talk = Talk(account_id, channel, address, locale, unit_id)
    if now is not None and (unreachable is not None or now - seen > SEEN_EVERY):
        await db.execute(
            update(Account)
            .where(col(Account.id) == account_id)
            .values(last_seen_at=now, unreachable_since=None, unreachable_why="")
        )
    return Known(talk, _who([row[5:] for row in rows]) if person_id else None)


def _who(rows: Sequence[Sequence[Any]]) -> Who:
    person_id, name, locale, phone_only, *_ = rows[0]
    standings = tuple(
        Standing(
            membership_id=membership,
            unit_id=unit,
            unit_code=code,
            unit_name=unit_name,
            unit_kind=UnitKind(kind),
            parent_id=parent,
            roles=roles_of(roles),
            status=Status(status),
            subgroup=subgroup,
            address=rules.get("address", Rules.address),
        )
        for membership, roles, status, subgroup, unit, code, unit_name, kind, parent, rules in (
            row[4:] for row in rows
        )
        if membership is not None
    )
    return Who(person_id, name, standings, locale, phone_only)


async def who(db: AsyncSession, person_id: int) -> Who | None:
    """A person with everything they are, None when there is none or they erased themselves."""
    rows = (
        await db.execute(
            select(*_WHO_COLUMNS)
            .outerjoin(Membership, _HERE)
            .outerjoin(Unit, col(Unit.id) == col(Membership.unit_id))
            .where(col(Person.id) == person_id, col(Person.erased_at).is_(None))
            .order_by(col(Membership.id))
        )
    ).all()
    return _who(rows) if rows else None


async def at(db: AsyncSession, account_id: int) -> Known | None:
    """The conversation with this number and who speaks there."""
    account = await db.get(Account, account_id)
    if account is None or account.ended_at is not None:
        return None
    talk = Talk(account.id, account.channel, account.address, account.locale, account.unit_id)
    return Known(talk, await who(db, account.person_id) if account.person_id else None)


async def meet(
    db: AsyncSession, channel: str, address: str, *, language: str, now: datetime
) -> Known:
    """Open a conversation with somebody who speaks for the first time."""
    account = Account(
        channel=channel,
        address=address,
        locale=language if language in {"vi", "en"} else None,
        last_seen_at=now,
    )
    db.add(account)
    await db.flush()
    return Known(Talk(account.id, channel, address, account.locale), None)


async def accounts_of(db: AsyncSession, person_id: int) -> Sequence[Account]:
    """Where a person can be reached, the best first: reachable, then what rings, then last used.

    A browser rings for nobody: what waits there is found by whoever opens the page.
    """
    rows = await db.execute(
        select(Account)
        .where(col(Account.person_id) == person_id, col(Account.ended_at).is_(None))
        .order_by(
            col(Account.unreachable_since).is_not(None),
            col(Account.channel) == WEB,
            col(Account.last_seen_at).desc(),
            col(Account.id).desc(),
        )
    )
    return rows.scalars().all()


async def account_numbers(db: AsyncSession, people: Iterable[int]) -> list[tuple[int, int]]:
    """The accounts of these people, each as the number of the person and its own."""
    rows = await db.execute(
        select(col(Account.person_id), col(Account.id))
        .where(col(Account.person_id).in_(list(people)), col(Account.ended_at).is_(None))
        .order_by(col(Account.id))
    )
    return [(person_id, account_id) for person_id, account_id in rows if person_id is not None]


async def unreachable(db: AsyncSession, account_id: int, why: str, *, now: datetime) -> None:
    """Note that an account takes no messages; the first time counts."""
    await db.execute(
        update(Account)
        .where(col(Account.id) == account_id, col(Account.unreachable_since).is_(None))
        .values(unreachable_since=now, unreachable_why=why)
    )


async def moved(db: AsyncSession, channel: str, old: str, new: str) -> None:
    """A conversation has a new address; one already known under it takes its place."""
    taken = await db.execute(
        select(col(Account.id)).where(col(Account.channel) == channel, col(Account.address) == new)
    )
    if taken.first() is None:
        await db.execute(
            update(Account)
            .where(col(Account.channel) == channel, col(Account.address) == old)
            .values(address=new)
        )


async def speaks_of(db: AsyncSession, account_id: int, unit_id: int) -> None:
    """Let the next command of this conversation act in the same unit."""
    await db.execute(update(Account).where(col(Account.id) == account_id).values(unit_id=unit_id))


async def name_of(db: AsyncSession, person_id: int) -> str:
    """A person's full name, "" for one who has vanished."""
    person = await db.get(Person, person_id)
    return person.full_name if person else ""


async def join(db: AsyncSession, account_id: int, person_id: int, *, now: datetime) -> None:
    """Tie an account to a person who has agreed to it; it is the one they use now."""
    await db.execute(
        update(Account)
        .where(col(Account.id) == account_id)
        .values(person_id=person_id, consented_at=now, last_seen_at=now, ended_at=None)
    )


async def end(db: AsyncSession, person_id: int, account_id: int, *, now: datetime) -> bool:
    """Cut the tie between an account and this person; False when there is none."""
    cut = await changed(
        db,
        update(Account)
        .where(col(Account.id) == account_id, col(Account.person_id) == person_id)
        .values(person_id=None, consented_at=None, unit_id=None, ended_at=now),
    )
    for table in (Screen, Awaiting, Bubble) if cut else ():
        await db.execute(delete(table).where(col(table.account_id) == account_id))
    return bool(cut)


async def calendar_key(db: AsyncSession, person_id: int, *, new: str) -> str:
    """What stands in the address of a person's calendar; `new` where there is none yet."""
    await db.execute(
        update(Person)
        .where(col(Person.id) == person_id, col(Person.calendar_key).is_(None))
        .values(calendar_key=new)
    )
    found = await db.execute(select(col(Person.calendar_key)).where(col(Person.id) == person_id))
    return found.scalar_one() or new


async def end_calendar(db: AsyncSession, person_id: int) -> None:
    """Let the address of a person's calendar lead nowhere."""
    await db.execute(update(Person).where(col(Person.id) == person_id).values(calendar_key=None))


async def of_calendar(db: AsyncSession, key: str) -> Who | None:
    """Whose calendar has this key."""
    found = await db.execute(select(col(Person.id)).where(col(Person.calendar_key) == key))
    person_id = found.scalar_one_or_none()
    return None if person_id is None else await who(db, person_id)


async def sign_out(
    db: AsyncSession, account_id: int, person_id: int | None, *, now: datetime
) -> None:
    """End an account from its own side; of one who never joined nothing stays."""
    if person_id is not None:
        await end(db, person_id, account_id, now=now)
    else:
        await _forget(db, [account_id])


async def forget_strangers(db: AsyncSession, *, before: datetime, most: int) -> int:
    """Drop conversations of people who never joined and were last seen before then."""
    rows = await db.execute(
        select(col(Account.id))
        .where(
            col(Account.person_id).is_(None),
            col(Account.ended_at).is_(None),
            col(Account.last_seen_at) < before,
        )
        .limit(most)
    )
    found = rows.scalars().all()
    await _forget(db, found)
    return len(found)


async def _forget(db: AsyncSession, accounts: Sequence[int]) -> None:
    for table in (Screen, Awaiting, Bubble, WrongTry):
        await db.execute(delete(table).where(col(table.account_id).in_(accounts)))
    await db.execute(delete(Account).where(col(Account.id).in_(accounts)))


async def call_only(db: AsyncSession, person_id: int, phone_only: bool) -> None:
    """Mark a person as one to telephone, whom the bot never pings, or take the mark away."""
    await db.execute(
        update(Person).where(col(Person.id) == person_id).values(phone_only=phone_only)
    )


async def speak(db: AsyncSession, account_id: int, person_id: int | None, language: str) -> None:
    """Remember the language of a conversation, and of the person behind it."""
    await db.execute(update(Account).where(col(Account.id) == account_id).values(locale=language))
    if person_id is not None:
        await db.execute(update(Person).where(col(Person.id) == person_id).values(locale=language))


async def admins(db: AsyncSession) -> Sequence[int]:
    """The administrators of the installation, by number."""
    rows = await db.execute(
        select(col(Membership.person_id))
        .where(col(Membership.roles).contains(Role.ADMIN.value), col(Membership.left_at).is_(None))
        .distinct()
        .order_by(col(Membership.person_id))
    )
    return rows.scalars().all()
