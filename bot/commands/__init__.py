"""python -m bot COMMAND: what each command is called, and one line for whatever goes wrong."""

import argparse
import logging
import sys
from collections.abc import Sequence

from bot.commands import check, run
from bot.commands.failure import Failed
from bot.config import BadSettings, load
from bot.domain.refusal import Refused
from bot.logs import set_up_logging
from storage.lock import InUse

COMMANDS = (run, check)

DONE, FAILED, WRONG = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 the work failed, 2 wrong use."""
    parser = argparse.ArgumentParser(prog="sinhhoat", description="Coordinates monthly meetings.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    args = parser.parse_args(argv)
    try:
        settings = load()
        set_up_logging(settings)
        return int(args.act(args, settings))
    except BadSettings as wrong:
        return _say(str(wrong), WRONG)
    except InUse:
        return _say("Another bot runs on this database; stop it first.", FAILED)
    except (Failed, Refused) as failed:
        return _say(str(failed), getattr(failed, "code", FAILED))
    except KeyboardInterrupt:
        return _say("Stopped.", FAILED)
    except Exception as fault:
        logging.getLogger(__name__).debug("failed", exc_info=True)
        return _say(f"{type(fault).__name__}: this should not happen; see the log.", FAILED)


def _say(line: str, code: int) -> int:
    print(line, file=sys.stderr)
    return code
