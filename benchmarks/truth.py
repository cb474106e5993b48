"""What a database says after a run, held against what was tapped and what the phones show."""

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from benchmarks.organisation import Organisation, meeting
from benchmarks.tap_driver import TapDriver
from benchmarks.tap_figures import card, user
from bot.app import Bots, running
from bot.cards.invitation import ShowInvitation
from bot.channels.telegram_words import pages
from bot.chat import Card
from bot.config import Settings
from storage import people
from storage.tables import Invitation, Owed, Receipt, Screen


class Untrue(Exception):
    """A bot lost, doubled or misstated something; its figures are worth nothing."""


async def check_taps(organisation: Organisation, driver: TapDriver) -> None:
    """Every tap was taken, every last answer is stored, every card shows it. Raises Untrue."""
    last = {tap.user_id: (number, tap) for number, tap in driver.taps.items()}
    async with looking(organisation) as bots, bots.database.reading() as db:
        taken = set((await db.execute(select(col(Receipt.number)))).scalars())
        _none("taps were not taken", [n for n in driver.taps if n not in taken])
        given = {
            user(row.person_id - 1): row for row in (await db.execute(select(Invitation))).scalars()
        }
        wrong = [
            number
            for who, (number, tap) in last.items()
            if (given[who].answer_order, given[who].answer) != (number, tap.data.split(":")[3])
        ]
        _none("last answers are not stored", wrong)
        behind = await db.execute(
            select(col(Screen.id)).where(col(Screen.shown) < col(Screen.wanted))
        )
        _none("cards are still marked as behind", behind.scalars().all())
        false = [
            who
            for who in last
            if driver.shown[who, card(who - user(0))] != await _drawn(bots, db, who)
        ]
        _none("cards show something else than the database says", false)


async def _drawn(bots: Bots, db: AsyncSession, who: int) -> str:
    """The card of a member as the bot would draw it now."""
    member = who - user(0)
    known = await people.at(db, member + 1)
    if known is None or known.who is None:
        raise Untrue(f"account {member + 1} is gone")
    turn = bots.turns.speaking(db, known.talk, known.who)
    show = ShowInvitation(meeting(member))
    drawn = await bots.turns.router.actions[ShowInvitation].handler(turn, show)
    return pages(drawn)[0] if isinstance(drawn, Card) else ""


async def check_sent(organisation: Organisation, wanted: range, sent: Sequence[int]) -> None:
    """Each of these members got one message, and it is settled so. Raises Untrue."""
    _none("people got nothing", {user(n) for n in wanted} - set(sent))
    _none("messages were sent twice", sent[len(set(sent)) :])
    async with looking(organisation) as bots, bots.database.reading() as db:
        open_ = await db.execute(select(col(Owed.id)).where(col(Owed.outcome) != "sent"))
        _none("messages are not settled as sent", open_.scalars().all())


def looking(organisation: Organisation) -> AbstractAsyncContextManager[Bots]:
    """The program without channels on that database; the bot that was measured has stopped."""
    return running(Settings(database_url=organisation.url, web_port=0), alone=True)


def _none(what: str, found: Collection[object]) -> None:
    if found:
        raise Untrue(f"{len(found)} {what}")
