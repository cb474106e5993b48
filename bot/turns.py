"""One turn: who is it, one transaction, one handler, one answer."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import asking
from bot.chat import Asked, Reply, Toast, Wake
from bot.domain.refusal import Refused
from bot.i18n import LANGUAGES, Speech
from bot.place import Home, Place
from bot.router import Router
from bot.turn import Turn
from bot.who import Talk, Who
from storage import awaiting, outbox, people, receipts, screens
from storage.database import Database, passing

log = logging.getLogger(__name__)

TRIES = 3  # then an update is set aside and the rest go on
RACES = 5  # how often a turn that lost a race with another is done again at once

Now = Callable[[], datetime]


class NotTaken(Exception):
    """The turn failed and nothing was stored; the channel has to bring the update again."""


@dataclass(frozen=True)
class Outcome:
    """What came of a turn. `mark` names the screen that has to show the reply."""

    reply: Reply = None
    talk: Talk | None = None
    mark: screens.Mark | None = None
    repeated: bool = False


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
        failed and the update should come again; at the third time it is set aside instead.
        """
        try:
            return await self._until_no_race(lambda: self._take(asked))
        except Refused as refused:
            return await self._refuse(asked, refused)
        except Exception as fault:
            return await self._fail(asked, fault)

    async def set_aside(self, channel: str, number: int | None, fault: Exception) -> None:
        """Put away an update that cannot even be read, so that the rest go on."""
        if number is None:
            return
        now = self.now()
        async with self.database.transaction() as db:
            if await receipts.take(db, channel, number, now=now):
                row = await receipts.trouble(
                    db, channel, number, code=self._code(), error=type(fault).__name__, now=now
                )
                row.set_aside = True
                log.error("update %s:%s set aside, unreadable, code %s", channel, number, row.code)

    def speaking(
        self, db: AsyncSession, talk: Talk, who: Who | None, place: Place | None = None
    ) -> Turn:
        """A turn in which the bot speaks first: a notice, or a screen drawn again."""
        return self._turn(db, talk, who, place, self.now(), None)

    async def _until_no_race(self, act: Callable[[], Awaitable[Outcome]]) -> Outcome:
        for _ in range(RACES - 1):
            try:
                return await act()
            except Exception as fault:
                if not passing(fault):
                    raise
        return await act()

    async def _take(self, asked: Asked) -> Outcome:
        now = self.now()
        async with self.database.transaction() as db:
            if asked.order is not None and not await receipts.take(
                db, asked.channel, asked.order, now=now
            ):
                return Outcome(repeated=True)
            known = await people.known(db, asked.channel, asked.address, now=now)
            if known is None:
                known = await people.meet(
                    db, asked.channel, asked.address, language=asked.language, now=now
                )
            turn = self._turn(db, known.talk, known.who, None, now, asked.order)
            reply = await asking.answer(turn, asked)
            if turn.expecting is not None:
                await awaiting.expect(db, turn.talk.id, turn.expecting.pack(), now=now)
            mark = await asking.mark(turn, asked, reply)
            await db.flush()
        if db.info.pop(outbox.WOKEN, False):
            self.wake()
        return Outcome(reply, known.talk, mark)

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
        return Speech(language, self.home.zone)

    async def _refuse(self, asked: Asked, refused: Refused) -> Outcome:
        """Nothing of the turn was kept but that it was taken."""
        now = self.now()
        async with self.database.transaction() as db:
            if asked.order is not None:
                await receipts.take(db, asked.channel, asked.order, now=now)
            known = await people.known(db, asked.channel, asked.address, now=now)
        talk = known.talk if known else None
        who = known.who if known else None
        speech = self._speech(talk or Talk(0, asked.channel, asked.address), who, None)
        return Outcome(Toast(speech.refusal(refused), alert=True), talk)

    async def _fail(self, asked: Asked, fault: Exception) -> Outcome:
        code = self._code()
        log.exception("a turn on %s failed, code %s", asked.channel, code)
        if asked.order is None or passing(fault):
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
        log.error("update %s:%s set aside, code %s", asked.channel, asked.order, row.code)
        speech = self._speech(Talk(0, asked.channel, asked.address, asked.language), None, None)
        said = speech(
            "Something broke here, and it is not your fault. Please try again later; "
            "if it happens again, tell the administrator the code {code}.",
            code=row.code,
        )
        return Outcome(Toast(said, alert=True))

    def _code(self) -> str:
        return self.random(3).hex().upper()
