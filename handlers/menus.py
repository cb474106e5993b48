"""The command menu of each person, in their language and for what they may do."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat import Menu, MenuEntry
from bot.domain.words import _
from bot.i18n import Speech
from bot.router import Audience, CommandEntry, Router
from bot.turn import Turn
from bot.who import Who
from storage import outbox
from storage import people as accounts
from storage.outbox import Debt

router = Router()


def entries(router: Router, t: Speech, who: Who | None) -> tuple[MenuEntry, ...]:
    """The commands somebody is offered, under the name in their language."""
    return tuple(
        MenuEntry(entry.name_in(t.language), t(entry.summary))
        for entry in router.every_command()
        if offered(entry, who)
    )


def default_menus(router: Router) -> dict[str, tuple[MenuEntry, ...]]:
    """What somebody sees who has not joined, by language; "" is for every other language."""
    vietnamese = entries(router, Speech("vi", ZoneInfo("UTC")), None)
    return {
        "": vietnamese,
        "vi": vietnamese,
        "en": entries(router, Speech("en", ZoneInfo("UTC")), None),
    }


def offered(entry: CommandEntry, who: Who | None) -> bool:
    """Tell whether a command is of use to somebody."""
    if who is None:
        return entry.audience is Audience.ANYONE
    return entry.right is None or bool(who.own_units(entry.right))


async def owe_menu(db: AsyncSession, *people: int, now: datetime) -> None:
    """Owe people their menu on every phone: their language or their roles changed."""
    await _owe(db, await accounts.account_numbers(db, people), now=now)


async def owe_menu_on(db: AsyncSession, person_id: int, account_id: int, *, now: datetime) -> None:
    """Owe a person their menu on the one phone that has just joined."""
    await _owe(db, [(person_id, account_id)], now=now)


async def _owe(db: AsyncSession, whom: Iterable[tuple[int, int]], *, now: datetime) -> None:
    stamp = hashlib.sha256(now.isoformat().encode()).hexdigest()[:12]
    await outbox.owe(
        db,
        *(
            Debt(
                key=f"menu:{person}:{account}:{stamp}",
                person_id=person,
                notice="menu",
                due_at=now,
                account_id=account,
            )
            for person, account in whom
        ),
        now=now,
    )


@router.notice("menu", why=_("The menu follows your language and your roles."), quiet=False)
async def menu(turn: Turn, about: dict[str, int]) -> Menu:
    """The menu as it should be now."""
    return Menu(entries(turn.router, turn.t, turn.who))
