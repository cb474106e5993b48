"""sinhhoat check: everything that is wrong, a line each, and nothing when nothing is."""

import asyncio
import socket
import sqlite3
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from bot.app import utc_now
from bot.commands import check_database
from storage.database import Database
from storage.schema import downgrade
from storage.tables import Owed, Person, Trouble

ROSTER = ("CB1,,,,Trần Thị Mai",)
IN_ORDER = "Everything is in order.\n"
NOBODY = "Nothing is wrong, but no roster has been imported yet: import FILE.\n"


@pytest.fixture
def telegram(alone, api):
    """Telegram answers, and knows the token."""
    alone.sets(BOT_TELEGRAM_TOKEN=api.token, BOT_TELEGRAM_API=api.url)
    return api


async def checked(shell):
    return await asyncio.to_thread(shell.runs, "check")


async def test_a_fresh_installation_lacks_a_roster_and_nothing_is_made(alone, telegram):
    done = await checked(alone)
    assert (done.code, done.out, done.err) == (0, NOBODY, "")
    assert not (alone.folder / "data").exists()


async def test_a_database_without_a_roster_is_no_fault_but_said(shell, telegram):
    done = await checked(shell)
    assert (done.code, done.out, done.err) == (0, NOBODY, "")


async def test_a_used_one_is_in_order_too(shell, telegram):
    await asyncio.to_thread(shell.runs, "import", shell.writes("roster.csv", *ROSTER))
    done = await checked(shell)
    assert (done.code, done.out, done.err) == (0, IN_ORDER, "")


def test_without_a_token_nobody_can_be_spoken_to(shell):
    done = shell.runs("check")
    assert done.code == 1
    assert done.out.startswith("No channel has a token; set BOT_TELEGRAM_TOKEN")
    assert done.out.count("\n") == 1


async def test_a_token_that_telegram_does_not_know(alone, telegram):
    alone.sets(BOT_TELEGRAM_TOKEN="7000002:another-token-for-tests")
    done = await checked(alone)
    assert done.code == 1
    assert (
        done.out == "BOT_TELEGRAM_TOKEN is not known to Telegram; copy it again from BotFather.\n"
    )


async def test_telegram_is_away(alone, telegram):
    telegram.outage(True)
    done = await checked(alone)
    assert done.code == 1
    assert done.out.startswith(f"Telegram does not answer at {telegram.url} (")
    assert telegram.token.partition(":")[2] not in done.out + done.err


async def test_another_program_takes_the_updates(alone, telegram):
    telegram.webhook.url = "https://elsewhere.example/hook"
    done = await checked(alone)
    assert done.code == 1
    assert "brings the updates to elsewhere.example, but BOT_PUBLIC_URL is not set" in done.out

    alone.sets(BOT_PUBLIC_URL="https://hop.example.vn", BOT_WEB_PORT=str(free_port()))
    done = await checked(alone)
    assert done.code == 1
    assert "to elsewhere.example and not to BOT_PUBLIC_URL" in done.out

    telegram.webhook.url = "https://hop.example.vn/telegram"
    done = await checked(alone)
    assert (done.code, done.out) == (0, NOBODY)


def test_an_address_that_telegram_does_not_call(alone):
    alone.sets(BOT_PUBLIC_URL="http://hop.example.vn", BOT_WEB_PORT=str(free_port()))
    assert "BOT_PUBLIC_URL is not https" in alone.runs("check").out


def test_an_address_behind_which_nobody_listens(alone):
    alone.sets(BOT_PUBLIC_URL="https://hop.example.vn")
    assert "nobody listens behind the address" in alone.runs("check").out


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return tried.getsockname()[1]


def test_another_program_has_the_port(alone):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        alone.sets(BOT_WEB_PORT=str(port))
        Thread(target=lambda: other.accept()[0].close(), daemon=True).start()
        done = alone.runs("check")
    assert done.code == 1
    assert f"Port {port} is in use; set BOT_WEB_PORT to a free one." in done.out


