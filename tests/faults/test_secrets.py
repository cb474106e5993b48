"""Logs carry ids only; the token is nowhere but in the settings."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import SQLModel, col

from bot.config import Settings
from bot.logs import set_up_logging
from storage.tables import Membership, Person
from tests.people import OnTelegram
from tests.planning import a_meeting
from tests.world import World

NAME, REASON, PLACE, CELL = "Nguyễn Thị Mai", "mổ ruột thừa", "Hội trường Mật", "Chi bộ Rồng"


@pytest.fixture
def logged(settings: Settings, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Everything is logged to standard error, as in a program at its chattiest."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    set_up_logging(settings, level=logging.DEBUG)
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


async def story(world: World) -> OnTelegram:
    """Everything that may be logged: joining, answers, refusals, faults, an outage."""
    await world.unit("RONG", CELL)
    mai = await world.joined(NAME, unit="RONG", roles="secretary")
    await a_meeting(world, at="2026-12-03 19:30", unit="RONG", place=PLACE)
    world.api.fail_next("sendMessage", 400, f'Bad Request: can\'t parse entities: "{NAME}"')
    world.api.fail_next("sendMessage", 502)
    await world.until(timedelta(days=4))
    await mai.sends("/meeting")
    await mai.picks("Absent")
    await mai.picks("Another reason")
    await mai.sends(REASON)
    await mai.sends(f"/{REASON}")
    await mai.sends("/start WRONGCODE")
    world.api.feed({"message": {"from": mai.account.json, "text": REASON}})
    await mai.sends("/help")
    broken = select(col(Person.id)).where(col(Person.full_name) == NAME).scalar_subquery()
    async with world.bots.database.transaction() as db:
        await db.execute(
            update(Membership).where(col(Membership.person_id) == broken).values(roles=REASON)
        )
    await mai.sends(f"/meeting {REASON}")
    world.api.block(mai)
    await world.until(timedelta(days=1))
    return mai


async def test_a_whole_story_leaves_no_words_in_the_log_and_the_token_nowhere(
    logged: None, world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    await story(world)

    written = "".join(capfd.readouterr())
    assert "set aside" in written
    assert "ValueError" in written
    for words in (NAME, "Mai", REASON, PLACE, CELL, "WRONGCODE"):
        assert words not in written
    secret = world.api.token.partition(":")[2]
    assert secret not in written
    async with world.bots.database.reading() as db:
        for table in SQLModel.metadata.sorted_tables:
            for row in await db.execute(select(table)):
                assert secret not in str(tuple(row)), table.name
