"""The one place that knows every part: builds, joins, starts and stops them."""

import asyncio
import logging
import os
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain, repeat

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

import handlers
from bot.channels.pacer import Pacer
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_http import AioHttpRequest
from bot.channels.web import WebChannel
from bot.chat import Channel, Wake
from bot.config import BadSettings, Settings
from bot.delivery import Delivery
from bot.jobs import Jobs
from bot.leading import Leading
from bot.pages.keys import Keys
from bot.place import Home
from bot.screens import NOTE_EVERY, Screens
from bot.tasks import Background, kept_going
from bot.turns import Turns
from bot.web import Edge
from handlers.menus import default_menus
from storage import leases, outbox
from storage.database import Database, Lane
from storage.lock import SoleUse
from storage.schema import upgrade

log = logging.getLogger(__name__)

MEET_AGAIN = (1.0, 2.0, 5.0, 10.0, 30.0)  # seconds
LISTEN_AGAIN = (1.0, 5.0, 30.0)  # seconds
PATIENCE = 6.0  # seconds that what is under way gets at the end; a stop takes under ten


def utc_now() -> datetime:
    """The only reading of the clock."""
    return datetime.now(UTC)


@dataclass
class Bots:
    """The running program, for those who have to look inside: tests and the health page.

    `hopeless` fails with what the program learnt while it ran and cannot go on with.
    """

    settings: Settings
    database: Database
    turns: Turns
    screens: Screens
    delivery: Delivery
    jobs: Jobs
    background: Background
    channels: dict[str, Channel] = field(default_factory=dict)
    telegram: TelegramChannel | None = None
    web: WebChannel | None = None
    leading: Leading | None = None
    edge: Edge | None = None
    hopeless: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


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
        bot = _telegram_bot(settings, stack)
        home = Home(
            timezone=settings.timezone, locale=settings.locale, public_url=settings.public_url
        )
        bots = _assemble(settings, database, home, bot, now, random, alone=alone)
        if bots.telegram is not None and not await _met(bots, bots.telegram):
            await stack.enter_async_context(_beside(_meeting(bots, bots.telegram)))
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
    web = None
    if settings.web_port:
        web = WebChannel(turns)
        web.attach(screens)
        channels[web.name] = web
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
        web=web,
    )


def _telegram_bot(settings: Settings, stack: AsyncExitStack) -> Bot | None:
    if settings.telegram_token is None:
        return None
    bot = Bot(
        settings.telegram_token.get_secret_value(),
        base_url=f"{settings.telegram_api}/bot",
        base_file_url=f"{settings.telegram_api}/file/bot",
        request=AioHttpRequest(),
        get_updates_request=AioHttpRequest(connections=2),
    )
    stack.push_async_callback(bot.shutdown)  # what it opens is closed also when it cannot begin
    return bot


async def _met(bots: Bots, telegram: TelegramChannel) -> bool:
    """Ask Telegram who we are; False when it is away. Raises BadSettings for a wrong token."""
    try:
        await telegram.meet()
    except InvalidToken:
        raise BadSettings("BOT_TELEGRAM_TOKEN is not known to Telegram; copy it again.") from None
    except TelegramError as fault:
        log.warning(
            "Telegram does not answer at BOT_TELEGRAM_API: %s; trying again", type(fault).__name__
        )
        return False
    bots.turns.home = replace(bots.turns.home, telegram_name=telegram.bot.username)
    return True


async def _meeting(bots: Bots, telegram: TelegramChannel) -> None:
    """Ask again until Telegram answers; everything else goes on meanwhile."""
    try:
        for pause in chain(MEET_AGAIN, repeat(MEET_AGAIN[-1])):
            await asyncio.sleep(pause)
            if await _met(bots, telegram):
                log.warning("Telegram answers now")
                return
    except BadSettings as fault:
        bots.hopeless.set_exception(fault)


async def _start(bots: Bots, stack: AsyncExitStack, *, alone: bool) -> None:
    secret = await _webhook_secret(bots)
    stack.push_async_callback(bots.screens.note)
    stack.push_async_callback(bots.background.close, PATIENCE)
    if bots.database.is_sqlite:  # whoever held them is gone: there is never a second process
        await bots.database.certain(outbox.release_all, Lane.SWEEP)
    if not alone:
        bots.leading = Leading(bots.database, bots.turns.now, lambda: _work(bots))
    if bots.web is not None:
        keys = Keys(await _kept(bots, "web_key"))
        bots.turns.home = replace(bots.turns.home, sign=keys.link)
        bots.edge = Edge(
            bots.settings,
            bots.turns,
            bots.jobs,
            bots.telegram,
            bots.web,
            secret=secret,
            keys=keys,
            leading=bots.leading,
        )
        await stack.enter_async_context(bots.edge.serving())
    if alone:
        await bots.screens.mend(at_start=True)
    telegram = bots.telegram
    if telegram is not None and bots.settings.public_url:
        url = f"{bots.settings.public_url}/telegram"
        await stack.enter_async_context(_beside(_listening(telegram, url, secret)))
    elif telegram is not None and alone:
        await stack.enter_async_context(_beside(kept_going("polling", telegram.poll)))
    if bots.leading is not None:
        await stack.enter_async_context(_beside(kept_going("leading", bots.leading.run)))


async def _kept(bots: Bots, name: str) -> str:
    """A secret that the installation made for itself at its first start."""
    return await bots.database.certain(
        lambda db: leases.kept(db, name, lambda: secrets.token_urlsafe(32))
    )


async def _webhook_secret(bots: Bots) -> str:
    given = bots.settings.webhook_secret
    return given.get_secret_value() if given is not None else await _kept(bots, "webhook_secret")


@asynccontextmanager
async def _beside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Run something for as long as the program runs."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _listening(telegram: TelegramChannel, url: str, secret: str) -> None:
    """Tell Telegram where we are, as often as it takes."""
    for pause in chain(LISTEN_AGAIN, repeat(LISTEN_AGAIN[-1])):
        try:
            await telegram.listen(url, secret)
        except TelegramError as fault:
            log.warning("Telegram does not take our address: %s", type(fault).__name__)
            await asyncio.sleep(pause)
        else:
            return


async def _work(bots: Bots) -> None:
    """What only one process may do: sweep, deliver, keep cards true, poll."""
    bots.jobs.begin()
    async with asyncio.TaskGroup() as group:
        group.create_task(kept_going("delivery", bots.delivery.run))
        group.create_task(kept_going("sweeping", bots.jobs.keep_looking))
        group.create_task(kept_going("mending", bots.screens.keep_true))
        if bots.telegram is not None:
            group.create_task(_publish(bots.telegram, bots.turns))
            if not bots.settings.public_url:
                group.create_task(kept_going("polling", bots.telegram.poll))


async def _publish(telegram: TelegramChannel, turns: Turns) -> None:
    await telegram.met.wait()
    await telegram.publish(default_menus(turns.router))
