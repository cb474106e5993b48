"""What python-telegram-bot sends and hears through our HTTP, good days and bad."""

import asyncio
import contextlib
import io
import json
import logging
import socket
import time
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram_http import AioHttpRequest

SECRET = "AAFsecret_secret-secret"
TOKEN = f"4242:{SECRET}"
ME = {"id": 4242, "is_bot": True, "first_name": "Sinh hoạt", "username": "sinhhoat_bot"}
MESSAGE = {"message_id": 7, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "Chào"}

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Telegram:
    """A server that answers each method as the test says, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.peers: set[Any] = set()
        self.busy = self.busiest = 0
        self.address = ""

    async def hear(self, request: web.Request) -> web.StreamResponse:
        method = request.path.rpartition("/")[2]
        self.peers.add(request.transport and request.transport.get_extra_info("peername"))
        self.busy += 1
        self.busiest = max(self.busy, self.busiest)
        try:
            self.asked.append((method, {k: read(v) for k, v in (await request.post()).items()}))
            return await self.answers[method](request)
        finally:
            self.busy -= 1

    def says(self, method: str, status: int = 200, **envelope: Any) -> None:
        async def answer(request: web.Request) -> web.StreamResponse:
            return web.json_response({"ok": status == 200, **envelope}, status=status)

        self.answers[method] = answer


def read(value: Any) -> Any:
    """A field's words; of a file its name, kind and content, while there is something to read."""
    if isinstance(value, web.FileField):
        return value.filename, value.content_type, value.file.read()
    return value


def bot(address: str, request: AioHttpRequest) -> Bot:
    return Bot(TOKEN, f"{address}/bot", f"{address}/file/bot", request=request)


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    server = Telegram()
    server.says("getMe", result=ME)
    server.says("sendMessage", result=MESSAGE)
    server.says("sendDocument", result=MESSAGE)
    application = web.Application(client_max_size=64 * 2**20)
    application.router.add_route("*", "/{path:.*}", server.hear)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    await runner.cleanup()


@pytest.fixture
async def request_() -> AsyncIterator[AioHttpRequest]:
    async with AioHttpRequest() as request:
        yield request


@pytest.fixture
def mai(telegram: Telegram, request_: AioHttpRequest) -> Bot:
    return bot(telegram.address, request_)


@pytest.fixture(autouse=True)
def no_warning_at_every_429(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture(autouse=True)
def logs_keep_the_token(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    assert SECRET not in caplog.text


@contextlib.contextmanager
def failing(
    kind: type[TelegramError], says: str = "."
) -> Iterator[pytest.ExceptionInfo[TelegramError]]:
    """The body fails with exactly `kind`, and nothing anybody could log of it has the token."""
    with pytest.raises(kind, match=says) as failure:
        yield failure
    error = failure.value
    assert type(error) is kind
    shown = [repr(error), *traceback.format_exception(error)]
    cause: BaseException | None = error
    while cause is not None:
        shown.append(str(cause) + repr(cause.args))
        cause = cause.__cause__ or cause.__context__
    assert SECRET not in "".join(shown)


async def test_words_and_buttons_arrive_as_they_were_meant(telegram: Telegram, mai: Bot) -> None:
    text = "Chi bộ <A&B> họp lúc 19:30 + trà; 100% có mặt? 🎉\nMời đồng chí = ký"
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("Có mặt", callback_data="rsvp:42:yes")]])
    sent = await mai.send_message(5, text, reply_markup=buttons)
    assert sent.message_id == 7
    method, given = telegram.asked[0]
    assert method == "sendMessage"
    assert given["text"] == text
    assert given["chat_id"] == "5"
    assert json.loads(given["reply_markup"])["inline_keyboard"][0][0]["text"] == "Có mặt"


@pytest.mark.parametrize(
    ("status", "envelope", "kind", "says"),
    [
        (429, {"parameters": {"retry_after": 7}}, RetryAfter, "Retry in 0:00:07"),
        (400, {"parameters": {"migrate_to_chat_id": -1005}}, ChatMigrated, "-1005"),
        (403, {"description": "Forbidden: bot was blocked by the user"}, Forbidden, "blocked"),
        (400, {"description": "Bad Request: message is not modified"}, BadRequest, "not modified"),
        (409, {"description": "Conflict: terminated by other getUpdates"}, Conflict, "other"),
        (401, {"description": "Unauthorized"}, InvalidToken, "Unauthorized"),
        (502, {"description": "Bad Gateway"}, NetworkError, "Bad Gateway"),
        (404, {"description": f"no /bot{TOKEN}/x here"}, InvalidToken, "no /bot4242:<token>/x"),
    ],
)
async def test_each_refusal_becomes_the_error_the_library_has_for_it(
    telegram: Telegram, mai: Bot, status: int, envelope: dict[str, Any], kind: Any, says: str
) -> None:
    telegram.says("sendMessage", status, error_code=status, **envelope)
    with failing(kind, says):
        await mai.send_message(5, "x")


