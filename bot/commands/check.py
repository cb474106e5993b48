"""sinhhoat check: what is wrong with this installation, a line each."""

import argparse
from typing import Any

from bot.config import Settings


def add(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("check", help="say what is wrong with this installation")
    parser.set_defaults(act=act)


def act(args: argparse.Namespace, settings: Settings) -> int:
    """Look at the settings, the database and the tokens; 1 when anything is wrong."""
    return 0
