"""One running bot for one SQLite file, held by the operating system so that it dies with us."""

import fcntl
from pathlib import Path
from types import TracebackType
from typing import IO


class InUse(Exception):
    """Another bot runs on this database file."""


class SoleUse:
    """Holds the lock beside a database file; raises InUse when another process has it."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._file: IO[str] | None = None

    def __enter__(self) -> "SoleUse":
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise InUse(str(self._path)) from None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
