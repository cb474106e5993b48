"""Shows answers, and keeps every card that is on a phone true.

Edits of one message never overtake one another: one is under way, the newest waits, the rest are
forgotten. A screen stays marked as behind in the database until its edit has succeeded, so that
what a crash left behind is mended at the next start.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
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
    Unreachable,
    Urgency,
)
from bot.domain.refusal import Refused
from bot.tasks import Background
from bot.turns import Outcome, Turns
from bot.who import Talk
from storage import people, screens
from storage.database import Lane

log = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=10)  # a screen behind for longer has nobody working on it
NOTE_EVERY = 1.0  # seconds between writes of what has been drawn
TRIES = 6

Key = tuple[int, str]


@dataclass
class _Slot:
    """The message being edited now, and the newest card that waits for it."""

    waiting: tuple[Card, screens.Mark, Urgency] | None


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
        self._slots: dict[Key, _Slot] = {}
        self._drawn: list[screens.Mark] = []
        self._noting = False
        self._note_every = note_every

    async def present(self, outcome: Outcome, tapped: str | None) -> None:
        """Show the card of an outcome: in the tapped message, or as a new one below it."""
        card, talk, mark = outcome.reply, outcome.talk, outcome.mark
        if not isinstance(card, Card) or talk is None:
            return
        if tapped is not None and mark is not None and not mark.gathered:
            self.show(talk, tapped, card, mark, Urgency.REPLY)
        elif tapped is not None and mark is None and not card.fresh:
            await self._edit_once(talk, tapped, card)
        else:
            await self._send(talk, card)

    def show(
        self, talk: Talk, message_id: str, card: Card, mark: screens.Mark, urgency: Urgency
    ) -> None:
        """Make a message show a card, soon; a newer card for the same message wins."""
        key = (talk.id, message_id)
        slot = self._slots.get(key)
        if slot is None:
            self._slots[key] = _Slot((card, mark, urgency))
            self._background.spawn(self._draw(talk, message_id))
        elif slot.waiting is None or slot.waiting[1].version <= mark.version:
            slot.waiting = (card, mark, urgency)

    async def mend(self, *, at_start: bool = False) -> int:
        """Draw again what is behind and nobody works on; says how many."""
        before = self._turns.now() - (timedelta() if at_start else PATIENCE)
        async with self._database.reading() as db:
            behind = await screens.behind(db, before=before)
        for screen in behind:
            if (screen.account_id, screen.message_id) not in self._slots:
                await self._mend(screen)
        return len(behind)

    async def note(self) -> None:
        """Write down what has been drawn since the last time."""
        drawn, self._drawn = self._drawn, []
        if drawn:
            async with self._database.transaction(Lane.SENDING) as db:
                await screens.drawn(db, drawn)

    async def _draw(self, talk: Talk, message_id: str) -> None:
        key = (talk.id, message_id)
        slot = self._slots[key]
        try:
            while slot.waiting is not None:
                card, mark, urgency = slot.waiting
                slot.waiting = None
                await self._edit(talk, message_id, slot, card, mark, urgency)
        finally:
            del self._slots[key]

    async def _edit(
        self,
        talk: Talk,
        message_id: str,
        slot: _Slot,
        card: Card,
        mark: screens.Mark,
        urgency: Urgency,
    ) -> None:
        for attempt in range(TRIES):
            try:
                await self._channels[talk.channel].edit(talk.address, message_id, card, urgency)
            except TryLater as busy:
                await asyncio.sleep(busy.after or min(2**attempt, 30))
                if slot.waiting is not None:
                    return
            except (Gone, Rejected) as lost:
                log.info("screen %s is gone: %s", mark.screen_id, type(lost).__name__)
                await self._gone(talk, message_id)
                return
            except (Unreachable, Moved):
                return
            else:
                self._drawn.append(mark)
                self._note_soon()
                return

    async def _edit_once(self, talk: Talk, message_id: str, card: Card) -> None:
        """Change a message that is not kept true, or send anew when it cannot be changed."""
        try:
            await self._channels[talk.channel].edit(talk.address, message_id, card, Urgency.REPLY)
        except (Gone, Rejected):
            await self._send(talk, card)
        except SendFailed:
            return

    async def _send(self, talk: Talk, card: Card) -> None:
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
                await self._keep(talk, message_id, card)
                return

    async def _keep(self, talk: Talk, message_id: str, card: Card) -> None:
        if card.shows is not None:
            async with self._database.transaction(Lane.SENDING) as db:
                await screens.keep(
                    db, talk.id, message_id, card.shows.pack(), now=self._turns.now()
                )

    async def _gone(self, talk: Talk, message_id: str) -> None:
        async with self._database.transaction(Lane.SENDING) as db:
            await screens.gone(db, talk.id, message_id)

    async def _mend(self, screen: screens.Behind) -> None:
        talk = Talk(screen.account_id, screen.channel, screen.address)
        card = await self._drawn_again(talk, screen.shows)
        if card is None:
            await self._gone(talk, screen.message_id)
        elif screen.channel in self._channels:
            self.show(talk, screen.message_id, card, screen.mark, Urgency.MENDING)

    async def _drawn_again(self, talk: Talk, shows: str) -> Card | None:
        async with self._database.reading() as db:
            known = await people.at(db, talk.id)
            if known is None or known.who is None:
                return None
            turn = self._turns.speaking(db, known.talk, known.who)
            try:
                action = self._turns.router.known.read(shows)
                card = await self._turns.router.actions[type(action)].handler(turn, action)
            except (BadAction, KeyError, Refused):
                return None
        return card if isinstance(card, Card) else None

    def _note_soon(self) -> None:
        if not self._noting:
            self._noting = True
            self._background.spawn(self._note_later())

    async def _note_later(self) -> None:
        await asyncio.sleep(self._note_every)
        self._noting = False
        await self.note()
