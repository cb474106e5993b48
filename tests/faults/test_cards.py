"""A card is true in the end: whatever came late, twice, at once, or after a crash."""

import asyncio
import random
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import update

from bot.cards.invitation import ShowInvitation
from bot.chat import Card, Toast
from bot.turns import Outcome
from storage import people, screens
from storage.tables import Invitation, Meeting, Screen
from tests.people import OnTelegram
from tests.planning import a_meeting
from tests.world import World

LABELS = {"present": "Present", "late": "Late", "online": "Ask to join online"}
SHOWN = {
    "present": "you will be present",
    "late": "you will come late",
    "online": "you ask to join online",
}


@pytest.fixture
async def mai(world: World) -> OnTelegram:
    """Somebody with an invitation in front of her."""
    phone = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(timedelta(days=4))
    return phone


async def answer(world: World) -> str:
    [row] = await world.rows(Invitation)
    assert row.answer is not None
    return row.answer


async def test_a_quick_correction_counts(world: World, mai: OnTelegram) -> None:
    await mai.picks("Present", wait=False)
    await mai.picks("Late", wait=False)
    await world.api.settled()

    assert await answer(world) == "late"
    assert SHOWN["late"] in mai.sees


async def test_edits_of_one_message_never_overtake_one_another(
    world: World, mai: OnTelegram
) -> None:
    world.api.latency = 0.03
    chosen = random.Random(7)
    for _ in range(25):
        await mai.picks(LABELS[chosen.choice(list(LABELS))], message=mai.newest, wait=False)
        await asyncio.sleep(chosen.random() * 0.04)
        if chosen.random() < 0.2:
            await world.bots.screens.mend(at_start=True)
    await world.api.settled()

    edits = [call.at for call in world.api.called("editMessageText")][1:]
    assert min(later - sooner for sooner, later in pairwise(edits)) >= 0.03
    assert len(edits) < 25
    assert SHOWN[await answer(world)] in mai.sees
    await world.bots.screens.note()
    assert all(row.shown == row.wanted for row in await world.rows(Screen))


async def test_a_card_behind_the_database_is_mended_at_the_start(
    world: World, mai: OnTelegram
) -> None:
    async with world.bots.database.transaction() as db:
        await db.execute(update(Invitation).values(answer="present", round=1))
        await db.execute(update(Screen).values(wanted=Screen.wanted + 1))
    await world.bots.screens.mend(at_start=True)
    await world.api.settled()

    assert SHOWN["present"] in mai.sees
    assert await world.bots.screens.mend(at_start=True) == 0


async def test_a_tap_while_a_card_is_mended_is_what_the_card_shows(
    world: World, mai: OnTelegram
) -> None:
    world.api.latency = 0.03
    async with world.bots.database.transaction() as db:
        await db.execute(update(Screen).values(wanted=Screen.wanted + 1))
    await asyncio.gather(world.bots.screens.mend(at_start=True), mai.picks("Absent", wait=False))
    await world.api.settled()

    assert "What is the reason?" in mai.sees


async def test_while_telegram_hesitates_only_the_last_card_is_drawn(
    world: World, mai: OnTelegram
) -> None:
    world.api.fail_next("editMessageText", 429, retry_after=1)
    await mai.picks("Present", wait=False)
    await mai.picks("Late", message=mai.newest, wait=False)
    await world.api.settled()

    assert SHOWN["late"] in mai.sees
    assert len(world.api.called("editMessageText")) <= 4


async def test_a_card_whose_message_is_gone_is_sent_anew(world: World, mai: OnTelegram) -> None:
    invitation = mai.newest
    world.api.fail_next("editMessageText", 400, "Bad Request: message can't be edited")
    await mai.picks("Present")

    assert mai.newest is not invitation
    assert SHOWN["present"] in mai.sees
    await mai.picks("Late", message=mai.newest)
    assert SHOWN["late"] in mai.sees


async def the_place_changes(world: World, place: str) -> None:
    async with world.bots.database.transaction() as db:
        await db.execute(update(Meeting).values(place=place))
        await screens.stale(db, ShowInvitation(1).pack(), now=world.clock.time)


