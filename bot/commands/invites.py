"""sinhhoat invites: a join code for everybody who has no account yet, as CSV."""

import argparse
import asyncio
import csv
import secrets
import sys
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import utc_now
from bot.commands import asking_telegram
from bot.commands.failure import Failed
from bot.commands.installation import home, opened
from bot.config import Settings
from bot.domain import codes
from bot.domain.faults import nearest
from bot.place import Home
from storage import codes as stored_codes
from storage import newcomers, roster, units
from storage.database import Lane

BOM = "\ufeff"
HEADER = ("unit_code", "full_name", "code", "link")

Line = tuple[str, str, str, str]


def add(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "invites",
        help="make a join code for everybody who has no account yet",
        description="Writes CSV: unit_code,full_name,code,link. One line a person: whoever is in "
        "several units stands under the first in which they are a member. Each run makes new "
        "codes, good for 30 days and for one use; codes handed out before stay good.",
        allow_abbrev=False,
    )
    parser.add_argument("--unit", metavar="CODE", help="only the people of this unit")
    parser.add_argument(
        "--excel",
        action="store_true",
        help="begin with the mark by which Excel knows that the text is UTF-8",
    )
    parser.set_defaults(act=act)


def act(args: argparse.Namespace, settings: Settings) -> int:
    """Write the lines. Raises Failed with code 2 for an unknown unit."""
    lines, remark = asyncio.run(_make(settings, args.unit))
    if args.excel:  # not by itself: to a program that reads the table it would belong to the header
        sys.stdout.write(BOM)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(lines)
    if remark:
        print(remark, file=sys.stderr)
    return 0


async def _make(settings: Settings, unit: str | None) -> tuple[list[Line], str]:
    async with opened(settings) as database:
        async with database.reading() as db:
            await _unit_id(db, unit, home(settings))  # refused before Telegram is asked
        name, remark = await _telegram_name(settings)
        async with database.transaction(Lane.SWEEP) as db:
            lines = await make(db, unit, home(settings, name), now=utc_now())
    return lines, remark if lines else "Nobody waits for a code: everyone has an account."


async def make(db: AsyncSession, unit: str | None, home: Home, *, now: datetime) -> list[Line]:
    """Make the codes, and say for whom and with which link. Raises Failed for an unknown unit."""
    waiting = await newcomers.without_account(db, await _unit_id(db, unit, home))
    made = await stored_codes.issue_many(
        db,
        [one.person_id for one in waiting],
        random=secrets.token_bytes,
        now=now,
        lifetime=codes.LIFETIME,
    )
    return [
        (one.unit_code, one.full_name, code, home.join_link(codes.payload(code)))
        for one, code in zip(waiting, made, strict=True)
    ]


async def _unit_id(db: AsyncSession, code: str | None, home: Home) -> int | None:
    if code is None:
        return None
    place = await units.by_code(db, code, home)
    if place is None:
        near = nearest(code, await roster.known_units(db))
        hint = f"did you mean {near}?" if near else "import it first: import FILE."
        raise Failed(f"There is no unit {code}; {hint}", code=2)
    return place.id


async def _telegram_name(settings: Settings) -> tuple[str | None, str]:
    """The bot's name where a link needs it, or why links stay empty."""
    if settings.public_url is not None:
        return None, ""
    if settings.telegram_token is None:
        return None, "The links are empty; set BOT_PUBLIC_URL or BOT_TELEGRAM_TOKEN."
    try:
        async with asking_telegram.bot(settings) as bot:
            return bot.username, ""
    except asking_telegram.NoAnswer as why:
        return None, f"The links are empty. {why}"