class _Site(BaseHTTPRequestHandler):
    """Somebody's page, which also answers /healthz, but not as we do."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"ok": true}')

    def log_message(self, *_: object) -> None:
        pass


def test_another_web_page_has_the_port(alone):
    with HTTPServer(("127.0.0.1", 0), _Site) as site:
        alone.sets(BOT_WEB_PORT=str(site.server_port))
        serving = Thread(target=site.serve_forever)
        serving.start()
        done = alone.runs("check")
        site.shutdown()
        serving.join()
    assert "is in use; set BOT_WEB_PORT" in done.out


def test_an_address_of_another_machine(alone):
    alone.sets(BOT_WEB_PORT=str(free_port()), BOT_WEB_HOST="192.0.2.7")
    assert "BOT_WEB_HOST 192.0.2.7 is no address of this machine." in alone.runs("check").out


def test_updates_and_messages_that_failed_are_named_for_a_month(shell):
    shell.runs("import", shell.writes("roster.csv", *ROSTER))
    now = utc_now()
    old = now - timedelta(days=31)

    async def leave() -> None:
        database = Database(shell.database_url)
        async with database.transaction() as db:
            person = Person(full_name="Lê Văn Bình")
            db.add(person)
            await db.flush()
            for number, at in ((11, now), (12, old)):
                db.add(trouble(number, at))
                db.add(given_up(f"key {number}", person.id, at))
        await database.close()

    asyncio.run(leave())
    done = shell.runs("check")
    lines = done.out.splitlines()
    assert done.code == 1
    assert "The update 11 of telegram failed three times and was set aside (KeyError" in lines[0]
    assert "in the last 30 days: 1;" in lines[1]
    assert "update 12" not in done.out
    assert "Bình" not in done.out


def trouble(number, at):
    return Trouble(
        channel="telegram",
        number=number,
        times=3,
        code="AB12",
        error="KeyError",
        last_at=at,
        set_aside=True,
    )


def given_up(key, person_id, at):
    return Owed(
        key=key,
        person_id=person_id,
        notice="invitation",
        owed_at=at,
        due_at=at,
        settled_at=at,
        outcome="failed",
    )


def test_a_database_whose_tables_were_not_made_yet_is_in_order(shell):
    downgrade(shell.database_url, "base")
    assert shell.runs("check").out.count("\n") == 1  # the token alone


def test_a_database_of_a_newer_program(alone):
    alone.runs("import", alone.writes("roster.csv", *ROSTER))
    with sqlite3.connect(alone.folder / "data" / "bot.db") as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.close()
    assert "made by a newer version of this program" in alone.runs("check").out


def test_a_file_that_is_no_database(alone):
    (alone.folder / "data").mkdir()
    (alone.folder / "data" / "bot.db").write_text("These are my notes, and no database at all.")
    done = alone.runs("check")
    assert done.code == 1
    assert "is no SQLite database; check BOT_DATABASE_URL" in done.out


def test_a_folder_that_cannot_be_made(alone):
    (alone.folder / "data").touch()
    done = alone.runs("check")
    assert done.code == 1
    assert "cannot be used" in done.out
    assert done.out.count("\n") == 2


def test_a_database_that_somebody_holds(alone, monkeypatch):
    alone.runs("import", alone.writes("roster.csv", *ROSTER))
    monkeypatch.setattr(check_database, "BUSY_SECONDS", 0.2)
    other = sqlite3.connect(alone.folder / "data" / "bot.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        done = alone.runs("check")
    finally:
        other.close()
    assert "Another program holds the database" in done.out


def test_a_server_that_does_not_answer(alone):
    alone.sets(BOT_DATABASE_URL="postgresql://bot:a-long-password@127.0.0.1:1/bot")
    done = alone.runs("check")
    assert done.code == 1
    assert "PostgreSQL at 127.0.0.1:1 does not answer" in done.out
    assert "a-long-password" not in done.out + done.err
