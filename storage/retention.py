"""What is kept no longer than it is needed, and when to look next."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.rules import Rules
from storage import (
    awaiting,
    away,
    breaks,
    bubbles,
    codes,
    date_polls,
    outbox,
    people,
    receipts,
    screens,
)
from storage.privacy import forget_reasons
from storage.rows import changed, insert
from storage.tables import Draft, Invitation, Kept, Meeting, Unit

RECEIPTS = timedelta(days=3)  # no platform repeats an update for longer
WRONG_TRIES = timedelta(days=1)
CODES = timedelta(days=90)  # so long somebody is told that their code was used or has expired
SCREENS = timedelta(days=90)
VOTES = timedelta(days=90)  # a poll is about the next meeting
STRANGERS = timedelta(days=30)  # who opened the bot and never joined
DRAFTS = timedelta(days=1)
MESSAGES = relativedelta(months=13)  # last year's meeting of the same month can still be looked up

_NEXT = "look for what to forget"


async def next_look(db: AsyncSession) -> datetime | None:
    """When to look next; None before the first time."""
    row = await db.get(Kept, _NEXT)
    return None if row is None else datetime.fromisoformat(row.value)


async def look_again(db: AsyncSession, at: datetime) -> None:
    """Look next at `at`."""
    row = {"value": at.isoformat()}
    await db.execute(
        insert(db, Kept)
        .values(name=_NEXT, **row)
        .on_conflict_do_update(index_elements=["name"], set_=row)
    )


async def forget_what_is_old(db: AsyncSession, *, now: datetime) -> int:
    """Drop what only served for days or months; says how many rows. Costs no person anything."""
    return sum(
        (
            await receipts.forget(db, before=now - RECEIPTS),
            await awaiting.forget(db, before=now),
            await codes.forget(db, expired_before=now - CODES, tried_before=now - WRONG_TRIES),
            await screens.forget(db, before=now - SCREENS),
            await bubbles.forget(db, before=now - SCREENS),
            await breaks.forget_answers(db, before=now.date()),
            await date_polls.forget_votes(db, before=now - VOTES),
            await changed(db, delete(Draft).where(col(Draft.kept_at) < now - DRAFTS)),
        )
    )


async def forget_away(db: AsyncSession, *, now: datetime) -> int:
    """Drop days that people were away when they are as old as reasons of absence may be."""
    months = Rules().retention_months
    return await away.forget(db, before=(now - relativedelta(months=months)).date())


async def forget_strangers(db: AsyncSession, *, now: datetime, most: int) -> int:
    """Drop conversations with people who never joined, at most `most` at once."""
    return await people.forget_strangers(db, before=now - STRANGERS, most=most)


async def forget_messages(db: AsyncSession, *, now: datetime, most: int) -> int:
    """Drop messages that were settled 13 months ago, of the `most` oldest ones."""
    return await outbox.forget(db, before=now - MESSAGES, most=most)


async def forget_old_reasons(db: AsyncSession, *, now: datetime, most: int) -> int:
    """Forget reasons of absence as old as each unit's rules say; totals stay."""
    usual = Rules().retention_months
    elsewhere = await _units_by_months(db, usual)
    others = [unit_id for units in elsewhere.values() for unit_id in units]
    whose = [(usual, col(Meeting.unit_id).not_in(others))]
    whose += [(months, col(Meeting.unit_id).in_(units)) for months, units in elsewhere.items()]
    done = 0
    for months, those in whose:
        # Asked of each old reason, which an index finds: the meetings would all be gone through.
        theirs = exists().where(col(Meeting.id) == col(Invitation.meeting_id), those)
        old = col(Invitation.answered_at) < now - relativedelta(months=months)
        done += await forget_reasons(db, old & theirs, most=most)
    return done


async def _units_by_months(db: AsyncSession, usual: int) -> Mapping[int, list[int]]:
    """The units that keep reasons for another number of months than usual, by that number."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for unit_id, rules in await db.execute(select(col(Unit.id), col(Unit.rules))):
        months = Rules.of(rules).retention_months if "retention_months" in rules else usual
        if months != usual:
            found[months].append(unit_id)
    return found
