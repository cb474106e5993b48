"""Writes a new migration: what the tables say now and the migrations so far do not."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from storage import schema


def main(words: list[str]) -> int:
    """Compare with a scratch database that has every migration; 2 when nothing says what for."""
    message = " ".join(words).strip()
    if not message:
        print('Say what it does: make migration m="add away ranges"', file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'scratch.db'}"
        schema.upgrade(url)
        number = f"{int(schema.revisions()[-1]) + 1:04}"
        command.revision(schema.config(url), message, autogenerate=True, rev_id=number)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