def next_message(world: World) -> asyncio.Event:
    """Is set when the next message has left the bot; the answer that it arrived takes a while."""
    left = asyncio.Event()
    world.api.latency = 0.2
    world.api.on_call.append(lambda call: left.set() if call.method == "sendMessage" else None)
    return left


async def test_an_invitation_on_its_way_when_the_place_changes_is_drawn_again(
    world: World,
) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    on_its_way = next_message(world)
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        group.create_task(world.until(timedelta(days=4)))
        await on_its_way.wait()
        await the_place_changes(world, "Hội trường mới")

    await world.bots.screens.mend(at_start=True)
    await world.api.settled()
    assert "Hội trường mới" in mai.sees


async def test_an_answer_on_its_way_when_the_place_changes_is_drawn_again(
    world: World, mai: OnTelegram
) -> None:
    on_its_way = next_message(world)
    await mai.sends("/meeting", wait=False)
    async with asyncio.timeout(5):
        await on_its_way.wait()
    await the_place_changes(world, "Hội trường mới")
    await world.api.settled()

    await world.bots.screens.mend(at_start=True)
    await world.api.settled()
    assert "Hội trường mới" in mai.sees


async def test_what_nothing_has_happened_to_is_not_drawn_twice(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(timedelta(days=4))
    await mai.picks("Present")
    await mai.sends("/meeting")
    edits = len(world.api.called("editMessageText"))

    assert await world.bots.screens.mend(at_start=True) == 0
    assert len(world.api.called("editMessageText")) == edits


async def test_a_card_that_cannot_be_drawn_is_tried_ever_more_rarely(
    world: World, mai: OnTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions = world.bots.turns.router.actions
    tries: list[datetime] = []

    async def broken(*_: object) -> Card:
        tries.append(world.clock.time)
        raise ZeroDivisionError

    entry = replace(actions[ShowInvitation], handler=broken)
    monkeypatch.setitem(actions, ShowInvitation, entry)
    await the_place_changes(world, "Hội trường mới")
    for _ in range(720):  # an hour
        world.clock.time += timedelta(seconds=5)
        await world.bots.screens.mend()
    assert 6 <= len(tries) <= 10

    monkeypatch.undo()
    world.clock.time += timedelta(hours=2)
    await world.bots.screens.mend()
    await world.api.settled()
    assert "Hội trường mới" in mai.sees


async def test_who_cannot_be_reached_is_not_drawn_for_again(world: World, mai: OnTelegram) -> None:
    world.api.block(mai)
    async with world.bots.database.transaction() as db:
        await db.execute(update(Screen).values(wanted=Screen.wanted + 1))
    for _ in range(3):
        await world.bots.screens.mend(at_start=True)
        await world.api.settled()

    assert len([c for c in world.api.called("editMessageText") if c.refusal]) == 1


async def test_a_card_past_the_limit_loses_nobody(world: World, mai: OnTelegram) -> None:
    names = [f"{number}. Nguyễn Thị Bích Phượng {number}" for number in range(1, 301)]
    card = Card(title="Chi bộ Toán: 300", body="\n".join(names), shows=ShowInvitation(1))
    [account] = {row.account_id for row in await world.rows(Screen)}
    async with world.bots.database.transaction() as db:
        known = await people.at(db, account)
        assert known is not None
        message = str(mai.newest.id)
        mark = await screens.tapped(db, account, message, "inv:1", now=world.clock.time)
    before = len(mai.messages)
    await world.bots.screens.present(Outcome(card, known.talk, mark), message)
    await world.api.settled()

    shown = "\n".join(message.text for message in mai.messages[before:])
    assert [name for name in names if name not in shown] == []
    assert len(mai.messages) > before + 1


async def test_an_answer_by_a_word_in_passing_leaves_the_card_alone(
    world: World, mai: OnTelegram
) -> None:
    sees = mai.sees
    await world.bots.screens.present(Outcome(Toast("…")), str(mai.newest.id))
    await world.api.settled()

    assert mai.sees == sees
