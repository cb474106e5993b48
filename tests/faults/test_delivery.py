"""The sender: one bad message spoils no other, a platform that is away is left in peace."""

from datetime import timedelta

import pytest

from bot.app import running
from bot.config import Settings
from storage import outbox
from storage.outbox import Debt
from storage.tables import Owed
from tests.bot_api import BotApiServer
from tests.faults.program import until
from tests.faults.town import Town
from tests.planning import a_meeting, vietnam
from tests.world import World


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_platform_that_is_away_is_asked_now_and_then(
    town: Town, api: BotApiServer, settings: Settings
) -> None:
    await town.settle_in(40)
    await town.meeting()
    api.fail_next("sendMessage", 502, times=1000)
    async with running(settings):
        await until(lambda: api.called("sendMessage"))
        first = api.called("sendMessage")[0].at
        await until(lambda: api.called("sendMessage")[-1].at - first > 2)
        assert len(api.called("sendMessage")) <= 8 + 3
        api.faults.clear()
        await until(lambda: len({sent.chat_id for sent in api.sent}) == 40)
        await town.paid()

    assert len(api.sent) == 40


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_message_that_cannot_be_written_holds_up_no_other(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    [person] = {row.person_id for row in await world.rows(Owed)}
    async with world.bots.database.transaction() as db:  # a debt whose meeting nobody knows
        await outbox.owe(
            db,
            Debt(
                key="broken",
                person_id=person,
                notice="reminder",
                due_at=vietnam("2026-11-30 08:00"),
                about={},
            ),
            now=world.clock.time,
        )
    await world.until(vietnam("2026-11-30 08:00"))

    assert len([message for message in mai.messages if "Will" in message.text]) == 2
    await world.until(timedelta(days=2))
    [broken] = [row for row in await world.rows(Owed) if row.key == "broken"]
    assert broken.outcome == "failed"


async def test_a_message_that_telegram_rejects_is_given_up_and_said(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    before = len(mai.messages)
    world.api.fail_next("sendMessage", 400, "Bad Request: text is strange")
    await world.until(timedelta(days=4))

    assert len(mai.messages) == before
    [row] = [row for row in await world.rows(Owed) if row.notice == "invitation"]
    assert row.outcome == "failed"
    assert f"message [{row.id}] was rejected" in caplog.text
