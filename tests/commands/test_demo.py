"""Somebody who has just cloned the project looks at what it does."""

import os
import re
import resource
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from bot.commands import demo_stage, main, sample
from bot.commands.demo_pages import DemoPages
from bot.commands.demo_stage import Stage
from bot.config import Settings
from storage.tables import Invitation

ROOT = Path(__file__).parents[2]
A_SIGHT = re.compile(r"^\d\d/\d\d \d\d:\d\d  \S.* · .* · \S+ \d+$", re.MULTILINE)
MOST_SECONDS = 30


def demo(folder: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the demo with nothing in the environment but what is named."""
    return subprocess.run(
        [sys.executable, "-m", "bot", "demo", *words],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        encoding="utf-8",
        timeout=4 * MOST_SECONDS,
        check=False,
    )


@dataclass(frozen=True)
class Shown:
    """What somebody saw, what it took of the processor, and what was left in the folder."""

    out: str
    err: str
    code: int
    seconds: float
    left: list[str]


def seen(folder: Path, **environ: str) -> Shown:
    """Run the demo in an empty folder that is also the one for temporary files."""
    began = _used()
    ended = demo(folder, "--terminal", TMPDIR=str(folder), **environ)
    took = _used() - began
    left = [path.name for path in folder.iterdir()]
    return Shown(ended.stdout, ended.stderr, ended.returncode, took, left)


def _used() -> float:
    """Seconds that programs we have run took of the processor, whatever else runs beside them."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.fixture(scope="module")
def vietnamese(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return seen(tmp_path_factory.mktemp("vi"))


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return seen(tmp_path_factory.mktemp("en"), BOT_LOCALE="en")


def test_the_demo_runs_to_its_end_without_a_word_of_complaint(vietnamese: Shown) -> None:
    assert vietnamese.err == ""
    assert vietnamese.code == 0
    assert "Traceback" not in vietnamese.out


def test_it_takes_half_a_minute_at_most_and_leaves_nothing_behind(vietnamese: Shown) -> None:
    assert vietnamese.seconds < MOST_SECONDS
    assert vietnamese.left == []


def test_every_message_names_its_phone_and_its_time(vietnamese: Shown) -> None:
    labels = A_SIGHT.findall(vietnamese.out)

    assert len(labels) > 30
    for name in (sample.SECRETARY, sample.YOUNG, sample.FAR, sample.QUIET, sample.OFFICER):
        assert any(name in label for label in labels)


def test_it_speaks_vietnamese_unless_told_otherwise(vietnamese: Shown) -> None:
    for words in (
        "» /datlich 3 19:30",
        "[1] Có mặt   [2] Xin dự trực tuyến   [3] Đến muộn   [4] Xin vắng",
        "» /tinhhinh",
        "» /doilich",
        "» /huyhop",
    ):
        assert words in vietnamese.out


def test_the_month_is_told_in_its_stages(english: Shown) -> None:
    at = 0
    for stage in (
        "Are you Nguyễn Văn Hòa?",
        "» /schedule 3 19:30",
        "Every month on day 3, at 19:30.",
        "[1] Confirm",
        "[1] Present   [2] Ask to join online   [3] Late   [4] Absent",
        "Your answer: you will be absent.",
        "Hoàng Đức Thịnh asks to join this meeting online.",
        "The secretary has granted it",
        "5. Only the silent are reminded",
        "» /status",
        "» /move 04/12 19:30",
        "(an earlier card, changed in its place)",
        "The time has changed, so the earlier answer is for the old time.",
        "» /cancel Hội trường B sửa điện",
        "This meeting has been cancelled",
        "8. The day before",
        "See you tomorrow.",
        "This is how the answers stand.",
        "The meeting has begun",
        "» /open",
        "Before the meeting can be closed:",
        "11. The roll call is filled in from the answers",
        "Roll call confirmed at 19:34 by Nguyễn Văn Hòa.",
        "» /resolution",
        "Vote: 6 for, 0 against, of 6 who may vote. Adopted.",
        "» /assign",
        "results of the meeting of Friday, 4 Dec 2026",
        "» /feedback",
        "» /forward",
        "There is an answer to your feedback.",
        "15. The task is done",
        "The secretary has confirmed that this task is done.",
        "16. The committee gets its digest on the tenth",
        "there 7 of 8 (88%)",
        "python -m bot import FILE",
    ):
        assert stage in english.out[at:], f"{stage} does not come in its turn"
        at = english.out.index(stage, at)


def test_only_the_silent_are_reminded_in_it(english: Shown) -> None:
    reminded = english.out.partition("5. Only the silent are reminded")[2].partition("»")[0]

    assert f"{sample.QUIET} · " in reminded
    for name in (sample.YOUNG, sample.NOTE_TAKER, sample.FAR, sample.NEW, sample.ELDER):
        assert f"{name} · " not in reminded


def test_the_committee_above_sees_no_names_and_no_reasons(english: Shown) -> None:
    above = english.out.partition("» /status CB1")[2].partition("─")[0]

    assert "Coming: 6 of 8" in above
    assert [each.name for each in sample.PEOPLE if each.name in above] == []
    assert "Business trip" not in above


@pytest.mark.parametrize("language", ["vietnamese", "english"])
def test_it_fits_a_terminal_and_has_no_colours_in_a_file(
    language: str, request: pytest.FixtureRequest
) -> None:
    out = request.getfixturevalue(language).out
    assert "\x1b" not in out
    assert max(len(line) for line in out.splitlines()) <= 100


def test_a_real_installation_is_left_alone_and_every_run_tells_the_same(
    vietnamese: Shown, tmp_path: Path
) -> None:
    again = seen(
        tmp_path,
        BOT_DATABASE_URL=f"sqlite:///{tmp_path / 'real.db'}",
        BOT_TELEGRAM_TOKEN="123456:not-a-token-of-anybody",
        BOT_TELEGRAM_API="http://127.0.0.1:9",
    )

    assert again.out == vietnamese.out
    assert again.left == []


@pytest.mark.parametrize("pace", ["fast", "-1", "61", "nan"])
def test_a_pace_that_is_no_number_of_seconds_is_refused_in_one_line(
    pace: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clean(monkeypatch, tmp_path)

    assert main(["demo", f"--pace={pace}"]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1


def test_the_sample_has_every_kind_of_member() -> None:
    roles = {role for each in sample.PEOPLE for role in each.roles.split("+")}
    assert {"secretary", "deputy_secretary", "note_taker", "monitor", "committee_member"} <= roles
    assert {each.status for each in sample.PEOPLE} >= {"full", "probationary", "exempt"}
    assert any(each.phone_only for each in sample.PEOPLE)
    assert any(each.presence == "dispersed" for each in sample.PEOPLE)


def clean(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.chdir(folder)
    for name in [each for each in os.environ if each.startswith("BOT_")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("words", "port", "sentence"),
    [
        (["--pace=1"], "8080", "--pace is for --terminal"),
        ([], "0", "set BOT_WEB_PORT above 0"),
        ([], "taken", "is in use"),
    ],
)
def test_what_the_demo_cannot_do_is_said_in_one_line(
    words: list[str],
    port: str,
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    clean(monkeypatch, tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = str(taken.getsockname()[1]) if port == "taken" else port
        monkeypatch.setenv("BOT_WEB_PORT", number)
        assert main(["demo", *words]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with demo_stage.opened(Settings(web_port=8080)) as opened:
        yield opened


async def test_the_clock_of_the_demo_moves_and_refuses_nonsense(stage: Stage) -> None:
    made: list[str] = []

    async def again() -> None:
        made.append("again")

    transport = httpx.ASGITransport(app=DemoPages(stage, again).app)
    async with httpx.AsyncClient(transport=transport, base_url="http://demo") as client:
        before = stage.clock.time
        for to, moved in (("hour", timedelta(hours=1)), ("day", timedelta(days=1, hours=1))):
            assert (await client.post("/clock", data={"to": to})).status_code == 303
            assert stage.clock.time - before == moved
        assert (await client.post("/clock", data={"to": "1999"})).status_code == 400
        elsewhere = {"Sec-Fetch-Site": "cross-site"}
        for path in ("/clock", "/restart"):
            answer = await client.post(path, data={"to": "day"}, headers=elsewhere)
            assert answer.status_code == 403
        assert made == []
        assert stage.clock.time - before == moved
        assert (await client.post("/restart")).status_code == 303
        assert made == ["again"]
        page = (await client.get("/")).text
        assert all(f"/p{n}/enter" in page for n in range(4))


async def test_the_crowd_answers_by_itself_and_the_four_phones_do_not(stage: Stage) -> None:
    await stage.says(sample.SECRETARY, "/schedule 3 19:30; Phòng 205")
    await stage.move(stage.clock.time + timedelta(days=11))
    async with stage.bots.database.reading() as db:
        rows = (await db.execute(select(Invitation))).scalars().all()
    answered = {row.person_id for row in rows if row.answer}
    silent = {row.person_id for row in rows if not row.answer}
    assert stage.people[sample.DEPUTY] in answered
    assert {stage.people[name] for name in (sample.YOUNG, sample.QUIET)} <= silent
