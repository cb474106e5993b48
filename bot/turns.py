"""One turn: who is it, one transaction, one handler, one answer."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from bot import asking, metrics
from bot.chat import Action, Asked, Reply, Toast, Wake
from bot.domain.refusal import Refused
from bot.domain.rules import Rules
from bot.domain.secrecy import check_not_secret
from bot.i18n import LANGUAGES, Speech
from bot.place import Home, Place
from bot.router import Router
from bot.turn import Turn
from bot.who import Talk, Who
from storage import awaiting, outbox, people, receipts, screens
from storage.database import Database
from storage.faults import away, passing

log = logging.getLogger(__name__)

TRIES = 3  # then an update is set aside and the rest go on
BY_LINK = "link"  # the channel of an answer that came by one
RACES = (0.0, 0.005, 0.02, 0.1)  # seconds before a turn that lost a race is done again

Now = Callable[[], datetime]
T = TypeVar("T")


class _Said(Exception):
    """A refusal, in the words of the turn that is undone."""

    def __init__(self, text: str) -> None:
        super().__init__("refused")
        self.text = text


class NotTaken(Exception):
    """The turn failed and nothing was stored; the channel has to bring the update again."""


@dataclass(frozen=True)
class Outcome:
    """What came of a turn. `mark` names the screen that has to show the reply.

    `drawn` is what `Staled` had counted when the reply was drawn.
    """

    reply: Reply = None
    talk: Talk | None = None
    mark: screens.Mark | None = None
    repeated: bool = False
    drawn: int = 0


class Turns:
    """Takes what people do, one transaction each."""

    def __init__(
        self,
        database: Database,
        router: Router,
        now: Now,
        home: Home,
        wake: Wake,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self.database = database
        self.router = router
        self.now = now
        self.home = home
        self.wake = wake
        self.random = random

    async def take(self, asked: Asked) -> Outcome:
        """Do what somebody asked and return the answer to show.

        An update that was taken before comes back as `repeated`. Raises NotTaken when the turn
        failed and the update should come again; at the third time it is set aside instead. While
        the database is away, no try counts.
        """
        with metrics.turn(asked.channel):
            try:
                outcome = await self._until_no_race(lambda: self._take(asked))
            except _Said as refused:
                metrics.came(asked.channel, "refused")
                became = partial(self._refuse, asked, refused.text)
            except Exception as fault:
                metrics.came(asked.channel, "failed")
                became = partial(self._fail, asked, fault)
            else:
                metrics.came(asked.channel, "repeated" if outcome.repeated else "done")
                return outcome
            return await self._stored(became)

    async def act(self, person_id: int, action: Action, *, language: str, words: str = "") -> Reply:
        """Do what a person picked who speaks from no account of theirs, by a link of ours.

        They are spoken to in their own language, else in `language`. `words` are what was typed
        along, for an action that asks for some. The caller has made
        sure that the link is theirs and means this action. Raises NotTaken.
        """
        try:
            return await self._until_no_race(lambda: self._act(person_id, action, language, words))
        except _Said as refused:
            return Toast(refused.text, alert=True)
        except Exception as fault:
            code = self._code()
            log.error("a turn by a link failed, code %s", code, exc_info=fault)
            raise NotTaken from fault

    async def _act(self, person_id: int, action: Action, language: str, words: str) -> Reply:
        async with self.database.transaction() as db:
            who = await people.who(db, person_id)
            turn = self._turn(db, Talk(0, BY_LINK, "", language), who, None, self.now(), None)
            entry = self.router.actions[type(action)]
            turn.right = entry.right
            try:
                reply = await entry.handler(turn, action)
                if turn.expecting is not None and words:
                    check_not_secret(words)
                    reply = await self.router.words[type(action)](turn, turn.expecting, words)
            except Refused as refused:
                raise _Said(turn.t.refusal(refused)) from None
            await db.flush()
        if db.info.pop(outbox.WOKEN, False):
            self.wake()
        return reply

    async def set_aside(self, channel: str, number: int, fault: Exception) -> str | None:
        """Put away an update that cannot even be read, so that the rest go on.

        Returns the code under which it was put away, None when it had been before. Raises NotTaken.
        """
        return await self._stored(lambda: self._put_away(channel, number, fault))

    async def _put_away(self, channel: str, number: int, fault: Exception) -> str | None:
        now = self.now()
        async with self.database.transaction() as db:
            if not await receipts.take(db, channel, number, now=now):
                return None
            row = await receipts.trouble(
                db, channel, number, code=self._code(), error=type(fault).__name__, now=now
            )
            row.set_aside = True
        metrics.came(channel, "set aside")
        log.error("update %s:%s set aside, unreadable, code %s", channel, number, row.code)
        return row.code

    async def _stored(self, act: Callable[[], Awaitable[T]]) -> T:
        """Write down what became of an update that was no success, or raise NotTaken."""
        try:
            return await self._until_no_race(act)
        except NotTaken:
            raise
        except Exception as fault:
            log.warning("what became of an update cannot be stored: %s", type(fault).__name__)
            raise NotTaken from fault

    def speaking(
        self, db: AsyncSession, talk: Talk, who: Who | None, place: Place | None = None
    ) -> Turn:
        """A turn in which the bot speaks first: a notice, or a screen drawn again."""
        return self._turn(db, talk, who, place, self.now(), None)

    async def _until_no_race(self, act: Callable[[], Awaitable[T]]) -> T:
        for pause in RACES:
            try:
                return await act()
            except Exception as fault:
                if not passing(fault):
                    raise
            await asyncio.sleep(pause)
        return await act()

    async def _take(self, asked: Asked) -> Outcome:
        now = self.now()
        async with self.database.transaction() as db:
            if not await self._taken(db, asked, now):
                return Outcome(repeated=True)
            known = await people.known(db, asked.channel, asked.address, now=now)
            if known is None:
                known = await people.meet(
                    db, asked.channel, asked.address, language=asked.language, now=now
                )
            turn = self._turn(db, known.talk, known.who, None, now, asked.order)
            try:
                reply = await asking.answer(turn, asked)
            except Refused as refused:
                raise _Said(turn.t.refusal(refused)) from None
            if turn.expecting is not None:
                await awaiting.expect(db, turn.talk.id, turn.expecting.pack(), now=now)
            mark = await asking.mark(turn, asked, reply)
            await db.flush()
            drawn = self.database.staled.count
        if db.info.pop(outbox.WOKEN, False):
            self.wake()
        return Outcome(reply, known.talk, mark, drawn=drawn)

    @staticmethod
    async def _taken(db: AsyncSession, asked: Asked, now: datetime) -> bool:
        """Note that this is being taken; False when it has been already."""
        if asked.once is not None and not await receipts.take(
            db, f"{asked.channel} form", asked.once, now=now
        ):
            return False
        return asked.order is None or await receipts.take(db, asked.channel, asked.order, now=now)

    def _turn(
        self,
        db: AsyncSession,
        talk: Talk,
        who: Who | None,
        place: Place | None,
        now: datetime,
        order: int | None,
    ) -> Turn:
        return Turn(
            db=db,
            now=now,
            t=self._speech(talk, who, place),
            talk=talk,
            home=self.home,
            router=self.router,
            random=self.random,
            who=who,
            order=order,
            settled_unit=place,
        )

    def _speech(self, talk: Talk, who: Who | None, place: Place | None) -> Speech:
        language = (who.locale if who else None) or talk.locale or self.home.locale
        if language not in LANGUAGES:
            language = self.home.locale
        if place is not None:
            return Speech(language, place.zone, place.rules.address)
        address = who.address_in(talk.unit_id) if who else None
        return Speech(language, self.home.zone, address or Rules.address)

    async def _refuse(self, asked: Asked, text: str) -> Outcome:
        """Nothing of the turn was kept but that it was taken."""
        now = self.now()
        async with self.database.transaction() as db:
            await self._taken(db, asked, now)
            known = await people.known(db, asked.channel, asked.address, now=now)
        return Outcome(Toast(text, alert=True), known.talk if known else None)

    async def _fail(self, asked: Asked, fault: Exception) -> Outcome:
        if away(fault):
            log.warning("a turn on %s has to wait: %s", asked.channel, type(fault).__name__)
            raise NotTaken from fault
        code = self._code()
        log.error("a turn on %s failed, code %s", asked.channel, code, exc_info=fault)
        if asked.order is None:
            raise NotTaken from fault
        now = self.now()
        async with self.database.transaction() as db:
            row = await receipts.trouble(
                db, asked.channel, asked.order, code=code, error=type(fault).__name__, now=now
            )
            if row.times < TRIES:
                again = True
            else:
                again = False
                row.set_aside = True
                await receipts.take(db, asked.channel, asked.order, now=now)
        if again:
            raise NotTaken from fault
        metrics.came(asked.channel, "set aside")
        log.error("update %s:%s set aside, code %s", asked.channel, asked.order, row.code)
        return Outcome(Toast(self.apology(asked, row.code), alert=True))

    def apology(self, asked: Asked, code: str) -> str:
        """What somebody reads whose update was set aside; the code is in the log."""
        talk = Talk(0, asked.channel, asked.address, asked.language)
        return self._speech(talk, None, None)(
            "Something broke here, and it is not your fault. Please try again later; "
            "if it happens again, tell the administrator the code {code}.",
            code=code,
        )

    def _code(self) -> str:
        return self.random(3).hex().upper()
