"""Taps a bot through a fake Bot API of its own, and times how soon each is answered and shown.
A tap is finished when answerCallbackQuery and editMessageText for it have both arrived. One process
is the server and the load, so that one clock times both; it belongs on another core than the bot.
"""

import asyncio
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from benchmarks.fake_bot_api import BOT, Calls, Poster, arguments, message, reply, tapped
from benchmarks.measure import Program, cpu_seconds, peak_mib, percentile
from benchmarks.tap_figures import Outcome, Result, Tap


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
        self.shown: dict[tuple[int, int], str] = {}  # the text each card shows now
        self.answers: Counter[str] = Counter()  # the words that taps were answered with
        self.base_url = ""
        self._ready = asyncio.Event()
        self._by_query: dict[str, Flight] = {}
        self._by_card: dict[tuple[int, int], deque[Flight]] = defaultdict(deque)
        self._pending: deque[dict[str, Any]] = deque()
        self._polls: deque[tuple[asyncio.Transport, int]] = deque()
        self._numbers = iter(range(1_000_000, 10**9))

    async def __aenter__(self) -> "TapDriver":
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Calls(self.call), "127.0.0.1", 0)
        self.base_url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *failure: object) -> None:
        self._server.close()

    async def ready(self) -> None:
        """Wait until the bot takes updates: its webhook is set, or it asks for updates.

        Raises TimeoutError.
        """
        async with asyncio.timeout(self.patience):
            await self._ready.wait()
            while self.webhook:  # which bots announce before they listen there
                with suppress(ConnectionError):
                    (await self._poster()).close()
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
        cpu, began = cpu_seconds(pid) if pid else 0.0, time.monotonic()
        async with asyncio.TaskGroup() as group:
            for _ in range(in_flight):
                group.create_task(self._member(waiting, flights, pause))
        lasted = time.monotonic() - began
        cpu = cpu_seconds(pid) - cpu if pid else 0.0
        answers = [(flight.answered - flight.sent) * 1000 for flight in flights]
        edits = [(flight.edited - flight.sent) * 1000 for flight in flights]
        return Result(
            len(flights) / lasted,
            percentile(answers, 50),
            percentile(answers, 99),
            percentile(edits, 50),
            percentile(edits, 99),
            cpu * 1000 / len(flights),
            self.calls.copy(),
        )

    async def _member(self, taps: Iterable[Tap], flights: list[Flight], pause: float) -> None:
        loop = asyncio.get_running_loop()
        poster = await self._poster() if self.webhook else None
        for tap in taps:
            number = next(self._numbers)
            flight = Flight(tap, time.monotonic(), loop.create_future())
            self._by_query[str(number)] = flight
            self._by_card[tap.card].append(flight)
            async with asyncio.timeout(self.patience):
                if poster is None:
                    self._pending.append(tapped(number, tap.user_id, *tap.card, tap.data))
                    self._serve_polls()
                else:
                    await poster.post(
                        self.secret,
                        tapped(number, tap.user_id, *tap.card, tap.data),
                    )
                await flight.done
            flights.append(flight)
            if pause:
                await asyncio.sleep(pause)
        if poster is not None:
            poster.close()

    async def _poster(self) -> Poster:
        address = urlsplit(self.webhook)
        _, poster = await asyncio.get_running_loop().create_connection(
            lambda: Poster(address.path or "/"), address.hostname or "", address.port or 80
        )
        return poster

    def call(self, method: str, body: bytes, transport: asyncio.Transport) -> None:
        """Take one call of the bot and answer it at once; getUpdates when there is one."""
        self.calls[method] += 1
        given = arguments(body)
        if method in {"setWebhook", "getUpdates"}:
            self._ready.set()
        if method == "getUpdates":
            self._poll(transport, int(given.get("offset", 0)), float(given.get("timeout", 0)))
            return
        result: Any = True
        if method == "getMe":
            result = BOT
        elif method == "answerCallbackQuery":
            self._answered(given)
        elif method == "setWebhook":
            self.webhook = self.webhook or given["url"]
            self.secret = self.secret or given.get("secret_token", "")
        elif method == "editMessageText":
            self._edited(given)
            result = message(int(given["chat_id"]), int(given["message_id"]), given["text"])
        elif method == "sendMessage":
            result = message(int(given["chat_id"]), next(self._numbers), given["text"])
        elif method.startswith("get"):
            result = []
        reply(transport, result)

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
            if not waited[0].is_closing():
                reply(waited[0], [])


async def outcome(
    start: Callable[[str], Program],
    taps: Sequence[Tap],
    *,
    warm_up: int = 300,
    in_flight: int = 16,
    pause: float = 0.0,
    webhook: str = "",
    secret: str = "",
) -> Outcome:
    """Start a bot on the driver's address, tap it warm, measure the rest of the taps, stop it."""
    async with TapDriver(webhook=webhook, secret=secret) as driver:
        with start(driver.base_url) as bot:
            await driver.ready()
            await driver.run(taps[:warm_up], in_flight=in_flight)
            result = await driver.run(taps[warm_up:], in_flight=in_flight, pause=pause, pid=bot.pid)
            peak = peak_mib(bot.pid)
            await asyncio.to_thread(bot.stop)  # which may still want an answer from us
    return Outcome(result, peak)
