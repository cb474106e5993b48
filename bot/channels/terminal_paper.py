"""What happened on the phones, as lines of text that fit a terminal."""

import os
import shutil
import textwrap
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TextIO

from bot.channels.terminal import Happened, Phone, Sight, numbered
from bot.chat import Card, Tone
from bot.i18n import Speech

NARROW, WIDE = 60, 96  # columns
INDENT = "  "
EDGE = "│ "


@dataclass(frozen=True)
class Ink:
    """Colours, or none."""

    coloured: bool = False

    @classmethod
    def of(cls, stream: TextIO, environ: Mapping[str, str] | None = None) -> "Ink":
        """Colour only on a terminal, and not where NO_COLOR asks for none (no-color.org)."""
        found = os.environ if environ is None else environ
        plain = bool(found.get("NO_COLOR")) or found.get("TERM") == "dumb"
        return cls(stream.isatty() and not plain)

    def __call__(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.coloured and text else text


BOLD, DIM, GREEN, RED, BLUE, YELLOW = "1", "2", "32", "31", "36", "33"
_TONES = {Tone.GOOD: GREEN, Tone.BAD: RED, Tone.PLAIN: BLUE}


@dataclass
class Paper:
    """Writes sights to a stream; the same card at the same moment on many phones is shown once."""

    stream: TextIO
    t: Speech
    ink: Ink = field(default_factory=Ink)
    width: int = 88
    _sights: list[Sight] = field(default_factory=list)
    _above: list[str] = field(default_factory=list)  # whose block was written last
    _below_card: bool = False  # whether that was a card

    @classmethod
    def on(cls, stream: TextIO, t: Speech) -> "Paper":
        """Paper as wide as the terminal, within reason."""
        columns = shutil.get_terminal_size((88, 24)).columns
        return cls(stream, t, Ink.of(stream), max(NARROW, min(columns - 1, WIDE)))

    def sees(self, sight: Sight) -> None:
        """Keep a sight for the next `flush`."""
        self._sights.append(sight)

    def forget(self) -> list[Sight]:
        """Take what was seen since the last time without showing it."""
        seen, self._sights = self._sights, []
        return seen

    def heading(self, text: str, at: datetime) -> None:
        """A new part of the story."""
        day = self.t.day(self.t.local_day(at))
        rule = self.ink(DIM, "─" * self.width)
        self._apart(rule, self.ink(BOLD, text), self.ink(DIM, day), rule)

    def says(self, text: str) -> None:
        """A word to whoever looks on."""
        parts = text.split("\n")
        self._apart(
            *(self.ink(YELLOW, line) for part in parts for line in _wrapped(part, self.width))
        )

    def flush(self) -> None:
        """Show what was seen, in its order; of many cards of one kind the first."""
        alike: defaultdict[object, list[Sight]] = defaultdict(list)
        for sight in self.forget():
            alike[_looks(sight)].append(sight)
        left: dict[object, list[Sight]] = {}
        for sights in alike.values():
            kind = _kind(sights[0])
            if kind in left:
                left[kind] += sights
            else:
                left[kind] = []
                self._block(sights)
        self._likewise([sight for sights in left.values() for sight in sights])
        self.stream.flush()

    def _block(self, sights: Sequence[Sight]) -> None:
        first = sights[0]
        owners = self._owners(sights)
        if owners != self._above:
            self._write("", *owners)
        elif self._below_card and first.card is not None:
            self._write("")
        self._above, self._below_card = owners, first.card is not None
        if first.what is Happened.SAID:
            self._write(*self._inked(f"» {first.text}", BOLD))
        elif first.what is Happened.PASSING:
            self._write(*self._inked(first.text, GREEN))
        elif first.card is not None:
            if first.what is Happened.CHANGED:
                self._write(*self._inked(self.t("(an earlier card, changed in its place)"), DIM))
            self._write(*self._card(first.card))

    def _likewise(self, sights: Sequence[Sight]) -> None:
        """Who got a card of a kind that has been shown, each with their own words."""
        names = ", ".join(dict.fromkeys(each.phone.owner for each in sights))
        if names:
            said = self.t("Likewise, each in their own case: {names}", names=names)
            self._above = []
            self._write("", *self._inked(said, DIM))

    def _owners(self, sights: Sequence[Sight]) -> list[str]:
        """When, and whose phones, a line each."""
        at = sights[0].at
        stamp = f"{self.t.short_day(self.t.local_day(at))} {self.t.clock(at)}"
        return [
            f"{stamp if n == 0 else ' ' * len(stamp)}  {self._label(phone)}"
            for n, phone in enumerate(dict.fromkeys(each.phone for each in sights))
        ]

    def _label(self, phone: Phone) -> str:
        number = self.t("phone {n}", n=phone.address)
        return f"{self.ink(BOLD, phone.owner)} · {phone.role} · {self.ink(DIM, number)}"

    def _card(self, card: Card) -> list[str]:
        room = self.width - len(INDENT) - len(EDGE)
        lines = [self.ink(BOLD, line) for line in _wrapped(card.title, room)]
        if card.body:
            lines += [line for part in card.body.split("\n") for line in _wrapped(part, room)]
        lines += self._choices(card, room)
        return [INDENT + self.ink(DIM, EDGE) + line for line in lines]

    def _choices(self, card: Card, room: int) -> list[str]:
        """`[1] Present   [2] Absent`, as many on a line as fit."""
        lines: list[str] = []
        used = room
        for number, choice in numbered(card):
            shown = f"[{number}] {choice.label}"
            inked = self.ink(_TONES[choice.tone], shown)
            if used + 3 + len(shown) > room:
                lines.append(inked)
                used = len(shown)
            else:
                lines[-1] += "   " + inked
                used += 3 + len(shown)
        links = (choice for row in card.choices for choice in row if choice.url is not None)
        return lines + [f"{choice.label}: {choice.url}" for choice in links]

    def _inked(self, text: str, code: str) -> list[str]:
        lines = (
            line for part in text.split("\n") for line in _wrapped(part, self.width - len(INDENT))
        )
        return [INDENT + self.ink(code, line) for line in lines]

    def _apart(self, *lines: str) -> None:
        """Write what belongs to no phone."""
        self.flush()
        self._above = []
        self._write("", *lines)

    def _write(self, *lines: str) -> None:
        self.stream.writelines(line.rstrip() + "\n" for line in lines)


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def _looks(sight: Sight) -> tuple[object, ...]:
    """What is shown once: the same card on many phones at one moment."""
    card = sight.card
    if card is None:
        return sight.at, sight.what, sight.text, sight.phone.address
    labels = tuple(choice.label for row in card.choices for choice in row)
    return sight.at, sight.what, card.title, card.body, labels


def _kind(sight: Sight) -> tuple[object, ...]:
    """Cards that begin alike and offer as much; what people say is of no kind."""
    card = sight.card
    if card is None:
        return _looks(sight)
    return sight.at, sight.what, card.title, card.body.partition("\n")[0], len(card.choices)
