"""Rows that are only read: as quick to make as a tuple, and not to be written to by mistake."""

from collections import namedtuple
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import Column, inspect
from sqlmodel import SQLModel

T = TypeVar("T", bound=SQLModel)

Make = Callable[[Sequence[Any]], T]


def columns(table: type[SQLModel]) -> list[Column[Any]]:
    """A table's columns, in the order in which `maker` wants their values."""
    return list(inspect(table).local_table.columns)


def maker(table: type[T]) -> Make[T]:
    """What makes values of a table's rows; each has the attributes of the row, and no others."""
    made = namedtuple(table.__name__, [column.name for column in columns(table)])  # type: ignore[misc]
    return cast(Make[T], made._make)


def with_changes(value: T, changes: dict[str, Any]) -> T:
    """The value of a row whose columns `changes` have been written."""
    return cast(T, cast(Any, value)._replace(**changes))
