"""python -m bot COMMAND: what each command is called, and one line for whatever goes wrong."""

import argparse
import io
import logging
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn, Protocol

from bot.commands import backup, check, demo, import_roster, invites, rehearse, run
from bot.commands.failure import Failed, explained
from bot.config import BadSettings, Settings, load
from bot.domain.faults import nearest
from bot.domain.refusal import Refused
from bot.logs import redacted, set_up_logging
from storage.lock import InUse


class Command(Protocol):
    """A module of this package that is a command."""

    def add(self, commands: Any) -> None:
        """Add the command, with `act` as its default, to argparse's subparsers."""
        ...


COMMANDS: tuple[Command, ...] = (run, demo, import_roster, invites, rehearse, backup, check)

DONE, FAILED, WRONG = 0, 1, 2


def main(argv: Sequence[str] | None = None, commands: Iterable[Command] = COMMANDS) -> int:
    """Run one command; returns the exit code: 0 done, 1 the work failed, 2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() != "utf-8":
            stream.reconfigure(encoding="utf-8")  # names are Vietnamese whatever the locale is
    try:
        args = _read(sys.argv[1:] if argv is None else argv, commands)
        settings = load()
    except BadSettings as wrong:
        return _say(str(wrong), WRONG)
    except Failed as wrong:
        return _say(str(wrong), wrong.code)
    except SystemExit:  # --help has been printed
        return DONE
    set_up_logging(settings)
    try:
        code = int(args.act(args, settings))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read us has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (Exception, KeyboardInterrupt) as fault:
        return _gone_wrong(fault, settings)
    return code


def _gone_wrong(fault: BaseException, settings: Settings) -> int:
    """Say in one line what went wrong; returns the exit code."""
    match fault:
        case BadSettings():
            return _say(str(fault), WRONG)
        case InUse():
            return _say("Another bot runs on this database; stop it first.", FAILED)
        case Failed():
            return _say(str(fault), fault.code)
        case Refused():
            return _say(str(fault), FAILED)
        case KeyboardInterrupt():
            return _say("Stopped.", FAILED)
        case Exception():
            logging.getLogger(__name__).debug("the command failed", exc_info=fault)
            known = explained(fault, settings)
            return _say(known or _unforeseen(fault), FAILED)
    raise fault


def _unforeseen(fault: Exception) -> str:
    kind = type(fault).__name__
    return f"This should not happen ({kind}); BOT_LOG_LEVEL=debug shows where it did."


def _say(line: str, code: int) -> int:
    print(redacted(line), file=sys.stderr)
    return code


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and how to learn more."""

    def error(self, message: str) -> NoReturn:
        raise Failed(f"{self.prog}: {message}; {self.prog} --help shows how.", WRONG)


def _read(words: Sequence[str], commands: Iterable[Command]) -> argparse.Namespace:
    """What the command line asks for. Raises Failed with code 2, and SystemExit for --help."""
    parser = _Parser(
        prog="sinhhoat",
        description="Coordinates the monthly meetings of an organisation of small cells.",
        epilog="Settings are environment variables BOT_… or lines of .env; README.md lists them.",
        allow_abbrev=False,
    )
    choices = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for command in commands:
        command.add(choices)
    if not words:
        raise Failed(f"sinhhoat: name a command: {', '.join(choices.choices)}.", WRONG)
    name = words[0]
    if not name.startswith("-") and name not in choices.choices:
        near = nearest(name, choices.choices)
        hint = f"did you mean {near}?" if near else f"there are {', '.join(choices.choices)}."
        raise Failed(f"sinhhoat: there is no command {name}; {hint}", WRONG)
    args = parser.parse_args(words)
    if args.command is None:
        raise Failed(f"sinhhoat: name a command: {', '.join(choices.choices)}.", WRONG)
    return args
