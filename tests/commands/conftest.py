"""A shell in an empty folder, with the settings of one test and none of this machine's."""

import csv
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.commands import main
from bot.domain.roster_rows import COLUMNS

REPOSITORY = Path(__file__).parents[2]
HEADER = list(COLUMNS)


@dataclass
class Done:
    """What came of a command."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """The one line on standard error, which is all there may be."""
        assert self.out == ""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


@dataclass
class Shell:
    """Runs commands: in this process with `runs`, as a process of their own with `starts`."""

    folder: Path
    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, str]:
        return {name: text for name, text in os.environ.items() if name.startswith("BOT_")}

    @property
    def database_url(self) -> str:
        return self.settings["BOT_DATABASE_URL"]

    def sets(self, **settings: str) -> None:
        for name, value in settings.items():
            self.patch.setenv(name, value)

    def runs(self, *words: object) -> Done:
        self.capture.readouterr()
        code = main([str(word) for word in words])
        out, err = self.capture.readouterr()
        return Done(code, out, err)

    def starts(self, *words: object, **settings: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", *map(str, words)],
            cwd=self.folder,
            env={**os.environ, **settings, "PYTHONPATH": str(REPOSITORY)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.started.append(process)
        return process

    def ends(self, process: subprocess.Popen[str], within: float = 30.0) -> Done:
        out, err = process.communicate(timeout=within)
        return Done(process.returncode, out, err)

    def writes(self, name: str, *rows: str) -> Path:
        """A roster file: the columns from unit_code on, as far as each row goes."""
        path = self.folder / name
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([HEADER, *(row.split(",") for row in rows)])
        return path


@pytest.fixture
def alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shell]:
    """A shell without a database, on this machine or another: one SQLite file, not made yet."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    shell = Shell(tmp_path, capsys, monkeypatch)
    shell.sets(BOT_DATABASE_URL=f"sqlite:///{tmp_path}/data/bot.db", BOT_WEB_PORT="0")
    yield shell
    for process in shell.started:
        if process.poll() is None:
            process.kill()
        process.communicate()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def shell(alone: Shell, database_url: str) -> Shell:
    """A shell with an empty database of each kind."""
    alone.sets(BOT_DATABASE_URL=database_url)
    return alone
