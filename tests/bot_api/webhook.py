"""Pushing updates to the bot, as Telegram does once setWebhook has been called."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Callable, Hashable
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from tests.bot_api.errors import Json, bad_request
from tests.bot_api.updates import Update, UpdateQueue

DEFAULT_CONNECTIONS = 40
MOST_CONNECTIONS = 100
LONGEST_BACKOFF = 1.0
PATIENCE = 60.0
_SECRET = re.compile(r"[A-Za-z0-9_-]*")


class Webhook:
    """Delivers each update until it is answered with 2xx.

    Conversations go side by side, at most `max_connections` at once; within one, an update waits
    for the one before it. `backoff` is the first pause after a failure in seconds, doubled up to
    one second.
    """

    def __init__(self, updates: UpdateQueue, now: Callable[[], int], backoff: float) -> None:
        self.url = ""
        self.paused = False
        self.deliveries = 0
        self.last_error: tuple[int, str] | None = None
        self._updates = updates
        self._now = now
        self._backoff = backoff
        self._secret = ""
        self._connections = DEFAULT_CONNECTIONS
        self._lanes: dict[Hashable, deque[Update]] = {}
        self._ready: deque[Hashable] = deque()
        self._under_way: set[asyncio.Task[None]] = set()
        self._resting: set[asyncio.Task[None]] = set()
        self._failures: dict[Hashable, int] = {}
        self._session: ClientSession | None = None
        updates.on_new.append(self._enqueue)

    def set(self, params: Json) -> bool:
        """setWebhook; no url means deleteWebhook."""
        url, secret = str(params.get("url") or ""), str(params.get("secret_token") or "")
        _check(url, secret)
        if params.get("drop_pending_updates"):
            self._updates.clear()
        self._updates.allow(params.get("allowed_updates"))
        self._stop_delivering()
        self.url, self._secret, self.last_error = url, secret, None
        asked = params.get("max_connections", DEFAULT_CONNECTIONS)
        self._connections = min(max(asked, 1), MOST_CONNECTIONS)
        for update in self._updates.first(len(self._updates.waiting)):
            self._enqueue(update)
        return True

    @property
    def info(self) -> Json:
        """What getWebhookInfo tells."""
        told: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.waiting),
        }
        if self.url:
            told["max_connections"] = self._connections
        if self._updates.allowed is not None:
            told["allowed_updates"] = sorted(self._updates.allowed)
        if self.last_error is not None:
            told["last_error_date"], told["last_error_message"] = self.last_error
        return told

    def pause(self, paused: bool) -> None:
        """Nothing is delivered while Telegram and the bot cannot reach one another."""
        self.paused = paused
        self._pump()

    async def close(self) -> None:
        self._stop_delivering()
        self.url = ""
        if self._session is not None:
            await self._session.close()

    def _enqueue(self, update: Update) -> None:
        if not self.url:
            return
        lane = self._lanes.setdefault(update.lane, deque())
        lane.append(update)
        if len(lane) == 1:
            self._make_ready(update.lane)

    def _make_ready(self, lane: Hashable) -> None:
        self._ready.append(lane)
        self._pump()

    def _pump(self) -> None:
        while self._ready and len(self._under_way) < self._connections and not self.paused:
            task = asyncio.get_running_loop().create_task(self._deliver(self._ready.popleft()))
            self._under_way.add(task)
            task.add_done_callback(self._delivered)

    def _delivered(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.result()
            self._pump()

    async def _deliver(self, lane: Hashable) -> None:
        update = self._lanes[lane][0]
        if problem := await self._post(update):
            self.last_error = (self._now(), problem)
            rest = asyncio.get_running_loop().create_task(self._rest(lane))
            self._resting.add(rest)
            rest.add_done_callback(self._resting.discard)
            return
        self._failures.pop(lane, None)
        self._lanes[lane].popleft()
        if self._lanes[lane]:
            self._ready.append(lane)
        else:
            del self._lanes[lane]
        self._updates.confirm(update.id)

    async def _rest(self, lane: Hashable) -> None:
        failures = self._failures[lane] = self._failures.get(lane, 0) + 1
        await asyncio.sleep(min(self._backoff * 2 ** min(failures - 1, 9), LONGEST_BACKOFF))
        self._make_ready(lane)

    async def _post(self, update: Update) -> str:
        """Deliver once; what went wrong, or nothing."""
        if self.paused:
            return "Connection refused"
        self.deliveries += 1
        headers = {"Content-Type": "application/json"}
        if self._secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._secret
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=0), timeout=ClientTimeout(total=PATIENCE)
            )
        try:
            async with self._session.post(self.url, data=update.wire, headers=headers) as answer:
                if 200 <= answer.status < 300:
                    return ""
                return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (ClientError, TimeoutError) as problem:
            return f"Connection failed: {type(problem).__name__}"

    def _stop_delivering(self) -> None:
        for task in self._under_way | self._resting:
            task.cancel()
        self._under_way.clear()
        self._failures.clear()
        self._lanes.clear()
        self._ready.clear()


def _check(url: str, secret: str) -> None:
    parts = urlsplit(url)
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    on_this_machine = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if url and parts.scheme != "https" and not (parts.scheme == "http" and on_this_machine):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
