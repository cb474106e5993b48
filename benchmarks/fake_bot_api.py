"""A Bot API and a Telegram as fast as they can be: HTTP/1.1 by hand, canned answers."""

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
BOT = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "bench_bot"}
DATE = 1_796_000_000  # any Unix time will do

Call = Callable[[str, bytes, asyncio.Transport], None]


class Calls(asyncio.Protocol):
    """The server's side of one connection: HTTP/1.1 as far as clients of the Bot API use it."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head, start = self._buffer[:end], end + 4
            length = LENGTH.search(head)
            stop = start + (int(length[1]) if length else 0)
            if len(self._buffer) < stop:
                return
            body, self._buffer = self._buffer[start:stop], self._buffer[stop:]
            path = head.split(b" ", 2)[1].partition(b"?")[0]
            self._call(path.rpartition(b"/")[2].decode(), body, self._transport)


class Poster(asyncio.Protocol):
    """Telegram's side of one webhook connection: an update, then its answer, then the next."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._buffer = b""
        self._answer: asyncio.Future[bytes] | None = None
        self.closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    async def post(self, secret: str, update: dict[str, Any]) -> bytes:
        """Send an update and return what is said to it with a 2xx; raises ConnectionError."""
        body = json.dumps(update).encode()
        head = (
            f"POST {self._path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(head.encode() + body)
        return await self._answer

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if not found or len(rest) < (int(length[1]) if length else 0):
            return
        self._buffer = b""
        status = head.split(b" ", 2)[1]
        if status[:1] == b"2":
            self._settle(rest)
        else:
            self._settle(ConnectionError(f"the webhook answered {status.decode()}"))

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        self._settle(ConnectionError(f"the webhook closed the connection: {exc}"))

    def _settle(self, said: bytes | ConnectionError) -> None:
        if self._answer is None or self._answer.done():
            return
        if isinstance(said, bytes):
            self._answer.set_result(said)
        else:
            self._answer.set_exception(said)

    def close(self) -> None:
        """End the connection."""
        self._transport.close()


def arguments(body: bytes) -> dict[str, str]:
    """Return the parameters of a call, form-encoded or JSON."""
    if body[:1] == b"{":
        return {name: str(value) for name, value in json.loads(body).items()}
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


def reply(transport: asyncio.Transport, result: Any) -> None:
    """Answer a call with `result`."""
    answer(transport, b"200 OK", {"ok": True, "result": result})


def answer(transport: asyncio.Transport, status: bytes, envelope: Any) -> None:
    """Answer a call; somebody who has hung up hears nothing."""
    body = json.dumps(envelope).encode()
    head = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    if not transport.is_closing():
        transport.write(head % (status, len(body)) + body)


def _chat(chat_id: int) -> dict[str, Any]:
    if chat_id < 0:
        return {"id": chat_id, "type": "supergroup", "title": "Cell"}
    return {"id": chat_id, "type": "private", "first_name": f"M{chat_id}"}


def message(chat_id: int, message_id: int, text: str) -> dict[str, Any]:
    """Return a Message as Telegram shows it."""
    return {
        "message_id": message_id,
        "date": DATE,
        "chat": _chat(chat_id),
        "from": BOT,
        "text": text,
    }


def tapped(number: int, user_id: int, chat_id: int, message_id: int, data: str) -> dict[str, Any]:
    """Return the update of a tap; `number` is its id and its callback query's."""
    return {
        "update_id": number,
        "callback_query": {
            "id": str(number),
            "from": {"id": user_id, "is_bot": False, "first_name": f"M{user_id}"},
            "chat_instance": "1",
            "message": message(chat_id, message_id, "card"),
            "data": data,
        },
    }
