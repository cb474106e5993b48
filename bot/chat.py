"""What a conversation is made of, the same on every channel.

A handler is given a `Turn` and returns a `Card` (what the screen should be) or a `Toast` (a word
in passing). Buttons carry `Action`s: typed values that survive 64 bytes of callback data.
"""

from __future__ import annotations

import dataclasses
import enum
import re
import typing
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from bot.domain.chart import Chart

MOST_BYTES = 64
MOST_NUMBER = 2**31 - 1


class BadAction(Exception):
    """The text of a button is not one of ours: forged, or from a release that is gone."""


@dataclass(frozen=True)
class Action:
    """What a choice does. Subclasses set `name` and have only int, bool, str or enum fields."""

    name: ClassVar[str] = ""

    def pack(self) -> str:
        """Return the text put into the button; raises ValueError past 64 bytes."""
        values = (_write(getattr(self, item.name)) for item in dataclasses.fields(self))
        wire = ":".join((self.name, *values))
        if len(wire.encode()) > MOST_BYTES:
            raise ValueError(f"{type(self).__name__} does not fit a button: {wire!r}")
        return wire


def _write(value: Any) -> str:
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


def _readers(kind: type[Action]) -> tuple[Any, ...]:
    hints = typing.get_type_hints(kind)
    special: dict[Any, Any] = {bool: _flag, int: _number}
    return tuple(special.get(h := hints[f.name], h) for f in dataclasses.fields(kind))


def _number(text: str) -> int:
    """A whole number that every column of ours can be compared with."""
    if re.fullmatch("-?[0-9]{1,10}", text) is None or abs(number := int(text)) > MOST_NUMBER:
        raise ValueError(text)
    return number


def _flag(text: str) -> bool:
    if text not in {"0", "1"}:
        raise ValueError(text)
    return text == "1"


class Actions:
    """The actions a program knows, by the first word of their text."""

    def __init__(self) -> None:
        self._kinds: dict[str, type[Action]] = {}
        self._readers: dict[str, tuple[Any, ...]] = {}

    def know(self, kind: type[Action]) -> None:
        """Add `kind`; raises ValueError when its name is taken or empty."""
        taken = self._kinds.setdefault(kind.name, kind)
        if not kind.name or taken is not kind:
            raise ValueError(f"{kind.__name__} needs a name of its own, not {kind.name!r}")
        self._readers[kind.name] = _readers(kind)

    def read(self, wire: str) -> Action:
        """Turn the text of a button back into its action; raises BadAction."""
        name, *_ = wire.split(":", 1)
        kind = self._kinds.get(name)
        if kind is None:
            raise BadAction(name)
        readers = self._readers[name]
        parts = wire.split(":", len(readers))[1:]
        if len(parts) != len(readers):
            raise BadAction(name)
        try:
            action = kind(*(read(part) for read, part in zip(readers, parts, strict=True)))
            if action.pack() != wire or "\0" in wire:  # which PostgreSQL cannot store
                raise BadAction(name)
        except (ValueError, OverflowError):
            raise BadAction(name) from None
        return action

    def __iter__(self) -> typing.Iterator[type[Action]]:
        return iter(self._kinds.values())


class Tone(enum.StrEnum):
    """How a choice feels; a channel may colour it."""

    PLAIN = ""
    GOOD = "success"
    BAD = "danger"


@dataclass(frozen=True)
class Choice:
    """One thing to pick: an action of ours, or an address to open."""

    label: str
    action: Action | None = None
    url: str | None = None
    tone: Tone = Tone.PLAIN


Rows = tuple[tuple[Choice, ...], ...]


@dataclass(frozen=True)
class Card:
    """What the screen should be. Plain text: the channel adds emphasis and escapes.

    `shows` is the action that would show this card afresh, so that it can be kept true; `fresh`
    asks for a new message even in answer to a tap; `toast` is said over the button as well.
    `picture` is shown with it where the channel shows pictures; the words say all of it.
    """

    title: str
    body: str = ""
    choices: Rows = ()
    shows: Action | None = None
    fresh: bool = False
    toast: str = ""
    picture: Chart | None = None


