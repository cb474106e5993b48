"""A running bot with its people, its phones and a clock that the test moves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from bot.advance import Clock, advance, settle
from bot.app import Bots
from bot.domain.names import fold
from storage import codes
from storage.tables import Account, Membership, Person, Unit
from tests.bot_api import BotApiServer
from tests.people import OnTelegram

Row = TypeVar("Row", bound=SQLModel)


@dataclass
class World:
    """Everything a story needs."""

    bots: Bots
    api: BotApiServer
    clock: Clock
    phones: dict[str, OnTelegram] = field(default_factory=dict)
    _ids: int = 100

    async def unit(
        self,
        code: str = "CB1",
        name: str = "Chi bộ Toán",
        parent: str | None = None,
        kind: str = "cell",
    ) -> Unit:
        """A cell (or committee), under the committee with code `parent`."""
        async with self.bots.database.transaction() as db:
            above = await self._unit(db, parent) if parent else None
            row = Unit(code=code, name=name, kind=kind, parent_id=above.id if above else None)
            db.add(row)
            await db.flush()
        return row

    async def member(
        self,
        name: str,
        *,
        unit: str = "CB1",
        roles: str = "member",
        status: str = "full",
        person: int | None = None,
        phone_only: bool = False,
    ) -> int:
        """A person on the roster of a unit who has not joined yet; returns the person's number."""
        async with self.bots.database.transaction() as db:
            where = await self._unit(db, unit)
            if person is None:
                row = Person(full_name=name, phone_only=phone_only)
                db.add(row)
                await db.flush()
                person = row.id
            db.add(Membership(person_id=person, unit_id=where.id, roles=roles, status=status))
        return person

    async def code_for(self, person: int) -> str:
        """A fresh join code for a person."""
        async with self.bots.database.transaction() as db:
            return await codes.issue(
                db,
                person,
                random=self.bots.turns.random(16),
                now=self.clock.time,
                lifetime=timedelta(days=30),
            )

    def phone(self, name: str, language: str = "en") -> OnTelegram:
        """A phone in somebody's hand who has never spoken to the bot."""
        self._ids += 1
        self.phones[name] = self.api.person(self._ids, name.split()[-1], language)
        return self.phones[name]

    async def joined(
        self,
        name: str,
        *,
        unit: str = "CB1",
        roles: str = "member",
        status: str = "full",
        language: str = "en",
        person: int | None = None,
    ) -> OnTelegram:
        """A person of a unit who has joined with their phone."""
        person = person or await self.member(name, unit=unit, roles=roles, status=status)
        phone = self.phone(name, language)
        await phone.sends(f"/start {await self.code_for(person)}")
        await phone.presses_data(phone.newest.buttons[0].callback_data)
        await self.settled()
        return phone

    async def settled(self) -> None:
        """Let everything happen that is due now."""
        await settle(self.bots.jobs, self.bots.delivery)
        await self.api.settled()

    async def until(self, moment: datetime | timedelta) -> None:
        """Let time pass, with everything that happens on the way."""
        to = self.clock.time + moment if isinstance(moment, timedelta) else moment
        await advance(self.clock, self.bots.turns, self.bots.jobs, self.bots.delivery, to)
        await self.api.settled()

    async def rows(self, table: type[Row]) -> Sequence[Row]:
        """Every row of a table, by number."""
        async with self.bots.database.reading() as db:
            key = inspect(table).primary_key
            return (await db.execute(select(table).order_by(*key))).scalars().all()

    async def whose(self, phone: OnTelegram) -> str:
        """The name of the person a phone is tied to, "" for nobody."""
        tied = {row.address: row.person_id for row in await self.rows(Account)}
        names = {row.id: row.full_name for row in await self.rows(Person)}
        return names.get(tied.get(str(phone.id)) or 0, "")

    async def _unit(self, db: AsyncSession, code: str) -> Unit:
        return (await db.execute(select(Unit).where(col(Unit.code) == code))).scalar_one()

    def named(self, name: str) -> OnTelegram:
        """The phone of somebody, by any part of their name."""
        return next(p for n, p in self.phones.items() if fold(name) in fold(n))
