"""Our bot without the limit that Telegram sets: what it could do, beside bots that do not pace.

    BOT_… python -m benchmarks.unpaced

Telegram takes thirty sends and edits a second, so every bot is held to that in the end, and no
setting of ours goes further. Everything but that one number is `python -m bot run`.
"""

import argparse
import sys

from bot.commands import run
from bot.config import load
from bot.logs import set_up_logging

NO_LIMIT = 1e9  # a second


def main() -> int:
    """Run until SIGTERM."""
    settings = load(dotenv=None).model_copy(update={"telegram_rate": NO_LIMIT})
    set_up_logging(settings)
    return run.act(argparse.Namespace(), settings)


if __name__ == "__main__":
    sys.exit(main())
