"""What a demo is told with: people and their phones, a clock to move, a word in between."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.advance import Clock, advance, settle
from bot.app import Bots
from bot.cards.joining import Agree
from bot.channels.terminal import Phone, TerminalChannel
from bot.channels.terminal_paper import Paper
from bot.chat import Action
from bot.commands import sample
from bot.commands.sample import Sample
from bot.domain.codes import LIFETIME
from bot.domain.roles import PRESENCE_NAMES, ROLE_NAMES, STATUS_NAMES, Presence, Status
from bot.i18n import Speech
from bot.who import roles_of
from storage import codes


@dataclass
class Stage:
    """The running bot, its people by name, and the paper on which everything is shown."""

    bots: Bots
    clock: Clock
    channel: TerminalChannel
    paper: Paper
    people: dict[str, int]
    pace: float = 0
    phones: dict[str, Phone] = field(default_factory=dict)

    @property
    def t(self) -> Speech:
        """The language of the demo."""
        return self.paper.t

    async def commands(self, name: str, english: str, words: str = "") -> None:
        """Somebody types a command, under its name in the language of the demo."""
        entry = self.bots.turns.router.commands[english]
        command = entry.name_in(self.t.language)
        await self.phones[name].sends(f"/{command} {words}".strip())
        await self._rest()

    async def picks(self, name: str, kind: type[Action], **values: Any) -> None:
        """Somebody picks the choice that does this; see Phone.picks."""
        await self.phones[name].picks(kind, **values)
        await self._rest()

    async def says_to_bot(self, name: str, words: str) -> None:
        """Somebody types plain words."""
        await self.phones[name].sends(words)
        await self._rest()

    async def quietly(self, names: Iterable[str], kind: type[Action], **values: Any) -> None:
        """Several people do the same, without showing it."""
        for name in names:
            await self.phones[name].picks(kind, **values)
        await self._settle()
        self.paper.forget()

    async def part(self, title: str, *, until: str | None = None) -> None:
        """A new part of the story, after time has passed until a local moment."""
        at = self.clock.time if until is None else self._moment(until)
        self.paper.heading(title, at)
        if until is not None:
            await self.until(until)

    async def says(self, text: str) -> None:
        """A word to whoever looks on."""
        self.paper.says(text)
        await asyncio.sleep(self.pace)

    async def joins(self, name: str) -> None:
        """Somebody opens a join code on their phone and agrees."""
        await self._join(name)
        await self._rest()

    async def join(self, names: Iterable[str]) -> None:
        """The same for many, without showing it once more."""
        for name in names:
            await self._join(name)
        await self._settle()
        self.paper.forget()

    async def until(self, moment: str) -> None:
        """Let time pass until a local moment, with everything that happens on the way."""
        bots = self.bots
        await advance(self.clock, bots.turns, bots.jobs, bots.delivery, self._moment(moment))
        await self._rest()

    async def _join(self, name: str) -> None:
        phone = self.channel.phone(name, self._role(name), self.t.language)
        self.phones[name] = phone
        async with self.bots.database.transaction() as db:
            code = await codes.issue(
                db,
                self.people[name],
                random=self.bots.turns.random(16),
                now=self.clock.time,
                lifetime=LIFETIME,
            )
        await phone.sends(f"/start {code}")
        await phone.picks(Agree)

    async def _settle(self) -> None:
        """Let everything happen that the last step has caused."""
        await settle(self.bots.jobs, self.bots.delivery)
        await self.channel.drawn()

    async def _rest(self) -> None:
        """The same, shown, with time to read."""
        await self._settle()
        self.paper.flush()
        await asyncio.sleep(self.pace)

    def _moment(self, text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=self.t.zone).astimezone(UTC)

    def _role(self, name: str) -> str:
        """What a person is, where they belong first."""
        return "; ".join(self._standing(each) for each in sample.PEOPLE if each.name == name)

    def _standing(self, row: Sample) -> str:
        said = [self.t(ROLE_NAMES[role]) for role in ROLE_NAMES if role in roles_of(row.roles)]
        if row.status != Status.FULL:
            said = [self.t(STATUS_NAMES[Status(row.status)])]
        if row.presence != Presence.LOCAL:
            said.append(self.t(PRESENCE_NAMES[Presence(row.presence)]))
        return f"{', '.join(said)} {row.unit}"
