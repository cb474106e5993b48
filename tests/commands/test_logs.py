"""What the log says when everything goes wrong: numbers and kinds, no token and no words."""

import asyncio
import json
import logging

import pytest
from pydantic import SecretStr

from bot.config import Settings
from bot.logs import redacted, set_up_logging
from tests.commands.test_check import free_port
from tests.commands.test_run import answers, stops

TOKEN = "7000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
WORDS = "xin nghỉ vì việc riêng của gia đình"


@pytest.fixture
def settings(alone) -> Settings:
    return Settings(
        database_url="postgresql://bot:pass%20word-of-ours@db.example/hop",
        telegram_token=SecretStr(TOKEN),
        webhook_secret=SecretStr("a-secret-of-webhooks"),
        log_level="debug",
    )


@pytest.mark.parametrize("name", ["bot.x", "httpx", "aiohttp.client", "telegram.Bot", "uvicorn"])
def test_no_logger_can_write_a_token(settings, capsys, name):
    set_up_logging(settings)
    secret = TOKEN.partition(":")[2]
    log = logging.getLogger(name)
    log.error("POST https://api.telegram.org/bot%s/getMe", TOKEN)
    log.error("POST https://api.telegram.org/bot%s/getMe", TOKEN.replace(":", "%3A"))
    log.error("somebody else's, bot123456789:BBHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/getMe")
    log.error("%r", {"secret_token": "a-secret-of-webhooks", "rest": secret})
    log.error("password 'pass word-of-ours' or pass%20word-of-ours")
    try:
        raise ConnectionError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except ConnectionError:
        log.exception("failed")
    err = capsys.readouterr().err
    assert err.count(" ERROR ") == 6
    for hidden in (secret, secret[:10], "BBHdqT", "a-secret", "word-of-ours"):
        assert hidden not in err
    assert "getMe" in err
    assert "ConnectionError" in err


def test_a_line_can_be_an_object_with_the_ids_apart(settings, capsys):
    set_up_logging(settings.model_copy(update={"log_format": "json"}))
    log = logging.getLogger("bot.turns")
    log.warning("update %s:%s set aside, code %s", "telegram", 7, "AB12")
    try:
        raise LookupError(WORDS)
    except LookupError:
        log.exception("POST https://api.telegram.org/bot%s/getMe", TOKEN)
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first["event"] == "update %s:%s set aside, code %s"
    assert first["values"] == ["telegram", "7", "AB12"]
    assert (first["level"], first["logger"]) == ("warning", "bot.turns")
    assert "LookupError" in second["trace"]
    assert WORDS not in str(second)
    assert TOKEN.partition(":")[2] not in str(second)


def test_a_traceback_tells_the_way_but_not_the_words(settings, capsys):
    set_up_logging(settings)
    try:
        try:
            int(WORDS)
        except ValueError as fault:
            raise ExceptionGroup("several", [LookupError(WORDS)]) from fault
    except ExceptionGroup:
        logging.getLogger("bot.turns").exception("a turn failed, code %s", "AB12")
    err = capsys.readouterr().err
    assert "AB12" in err
    assert __file__.rpartition("/")[2] in err
    for kind in ("ValueError", "ExceptionGroup", "LookupError"):
        assert kind in err
    assert WORDS not in err


def test_libraries_stay_quiet_at_every_level(settings, capsys):
    set_up_logging(settings)
    for name in ("httpx", "telegram.Bot", "sqlalchemy.engine", "aiosqlite", "apscheduler"):
        logging.getLogger(name).info("%s", WORDS)
        logging.getLogger(name).debug("%s", WORDS)
    logging.getLogger("handlers.x").debug("seen")
    err = capsys.readouterr().err
    assert "seen" in err
    assert WORDS not in err


@pytest.mark.parametrize(("level", "seen"), [("debug", "dcba"), ("info", "cba"), ("warning", "ba")])
def test_the_level_is_a_setting(settings, capsys, level, seen):
    set_up_logging(settings.model_copy(update={"log_level": level}))
    log = logging.getLogger("storage.outbox")
    log.debug("d")
    log.info("c")
    log.warning("b")
    log.error("a")
    assert "".join(line[-1] for line in capsys.readouterr().err.splitlines()) == seen


def test_times_and_numbers_are_not_taken_for_tokens():
    for line in ("2026-11-23 09:00:00,123 INFO", "update telegram:123456", "127.0.0.1:8080 up"):
        assert redacted(line) == line


async def test_a_night_in_which_everything_fails_leaves_no_secret_in_the_log(alone, api):
    secret = api.token.partition(":")[2]
    (alone.folder / "token").write_text(f"{api.token}\n", encoding="utf-8")
    (alone.folder / ".env").write_text(
        f"BOT_TELEGRAM_TOKEN_FILE={alone.folder}/token\nBOT_TELEGRAM_API={api.url}\n"
        "BOT_LOG_LEVEL=debug\n",
        encoding="utf-8",
    )
    alone.sets(BOT_WEB_PORT=str(free_port()), PYTHONASYNCIODEBUG="1")
    await asyncio.to_thread(
        alone.runs, "import", alone.writes("roster.csv", "CB1,Chi bộ Toán,,,Trần Thị Mai")
    )
    code = (await asyncio.to_thread(alone.runs, "invites")).out.splitlines()[1].split(",")[2]
    process = alone.starts("run")
    await answers(alone, process)

    phone = api.person(101, "Mai", "en")
    await phone.sends(f"/start {code}")
    await phone.presses_data(phone.newest.buttons[0].callback_data)
    quoting = f"Bad Request: POST {api.url}/bot{api.token}/sendMessage: {WORDS}"
    api.fail_next("sendMessage", 400, quoting)
    await phone.sends(WORDS, wait=False)
    await asyncio.sleep(0.5)
    api.fail_next("sendMessage", 500, quoting, times=2)
    api.lose_next("editMessageText")
    api.feed({"message": {"text": WORDS, "chat": {"id": "no number"}}})
    await phone.sends(WORDS, wait=False)
    await asyncio.sleep(0.5)
    api.outage(True, hang_up=True)
    await asyncio.sleep(1)
    api.outage(False)
    api.fail_next("getUpdates", 409, f"Conflict: {api.token} is used elsewhere")
    await asyncio.sleep(1)

    done = await stops(alone, process)
    said = done.out + done.err
    assert done.code == 0
    assert "bot." in done.err, "a log that says nothing proves nothing"
    for hidden in (secret, secret[:12], WORDS, "Trần Thị Mai", "Mai", code):
        assert hidden not in said, said


def test_a_token_in_the_wrong_place_is_not_repeated(alone):
    alone.sets(BOT_TELEGRAM_API=f"ftp://api/bot{TOKEN}")
    done = alone.runs("check")
    assert done.code == 2
    assert "BOT_TELEGRAM_API" in done.said
    assert TOKEN.partition(":")[2] not in done.err
