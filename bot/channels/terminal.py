"""Phones in the terminal, for the demo: the same turns, cards and notices, nobody's network."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import Any

from bot.chat import (
    Action,
    Asked,
    Card,
    Choice,
    Command,
    Deed,
    Gone,
    MenuEntry,
    Pick,
    Toast,
    Unreachable,
    Urgency,
    Words,
)
from bot.screens import Screens
from bot.tasks import Background
from bot.turns import Turns

NAME = "terminal"


class Happened(StrEnum):
    """What can be seen on a phone."""

    SAID = "said"  # by the person
    NEW = "new"
    CHANGED = "changed"  # a card that was there before, in its place
    PASSING = "passing"  # a word over the button, or a plain line


@dataclass(frozen=True)
class Sight:
    """Something that happened on a phone, and when; `card` for cards, `text` for the rest."""

    at: datetime
    phone: "Phone"
    what: Happened
    text: str = ""
    card: Card | None = None


class TerminalChannel:
    """A channel whose phones are all in this process; `show` is told what happens on them."""

    name = NAME

    def __init__(
        self,
        turns: Turns,
        screens: Screens,
        background: Background,
        show: Callable[[Sight], None],
    ) -> None:
        self._turns = turns
        self._screens = screens
        self._background = background
        self._show = show
        self._orders = count(1)
        self.phones: dict[str, Phone] = {}

    def phone(self, owner: str, role: str, language: str) -> "Phone":
        """Put a phone that has never spoken to the bot into somebody's hand."""
        address = str(len(self.phones) + 1)
        self.phones[address] = Phone(self, address, owner, role, language)
        return self.phones[address]

    async def send(self, address: str, card: Card, urgency: Urgency) -> str:
        """Put a card below the others."""
        phone = self._at(address)
        message_id = str(len(phone.cards) + 1)
        phone.cards[message_id] = card
        self.sees(phone, Happened.NEW, card=card)
        return message_id

    async def edit(self, address: str, message_id: str, card: Card, urgency: Urgency) -> None:
        """Show another card in an old one's place; the same card once more is nothing to see."""
        phone = self._at(address)
        if message_id not in phone.cards:
            raise Gone
        if _looks(phone.cards[message_id]) != _looks(card):
            self.sees(phone, Happened.CHANGED, card=card)
        phone.cards[message_id] = card

    async def menu(self, address: str, entries: tuple[MenuEntry, ...]) -> None:
        """Keep what the menu of a phone would show."""
        self._at(address).menu = entries

    async def can_reach(self) -> str | None:
        """The terminal is always there."""
        return None

    async def take(self, phone: "Phone", deed: Deed) -> None:
        """Let a person do something and wait until their phone shows what came of it."""
        outcome = await self._turns.take(
            Asked(NAME, phone.address, deed, next(self._orders), phone.language)
        )
        reply = outcome.reply
        passing = reply.text if isinstance(reply, Toast) else reply.toast if reply else ""
        if passing:
            self.sees(phone, Happened.PASSING, passing)
        await self._screens.present(outcome, deed.message_id if isinstance(deed, Pick) else None)
        await self._background.idle()

    async def drawn(self) -> None:
        """Have every card drawn that is behind, also where others' answers have changed it."""
        await self._screens.mend(at_start=True)
        await self._background.idle()

    def sees(
        self, phone: "Phone", what: Happened, text: str = "", card: Card | None = None
    ) -> None:
        """Tell what happened on a phone just now."""
        self._show(Sight(self._turns.now(), phone, what, text, card))

    def _at(self, address: str) -> "Phone":
        phone = self.phones.get(address)
        if phone is None:
            raise Unreachable("never started")
        return phone


@dataclass(eq=False)
class Phone:
    """One phone: what its owner does with it, and the cards on its screen, oldest first."""

    channel: TerminalChannel
    address: str
    owner: str
    role: str
    language: str
    cards: dict[str, Card] = field(default_factory=dict)
    menu: tuple[MenuEntry, ...] = ()

    async def sends(self, text: str) -> None:
        """Type a command or plain words."""
        self.channel.sees(self, Happened.SAID, text)
        if text.startswith("/"):
            name, _, words = text[1:].partition(" ")
            await self.channel.take(self, Command(name, words.strip()))
        else:
            await self.channel.take(self, Words(text))

    async def picks(self, kind: type[Action], **values: Any) -> None:
        """Pick the choice that does this, on the newest card that has it.

        Raises LookupError when no card on the phone offers it: nobody taps what is not there.
        """
        for message_id, number, choice in self._offered():
            if isinstance(choice.action, kind) and all(
                getattr(choice.action, name) == value for name, value in values.items()
            ):
                await self._pick(message_id, number, choice)
                return
        raise LookupError(f"{self.owner} sees no {kind.__name__} with {values}")

    async def picks_number(self, number: int) -> None:
        """Pick a choice of the newest card that has any, counted from 1 as it is shown."""
        for message_id, each, choice in self._offered():
            if each == number:
                await self._pick(message_id, number, choice)
                return
        raise LookupError(f"{self.owner} sees no [{number}]")

    def _offered(self) -> Iterator[tuple[str, int, Choice]]:
        """Every choice on the screen with its number, the newest card first."""
        for message_id, card in reversed(self.cards.items()):
            for number, choice in numbered(card):
                yield message_id, number, choice

    async def _pick(self, message_id: str, number: int, choice: Choice) -> None:
        assert choice.action is not None
        self.channel.sees(self, Happened.SAID, f"[{number}] {choice.label}")
        await self.channel.take(self, Pick(choice.action.pack(), message_id))


def numbered(card: Card) -> list[tuple[int, Choice]]:
    """The choices of a card that do something, with the numbers they are shown under."""
    doing = (choice for row in card.choices for choice in row if choice.action is not None)
    return list(enumerate(doing, start=1))


def _looks(card: Card) -> tuple[object, ...]:
    """What of a card can be seen."""
    return card.title, card.body, card.choices