@pytest.mark.parametrize("status", [200, 404, 503])
async def test_a_page_in_place_of_the_server_does_not_give_the_token_away(
    telegram: Telegram, mai: Bot, status: int
) -> None:
    async def page(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=f"<h1>Sorry: {request.path}</h1>")

    telegram.answers["getMe"] = page
    with failing(InvalidToken if status == 404 else NetworkError):
        await mai.get_me()


@pytest.mark.parametrize("answer", ["[]", "null", '{"ok":true}', '{"ok":', "\x00"])
async def test_an_answer_that_is_none_is_a_network_error(
    telegram: Telegram, mai: Bot, answer: str
) -> None:
    async def nonsense(request: web.Request) -> web.StreamResponse:
        return web.Response(text=answer, content_type="application/json")

    telegram.answers["getMe"] = nonsense
    with failing(NetworkError, "Invalid server response"):
        await mai.get_me()


async def test_a_redirect_is_not_followed_with_the_token_in_hand(
    telegram: Telegram, mai: Bot
) -> None:
    async def elsewhere(request: web.Request) -> web.StreamResponse:
        raise web.HTTPTemporaryRedirect(f"{telegram.address}/bot{TOKEN}/getMe")

    telegram.answers["sendMessage"] = elsewhere
    with failing(NetworkError):
        await mai.send_message(5, "x")
    assert [method for method, _ in telegram.asked] == ["sendMessage"]


