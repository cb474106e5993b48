"""kill -9 at the worst moments: nothing is lost, and what is repeated can be counted."""

import random
from collections import Counter

import pytest

from storage.tables import Owed, Receipt
from tests.bot_api import BotApiServer
from tests.bot_api.records import Call
from tests.faults.program import Program, Programs, free_port, until, until_healthy
from tests.faults.town import Held, Town

IN_FLIGHT = 8


async def test_a_tap_fetched_but_not_committed_is_fetched_again(
    town: Town, api: BotApiServer, programs: Programs, polling: dict[str, str]
) -> None:
    await town.settle_in(2)
    await town.meeting()
    mai = town.phones[0]
    program = await programs.start(polling)
    await until(lambda: len(api.sent) == 2)
    await api.settled()

    with Held(town.url):
        before = api.poll.polls
        await mai.picks("Present", wait=False)
        await until(lambda: api.poll.polls > before + 1)  # it came back for more: it has the tap
        program.kill()
        await program.gone()
    assert api.updates.waiting
    await town.time_passes(100)

    await programs.start(polling)
    await api.settled(within=20)
    assert await town.answer_of(mai) == "present"
    assert "you will be present" in mai.sees
    numbers = [row.number for row in await town.rows(Receipt)]
    assert numbers == [mai.last_press.update_id]


async def test_a_tap_delivered_but_not_committed_is_delivered_again(
    town: Town, api: BotApiServer, programs: Programs, polling: dict[str, str]
) -> None:
    await town.settle_in(2)
    await town.meeting()
    mai, port = town.phones[0], free_port()
    webhook = polling | {"BOT_WEB_PORT": str(port), "BOT_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    program = await programs.start(webhook)
    await until_healthy(port)
    await until(lambda: len(api.sent) == 2)
    await api.settled()

    with Held(town.url):
        await mai.picks("Present", wait=False)
        await until(lambda: api.webhook.deliveries == 1)
        program.kill()
        await program.gone()
    assert api.updates.waiting
    await town.time_passes(100)

    await programs.start(webhook)
    await api.settled(within=20)
    assert await town.answer_of(mai) == "present"
    assert "you will be present" in mai.sees
    assert len(await town.rows(Receipt)) == 1


async def test_a_card_that_a_kill_left_behind_is_mended_at_the_next_start(
    town: Town, api: BotApiServer, programs: Programs, polling: dict[str, str]
) -> None:
    await town.settle_in(1)
    await town.meeting()
    [mai] = town.phones
    program = await programs.start(polling)
    await until(lambda: len(api.sent) == 1)
    await api.settled()

    api.hang_next("editMessageText")
    await mai.picks("Present", wait=False)
    await until(lambda: api.called("editMessageText"))
    program.kill()
    await program.gone()
    assert "you will be present" not in mai.sees
    await town.time_passes(100)

    await programs.start(polling)
    await until(lambda: "you will be present" in mai.sees)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_three_hundred_invitations_survive_five_kills(
    town: Town, api: BotApiServer, programs: Programs, polling: dict[str, str]
) -> None:
    await _killed_again_and_again(town, api, programs, polling, people=300, kills=5)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_forty_invitations_survive_two_kills(
    town: Town, api: BotApiServer, programs: Programs, polling: dict[str, str]
) -> None:
    await _killed_again_and_again(town, api, programs, polling, people=40, kills=2)


async def _killed_again_and_again(
    town: Town,
    api: BotApiServer,
    programs: Programs,
    settings: dict[str, str],
    *,
    people: int,
    kills: int,
) -> None:
    await town.settle_in(people)
    await town.meeting()
    api.latency = 0.1  # so that several are always in flight
    points = sorted(random.Random(people).sample(range(1, people), kills))
    running: list[Program] = []

    def kill_at_the_point(call: Call) -> None:
        if call.method == "sendMessage" and points and len(api.sent) >= points[0]:
            points.pop(0)
            running[-1].kill()

    api.on_call.append(kill_at_the_point)
    for _ in range(kills):
        running.append(await programs.start(settings))
        await running[-1].gone()
        await town.time_passes(100)
    running.append(await programs.start(settings))
    await until(lambda: len({sent.chat_id for sent in api.sent}) == people, within=40)
    await town.paid()

    received = Counter(sent.chat_id for sent in api.sent)
    assert set(received) == {phone.id for phone in town.phones}
    assert sum(received.values()) - people <= kills * IN_FLIGHT
    assert max(received.values()) <= 1 + kills
    assert {row.outcome for row in await town.rows(Owed)} == {"sent"}