@dataclass(frozen=True)
class Toast:
    """A word in passing: over the button where there is one, else a plain line."""

    text: str
    alert: bool = False


Reply = Card | Toast | None


# What a person does --------------------------------------------------------------------------


@dataclass(frozen=True)
class Command:
    """`/status CB1` is Command("status", "CB1")."""

    name: str
    words: str = ""


@dataclass(frozen=True)
class Pick:
    """A choice was picked; `wire` is the packed action, `message_id` the message that had it."""

    wire: str
    message_id: str


@dataclass(frozen=True)
class Words:
    """Plain words."""

    text: str


@dataclass(frozen=True)
class Attachment:
    """A photo, file, voice message and the like, perhaps with a caption."""

    caption: str = ""


@dataclass(frozen=True)
class Left:
    """The person closed the conversation: blocked or stopped the bot."""


@dataclass(frozen=True)
class Back:
    """The person opened the conversation again after having blocked the bot."""


Deed = Command | Pick | Words | Attachment | Left | Back


@dataclass(frozen=True)
class Asked:
    """Something a person did on a channel, as the channel understood it.

    `order` rises with time on one channel and names the update, so that it is taken once; None
    where the channel has no such number. `once` names it where the order is ours, so that a form
    is taken once however often it is posted. `private` is False in a group.
    """

    channel: str
    address: str
    deed: Deed
    order: int | None = None
    language: str = ""
    private: bool = True
    once: int | None = None


# How sending fails ----------------------------------------------------------------------------


class SendFailed(Exception):
    """A message did not go out; the subclass says what to do about it."""


class TryLater(SendFailed):
    """The platform is busy or away; `after` is in seconds, None where it did not say.

    `everyone` is True when the platform asks the whole bot to pause (429), not this message alone.
    """

    def __init__(self, after: float | None = None, *, everyone: bool = False) -> None:
        super().__init__("try later")
        self.after = after
        self.everyone = everyone


class Unreachable(SendFailed):
    """This address will not take messages: blocked, deleted, never started."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Moved(SendFailed):
    """The conversation has a new address."""

    def __init__(self, address: str) -> None:
        super().__init__("moved")
        self.address = address


class Rejected(SendFailed):
    """The platform will never take this message: a fault of ours. `why` carries no words of it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Gone(SendFailed):
    """The message to change is not there any more."""


class Urgency(enum.IntEnum):
    """Who goes first when the platform's pace is the limit."""

    REPLY = 0
    CHANGE = 1
    NOTICE = 2
    MENDING = 3


@dataclass(frozen=True)
class MenuEntry:
    """A command as a menu shows it."""

    command: str
    description: str


@dataclass(frozen=True)
class Menu:
    """The commands a person is offered; brought to the channel like any owed message."""

    entries: tuple[MenuEntry, ...]


class Channel(Protocol):
    """A place where people and the bot talk."""

    name: str

    async def send(self, address: str, card: Card, urgency: Urgency) -> str:
        """Send a new message and return its id; raises SendFailed."""
        ...

    async def edit(self, address: str, message_id: str, card: Card, urgency: Urgency) -> None:
        """Make a message show `card`; already showing it is success; raises SendFailed."""
        ...

    async def menu(self, address: str, entries: tuple[MenuEntry, ...]) -> None:
        """Show this person's commands where the channel has such a menu; raises SendFailed."""
        ...

    async def can_reach(self) -> str | None:
        """Return None when the platform answers and knows us, else one line that says what not."""
        ...


@dataclass
class Wake:
    """Tells the senders that something new is owed, so that it goes out at once."""

    callbacks: list[typing.Callable[[], None]] = field(default_factory=list)

    def __call__(self) -> None:
        for callback in self.callbacks:
            callback()
