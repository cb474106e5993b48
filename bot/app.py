"""The one place that knows every part: builds, joins, starts and stops them."""

import asyncio
import logging
import os
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

import handlers
from bot.channels.pacer import Pacer
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_http import AioHttpRequest
from bot.chat import Channel, Wake
from bot.config import BadSettings, Settings
from bot.delivery import Delivery
from bot.jobs import Jobs
from bot.place import Home
from bot.screens import NOTE_EVERY, Screens
from bot.tasks import Background
from bot.turns import Turns
from bot.web import Edge
from handlers.menus import default_menus
from storage import leases, outbox
from storage.database import Database, Lane
from storage.lock import SoleUse
from storage.schema import upgrade

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=20)  # the longest that a dead process keeps others waiting
RENEW = 5.0  # seconds
PATIENCE = 8.0  # seconds that what is under way gets at the end; a stop takes under ten
MEND_EVERY = 5.0


def utc_now() -> datetime:
    """The only reading of the clock."""
    return datetime.now(UTC)


@dataclass
class Bots:
    """The running program, for those who have to look inside: tests and the health page."""

    settings: Settings
    database: Database
    turns: Turns
    screens: Screens
    delivery: Delivery
    jobs: Jobs
    background: Background
    channels: dict[str, Channel] = field(default_factory=dict)
    telegram: TelegramChannel | None = None
    leading: bool = False
    edge: Edge | None = None
    leader: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    now: Callable[[], datetime] = utc_now,
    random: Callable[[int], bytes] = secrets.token_bytes,
    alone: bool = False,
) -> AsyncIterator[Bots]:
    """Everything that runs, from the database to the last channel; stops it in reverse order.

    With `alone` nothing looks at the clock by itself: whoever holds the program says when to
    sweep and deliver (tests, the demo). Raises BadSettings when it cannot start.
    """
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # else the library warns at every 429
    async with AsyncExitStack() as stack:
        if settings.sqlite_file is not None:
            stack.enter_context(SoleUse(settings.sqlite_file))
        await asyncio.to_thread(upgrade, settings.database_url)
        database = Database(settings.database_url)
        stack.push_async_callback(database.close)
        bot = await _telegram_bot(settings, stack)
        home = Home(
            timezone=settings.timezone,
            locale=settings.locale,
            public_url=settings.public_url,
            telegram_name=bot.username if bot else None,
        )
        bots = _assemble(settings, database, home, bot, now, random, alone=alone)
        await _start(bots, stack, alone=alone)
        yield bots


def _assemble(
    settings: Settings,
    database: Database,
    home: Home,
    bot: Bot | None,
    now: Callable[[], datetime],
    random: Callable[[int], bytes],
    *,
    alone: bool,
) -> Bots:
    turns = Turns(database, handlers.router, now, home, Wake(), random)
    background = Background()
    channels: dict[str, Channel] = {}
    screens = Screens(turns, channels, background, 0.0 if alone else NOTE_EVERY)
    telegram = None
    if bot is not None:
        telegram = TelegramChannel(bot, Pacer(settings.telegram_rate), turns, background)
        telegram.attach(screens)
        channels[telegram.name] = telegram
    return Bots(
        settings=settings,
        database=database,
        turns=turns,
        screens=screens,
        delivery=Delivery(turns, channels, background),
        jobs=Jobs(turns, handlers.JOBS),
        background=background,
        channels=channels,
        telegram=telegram,
    )


async def _telegram_bot(settings: Settings, stack: AsyncExitStack) -> Bot | None:
    if settings.telegram_token is None:
        return None
    bot = Bot(
        settings.telegram_token.get_secret_value(),
        base_url=f"{settings.telegram_api}/bot",
        base_file_url=f"{settings.telegram_api}/file/bot",
        request=AioHttpRequest(),
        get_updates_request=AioHttpRequest(connections=2),
    )
    try:
        await bot.initialize()
    except InvalidToken:
        raise BadSettings("BOT_TELEGRAM_TOKEN is not known to Telegram; copy it again.") from None
    except TelegramError as fault:
        raise BadSettings(
            f"Telegram does not answer at BOT_TELEGRAM_API ({type(fault).__name__})."
        ) from None
    stack.push_async_callback(bot.shutdown)
    return bot


async def _start(bots: Bots, stack: AsyncExitStack, *, alone: bool) -> None:
    secret = await _webhook_secret(bots)
    stack.push_async_callback(bots.background.close, PATIENCE)
    stack.push_async_callback(bots.screens.note)
    if bots.database.is_sqlite:
        async with bots.database.transaction(Lane.SWEEP) as db:
            await outbox.release_all(db)
    bots.edge = Edge(
        bots.settings, bots.turns, bots.jobs, bots.telegram, secret, lambda: bots.leading
    )
    if bots.settings.web_port:
        await stack.enter_async_context(bots.edge.serving())
    if bots.telegram is not None and bots.settings.public_url:
        await bots.telegram.listen(f"{bots.settings.public_url}/telegram", secret)
    await bots.screens.mend(at_start=True)
    if alone:
        if bots.telegram is not None and not bots.settings.public_url:
            await bots.telegram.stop_listening()
            await stack.enter_async_context(_kept_going(bots.telegram.poll()))
        return
    await stack.enter_async_context(_kept_going(_lead(bots)))
    await stack.enter_async_context(_kept_going(_mend(bots)))


async def _webhook_secret(bots: Bots) -> str:
    if bots.settings.webhook_secret is not None:
        return bots.settings.webhook_secret.get_secret_value()
    async with bots.database.transaction() as db:
        return await leases.kept(db, "webhook_secret", lambda: secrets.token_urlsafe(32))


@asynccontextmanager
async def _kept_going(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Run something for as long as the program runs."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        [fault] = await asyncio.gather(task, return_exceptions=True)
        if isinstance(fault, Exception):
            raise fault


async def _mend(bots: Bots) -> None:
    while True:
        await asyncio.sleep(MEND_EVERY)
        try:
            await bots.screens.mend()
        except Exception as fault:
            log.warning("mending screens failed: %s", type(fault).__name__)


async def _lead(bots: Bots) -> None:
    """Hold the lease, or stand by until its holder is gone; whoever holds it does the work."""
    holder = secrets.token_hex(8)
    work: asyncio.Task[None] | None = None
    try:
        while True:
            try:
                bots.leading = await _hold(bots, holder)
            except Exception as fault:
                log.error("the lease cannot be renewed: %s", type(fault).__name__)
                bots.leading = False
            if bots.leading and (work is None or work.done()):
                work = asyncio.create_task(_work(bots))
                bots.leader.set()
            if not bots.leading and work is not None:
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)
                work = None
            await asyncio.sleep(RENEW)
    finally:
        if work is not None:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
        if bots.leading:
            async with bots.database.transaction() as db:
                await leases.give_up(db, "work", holder)


async def _hold(bots: Bots, holder: str) -> bool:
    now = bots.turns.now()
    async with bots.database.transaction() as db:
        return await leases.hold(db, "work", holder, now=now, until=now + LEASE)


async def _work(bots: Bots) -> None:
    """What only one process may do: poll, sweep, deliver."""
    scheduler = bots.jobs.scheduler()
    bots.jobs.begin()
    scheduler.start()
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(bots.delivery.run())
            group.create_task(bots.jobs.run_all())
            if bots.telegram is not None:
                await bots.telegram.publish(default_menus(bots.turns.router))
                if not bots.settings.public_url:
                    await bots.telegram.stop_listening()
                    group.create_task(bots.telegram.poll())
    finally:
        scheduler.shutdown(wait=False)