async def stalled(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(30)
    raise AssertionError("nobody waits that long")


async def half_an_answer(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b'{"ok":true')
    await asyncio.sleep(30)
    return response


async def cut_off(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b'{"ok":true')
    assert request.transport is not None
    request.transport.close()
    return response


async def hung_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


@pytest.mark.parametrize("answer", [stalled, half_an_answer])
async def test_a_server_that_falls_silent_is_given_up_in_time(
    telegram: Telegram, mai: Bot, answer: Answer
) -> None:
    telegram.answers["getMe"] = answer
    began = time.monotonic()
    with failing(TimedOut):
        await mai.get_me(read_timeout=0.1)
    assert time.monotonic() - began < 1


async def test_the_read_timeout_of_all_calls_holds_where_a_call_names_none(
    telegram: Telegram,
) -> None:
    telegram.answers["getMe"] = stalled
    async with AioHttpRequest(read_timeout=0.1) as request:
        assert request.read_timeout == 0.1
        with failing(TimedOut):
            await bot(telegram.address, request).get_me()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await bot(telegram.address, request).get_me(read_timeout=None)


async def test_an_answer_that_trickles_in_is_waited_for(telegram: Telegram, mai: Bot) -> None:
    async def trickle(request: web.Request) -> web.StreamResponse:
        body = json.dumps({"ok": True, "result": ME}).encode()
        response = web.StreamResponse(headers={"Content-Length": str(len(body))})
        await response.prepare(request)
        for start in range(0, len(body), 25):
            await asyncio.sleep(0.06)
            await response.write(body[start : start + 25])
        return response

    telegram.answers["getMe"] = trickle
    assert (await mai.get_me(read_timeout=0.2)).id == 4242


@pytest.mark.parametrize("answer", [cut_off, hung_up])
async def test_a_connection_that_breaks_is_a_network_error(
    telegram: Telegram, mai: Bot, answer: Answer
) -> None:
    telegram.answers["getMe"] = answer
    with failing(NetworkError, "aiohttp"):
        await mai.get_me()
    telegram.says("getMe", result=ME)
    assert (await mai.get_me()).id == 4242


async def test_a_server_that_is_not_there_is_named_without_the_token(
    request_: AioHttpRequest,
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with failing(NetworkError, f"127.0.0.1:{port}: ConnectionRefused"):
        await bot(f"http://127.0.0.1:{port}", request_).get_me()


@pytest.mark.parametrize("address", ["http://[::bad", "gopher://x", "http://", "x", ""])
async def test_a_bad_address_is_a_network_error(request_: AioHttpRequest, address: str) -> None:
    with failing(NetworkError):
        await bot(address, request_).get_me()


async def test_a_server_too_busy_to_take_the_call_is_given_up_in_time(
    request_: AioHttpRequest,
) -> None:
    with contextlib.ExitStack() as sockets:
        deaf = sockets.enter_context(socket.socket())
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        for _ in range(4):  # nobody accepts, so the queue stays full
            caller = sockets.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(deaf.getsockname())
        began = time.monotonic()
        with failing(TimedOut):
            async with asyncio.timeout(5):
                await bot(f"http://127.0.0.1:{deaf.getsockname()[1]}", request_).get_me(
                    connect_timeout=0.1
                )
        assert time.monotonic() - began < 1


async def test_who_waits_too_long_for_a_connection_was_not_sent(telegram: Telegram) -> None:
    heard = asyncio.Event()

    async def hear_and_stall(request: web.Request) -> web.StreamResponse:
        heard.set()
        return await stalled(request)

    telegram.answers["getMe"] = hear_and_stall
    async with AioHttpRequest(connections=1) as request:
        mai = bot(telegram.address, request)
        async with asyncio.TaskGroup() as group:
            first = group.create_task(mai.get_me())
            await heard.wait()
            with failing(TimedOut, "not sent"):
                await mai.send_message(5, "x", pool_timeout=0.05)
            first.cancel()
        assert (await mai.send_message(5, "x")).message_id == 7
    assert [method for method, _ in telegram.asked] == ["getMe", "sendMessage"]


async def test_sixty_four_at_once_share_eight_connections(telegram: Telegram) -> None:
    async def slow(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.005)
        return web.json_response({"ok": True, "result": MESSAGE})

    telegram.answers["sendMessage"] = slow
    async with AioHttpRequest(connections=8) as request:
        mai = bot(telegram.address, request)
        async with asyncio.TaskGroup() as group:
            for number in range(64):
                group.create_task(mai.send_message(5, str(number)))
    assert sorted(int(given["text"]) for _, given in telegram.asked) == list(range(64))
    assert telegram.busiest == 8
    assert len(telegram.peers) == 8


@pytest.mark.parametrize("from_memory", [True, False])
async def test_a_document_arrives_with_its_vietnamese_name_and_its_words(
    telegram: Telegram, mai: Bot, from_memory: bool
) -> None:
    content = bytes(range(256)) * 8192  # 2 MiB
    file = InputFile(
        content if from_memory else io.BytesIO(content),
        filename='Nghị quyết "12".pdf',
        read_file_handle=from_memory,
    )
    await mai.send_document(5, file, caption="Đã ký & gửi")
    _, given = telegram.asked[0]
    assert given["chat_id"] == "5"
    assert given["caption"] == "Đã ký & gửi"
    assert given["document"] == ('Nghị quyết "12".pdf', "application/pdf", content)


async def listen(
    answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> asyncio.Server:
    """A server on a socket that takes in little at a time."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.bind(("127.0.0.1", 0))

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        finally:
            writer.close()

    return await asyncio.start_server(served, sock=sock, limit=4096)


async def test_an_upload_that_gets_stuck_is_given_up(request_: AioHttpRequest) -> None:
    over = asyncio.Event()

    async def swallow_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()

    async with await listen(swallow_nothing) as server:
        mai = bot(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", request_)
        with failing(TimedOut):
            async with asyncio.timeout(5):
                await mai.send_document(5, b"x" * 16_000_000, write_timeout=0.2, read_timeout=9)
        over.set()


async def test_an_upload_that_is_slow_but_moves_is_let_through(request_: AioHttpRequest) -> None:
    size = 12_000_000

    async def sip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        left = int(head.lower().split(b"content-length:")[1].split()[0])
        assert left > size
        while left:
            left -= len(await reader.readexactly(min(left, 1_000_000)))
            await asyncio.sleep(0.08)
        body = json.dumps({"ok": True, "result": MESSAGE})
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        await writer.drain()

    async with await listen(sip) as server:
        mai = bot(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", request_)
        began = time.monotonic()
        await mai.send_document(5, b"x" * size, write_timeout=0.4, read_timeout=5)
        assert time.monotonic() - began > 0.8


async def test_a_file_is_fetched_byte_for_byte(
    telegram: Telegram, request_: AioHttpRequest
) -> None:
    content = f"not JSON, {SECRET}".encode() + bytes(range(256))

    async def file(request: web.Request) -> web.StreamResponse:
        assert request.method == "GET"
        return web.Response(body=content)

    telegram.answers["roster.csv"] = file
    url = f"{telegram.address}/file/bot{TOKEN}/documents/roster.csv"
    assert await request_.retrieve(url) == content


async def test_everything_goes_through_the_proxy_when_there_is_one(telegram: Telegram) -> None:
    async with AioHttpRequest(proxy=telegram.address) as request:
        assert (await bot("http://telegram.invalid", request).get_me()).id == 4242


async def test_it_opens_and_closes_as_often_as_asked(telegram: Telegram) -> None:
    request = AioHttpRequest()
    mai = bot(telegram.address, request)
    with failing(NetworkError, "not initialized"):
        await mai.get_me()
    for _ in range(2):
        await request.initialize()
        await request.initialize()
        assert (await mai.get_me()).id == 4242
        await request.shutdown()
        await request.shutdown()
    with failing(NetworkError, "not initialized"):
        await mai.get_me()
