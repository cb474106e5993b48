"""Two processes on one PostgreSQL: one works, the other stands by; nothing is sent twice."""

import asyncio
from collections import Counter
from datetime import timedelta

import psycopg
import pytest

from bot.app import utc_now
from bot.leading import LEASE, RENEW, Leading
from storage.database import Database
from storage.tables import Owed
from tests.bot_api import BotApiServer
from tests.faults.program import Programs, until
from tests.faults.town import Town

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def test_another_process_takes_over_within_thirty_seconds(database_url: str) -> None:
    assert LEASE.total_seconds() + RENEW < 20


async def test_the_second_process_stands_by_and_follows_when_the_first_stops(
    town: Town, api: BotApiServer, programs: Programs, polling: dict[str, str]
) -> None:
    await town.settle_in(20)
    await town.meeting()
    first = await programs.start(polling)
    await until(lambda: api.poll.open)
    await programs.start(polling)
    await until(lambda: len(api.sent) == 20)
    polls = api.poll.polls

    assert await first.stop() == 0
    await until(lambda: api.poll.polls > polls and api.poll.open)
    mai = town.phones[0]
    await mai.picks("Present")

    assert "you will be present" in mai.sees
    assert max(Counter(s.chat_id for s in api.sent if s.method == "sendMessage").values()) == 1
    assert "Conflict" not in first.said


async def test_the_second_process_finishes_what_a_killed_one_left(
    town: Town, api: BotApiServer, programs: Programs, polling: dict[str, str]
) -> None:
    await town.settle_in(40)
    await town.meeting()
    api.latency = 0.1
    first = await programs.start(polling)
    await until(lambda: api.poll.open)
    await programs.start(polling)
    await until(lambda: len(api.sent) >= 10)
    first.kill()
    await town.time_passes(12)  # most of its lease; the messages in flight stay leased

    await until(lambda: len({sent.chat_id for sent in api.sent}) >= 40 - 8)
    await town.time_passes(100)
    await until(lambda: len({sent.chat_id for sent in api.sent}) == 40)
    assert len(api.sent) <= 40 + 8
    await until(lambda: api.calls_under_way.inside == 0)
    await town.paid()
    assert {row.outcome for row in await town.rows(Owed)} == {"sent"}


async def test_who_cannot_renew_the_lease_stops_before_it_has_run_out(database_url: str) -> None:
    database = Database(database_url)
    loop = asyncio.get_running_loop()
    worked: list[tuple[str, float]] = []

    async def work() -> None:
        worked.append(("begins", loop.time()))
        try:
            await asyncio.Event().wait()
        finally:
            worked.append(("ends", loop.time()))

    lease = timedelta(seconds=1)
    leading = Leading(database, utc_now, work, lease=lease, renew=0.1)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(leading.run())
        await until(lambda: leading.leads)
        with psycopg.connect(database_url) as elsewhere:
            elsewhere.execute("LOCK TABLE lease IN ACCESS EXCLUSIVE MODE")
            away_since = loop.time()
            await until(lambda: not leading.leads, within=lease.total_seconds())
            elsewhere.rollback()
        await until(lambda: leading.leads)
        running.cancel()
    await database.close()

    assert [what for what, _ in worked] == ["begins", "ends", "begins", "ends"]
    assert worked[1][1] - away_since < lease.total_seconds()
