"""Webhooks: where platforms bring their updates to, in front of the pages.

Spoken in bare ASGI, since every tap comes this way and needs none of what a page does: routing,
request and response of Starlette cost a tenth of a whole tap.
"""

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.turns import NotTaken

MOST_BYTES = 1_000_000  # of one update
TEXT = [(b"content-type", b"text/plain; charset=utf-8")]


@dataclass(frozen=True)
class Hook:
    """Takes the updates of one bot that come with its secret in the header `header`.

    `take` returns once the update's turn is committed and raises NotTaken to have it again.
    """

    header: str
    secret: str
    take: Callable[[dict[str, Any]], Awaitable[None]]


class Hooks:
    """Hooks by their paths, and behind them the pages."""

    def __init__(self, hooks: Mapping[str, Hook], pages: ASGIApp) -> None:
        self._hooks = dict(hooks)
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        hook = self._hooks.get(scope["path"]) if scope["type"] == "http" else None
        if hook is None:
            await self._pages(scope, receive, send)
            return
        status, words = await _taken(hook, scope, receive)
        start: Message = {"type": "http.response.start", "status": status}
        if words:
            start["headers"] = [*TEXT, (b"content-length", str(len(words)).encode())]
        else:
            start["headers"] = [(b"content-length", b"0")]
        await send(start)
        await send({"type": "http.response.body", "body": words.encode()})


async def _taken(hook: Hook, scope: Scope, receive: Receive) -> tuple[int, str]:
    """Take one update; the status is 2xx only once its turn is committed."""
    if scope["method"] != "POST":
        return 405, "Updates are posted here."
    if not _secret_matches(hook, scope["headers"]):
        return 401, "The secret does not match."
    body = bytearray()
    while True:
        piece = await receive()
        if piece["type"] == "http.disconnect":
            return 400, "This is no update."
        body += piece.get("body", b"")
        if len(body) > MOST_BYTES:
            return 413, "Too long."
        if not piece.get("more_body", False):
            break
    try:
        raw = json.loads(bytes(body))
    except (ValueError, RecursionError):
        raw = None
    if not isinstance(raw, dict):
        return 400, "This is no update."
    try:
        await hook.take(raw)
    except NotTaken:
        return 503, "Please bring it again."
    return 200, ""


def _secret_matches(hook: Hook, headers: list[tuple[bytes, bytes]]) -> bool:
    """Compare without telling by the time it takes."""
    wanted = hook.header.lower().encode()
    given = next((value for name, value in headers if name == wanted), None)
    return given is not None and hmac.compare_digest(hook.secret.encode(), given)
