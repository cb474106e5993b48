"""sinhhoat run, as a process of its own: one for each SQLite file, and it stops when told."""

import asyncio
import contextlib
import signal
import time
import urllib.request

import pytest

from tests.commands.test_check import IN_ORDER, free_port

TOO_LONG = 10.0  # seconds a stop may take


@pytest.fixture
def bot(shell, api):
    """Starts a bot that speaks with the test's Telegram; `await bot()` once it answers."""
    shell.sets(BOT_TELEGRAM_TOKEN=api.token, BOT_TELEGRAM_API=api.url)

    async def start(**settings: str):
        shell.sets(BOT_WEB_PORT=str(free_port()), BOT_LOG_LEVEL="warning", **settings)
        process = shell.starts("run")
        await answers(shell, process)
        return process

    return start


async def answers(shell, process) -> None:
    for _ in range(300):
        assert process.poll() is None, process.communicate()
        with contextlib.suppress(OSError):
            if await asyncio.to_thread(_health, shell.settings["BOT_WEB_PORT"]) == 200:
                return
        await asyncio.sleep(0.1)
    raise AssertionError("the bot does not answer")


def _health(port: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
        return answer.status


async def stops(shell, process, number=signal.SIGTERM):
    began = time.monotonic()
    process.send_signal(number)
    done = await asyncio.to_thread(shell.ends, process)
    assert time.monotonic() - began < TOO_LONG
    return done


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_stops_in_order_when_told_to(shell, api, bot, number):
    process = await bot()
    phone = api.person(101, "Mai", "en")
    await phone.sends("/start")
    assert "join code" in phone.sees
    done = await stops(shell, process, number)
    assert (done.code, done.out, done.err) == (0, "", "")


async def test_it_stops_while_telegram_keeps_it_waiting(shell, api, bot):
    process = await bot()
    api.hang_next("sendMessage", times=20)
    phone = api.person(101, "Mai", "en")
    await phone.sends("/start", wait=False)
    await asyncio.sleep(0.5)
    done = await stops(shell, process)
    assert done.code == 0
    assert "Traceback" not in done.err


async def test_it_stops_while_it_is_still_starting(alone, api):
    alone.sets(BOT_TELEGRAM_TOKEN=api.token, BOT_TELEGRAM_API=api.url)
    api.hang_next("getMe")
    process = alone.starts("run")
    for _ in range(300):
        if api.hanging.inside:
            break
        await asyncio.sleep(0.1)
    done = await stops(alone, process)
    assert (done.code, done.err) == (0, "")


async def test_commands_beside_it_do_their_work(shell, api, bot):
    process = await bot()
    file = shell.writes("roster.csv", "CB1,Chi bộ Toán,,,Trần Thị Mai")
    assert (await asyncio.to_thread(shell.runs, "import", file)).code == 0
    done = await asyncio.to_thread(shell.runs, "invites")
    assert done.err == ""
    code = done.out.splitlines()[1].split(",")[2]
    checked = await asyncio.to_thread(shell.runs, "check")
    assert (checked.code, checked.out) == (0, IN_ORDER)

    phone = api.person(101, "Mai", "en")
    await phone.sends(f"/start {code}")
    assert "Trần Thị Mai" in phone.sees
    assert (await stops(shell, process)).code == 0


async def test_a_second_one_on_the_same_file_is_refused(alone, api):
    alone.sets(BOT_TELEGRAM_TOKEN=api.token, BOT_TELEGRAM_API=api.url)
    alone.sets(BOT_WEB_PORT=str(free_port()))
    first = alone.starts("run")
    await answers(alone, first)
    second = await asyncio.to_thread(alone.ends, alone.starts("run", BOT_WEB_PORT="0"))
    assert second.code == 1
    assert second.said == "Another bot runs on this database; stop it first."

    first.kill()  # the lock dies with its process, however that ends
    await asyncio.to_thread(first.wait)
    third = alone.starts("run")
    await answers(alone, third)
    assert (await stops(alone, third)).code == 0


def test_with_nothing_to_run_it_says_what_to_set(alone):
    done = alone.runs("run")
    assert done.code == 2
    assert done.said == "Nothing to run: set BOT_TELEGRAM_TOKEN, or BOT_WEB_PORT above 0."


async def test_an_unknown_token_is_one_line(alone, api):
    alone.sets(BOT_TELEGRAM_TOKEN="7000002:another-token-for-tests", BOT_TELEGRAM_API=api.url)
    done = await asyncio.to_thread(lambda: alone.ends(alone.starts("run")))
    assert done.code == 2
    assert "BOT_TELEGRAM_TOKEN is not known to Telegram" in done.said


async def test_while_telegram_is_down_at_the_start_it_waits(shell, api):
    port = str(free_port())
    shell.sets(BOT_TELEGRAM_TOKEN=api.token, BOT_TELEGRAM_API=api.url, BOT_WEB_PORT=port)
    api.fail_next("getMe", 502, times=2)
    process = shell.starts("run", BOT_LOG_LEVEL="warning")
    await answers(shell, process)  # the web is there before Telegram is
    phone = api.person(101, "Mai", "en")
    await phone.sends("/start", wait=False)
    for _ in range(100):
        if phone.sees:
            break
        await asyncio.sleep(0.1)
    assert "join code" in phone.sees

    done = await stops(shell, process)
    assert done.code == 0
    assert done.err.count("Telegram does not answer at BOT_TELEGRAM_API") == 2
    assert api.token not in done.err
    assert api.token.partition(":")[2] not in done.err


async def test_a_token_that_telegram_refuses_later_ends_it_with_one_line(alone, api):
    alone.sets(BOT_TELEGRAM_TOKEN=api.token, BOT_TELEGRAM_API=api.url)
    api.fail_next("getMe", 502)
    api.fail_next("getMe", 401)
    process = alone.starts("run", BOT_LOG_LEVEL="warning")
    done = await asyncio.to_thread(alone.ends, process)
    assert done.code == 2
    waited, said = done.err.splitlines()
    assert "Telegram does not answer" in waited
    assert said == "BOT_TELEGRAM_TOKEN is not known to Telegram; copy it again."


async def test_a_port_in_use_is_one_line(alone, api):
    alone.sets(BOT_TELEGRAM_TOKEN=api.token, BOT_TELEGRAM_API=api.url, BOT_WEB_PORT=str(api.port))
    done = await asyncio.to_thread(lambda: alone.ends(alone.starts("run")))
    assert done.code == 2
    assert done.said == f"Port {api.port} is in use; set BOT_WEB_PORT to a free one."


def test_a_database_out_of_reach_is_one_line(alone):
    alone.sets(BOT_DATABASE_URL="postgresql://bot@127.0.0.1:1/bot", BOT_WEB_PORT=str(free_port()))
    done = alone.ends(alone.starts("run"))
    assert done.code == 1
    assert "PostgreSQL at 127.0.0.1:1 does not answer" in done.said


def test_a_folder_that_cannot_be_made_is_one_line(alone):
    (alone.folder / "data").touch()
    alone.sets(BOT_WEB_PORT=str(free_port()))
    done = alone.ends(alone.starts("run"))
    assert done.code == 1
    assert "cannot be used" in done.said
