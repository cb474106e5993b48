"""Taps a bot through a fake Bot API of its own, and times how soon each is answered and shown.

A tap is finished when answerCallbackQuery and editMessageText for it have both arrived. One process
is the server and the load, so that one clock times both; it belongs on another core than the bot.
"""

import asyncio
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from benchmarks.fake_bot_api import BOT, Calls, Poster, arguments, message, reply, tapped
from benchmarks.measure import cpu_seconds
from benchmarks.tap_figures import Result, Tap


@dataclass(slots=True)
class Flight:
    """A tap under way: when it was sent, answered and shown, in seconds of the monotonic clock."""

    tap: Tap
    sent: float
    done: asyncio.Future[None]
    answered: float = 0.0
    edited: float = 0.0


class TapDriver:
    """The fake Bot API at `base_url`, and members who tap.

    By webhook when the bot has called setWebhook (or `webhook` and `secret` are given: for a bot
    whose public address is not where it listens), else by getUpdates.
    """

    def __init__(self, *, webhook: str = "", secret: str = "", patience: float = 30.0) -> None:
        self.webhook, self.secret, self.patience = webhook, secret, patience
        self.calls: Counter[str] = Counter()
        self.taps: dict[int, Tap] = {}  # all there were, by the number of their update
        self.shown: dict[tuple[int, int], str] = {}  # the text each card shows now
        self.answers: Counter[str] = Counter()  # the words that taps were answered with
        self.base_url = ""
        self._ready = asyncio.Event()
        self._by_query: dict[str, Flight] = {}
        self._by_card: dict[tuple[int, int], deque[Flight]] = defaultdict(deque)
        self._pending: deque[dict[str, Any]] = deque()
        self._polls: deque[tuple[asyncio.Transport, int]] = deque()
        self._posters: list[Poster] = []
        self._numbers = iter(range(1_000_000, 10**9))

    async def __aenter__(self) -> "TapDriver":
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Calls(self.call), "127.0.0.1", 0)
        self.base_url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *failure: object) -> None:
        for poster in self._posters:
            poster.close()
        self._server.close()

    async def ready(self) -> None:
        """Wait until the bot takes updates: its webhook is set, or it asks for updates.

        Raises TimeoutError.
        """
        async with asyncio.timeout(self.patience):
            await self._ready.wait()
            while self.webhook:  # which bots announce before they listen there
                with suppress(ConnectionError):
                    self._posters.append(await self._connected())
                    return
                await asyncio.sleep(0.02)

    async def run(
        self, taps: Iterable[Tap], *, in_flight: int = 16, pause: float = 0.0, pid: int = 0
    ) -> Result:
        """Tap one after the other, `in_flight` at a time (1 with a `pause`: taps on an idle bot).

        `pid` is the bot's process, for its processor time. Raises TimeoutError for a tap that is
        not finished in time and ConnectionError for a webhook that does not answer 2xx.
        """
        waiting = iter(taps)
        flights: list[Flight] = []

        async def member() -> None:
            for tap in waiting:
                flights.append(await self._fly(tap))
                if pause:
                    await asyncio.sleep(pause)

        cpu, began = cpu_seconds(pid) if pid else 0.0, time.monotonic()
        async with asyncio.TaskGroup() as group:
            for _ in range(in_flight):
                group.create_task(member())
        return self._result(flights, time.monotonic() - began, _used(pid, cpu))

    async def steady(self, taps: Iterable[Tap], *, per_second: float, pid: int = 0) -> Result:
        """Tap at even times, whether or not the tap before is finished; see `run`."""
        flights: list[Flight] = []

        async def member(tap: Tap) -> None:
            flights.append(await self._fly(tap))

        cpu, began = cpu_seconds(pid) if pid else 0.0, time.monotonic()
        async with asyncio.TaskGroup() as group:
            for count, tap in enumerate(taps, start=1):
                group.create_task(member(tap))
                await asyncio.sleep(began + count / per_second - time.monotonic())
        return self._result(flights, time.monotonic() - began, _used(pid, cpu))

    def _result(self, flights: list[Flight], lasted: float, cpu: float) -> Result:
        return Result(
            len(flights) / lasted,
            [(flight.answered - flight.sent) * 1000 for flight in flights],
            [(flight.edited - flight.sent) * 1000 for flight in flights],
            cpu * 1000 / len(flights),
            self.calls.copy(),
        )

    async def _fly(self, tap: Tap) -> Flight:
        """One tap, from the finger to the answer and the new card."""
        number = next(self._numbers)
        flight = Flight(tap, time.monotonic(), asyncio.get_running_loop().create_future())
        self.taps[number] = tap
        self._by_query[str(number)] = flight
        self._by_card[tap.card].append(flight)
        update = tapped(number, tap.user_id, *tap.card, tap.data)
        async with asyncio.timeout(self.patience):
            if self.webhook:
                poster = await self._poster()
                self._said(await poster.post(self.secret, update))
                self._posters.append(poster)
            else:
                self._pending.append(update)
                self._serve_polls()
            await flight.done
        return flight

    def _said(self, body: bytes) -> None:
        """A webhook may make one call in its answer, whose result it never learns."""
        given = arguments(body) if body else {}
        if (method := given.pop("method", "")) != "":
            self.calls[method] += 1
            self.perform(method, given)

    async def _poster(self) -> Poster:
        """A connection to the webhook that nobody uses; a bot closes those that are idle."""
        while self._posters:
            poster = self._posters.pop()
            if not poster.closed:
                return poster
        return await self._connected()

    async def _connected(self) -> Poster:
        address = urlsplit(self.webhook)
        _, poster = await asyncio.get_running_loop().create_connection(
            lambda: Poster(address.path or "/"), address.hostname or "", address.port or 80
        )
        return poster

    def call(self, method: str, body: bytes, transport: asyncio.Transport) -> None:
        """Take one call of the bot and answer it; getUpdates when there is one."""
        self.calls[method] += 1
        given = arguments(body)
        if method in {"setWebhook", "getUpdates"}:
            self._ready.set()
        if method == "getUpdates":
            self._poll(transport, int(given.get("offset", 0)), float(given.get("timeout", 0)))
        else:
            self.respond(transport, self.perform(method, given))

    def respond(self, transport: asyncio.Transport, result: Any) -> None:
        """Let the bot know what came of its call: at once."""
        reply(transport, result)

    def perform(self, method: str, given: dict[str, str]) -> Any:
        """Do what the bot asks for and return what Telegram would."""
        if method == "getMe":
            return BOT
        if method == "answerCallbackQuery":
            self._answered(given)
        elif method == "setWebhook":
            self.webhook = self.webhook or given["url"]
            self.secret = self.secret or given.get("secret_token", "")
        elif method == "editMessageText":
            self._edited(given)
            return message(int(given["chat_id"]), int(given["message_id"]), given["text"])
        elif method == "sendMessage":
            return message(int(given["chat_id"]), next(self._numbers), given["text"])
        return [] if method.startswith("get") else True

    def _answered(self, given: dict[str, str]) -> None:
        self.answers[given.get("text", "")] += 1
        flight = self._by_query.pop(given["callback_query_id"], None)
        if flight is not None:
            flight.answered = time.monotonic()
            self._finish(flight)

    def _edited(self, given: dict[str, str]) -> None:
        card = int(given["chat_id"]), int(given["message_id"])
        self.shown[card] = given["text"]
        if waiting := self._by_card[card]:
            flight = waiting.popleft()
            flight.edited = time.monotonic()
            self._finish(flight)

    def _finish(self, flight: Flight) -> None:
        if flight.answered and flight.edited and not flight.done.done():
            flight.done.set_result(None)

    def _poll(self, transport: asyncio.Transport, offset: int, timeout: float) -> None:
        while self._pending and offset and self._pending[0]["update_id"] < offset:
            self._pending.popleft()
        self._polls.append((transport, offset))
        self._serve_polls()
        if self._polls:
            waited = self._polls[-1]
            asyncio.get_running_loop().call_later(min(timeout, 30.0), self._give_up, waited)

    def _serve_polls(self) -> None:
        while self._polls and self._pending:
            transport, _ = self._polls.popleft()
            if not transport.is_closing():
                reply(transport, list(self._pending)[:100])
                return

    def _give_up(self, waited: tuple[asyncio.Transport, int]) -> None:
        if waited in self._polls:
            self._polls.remove(waited)
            reply(waited[0], [])


def _used(pid: int, before: float) -> float:
    return cpu_seconds(pid) - before if pid else 0.0
