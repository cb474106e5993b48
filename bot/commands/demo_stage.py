"""The stage of the demo in the browser: a bot, a clock to move, four phones and a crowd."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_urlsafe

from sqlalchemy import func, select
from sqlmodel import col

from bot.advance import Clock, advance, next_moment, settle
from bot.app import Bots, running
from bot.cards.joining import Agree
from bot.channels.web import WebChannel
from bot.chat import Action, Command, Pick
from bot.commands import demo_crowd, sample
from bot.commands.sample import OFFICER, QUIET, SECRETARY, YOUNG
from bot.config import Settings
from bot.domain.codes import LIFETIME
from bot.i18n import Speech
from bot.pages.keys import Keys, new_address
from storage import bubbles, codes
from storage.tables import Meeting

BEGINS = "2026-11-16 09:00"  # local, a Monday: every run tells the same month
PHONES = (YOUNG, QUIET, SECRETARY, OFFICER)
LOOKS = 0.4  # seconds between two looks at what people's taps have caused
MOST_STEPS = 200  # nightly housekeeping on the way to something that can be seen


@dataclass
class Stage:
    """One month of the sample committee. `lock` holds whoever moves the clock or settles.

    `answered` is what the crowd has answered: who, to which meeting, for which time of it.
    """

    bots: Bots
    clock: Clock
    web: WebChannel
    keys: Keys
    t: Speech
    people: dict[str, int] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    answered: set[tuple[str, int, int]] = field(default_factory=set)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def join(self, name: str) -> None:
        """Somebody enters a join code in a browser and agrees."""
        self.addresses[name] = new_address()
        async with self.bots.database.transaction() as db:
            code = await codes.issue(
                db,
                self.people[name],
                random=os.urandom(16),
                now=self.clock.time,
                lifetime=LIFETIME,
            )
        await self.says(name, f"/start {code}")
        for message_id, wire in await self.offered(name):
            if isinstance(self.action(wire), Agree):
                await self.pick(name, message_id, wire)
                return

    async def says(self, name: str, text: str) -> None:
        """Somebody types a command."""
        command, _, words = text[1:].partition(" ")
        await self.web.take(
            self.addresses[name], Command(command, words), language=self.t.language, once=None
        )

    async def pick(self, name: str, message_id: str, wire: str) -> None:
        """Somebody picks a choice of a card."""
        deed = Pick(wire, message_id)
        await self.web.take(self.addresses[name], deed, language=self.t.language, once=None)

    async def offered(self, name: str) -> list[tuple[str, str]]:
        """Every choice in somebody's chat as message and action, the newest card first."""
        async with self.bots.database.reading() as db:
            account = await bubbles.chat(db, self.web.name, self.addresses[name])
            found = await bubbles.newest(db, account or 0, most=30)
        return [
            (str(bubble.id), choice["wire"])
            for bubble in reversed(found)
            for row in bubble.choices
            for choice in row
            if "wire" in choice
        ]

    def action(self, wire: str) -> Action:
        """What a choice does."""
        return self.bots.turns.router.known.read(wire)

    async def settle(self) -> None:
        """Let everything happen that is due now, also what the crowd does about it."""
        async with self.lock:
            await self._settle()

    async def _settle(self) -> None:
        await settle(self.bots.jobs, self.bots.delivery)
        while await demo_crowd.act(self):
            await settle(self.bots.jobs, self.bots.delivery)
        await self.bots.screens.mend(at_start=True)
        await self.bots.background.idle()

    async def move(self, to: datetime) -> None:
        """Let time pass, with everything that happens on the way."""
        bots = self.bots
        async with self.lock:
            while True:
                due = await next_moment(bots.turns, bots.jobs, bots.delivery)
                until = to if due is None else min(due, to)
                await advance(self.clock, bots.turns, bots.jobs, bots.delivery, until)
                await self._settle()
                if until == to:
                    return

    async def move_on(self) -> None:
        """Let time pass until a phone gets something or a meeting begins."""
        before = await self._bubbles()
        for _ in range(MOST_STEPS):
            bots = self.bots
            async with self.lock:
                due = await next_moment(bots.turns, bots.jobs, bots.delivery)
            begins = await self._next_meeting()
            if due is None and begins is None:
                return
            to = min(each for each in (due, begins) if each is not None)
            await self.move(max(to, self.clock.time))
            if to == begins or await self._bubbles() != before:
                return

    async def _next_meeting(self) -> datetime | None:
        async with self.bots.database.reading() as db:
            found = await db.execute(
                select(func.min(col(Meeting.starts_at))).where(
                    col(Meeting.starts_at) > self.clock.time, col(Meeting.cancelled_at).is_(None)
                )
            )
            return found.scalar_one_or_none()

    async def _bubbles(self) -> list[int]:
        """What stands on the four phones, to see whether something has come."""
        found = []
        async with self.bots.database.reading() as db:
            for name in PHONES:
                account = await bubbles.chat(db, self.web.name, self.addresses[name])
                rows = await bubbles.newest(db, account or 0, most=1)
                found.append(max((row.seq for row in rows), default=0))
        return found

    async def keep_settled(self) -> None:
        """Let what people's taps cause happen at once, for ever."""
        while True:
            await self.settle()
            await asyncio.sleep(LOOKS)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Stage]:
    """A stage on a database that vanishes with it; only locale and time zone are kept."""
    with tempfile.TemporaryDirectory(prefix="sinhhoat-demo-") as folder:
        scratch = Settings(
            database_url=f"sqlite:///{Path(folder) / 'demo.db'}",
            web_port=0,
            locale=settings.locale,
            timezone=settings.timezone,
            public_url=f"http://127.0.0.1:{settings.web_port}",
        )
        begins = datetime.fromisoformat(BEGINS).replace(tzinfo=scratch.zone)
        clock = Clock(begins.astimezone(UTC))
        async with running(scratch, now=clock, alone=True) as bots:
            web = WebChannel(bots.turns)
            web.attach(bots.screens)
            bots.channels[web.name] = web
            speech = Speech(scratch.locale, scratch.zone)
            stage = Stage(bots, clock, web, Keys(token_urlsafe(32)), speech)
            async with bots.database.transaction() as db:
                stage.people = await sample.put_down(db)
            for name in (*PHONES, *demo_crowd.NAMES):
                await stage.join(name)
            await demo_crowd.prepare(stage)
            await stage.settle()
            try:
                yield stage
            finally:
                web.streams.close()
