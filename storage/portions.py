"""Many values, a portion at a time."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

AT_ONCE = 500  # both databases take some ten thousand values in one statement

Value = TypeVar("Value")


def portions(values: Sequence[Value], most: int = AT_ONCE) -> Iterator[Sequence[Value]]:
    """The values in portions that fit into one statement, each used once or more in it."""
    for start in range(0, len(values), most):
        yield values[start : start + most]
