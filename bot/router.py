"""Which handler answers which command, action, awaited words or owed notice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from bot.chat import Action, Actions, Card, Menu, Reply
from bot.domain.roles import Right

if TYPE_CHECKING:
    from bot.turn import Turn

CommandHandler = Callable[["Turn", str], Awaitable[Reply]]
ActionHandler = Callable[["Turn", Any], Awaitable[Reply]]
WordsHandler = Callable[["Turn", Any, str], Awaitable[Reply]]
NoticeHandler = Callable[["Turn", dict[str, Any]], Awaitable[Card | Menu | None]]
ReturnHandler = Callable[["Turn"], Awaitable[None]]
B = TypeVar("B", bound=ReturnHandler)
C = TypeVar("C", bound=CommandHandler)
A = TypeVar("A", bound=ActionHandler)
W = TypeVar("W", bound=WordsHandler)
N = TypeVar("N", bound=NoticeHandler)


class Audience(StrEnum):
    """Who may use a command before rights are looked at."""

    ANYONE = "anyone"  # also those who have not joined yet
    MEMBER = "member"  # whoever has joined


class Scope(StrEnum):
    """Whether a command acts in one of the person's units, so that the unit has to be known."""

    NONE = "none"
    UNIT = "unit"


@dataclass(frozen=True)
class CommandEntry:
    """A command: its names, what it is for, who may use it, and where it acts.

    `names_people` says that its words begin with the name of a person.
    """

    english: str
    vietnamese: str
    also: tuple[str, ...]
    summary: str
    usage: str
    right: Right | None
    audience: Audience
    scope: Scope
    handler: CommandHandler
    names_people: bool = False

    def name_in(self, language: str) -> str:
        """The command's name for somebody who reads this language."""
        return self.vietnamese if language == "vi" else self.english

    @property
    def names(self) -> tuple[str, ...]:
        return (self.english, self.vietnamese, *self.also)


@dataclass(frozen=True)
class ActionEntry:
    """What answers a pick; `right` is what the handler demands in the unit it touches."""

    kind: type[Action]
    right: Right | None
    audience: Audience
    handler: ActionHandler


@dataclass(frozen=True)
class NoticeEntry:
    """How a message that the bot owes is made when it is sent.

    `why` says to its reader by which rule it came; `gathered` notices due to one person on one
    morning become one message; `quiet` ones wait for the end of the night.
    """

    name: str
    why: str
    gathered: bool
    quiet: bool
    handler: NoticeHandler


@dataclass
class Router:
    """Tables of what the bot answers, filled by decorators beside the handlers."""

    commands: dict[str, CommandEntry] = field(default_factory=dict)
    actions: dict[type[Action], ActionEntry] = field(default_factory=dict)
    words: dict[type[Action], WordsHandler] = field(default_factory=dict)
    notices: dict[str, NoticeEntry] = field(default_factory=dict)
    known: Actions = field(default_factory=Actions)
    returning: list[ReturnHandler] = field(default_factory=list)

    def command(
        self,
        english: str,
        vietnamese: str,
        *also: str,
        summary: str,
        usage: str = "",
        right: Right | None = None,
        audience: Audience = Audience.MEMBER,
        scope: Scope = Scope.NONE,
        names_people: bool = False,
    ) -> Callable[[C], C]:
        """Answer `/english` and `/vietnamese`. `summary` is a msgid for menus and help, `usage`
        the words after the command; with Scope.UNIT the handler finds `turn.unit` set."""

        def keep(handler: C) -> C:
            entry = CommandEntry(
                english,
                vietnamese,
                also,
                summary,
                usage,
                right,
                audience,
                scope,
                handler,
                names_people,
            )
            for name in entry.names:
                if self.commands.setdefault(name, entry) is not entry:
                    raise ValueError(f"two commands are called /{name}")
            return handler

        return keep

    def action(
        self,
        kind: type[Action],
        *,
        right: Right | None = None,
        audience: Audience = Audience.MEMBER,
    ) -> Callable[[A], A]:
        """Answer a pick of `kind`. The handler demands `right` by loading through the person."""

        def keep(handler: A) -> A:
            self.known.know(kind)
            if kind in self.actions:
                raise ValueError(f"two handlers answer {kind.__name__}")
            self.actions[kind] = ActionEntry(kind, right, audience, handler)
            return handler

        return keep

    def typed(self, kind: type[Action]) -> Callable[[W], W]:
        """Take the words a person types after the handler of `kind` said it waits for them."""

        def keep(handler: W) -> W:
            self.known.know(kind)
            if self.words.setdefault(kind, handler) is not handler:
                raise ValueError(f"two handlers take the words of {kind.__name__}")
            return handler

        return keep

    def notice(
        self, name: str, *, why: str, gathered: bool = False, quiet: bool = True
    ) -> Callable[[N], N]:
        """Make the card of an owed notice when it is sent; None says it has lost its point."""

        def keep(handler: N) -> N:
            if name in self.notices:
                raise ValueError(f"two notices are called {name}")
            self.notices[name] = NoticeEntry(name, why, gathered, quiet, handler)
            return handler

        return keep

    def came_back(self, handler: B) -> B:
        """Do something when a person opens the conversation again after having blocked the bot."""
        self.returning.append(handler)
        return handler

    def include(self, other: Router) -> None:
        """Take over everything another router answers; raises ValueError when names clash."""
        for name, entry in other.commands.items():
            if self.commands.setdefault(name, entry) is not entry:
                raise ValueError(f"two commands are called /{name}")
        for kind in other.known:
            self.known.know(kind)
        _merge(self.actions, other.actions)
        _merge(self.words, other.words)
        _merge(self.notices, other.notices)
        self.returning += other.returning

    def every_command(self) -> Iterator[CommandEntry]:
        """Each command once, in the order it was declared."""
        return iter(dict.fromkeys(self.commands.values()))


K = TypeVar("K")
V = TypeVar("V")


def _merge(into: dict[K, V], more: dict[K, V]) -> None:
    for key, value in more.items():
        if into.setdefault(key, value) is not value:
            raise ValueError(f"two handlers answer {key}")
