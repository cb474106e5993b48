"""The kinds of value a rule can have: how each is read from what people type, and written."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import time
from typing import Any

from bot.domain import reading
from bot.domain.names import fold
from bot.domain.refusal import Refused
from bot.domain.words import _

OURS = _("the bot's own choice")

_NONE = ("none", "khong")


@dataclass(frozen=True, kw_only=True)
class Rule(ABC):
    """What can be said of one rule without a unit.

    `says`, `unit` and, where no document is named, `source` are msgids; times and words have no
    unit. `name` is the field of Rules that holds the value, `default` the value it begins with.
    """

    says: str
    source: str = OURS
    unit: str | None = None
    name: str = ""
    default: Any = None

    @property
    def ends(self) -> tuple[str, str] | None:
        """The least and the greatest value allowed, as texts; None where there is no such thing."""
        return None

    @abstractmethod
    def read(self, text: str) -> Any:
        """The value that was typed or stored; Refused when it is not allowed."""

    def write(self, value: Any) -> str:
        """The one text under which `value` is stored and shown."""
        return str(value)

    @property
    def example(self) -> str:
        return f"{self.name}={self.write(self.default)}"


@dataclass(frozen=True, kw_only=True)
class Number(Rule):
    """A whole number from `low` to `high`."""

    low: int
    high: int

    @property
    def ends(self) -> tuple[str, str]:
        return str(self.low), str(self.high)

    def read(self, text: str) -> int:
        found = _whole(fold(text))
        if found is None or not self.low <= found <= self.high:
            raise Refused(
                "{rule} is a whole number from {low} to {high}, for example {example}.",
                rule=self.name,
                low=self.low,
                high=self.high,
                example=self.example,
            )
        return found


@dataclass(frozen=True, kw_only=True)
class Numbers(Rule):
    """Up to `most` whole numbers from `low` to `high`, the greatest first, or none at all."""

    low: int
    high: int
    most: int

    @property
    def ends(self) -> tuple[str, str]:
        return str(self.low), str(self.high)

    def read(self, text: str) -> tuple[int, ...]:
        if fold(text) in _NONE:
            return ()
        typed = [_whole(each) for each in re.split("[, ]+", fold(text))]
        found = sorted({n for n in typed if n is not None and self.low <= n <= self.high})
        if len(found) != len(typed) or len(found) > self.most:
            raise Refused(
                "{rule} is none or up to {most} different whole numbers from {low} to {high},"
                " for example {example}.",
                rule=self.name,
                most=self.most,
                low=self.low,
                high=self.high,
                example=self.example,
            )
        return tuple(reversed(found))

    def write(self, value: Any) -> str:
        return ",".join(map(str, value)) or _NONE[0]


@dataclass(frozen=True, kw_only=True)
class Clock(Rule):
    """A local time of day from `low` to `high`."""

    low: time
    high: time

    @property
    def ends(self) -> tuple[str, str]:
        return self.write(self.low), self.write(self.high)

    def read(self, text: str) -> time:
        found = _time(text)
        if found is None or not self.low <= found <= self.high:
            raise Refused(
                "{rule} is a time of day from {low} to {high}, for example {example}.",
                rule=self.name,
                low=self.write(self.low),
                high=self.write(self.high),
                example=self.example,
            )
        return found

    def write(self, value: Any) -> str:
        return f"{value:%H:%M}"


@dataclass(frozen=True, kw_only=True)
class Clocks(Rule):
    """Up to `most` local times of day from `low` to `high`, the earliest first, or none at all."""

    low: time
    high: time
    most: int

    @property
    def ends(self) -> tuple[str, str]:
        return f"{self.low:%H:%M}", f"{self.high:%H:%M}"

    def read(self, text: str) -> tuple[time, ...]:
        if fold(text) in _NONE:
            return ()
        typed = [_time(each) for each in re.split("[, ]+", text.strip())]
        found = sorted({at for at in typed if at is not None and self.low <= at <= self.high})
        if len(found) != len(typed) or len(found) > self.most:
            low, high = self.ends
            raise Refused(
                "{rule} is none or up to {most} different times of day from {low} to {high},"
                " for example {rule}=08:00,19:30.",
                rule=self.name,
                most=self.most,
                low=low,
                high=high,
            )
        return tuple(found)

    def write(self, value: Any) -> str:
        return ",".join(f"{at:%H:%M}" for at in value) or _NONE[0]


@dataclass(frozen=True, kw_only=True)
class KeepOrMove(Rule):
    """One of two words."""

    def read(self, text: str) -> str:
        found = fold(text)
        if found not in ("keep", "move"):
            raise Refused("{rule} is keep or move, for example {rule}=move.", rule=self.name)
        return found


@dataclass(frozen=True, kw_only=True)
class Phrase(Rule):
    """A word or a few, as they stand within a sentence: the first letter small."""

    most: int

    def read(self, text: str) -> str:
        found = reading.tidy(text)
        if len(found) > self.most or not all(word.isalpha() for word in found.split(" ")):
            raise Refused(
                "{rule} is a word or a few of at most {most} letters, for example {example}.",
                rule=self.name,
                most=self.most,
                example=self.example,
            )
        return found[0].lower() + found[1:]


def number_rule(
    says: str, low: int, high: int, unit: str | None = None, source: str = OURS
) -> dict[str, Rule]:
    """What a field of Rules carries when it is a whole number."""
    return {"rule": Number(says=says, low=low, high=high, unit=unit, source=source)}


def clock_rule(says: str, low: time, high: time) -> dict[str, Rule]:
    """What a field of Rules carries when it is a time of day."""
    return {"rule": Clock(says=says, low=low, high=high)}


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch("[0-9]{1,6}", text) else None


def _time(text: str) -> time | None:
    try:
        return reading.clock(text)
    except Refused:
        return None
