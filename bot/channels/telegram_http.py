"""HTTP for python-telegram-bot on aiohttp: several times the taps a second of its own client."""

import asyncio
import io
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter
from yarl import URL

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
UNSET = BaseRequest.DEFAULT_NONE
KEEP_ALIVE = 55.0  # seconds; a new TLS connection from Việt Nam costs more than half a second


def form(values: Mapping[str, Any]) -> RequestData:
    """Parameters of a method without files, for `BaseRequest.post`; None is not sent."""
    return RequestData(
        [
            RequestParameter.from_input(name, value)
            for name, value in values.items()
            if value is not None
        ]
    )


class AioHttpRequest(BaseRequest):
    """What a `telegram.Bot` sends its requests through.

    `connections` is how many requests may be under way at once; the next one waits `pool_timeout`
    seconds for its turn and was then certainly not sent. All timeouts are in seconds, None waits
    for ever. `write_timeout` limits each piece of an upload; other requests are smaller than the
    socket's buffer. `proxy` is an address like `http://host:port`.

    Raises `TimedOut` and `NetworkError`. The address of a request holds the bot's token, so none of
    them carries an address, the text of a lower error, or a page that repeats the address.
    """

    __slots__ = ("_connections", "_proxy", "_session", "_slots", "_timeouts")

    def __init__(
        self,
        connections: int = 64,
        read_timeout: float | None = 10.0,
        write_timeout: float | None = 20.0,
        connect_timeout: float | None = 10.0,
        pool_timeout: float | None = 30.0,
        proxy: str | None = None,
    ) -> None:
        self._connections = connections
        self._timeouts = (read_timeout, write_timeout, connect_timeout, pool_timeout)
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None
        self._slots = asyncio.Semaphore(connections)

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer when a call does not say otherwise."""
        return self._timeouts[0]

    async def initialize(self) -> None:
        """Open the connection pool; again after `shutdown` is fine."""
        if self._session is not None:
            return
        self._slots = asyncio.Semaphore(self._connections)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0,  # the semaphore limits, so that waiting for a turn has its own timeout
                keepalive_timeout=KEEP_ALIVE,
                ttl_dns_cache=300,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self.USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"},
            proxy=self._proxy,
        )

    async def shutdown(self) -> None:
        """Close all connections; requests under way end with a NetworkError."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = UNSET,
        write_timeout: ODVInput[float] = UNSET,
        connect_timeout: ODVInput[float] = UNSET,
        pool_timeout: ODVInput[float] = UNSET,
    ) -> tuple[int, bytes]:
        """Return the HTTP status and the body; see `BaseRequest.do_request`."""
        read, write, connect, pool = self._timeouts
        if not isinstance(read_timeout, DefaultValue):
            read = read_timeout
        if not isinstance(write_timeout, DefaultValue):
            write = write_timeout
        if not isinstance(connect_timeout, DefaultValue):
            connect = connect_timeout
        if not isinstance(pool_timeout, DefaultValue):
            pool = pool_timeout
        failure: TelegramError
        await self._turn(pool)
        try:
            status, body = await self._send(
                url, method, request_data, _timeout(read, connect), write
            )
        except TimeoutError:
            failure = TimedOut()
        except Exception as error:
            failure = NetworkError(_describe(error))
        else:
            return status, body if 200 <= status < 300 else _redact(body, url)
        finally:
            self._slots.release()
        # outside the handler, so that the lower error and its address are not even its context
        raise failure

    async def _turn(self, seconds: float | None) -> None:
        if not self._slots.locked():
            await self._slots.acquire()
            return
        try:
            async with asyncio.timeout(seconds):
                await self._slots.acquire()
        except TimeoutError:
            raise TimedOut("All connections are busy, the request was not sent.") from None

    async def _send(
        self,
        url: str,
        method: str,
        request_data: RequestData | None,
        timeout: aiohttp.ClientTimeout,
        write_timeout: float | None,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NetworkError("This AioHttpRequest is not initialized.")
        headers: dict[str, str] | None = None
        data: bytes | Upload | None = None
        if request_data is not None:
            if request_data.contains_files:
                data = Upload(request_data, write_timeout)
            else:
                headers, data = FORM, urlencode(request_data.json_parameters).encode()
        async with self._session.request(
            method,
            _url(url),
            data=data,
            headers=headers,
            timeout=timeout,
            allow_redirects=False,  # nobody but the Bot API server may be shown the token
        ) as response:
            return response.status, await response.read()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the answer; a NetworkError without its text when it is none of the Bot API's."""
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if isinstance(answer, dict) and ("result" in answer or answer.get("ok") is not True):
            return answer
        raise NetworkError("Invalid server response")


class Upload(aiohttp.MultipartWriter):
    """Files and parameters as multipart/form-data, each piece written within `write_timeout`.

    File names go out as plain UTF-8 as browsers send them; percent-encoded ones would be shown so.
    """

    def __init__(self, request_data: RequestData, write_timeout: float | None) -> None:
        super().__init__("form-data")
        self._write_timeout = write_timeout
        for name, value in request_data.json_parameters.items():
            self._add(aiohttp.StringPayload(value), name=name)
        for name, (filename, content, kind) in request_data.multipart_data.items():
            stream = io.BytesIO(content) if isinstance(content, bytes) else content
            part = aiohttp.get_payload(stream, content_type=kind)
            self._add(part, name=name, filename=filename.replace("\r", " ").replace("\n", " "))

    def _add(self, part: aiohttp.Payload, **disposition: str) -> None:
        part.set_content_disposition("form-data", quote_fields=False, **disposition)
        self.append_payload(part)

    async def write_with_length(
        self, writer: AbstractStreamWriter, content_length: int | None
    ) -> None:
        """Write everything; `content_length` is the sum of our own parts."""
        await self.write(Impatient(writer, self._write_timeout))  # type: ignore[arg-type]


class Impatient:
    """A writer that gives up when one piece takes longer than `seconds`."""

    def __init__(self, writer: AbstractStreamWriter, seconds: float | None) -> None:
        self._writer = writer
        self._seconds = seconds

    async def write(self, piece: bytes) -> None:
        """Write `piece`; raises TimeoutError."""
        async with asyncio.timeout(self._seconds):
            await self._writer.write(piece)


@lru_cache(maxsize=256)
def _url(url: str) -> URL:
    return URL(url)


@lru_cache(maxsize=256)
def _timeout(read: float | None, connect: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(connect=connect, sock_read=read)


def _describe(error: Exception) -> str:
    if isinstance(error, TelegramError):
        return error.message
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"Cannot connect to {error.host}:{error.port}: {type(error.os_error).__name__}"
    return f"aiohttp.{type(error).__name__}"


def _redact(body: bytes, url: str) -> bytes:
    """Blot out the token in a refusal: errors quote what the server, or a page for it, says."""
    for part in _url(url).parts:
        if part.startswith("bot") and (secret := part[3:].rpartition(":")[2]):
            body = body.replace(secret.encode(), b"<token>")
    return body
