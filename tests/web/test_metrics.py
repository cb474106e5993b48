"""What an administrator's tools can ask: how things stand, in numbers alone."""

from datetime import timedelta

import httpx
import pytest

from bot.config import Settings
from storage import outbox
from storage.outbox import Debt
from tests.planning import a_meeting
from tests.web.browser import Browser
from tests.world import World


async def numbers(settings: Settings) -> dict[str, float]:
    """Every number of the page, by its name with its labels."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"http://127.0.0.1:{settings.web_port}/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


async def test_turns_and_messages_are_counted_by_channel_and_kind(
    world: World, mai: Browser, settings: Settings
) -> None:
    an = await world.joined("Trần Văn An")
    before = await numbers(settings)
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(timedelta(days=4))
    await an.picks("Present")
    await mai.opens("/chat")
    await mai.submits("Present")
    await mai.submits("Present", wire="rsvp:9:1:present")
    after = await numbers(settings)

    def more(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert more('sinhhoat_turns_total{came="done",channel="telegram"}') == 1
    assert more('sinhhoat_turns_total{came="done",channel="web"}') == 1
    assert more('sinhhoat_turns_total{came="refused",channel="web"}') == 1
    assert more('sinhhoat_turn_seconds_count{channel="web"}') == 2
    assert more('sinhhoat_sent_total{channel="telegram",notice="invitation"}') == 1
    assert more('sinhhoat_sent_total{channel="web",notice="invitation"}') == 1
    assert not [name for name in after if "Mai" in name or "Trần" in name]


async def test_what_is_owed_and_who_listens_is_told(
    world: World, mai: Browser, settings: Settings
) -> None:
    owed = Debt(
        key="told late",
        person_id=1,
        notice="invitation",
        about={"meeting": 1},
        due_at=world.clock.time - timedelta(minutes=1),
    )
    async with world.bots.database.transaction() as db:
        await outbox.owe(db, owed, now=world.clock.time)
    async with mai.listening() as stream:
        await stream.hears("Welcome")
        found = await numbers(settings)
    assert found["sinhhoat_owed"] == 1
    assert found["sinhhoat_oldest_owed_seconds"] == 60
    assert found["sinhhoat_streams"] == 1


async def test_health_says_how_each_channel_is(
    world: World, mai: Browser, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def channels() -> dict[str, str]:
        answer = await mai.client.get("/healthz")
        assert answer.status_code == 200
        found: dict[str, str] = answer.json()["channels"]
        return found

    assert await channels() == {"web": "ok", "telegram": "ok"}
    monkeypatch.setattr("bot.channels.telegram_sender.FAILING", -1.0)
    telegram = world.bots.telegram
    assert telegram is not None
    world.api.fail_next("sendMessage", 502, times=9)
    await telegram.say("101", "Chào")
    assert await channels() == {"web": "ok", "telegram": "away"}
