"""A Bot API server for tests: as strict as Telegram, on this machine, without a network."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from types import TracebackType

from aiohttp import web

from tests.bot_api.calm import settled
from tests.bot_api.chats import Account
from tests.bot_api.edge import Edge
from tests.bot_api.errors import Json
from tests.bot_api.faults import Fault, Faults, Kind, error
from tests.bot_api.limits import FloodControl
from tests.bot_api.messages import LARGEST_FILE
from tests.bot_api.records import Call, Counter, Sent
from tests.bot_api.telegram import AN_ORDINARY_DAY, Telegram
from tests.bot_api.updates import LongPoll, Update
from tests.bot_api.webhook import Webhook
from tests.people import Group, OnTelegram

TOKEN = "7000001:a-token-for-tests-only"
BOT_NAME = "sinhhoat_bot"
REQUEST_SIZE = LARGEST_FILE + (1 << 20)


class BotApiServer:
    """`async with BotApiServer() as api:` serves at `api.url` until the block ends.

    `rate_limit` messages a second and `group_limit` a minute and group are let through (None: all);
    over it everything is refused for `flood_wait` seconds. `latency` seconds pass between doing and
    answering. `quiet` is the silence in seconds that `settled` takes for the end. `now` dates the
    messages; by default it is the same day all along.
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        port: int = 0,
        rate_limit: int | None = 30,
        group_limit: int | None = None,
        flood_wait: int = 1,
        latency: float = 0.0,
        quiet: float = 0.015,
        webhook_backoff: float = 0.05,
        now: Callable[[], datetime] = lambda: AN_ORDINARY_DAY,
    ) -> None:
        bot_id = int(token.partition(":")[0])
        self.token = token
        self.port = port
        self.latency = latency
        self.quiet = quiet
        self.telegram = Telegram(Account(bot_id, "Sinh hoạt", BOT_NAME, is_bot=True), now)
        self.updates = self.telegram.updates
        self.poll = LongPoll(self.updates)
        self.webhook = Webhook(self.updates, self.telegram.now, webhook_backoff)
        self.flood = FloodControl(rate_limit, group_limit, flood_wait)
        self.faults = Faults()
        self.recording = True
        self.calls: list[Call] = []
        self.sent: list[Sent] = []
        self.on_call: list[Callable[[Call], None]] = []
        self.also_busy: list[Callable[[], str]] = []
        self.calls_under_way = Counter()
        self.hanging = Counter()
        self.closing = asyncio.Event()
        self.is_down = False
        self.hangs_up = False
        self.people: dict[int, OnTelegram] = {}
        self._runner: web.ServerRunner | None = None

    async def __aenter__(self) -> BotApiServer:
        server = web.Server(
            Edge(self).handle,
            request_factory=partial(
                web.BaseRequest, loop=asyncio.get_running_loop(), client_max_size=REQUEST_SIZE
            ),
            handler_cancellation=True,
            access_log=None,
        )
        self._runner = web.ServerRunner(server, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.is_down = True
        self.closing.set()
        self.poll.end(ConnectionError())
        await self.webhook.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Methods are at `{url}/bot{token}/METHOD`, files at `{url}/file/bot{token}/PATH`."""
        return f"http://127.0.0.1:{self.port}"

    def person(
        self,
        user_id: int,
        first_name: str,
        language_code: str | None = "vi",
        username: str | None = None,
    ) -> OnTelegram:
        """Somebody with a phone who has not yet spoken to the bot."""
        account = Account(user_id, first_name, username, language_code)
        self.people[user_id] = OnTelegram(self, account, self.telegram.add_person(account))
        return self.people[user_id]

    def group(self, chat_id: int, title: str, *members: OnTelegram) -> Group:
        """A group with the bot in it; ids from -1,000,000,000,000 down are supergroups."""
        group = Group(self, self.telegram.add_group(chat_id, title))
        for member in members:
            group.adds(member)
        return group

    async def settled(self, within: float = 5.0) -> None:
        """All updates confirmed, all presses answered, no call for a moment; else a clear story."""
        await settled(self, quiet=self.quiet, within=within)

    @property
    def stirs(self) -> tuple[int, int]:
        """Changes whenever something happens that the bot did."""
        return self.calls_under_way.moves, self.updates.done

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def fail_next(
        self,
        method: str,
        status: int = 500,
        description: str | None = None,
        *,
        retry_after: int | None = None,
        times: int = 1,
        after: int = 0,
    ) -> None:
        """Refuse the next `times` calls of `method` ("*": any) once `after` have gone well."""
        refusal = error(status, description, retry_after)
        self.faults.add(Fault(method, Kind.REFUSE, times, after, refusal))

    def lose_next(self, method: str, *, times: int = 1, after: int = 0) -> None:
        """Do it, then break the connection before the answer: "sent?" is unknowable."""
        self.faults.add(Fault(method, Kind.LOSE, times, after))

    def hang_next(self, method: str, *, times: int = 1, after: int = 0, done: bool = False) -> None:
        """Never answer; with `done` the thing is done all the same."""
        kind = Kind.HANG_DONE if done else Kind.HANG
        self.faults.add(Fault(method, kind, times, after))

    def refuse_sends_for(self, seconds: float) -> None:
        """One flood wait that concerns the whole bot, starting now."""
        self.flood.close(seconds, time.monotonic())

    def outage(self, on: bool, *, hang_up: bool = False) -> None:
        """Telegram is gone: 502 to everything, or with `hang_up` a broken connection."""
        self.is_down, self.hangs_up = on, hang_up
        if on:
            self.poll.end(ConnectionError())
        self.webhook.pause(on)

    @property
    def too_old(self) -> bool:
        """While true, every press is answered too late, whenever that is."""
        return self.telegram.every_press_is_too_old

    @too_old.setter
    def too_old(self, too_old: bool) -> None:
        self.telegram.every_press_is_too_old = too_old

    def block(self, person: OnTelegram) -> None:
        """As if they had blocked the bot and the update about it had been lost."""
        person.account.blocked_the_bot = True

    def feed(self, body: Json) -> Update:
        """Queue an update of any shape, such as one no library can read."""
        return self.updates.add_raw(body)

    def redeliver(self, update_id: int) -> None:
        """Deliver an update again by webhook, as Telegram does when our 2xx was lost."""
        assert self.webhook.url, "getUpdates never goes back behind an offset; set a webhook"
        self.updates.put(next(u for u in self.updates.recent if u.id == update_id))
