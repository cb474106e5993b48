"""python -m bot: what it says to those who ask, mistype or meet what nobody foresaw."""

import argparse
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from bot.commands import COMMANDS, main
from bot.config import Settings

NAMES = ["run", "demo", "import", "invites", "rehearse", "backup", "check"]


class Odd:
    """A command that meets something nobody foresaw."""

    def __init__(self, act: Callable[..., int]) -> None:
        self.act = act

    def add(self, commands: Any) -> None:
        commands.add_parser("odd", help="odd").set_defaults(act=self.act)


def falls(args: argparse.Namespace, settings: Settings) -> int:
    raise ValueError("Nguyễn Văn A is ill")


def is_interrupted(args: argparse.Namespace, settings: Settings) -> int:
    raise KeyboardInterrupt


def finds_no_room(args: argparse.Namespace, settings: Settings) -> int:
    raise sqlite3.OperationalError("database or disk is full")


def test_help_names_every_command(alone):
    done = alone.runs("--help")
    assert done.code == 0
    assert [name for name in NAMES if f"    {name} " in done.out] == NAMES
    assert len(COMMANDS) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_explains_itself(alone, name):
    done = alone.runs(name, "-h")
    assert done.code == 0
    assert f"usage: sinhhoat {name}" in done.out
    assert done.err == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name a command: run, demo, import"),
        (["rnu"], "there is no command rnu; did you mean run?"),
        (["invite"], "there is no command invite; did you mean invites?"),
        (["xyzzy"], "there is no command xyzzy; there are run, demo"),
        (["--frob"], "unrecognized arguments: --frob"),
        (["import"], "required: FILE; sinhhoat import --help"),
        (["import", "a.csv", "b.csv"], "unrecognized arguments: b.csv"),
        (["backup"], "required: FILE"),
        (["invites", "--unit"], "expected one argument"),
        (["invites", "--uni", "CB1"], "unrecognized arguments: --uni"),
        (["check", "now"], "unrecognized arguments: now"),
        (["run", "--fast"], "unrecognized arguments: --fast"),
    ],
)
def test_a_wrong_word_is_answered_in_one_line(alone, words, said):
    done = alone.runs(*words)
    assert done.code == 2
    assert said in done.said


def test_the_same_holds_for_a_process_of_its_own(alone):
    for words in ([], ["rnu"], ["import"]):
        done = alone.ends(alone.starts(*words))
        assert done.code == 2
        assert done.said.startswith("sinhhoat")


def test_a_fault_nobody_foresaw_is_one_line_and_its_words_stay_out_of_it(alone, capsys):
    assert main(["odd"], [Odd(falls)]) == 1
    err = capsys.readouterr().err
    assert err == "This should not happen (ValueError); BOT_LOG_LEVEL=debug shows where it did.\n"


def test_at_debug_the_log_says_where_but_not_what_people_said(alone, capsys):
    alone.sets(BOT_LOG_LEVEL="debug")
    assert main(["odd"], [Odd(falls)]) == 1
    err = capsys.readouterr().err
    assert "in falls" in err
    assert "ValueError" in err
    assert "ill" not in err.replace('raise ValueError("Nguyễn Văn A is ill")', "")


def test_ctrl_c_is_no_traceback(alone, capsys):
    assert main(["odd"], [Odd(is_interrupted)]) == 1
    assert capsys.readouterr().err == "Stopped.\n"


def test_a_full_disk_is_said_so(alone, capsys):
    assert main(["odd"], [Odd(finds_no_room)]) == 1
    assert "is full; make room on it" in capsys.readouterr().err


def test_who_stops_reading_early_is_no_failure(alone):
    names = [f"CB1,,,,Người thứ {number} có tên dài" for number in range(3000)]
    assert alone.runs("import", alone.writes("roster.csv", *names)).code == 0
    process = alone.starts("invites")
    assert process.stdout is not None
    assert process.stdout.readline() == "unit_code,full_name,code,link\n"
    process.stdout.close()
    assert process.wait(timeout=30) == 0
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"BOT_LOCAL": "vi"}, "There is no setting BOT_LOCAL. Did you mean BOT_LOCALE?"),
        ({"BOT_WEB_PORT": "http"}, "BOT_WEB_PORT"),
        ({"BOT_TELEGRAM_TOKEN": "secret-without-a-colon"}, "does not look like a token"),
        ({"BOT_TELEGRAM_TOKEN_FILE": "7000001:pasted-in-the-wrong-place"}, "cannot be read"),
    ],
)
@pytest.mark.parametrize("command", ["run", "check", "invites", "import roster.csv"])
def test_a_wrong_setting_stops_every_command_before_it_begins(alone, command, settings, said):
    alone.sets(**settings)
    done = alone.runs(*command.split())
    assert done.code == 2
    assert said in done.said
    assert "secret-without" not in done.err
    assert "pasted-in" not in done.err
    assert not (alone.folder / "data").exists()
