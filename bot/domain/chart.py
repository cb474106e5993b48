"""A chart as a value: what a picture shows, in the words of its reader, before anybody draws it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Bar:
    """One bar from 0 to 100; None where nothing is known. `before` is marked beside it."""

    label: str
    below: str
    percent: int | None
    before: int | None
    marked: bool


@dataclass(frozen=True)
class Chart:
    """Bars with their words; the card beside it says all of it for whoever sees no picture."""

    title: str
    bars: tuple[Bar, ...]
    before_is: str
    marked_is: str

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """The chart whose `asdict` was kept as JSON."""
        return cls(**{**kept, "bars": tuple(Bar(**each) for each in kept["bars"])})
