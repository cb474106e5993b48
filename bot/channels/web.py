"""The web: chats in browsers, kept in our own database since no messenger keeps them for us."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.cards.invitation import ShowInvitation
from bot.chat import (
    Asked,
    Card,
    Choice,
    Deed,
    Gone,
    MenuEntry,
    Pick,
    Toast,
    Unreachable,
    Urgency,
)
from bot.screens import Screens
from bot.turns import Turns
from storage import bubbles
from storage.bubbles import ALERT, MENU, NOTE, Content
from storage.database import Lane

NAME = "web"

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


class Streams:
    """Browsers that are looking, by the address of their chat; woken when it changes."""

    def __init__(self) -> None:
        self._open: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self.closed = False

    @contextmanager
    def listening(self, address: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever the chat changes, for as long as somebody looks."""
        changed = asyncio.Event()
        self._open[address].add(changed)
        try:
            yield changed
        finally:
            self._open[address].discard(changed)
            if not self._open[address]:
                del self._open[address]

    def wake(self, address: str) -> None:
        """A chat has changed."""
        for changed in self._open.get(address, ()):
            changed.set()

    def close(self) -> None:
        """Everybody who looks is sent away."""
        self.closed = True
        for address in list(self._open):
            self.wake(address)

    def __len__(self) -> int:
        return sum(map(len, self._open.values()))


class WebChannel:
    """Every browser that has joined."""

    name = NAME

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._screens: Screens | None = None
        self._last = 0
        self._passing: dict[str, str] = {}
        self.streams = Streams()

    def attach(self, screens: Screens) -> None:
        """Say who shows the answers; screens know the channels, so they come second."""
        self._screens = screens

    async def take(self, address: str, deed: Deed, *, language: str, once: int | None) -> None:
        """Let somebody do something, until their chat shows what came of it.

        `once` names the form that was posted: a second time nothing happens. Raises NotTaken.
        """
        asked = Asked(NAME, address, deed, self._order(), language, once=once)
        outcome = await self._turns.take(asked)
        reply, tapped = outcome.reply, deed.message_id if isinstance(deed, Pick) else None
        if isinstance(reply, Toast):
            kind = bubbles.CARD if tapped is None else ALERT if reply.alert else NOTE
            await self._add(address, Content(body=reply.text), Lane.TURN, kind=kind)
        elif reply is not None and reply.toast and tapped is not None:
            self._passing[address] = reply.toast  # goes with the card, in one commit
        if self._screens is not None and outcome.talk is not None:
            await self._screens.present(outcome, tapped)
            if tapped is not None:
                await self._screens.drawn(outcome.talk, tapped)
        self._passing.pop(address, None)

    async def send(self, address: str, card: Card, urgency: Urgency) -> str:
        """Put a card below the others."""
        note = self._note_for(address, urgency)
        return str(await self._add(address, content(card), _lane(urgency), note=note))

    async def edit(self, address: str, message_id: str, card: Card, urgency: Urgency) -> None:
        """Show a card in the place of an old one."""
        now, shown = self._turns.now(), content(card)
        note = self._note_for(address, urgency)

        async def act(db: Any) -> bool | None:
            account_id = await bubbles.held_chat(db, NAME, address)
            if account_id is None or not message_id.isdigit():
                return None
            if note:
                await bubbles.add(db, account_id, Content(body=note), now=now, kind=NOTE)
            return await bubbles.change(db, account_id, int(message_id), shown, now=now)

        changed = await self._turns.database.certain(act, _lane(urgency))
        if changed is None:
            raise Gone
        if changed or note:
            self.streams.wake(address)

    async def menu(self, address: str, entries: tuple[MenuEntry, ...]) -> None:
        """Keep the commands that a chat offers."""
        choices = [[{"label": each.description, "say": f"/{each.command}"}] for each in entries]
        await self._add(address, Content(choices=choices), Lane.SENDING, kind=MENU)

    async def can_reach(self) -> str | None:
        """Our own database is always there."""
        return None

    def _note_for(self, address: str, urgency: Urgency) -> str:
        """The word in passing that goes with the answer to a tap, once."""
        return self._passing.pop(address, "") if urgency is Urgency.REPLY else ""

    async def _add(
        self,
        address: str,
        shown: Content,
        lane: Lane,
        *,
        kind: str = bubbles.CARD,
        note: str = "",
    ) -> int:
        now = self._turns.now()

        async def act(db: Any) -> int | None:
            account_id = await bubbles.held_chat(db, NAME, address)
            if account_id is None:
                return None
            if note:
                await bubbles.add(db, account_id, Content(body=note), now=now, kind=NOTE)
            return await bubbles.add(db, account_id, shown, now=now, kind=kind)

        number = await self._turns.database.certain(act, lane)
        if number is None:
            raise Unreachable("signed out")
        self.streams.wake(address)
        return number

    def _order(self) -> int:
        """A number for what is done now, higher than all before it, also after a restart."""
        since = (self._turns.now() - _EPOCH) // timedelta(microseconds=1)
        self._last = max(self._last + 1, since)
        return self._last


def content(card: Card) -> Content:
    """A card as it is kept; an invitation with its meeting's file for the calendar."""
    choices = [[_choice(each) for each in row] for row in card.choices]
    if isinstance(card.shows, ShowInvitation) and choices:
        choices.append([{"file": card.shows.meeting_id}])
    if card.picture is not None:
        choices.insert(0, [{"picture": asdict(card.picture)}])
    return Content(card.title, card.body, choices)


def _choice(choice: Choice) -> dict[str, Any]:
    does = {"url": choice.url} if choice.action is None else {"wire": choice.action.pack()}
    return {"label": choice.label, "tone": choice.tone.value, **does}


def _lane(urgency: Urgency) -> Lane:
    """A person who waits for their answer goes before what the bot sends by itself."""
    return Lane.TURN if urgency is Urgency.REPLY else Lane.SENDING
