"""Shows answers, and keeps every card that is on a phone true.

Edits of one message never overtake one another: one is under way, the newest waits, the rest are
forgotten. A screen stays marked as behind in the database until its edit has succeeded, so that
what a crash left behind is mended at the next start.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from bot.chat import (
    BadAction,
    Card,
    Channel,
    Gone,
    Moved,
    Rejected,
    SendFailed,
    TryLater,
    Urgency,
)
from bot.domain.refusal import Refused
from bot.drawing import Drawing, Slot
from bot.tasks import Background
from bot.trouble import Trouble
from bot.turns import Outcome, Turns
from bot.who import Talk
from storage import people, screens
from storage.database import Lane
from storage.faults import passing

log = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=10)  # a screen behind for longer has nobody working on it
NOTE_EVERY = 1.0  # seconds between writes of what has been drawn
MEND_EVERY = 5.0
MOST = 200  # screens mended at once
TRIES = 6
LONGEST_REST = timedelta(hours=1)  # of a screen that we cannot draw; it takes a person to mend that

Key = tuple[int, str]


class Screens:
    """Puts cards on phones."""

    def __init__(
        self,
        turns: Turns,
        channels: Mapping[str, Channel],
        background: Background,
        note_every: float = NOTE_EVERY,
    ) -> None:
        self._turns = turns
        self._database = turns.database
        self._channels = channels
        self._background = background
        self._slots: dict[Key, Slot] = {}
        self._drawn: list[screens.Mark] = []
        self._noting = False
        self._note_every = note_every
        self._trouble = Trouble()
        self._failed: Counter[int] = Counter()

    async def present(self, outcome: Outcome, tapped: str | None) -> None:
        """Show the card of an outcome: in the tapped message, or as a new one below it."""
        card, talk, mark = outcome.reply, outcome.talk, outcome.mark
        if not isinstance(card, Card) or talk is None:
            return
        kept = mark is not None and not mark.gathered
        if tapped is not None and (kept or (mark is None and not card.fresh)):
            self._show(talk, tapped, Drawing(card, mark, Urgency.REPLY, outcome.drawn))
        else:
            await self._send(talk, card, outcome.drawn)

    async def drawn(self, talk: Talk, message_id: str) -> None:
        """Wait until a message shows what was asked of it so far."""
        slot = self._slots.get((talk.id, message_id))
        if slot is not None:
            await slot.finished.wait()

    def _show(self, talk: Talk, message_id: str, drawing: Drawing) -> None:
        """Make a message show a card, soon; a newer card for the same message wins."""
        key = (talk.id, message_id)
        slot = self._slots.get(key)
        if slot is None:
            slot = self._slots[key] = Slot()
            self._background.spawn(self._draw(talk, message_id, slot))
        slot.ask(drawing)

    async def keep_true(self) -> None:
        """Mend whatever is behind, for ever."""
        at_start = True
        while True:
            try:
                await self.mend(at_start=at_start, most=1 if self._trouble.lasts else MOST)
                at_start = False
            except Exception as fault:
                if not passing(fault):
                    raise
                log.warning("mending has to wait: %s", type(fault).__name__)
            await asyncio.sleep(max(MEND_EVERY, self._trouble.wait))

    async def mend(self, *, at_start: bool = False, most: int = MOST) -> int:
        """Draw again what is behind and nobody works on; says how many."""
        before = self._turns.now() - (timedelta() if at_start else PATIENCE)
        async with self._database.reading() as db:
            behind = await screens.behind(db, list(self._channels), before=before, most=most)
        for screen in behind:
            if (screen.account_id, screen.message_id) not in self._slots:
                await self._mend(screen)
        return len(behind)

    async def note(self) -> None:
        """Write down what has been drawn since the last time."""
        drawn, self._drawn = self._drawn, []
        if not drawn:
            return
        try:
            await self._database.certain(lambda db: screens.drawn(db, drawn), Lane.SENDING)
        except Exception as fault:
            # These screens are drawn once more later, which is seen by nobody.
            log.warning("what was drawn could not be stored: %s", type(fault).__name__)

    async def _mend(self, screen: screens.Behind) -> None:
        """Hold the message, so that no tap's card is overtaken, and look what it should show."""
        talk = Talk(screen.account_id, screen.channel, screen.address)
        slot = self._slots[talk.id, screen.message_id] = Slot()
        try:
            drawing = await self._drawn_again(talk, screen)
            self._failed.pop(screen.mark.screen_id, None)
            if drawing is None:
                await self._forget(talk, screen.message_id, slot)
            else:
                slot.ask(drawing)
        except Exception as fault:
            if passing(fault):
                raise
            log.exception("screen %s: %s", screen.mark.screen_id, type(fault).__name__)
            await self._rest(screen.mark.screen_id)
        finally:
            self._background.spawn(self._draw(talk, screen.message_id, slot))

    async def _rest(self, screen_id: int) -> None:
        """Leave a screen that cannot be drawn alone for a while, each time twice as long."""
        self._failed[screen_id] += 1
        rest = PATIENCE * 2 ** min(self._failed[screen_id], 12)
        until = self._turns.now() + min(rest, LONGEST_REST)
        await self._database.certain(
            lambda db: screens.postpone(db, screen_id, until=until), Lane.SENDING
        )

    async def _drawn_again(self, talk: Talk, screen: screens.Behind) -> Drawing | None:
        """What a screen should show at this moment; None when it has nothing to show any more."""
        drawn = self._database.staled.count
        async with self._database.reading() as db:
            mark = await screens.wanted(db, screen.mark.screen_id)
            known = await people.at(db, talk.id)
            if mark is None or known is None or known.who is None:
                return None
            turn = self._turns.speaking(db, known.talk, known.who)
            try:
                action = self._turns.router.known.read(screen.shows)
                entry = self._turns.router.actions[type(action)]
                turn.right = entry.right
                card = await entry.handler(turn, action)
            except (BadAction, KeyError, Refused):
                return None
        return Drawing(card, mark, Urgency.MENDING, drawn) if isinstance(card, Card) else None

    async def _draw(self, talk: Talk, message_id: str, slot: Slot) -> None:
        try:
            while (drawing := slot.take()) is not None:
                try:
                    await self._edit(talk, message_id, slot, drawing)
                except Exception as fault:
                    log.exception("an edit failed: %s", type(fault).__name__)
                    await self._forget(talk, message_id, slot)
        finally:
            del self._slots[talk.id, message_id]
            slot.finished.set()

    async def _edit(self, talk: Talk, message_id: str, slot: Slot, drawing: Drawing) -> None:
        channel = self._channels[talk.channel]
        for attempt in range(TRIES):
            try:
                await channel.edit(talk.address, message_id, drawing.card, drawing.urgency)
            except TryLater as busy:
                pause = busy.after or min(2**attempt, 30)
                self._trouble.begins(busy.after)
                await asyncio.sleep(pause)
                if slot.has_newer:
                    return
            except SendFailed as lost:
                await self._lost(talk, message_id, slot, drawing, lost)
                return
            else:
                self._trouble.ends()
                if drawing.mark is not None:
                    self._drawn.append(drawing.mark)
                    self._note_soon()
                return

    async def _lost(
        self, talk: Talk, message_id: str, slot: Slot, drawing: Drawing, why: SendFailed
    ) -> None:
        """A message cannot be changed: forget it, and answer a tap below it where that helps."""
        log.info("a message of account %s cannot be changed: %s", talk.id, type(why).__name__)
        if isinstance(why, Moved):
            await self._database.certain(
                lambda db: people.moved(db, talk.channel, talk.address, why.address), Lane.SENDING
            )
        await self._forget(talk, message_id, slot)
        if isinstance(why, Gone | Rejected) and drawing.urgency is Urgency.REPLY:
            await self._send(talk, drawing.card, drawing.drawn)

    async def _send(self, talk: Talk, card: Card, drawn: int) -> None:
        for attempt in range(TRIES):
            try:
                message_id = await self._channels[talk.channel].send(
                    talk.address, card, Urgency.REPLY
                )
            except TryLater as busy:
                await asyncio.sleep(busy.after or min(2**attempt, 30))
            except SendFailed as lost:
                log.info("an answer to account %s was lost: %s", talk.id, type(lost).__name__)
                return
            else:
                await self._keep(talk, message_id, card, drawn)
                return

    async def _keep(self, talk: Talk, message_id: str, card: Card, drawn: int) -> None:
        if card.shows is None:
            return
        shows, now = card.shows.pack(), self._turns.now()
        await self._database.certain(
            lambda db: screens.keep(db, talk.id, message_id, shows, now=now), Lane.SENDING
        )
        if self._database.staled.since(drawn, shows):
            await self._database.certain(
                lambda db: screens.stale_one(db, talk.id, message_id, now=now), Lane.SENDING
            )

    async def _forget(self, talk: Talk, message_id: str, slot: Slot) -> None:
        """Keep a message true no longer; a tap on it begins anew."""
        slot.begin_anew()
        await self._database.certain(lambda db: screens.gone(db, talk.id, message_id), Lane.SENDING)

    def _note_soon(self) -> None:
        if not self._noting:
            self._noting = True
            self._background.spawn(self._note_later())

    async def _note_later(self) -> None:
        await asyncio.sleep(self._note_every)
        self._noting = False
        await self.note()
