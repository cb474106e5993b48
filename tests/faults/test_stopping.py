"""SIGTERM ends the program within ten seconds, with what is under way finished."""

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

from storage.tables import Owed
from tests.bot_api import BotApiServer
from tests.faults.program import Programs, until
from tests.faults.town import Held, Town

REPOSITORY = Path(__file__).parents[2]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_under_way_is_finished(
    town: Town, api: BotApiServer, polling: dict[str, str], tmp_path: Path
) -> None:
    await town.settle_in(20)
    await town.meeting()
    api.latency = 0.5
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), **polling},
    )
    await until(lambda: len(api.sent) >= 3)
    mai = next(phone for phone in town.phones if phone.messages)
    await mai.picks("Present", wait=False)
    await until(lambda: api.called("editMessageText"))

    asked = time.monotonic()
    process.terminate()
    assert await process.wait() == 0
    assert time.monotonic() - asked < 10

    assert "you will be present" in mai.sees
    sent = sum(call.method == "sendMessage" for call in api.calls)
    settled = [row for row in await town.rows(Owed) if row.outcome == "sent"]
    assert sent == len(settled) < 20


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_it_ends_though_nobody_can_write(
    town: Town, api: BotApiServer, programs: Programs, polling: dict[str, str]
) -> None:
    await town.settle_in(1)
    await town.meeting()
    program = await programs.start(polling)
    await until(lambda: len(api.sent) == 1)
    await api.settled()
    with Held(town.url):
        polls = api.poll.polls
        await town.phones[0].picks("Present", wait=False)
        await until(lambda: api.poll.polls > polls + 1)
        asked = time.monotonic()
        assert await program.stop() == 0
        assert time.monotonic() - asked < 10
    assert api.updates.waiting
