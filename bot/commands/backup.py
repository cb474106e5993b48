"""sinhhoat backup: a consistent copy of the database, while the bot runs."""

import argparse
import os
import shlex
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url

from bot.commands.failure import Failed
from bot.config import Settings
from storage.database import backup_sqlite


def add(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "backup",
        help="copy the database while the bot runs",
        description="Copies a SQLite database into a new file, as it is at one moment, while the "
        "bot goes on. For PostgreSQL it says which command to use instead, with exit code 2. The "
        "copy holds personal data: keep it as safe as the original.",
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="the new file")
    parser.set_defaults(act=act)


def act(args: argparse.Namespace, settings: Settings) -> int:
    """Copy. Raises Failed: code 2 for PostgreSQL, 1 when there is nothing or no place to copy."""
    source, target = settings.sqlite_file, args.file
    if source is None:
        raise Failed(_postgres(settings, target), code=2)
    if not source.is_file():
        raise Failed(f"There is no database {source} to copy; check BOT_DATABASE_URL.")
    if not target.parent.is_dir():
        raise Failed(f"There is no folder {target.parent}; make it first.")
    if not os.access(target.parent, os.W_OK):
        raise Failed(f"You may not write into {target.parent}; name another folder.")
    try:
        backup_sqlite(source, target)
    except FileExistsError:
        raise Failed(f"{target} is there already; name a new file.") from None
    print(f"{target}: {target.stat().st_size:,} bytes.")
    return 0


def _postgres(settings: Settings, target: Path) -> str:
    told = make_url(settings.database_url)
    url = URL.create(  # without the password: what is shown is read by others too
        "postgresql", told.username, None, told.host, told.port, told.database, told.query
    )
    return (
        "This installation is on PostgreSQL; use its own tool: "
        f"pg_dump --format=custom --file={shlex.quote(str(target))} "
        f"{shlex.quote(url.render_as_string())}"
    )
