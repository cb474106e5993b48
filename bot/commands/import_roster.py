"""sinhhoat import: units and people from a roster file, all of it or nothing."""

import argparse
import asyncio
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

import handlers
from bot.app import utc_now
from bot.commands.failure import Failed
from bot.commands.installation import home, opened
from bot.config import Settings
from bot.domain.faults import Faulty
from bot.domain.roster import MembershipRow, Roster, Row, build, lookalikes
from bot.papers import roster_file
from bot.place import Home
from bot.sweeps import MOST, Sweep
from handlers import menus, summons
from storage import invitations, newcomers
from storage import roster as stored
from storage.database import AT_ONCE, Database, Lane
from storage.portions import portions
from storage.roster import Applied, Tally

MOST_PAIRS = 100  # shown; more are a sign of a file without any keys

Pair = tuple[MembershipRow, MembershipRow]


def add(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "import",
        help="take units and people from a roster file",
        description="Takes units and people from a roster file. The whole file is checked first; "
        "with any fault nothing is taken. The same file twice changes nothing, and what a file "
        "does not mention stays.",
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE", help="a .csv (UTF-8) or .xlsx file")
    parser.add_argument(
        "--again",
        action="store_true",
        help="take new people also where somebody asked to be erased",
    )
    parser.set_defaults(act=act)


def act(args: argparse.Namespace, settings: Settings) -> int:
    """Take the file and say what is new. Raises Failed with a line for every fault."""
    try:
        rows = roster_file.read(args.file)
        roster, applied = asyncio.run(_import(settings, rows, again=args.again))
    except Faulty as faulty:
        raise Failed("\n".join(_faults(faulty))) from None
    print(_told("Units", applied.units))
    print(_told("Memberships", applied.memberships))
    _show_lookalikes(roster, applied)
    return 0


async def _import(
    settings: Settings, rows: Sequence[Row], *, again: bool
) -> tuple[Roster, Applied]:
    async with opened(settings, make=True) as database:
        return await take(database, rows, home(settings), now=utc_now(), again=again)


async def take(
    database: Database, rows: Sequence[Row], home: Home, *, now: datetime, again: bool = False
) -> tuple[Roster, Applied]:
    """Take the rows in one transaction, with the messages they cause. Raises Faulty.

    With `again`, new people are taken also where somebody asked to be erased.
    """
    async with database.reading() as db:
        known = await stored.known_units(db)
    checked = build(rows, known)  # before the transaction: nobody's tap waits for it

    async def act(db: AsyncSession) -> tuple[Roster, Applied]:
        units = await stored.known_units(db)
        roster = checked if units == known else build(rows, units)
        applied = await stored.apply(db, roster, now=now, again=again)
        await _tell(Sweep(db, now, home, handlers.router), applied)
        return roster, applied

    # A lock of SQLite has been waited for already; only PostgreSQL knows lost races.
    return await database.certain(act, Lane.SWEEP, () if database.is_sqlite else AT_ONCE)


async def _tell(sweep: Sweep, applied: Applied) -> None:
    """Owe what the file causes: menus where roles changed, invitations that went out before."""
    for people in portions(sorted(applied.roles_of)):
        await menus.owe_menu(sweep.db, *people, now=sweep.now)
    for meeting in await newcomers.invited_meetings(sweep.db, applied.joined, now=sweep.now):
        while new := await invitations.ask(sweep.db, meeting, most=MOST):
            await summons.owe_invitations(sweep, meeting, new, due_at=sweep.now)


def _faults(faulty: Faulty) -> list[str]:
    lines = [str(each) if each.row is None else f"Row {each}" for each in faulty.faults]
    if len(lines) > 1:
        lines.append(f"Nothing was imported: {len(lines)} faults to mend first.")
    return lines


def _told(what: str, tally: Tally) -> str:
    return f"{what}: {tally.new} new, {tally.changed} changed."


def _show_lookalikes(roster: Roster, applied: Applied) -> None:
    apart = (
        pair for pair in lookalikes(roster) if len({applied.persons[one.row] for one in pair}) == 2
    )
    pairs = list(islice(apart, MOST_PAIRS + 1))
    if pairs:
        print("These may be one person; if so, give both rows the same key in the column person:")
    for pair in pairs[:MOST_PAIRS]:
        print("  " + " = ".join(_shown(one) for one in pair))
    if len(pairs) > MOST_PAIRS:
        print("  and more.")


def _shown(one: MembershipRow) -> str:
    return f"{one.full_name}, {one.unit_code} (row {one.row})"
