"""PostgreSQL restarts under a running bot: it goes on as if nothing had been."""

import asyncio

import pytest

from bot.app import running
from bot.config import Settings
from storage.tables import Owed, Trouble
from tests.bot_api import BotApiServer
from tests.faults.program import until
from tests.faults.town import Away, Town


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_database_that_was_away_costs_nothing_but_time(
    town: Town, api: BotApiServer, settings: Settings, database_url: str
) -> None:
    await town.settle_in(60)
    await town.meeting()
    api.latency = 0.05
    async with running(settings) as bots:
        await until(lambda: len(api.sent) >= 20)
        assert bots.leading is not None
        mai = next(phone for phone in town.phones if phone.messages)
        with Away(database_url):
            await mai.picks("Present", wait=False)
            await asyncio.sleep(2)
            assert api.updates.waiting
        await until(lambda: "you will be present" in mai.sees, within=40)
        await until(lambda: len({sent.chat_id for sent in api.sent}) == 60, within=40)
        await town.paid()
        assert bots.leading.leads

    assert sum(call.method == "sendMessage" for call in api.calls) == 60
    assert {row.outcome for row in await town.rows(Owed)} == {"sent"}
    assert not await town.rows(Trouble)
