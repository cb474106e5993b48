"""The edge to the web: health, webhooks, and the page behind a join link."""

import asyncio
import copy
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import aiohttp
import httpx
import pytest

from bot.app import running
from bot.config import BadSettings, Settings
from bot.jobs import LATE_INTERVALS
from bot.leading import Leading
from bot.pages.keys import Keys
from bot.web import Edge
from handlers import JOBS
from storage.tables import Invitation, Receipt, Trouble
from tests.bot_api import BotApiServer
from tests.faults.program import free_port, until
from tests.faults.town import Away, Held, Town, founded
from tests.people import OnTelegram
from tests.planning import a_meeting
from tests.world import World

SECRET = "a-secret-of-these-tests"
HEADER = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Telegram brings the updates to us."""
    port = free_port()
    return settings.model_validate(
        settings.model_dump()
        | {"web_port": port, "public_url": f"http://127.0.0.1:{port}", "webhook_secret": SECRET}
    )


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(settings.public_url) as session:
        yield session


@pytest.fixture
async def mai(world: World) -> OnTelegram:
    """Somebody with an invitation in front of her."""
    await until(lambda: world.api.webhook.url)
    phone = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(timedelta(days=4))
    return phone


async def test_a_tap_by_webhook_counts(world: World, mai: OnTelegram) -> None:
    await mai.picks("Present")

    assert "you will be present" in mai.sees


async def test_the_same_update_twice_is_taken_once(world: World, mai: OnTelegram) -> None:
    await mai.picks("Absent")
    await mai.picks("Another reason")
    typed = await mai.sends("Ốm")
    edits = len(world.api.calls)
    update = next(u for u in world.api.updates.recent if u.body.get("message") == typed.json)
    world.api.redeliver(update.id)
    await world.api.settled()

    assert len(world.api.calls) == edits
    assert [row.number for row in await world.rows(Receipt)].count(update.id) == 1


async def test_an_old_answer_that_arrives_after_a_newer_one_changes_nothing(
    world: World, mai: OnTelegram, client: aiohttp.ClientSession
) -> None:
    await mai.picks("Present")
    newer = copy.deepcopy(world.api.updates.recent[-1].body)
    older = copy.deepcopy(newer)
    older["update_id"] -= 50
    older["callback_query"]["data"] = older["callback_query"]["data"].replace("present", "late")
    async with client.post("/telegram", json=older, headers=HEADER) as answer:
        assert answer.status == 200
    await world.api.settled()

    [row] = await world.rows(Invitation)
    assert row.answer == "present"
    assert "you will be present" in mai.sees


async def test_an_update_that_failed_is_asked_for_again(
    world: World, mai: OnTelegram, database_url: str
) -> None:
    with Held(database_url):
        await mai.picks("Present", wait=False)
        await asyncio.sleep(0.3)
        [row] = await world.rows(Invitation)
        assert row.answer is None
    await world.api.settled(within=10)

    [row] = await world.rows(Invitation)
    assert row.answer == "present"
    assert not await world.rows(Trouble)


@pytest.mark.parametrize("headers", [{}, {"X-Telegram-Bot-Api-Secret-Token": "gues\u00e9"}])
async def test_without_the_secret_nothing_is_taken(
    world: World, client: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    async with client.post("/telegram", json={"update_id": 1}, headers=headers) as answer:
        assert answer.status == 401
    assert not await world.rows(Receipt)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b"\xff\xfe", 400),
        (b"[" * 200_000, 400),
        (b" " * 1_000_001, 413),
        (b'{"update_id": "one"}', 200),
        (b'{"update_id": 1, "message": {"text": 1}}', 200),
    ],
)
async def test_a_body_that_is_no_update_breaks_nothing(
    world: World, client: aiohttp.ClientSession, body: bytes, status: int
) -> None:
    async with client.post("/telegram", data=body, headers=HEADER) as answer:
        assert answer.status == status


async def test_the_page_behind_a_join_link_offers_the_bot_and_the_code(
    world: World, client: aiohttp.ClientSession
) -> None:
    code = await world.code_for(await world.member("Nguyễn Thị Mai"))
    async with client.get(f"/j/{code}") as answer:
        page = await answer.text()

    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert f"https://t.me/{world.bots.turns.home.telegram_name}?start=" in page
    assert code.replace("-", "") in page.replace("-", "")


@pytest.mark.parametrize("code", ["<script>", "123", "%00", "x" * 5000])
async def test_a_link_that_is_not_complete_says_so(
    world: World, client: aiohttp.ClientSession, code: str
) -> None:
    async with client.get(f"/j/{code}") as answer:
        page = await answer.text()
    assert answer.status == 404
    assert "<script>" not in page


async def test_health_names_the_sweeps_that_are_late(world: World, settings: Settings) -> None:
    bots, clock = world.bots, world.clock
    leading = Leading(bots.database, clock, asyncio.Event().wait)
    leading.leads = True
    assert bots.web is not None
    edge = Edge(
        settings,
        bots.turns,
        bots.jobs,
        bots.telegram,
        bots.web,
        secret=SECRET,
        keys=Keys("a key"),
        leading=leading,
    )
    transport = httpx.ASGITransport(app=edge.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        bots.jobs.begin()
        clock.time += timedelta(seconds=LATE_INTERVALS * min(job.seconds for job in JOBS))
        assert (await client.get("/healthz")).status_code == 200
        clock.time += timedelta(seconds=LATE_INTERVALS * max(job.seconds for job in JOBS))
        answer = await client.get("/healthz")
        assert answer.status_code == 503
        assert answer.json()["wrong"] == [f"late: {job.name}" for job in JOBS]

        await bots.jobs.run_all()
        assert (await client.get("/healthz")).status_code == 200


async def test_health_fails_without_the_database(
    world: World, client: aiohttp.ClientSession, database_url: str
) -> None:
    assert await _health(client) == (200, [])
    await world.bots.database.close()  # what is open already would not notice
    with Away(database_url):
        status, wrong = await _health(client)
    assert status == 503
    assert wrong == ["database: OperationalError"]
    assert await _health(client) == (200, [])


async def test_while_somebody_else_writes_the_program_goes_on_answering(
    settings: Settings,
    api: BotApiServer,
    client: aiohttp.ClientSession,
    database_url: str,
) -> None:
    async with AsyncExitStack() as stack:
        town: Town = await stack.enter_async_context(founded(database_url, api))
        await town.settle_in(2)
        await town.meeting()
        await stack.enter_async_context(running(settings))
        await until(lambda: len(api.sent) == 2)
        await api.settled()
        slowest = 0.0
        with Held(database_url):
            for phone in town.phones:
                await phone.picks("Present", wait=False)
            held = time.monotonic()
            while time.monotonic() - held < 2:
                asked = time.monotonic()
                assert await _health(client) == (200, [])
                slowest = max(slowest, time.monotonic() - asked)
                await asyncio.sleep(0.1)
        await api.settled(within=10)

        assert slowest < 1
        assert [await town.answer_of(phone) for phone in town.phones] == ["present"] * 2
        await until(lambda: all("you will be present" in p.sees for p in town.phones))


async def test_a_port_that_is_taken_is_a_fault_of_the_settings(
    world: World, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('second')}/bot.db"
    second = settings.model_copy(update={"database_url": url, "telegram_token": None})
    with pytest.raises(BadSettings, match="BOT_WEB_PORT"):
        async with running(second, alone=True):
            pass


async def _health(client: aiohttp.ClientSession) -> tuple[int, list[str]]:
    async with client.get("/healthz") as answer:
        return answer.status, (await answer.json())["wrong"]
