"""Long lists, a page at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.chat import Action, Choice, Rows
from bot.i18n import Speech

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list: its things, which page it is (from 0), how many there are."""

    things: Sequence[T]
    number: int
    count: int
    first: int  # the place of its first thing in the whole list, from 1


def page(things: Sequence[T], wanted: int, size: int) -> Page[T]:
    """The wanted page, or the nearest there is; an empty list has one empty page."""
    count = max(1, -(-len(things) // size))
    number = min(max(wanted, 0), count - 1)
    return Page(things[number * size : (number + 1) * size], number, count, number * size + 1)


def turning(t: Speech, page: Page[T], at: Callable[[int], Action]) -> Rows:
    """The buttons to the pages before and after."""
    before = Choice(t("← Previous page"), at(page.number - 1))
    after = Choice(t("Next page →"), at(page.number + 1))
    row = (before,) * (page.number > 0) + (after,) * (page.number + 1 < page.count)
    return (row,) if row else ()
