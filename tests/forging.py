"""What a tampered phone can send: every button of the bot, with numbers that really exist."""

import dataclasses
import enum
import itertools
import sqlite3
import typing
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.chat import Action

# What may change by itself when somebody is refused: that they were here, and that it was taken.
BOOKKEEPING = {"receipt", "trouble", "awaiting", "screen", "lease", "wrongtry"}
PASSING = {"account": {"last_seen_at", "unit_id"}}
# How the fields of actions are called where it is not the name of the table.
TABLES = {
    "code": "joincode",
    "item": "agendaitem",
    "day": "dayoff",
    "off": "dayoff",
    "message": "outbox",
    "owed": "outbox",
}
MOST = 5  # combinations of one kind of button, spread over all there are
OWNED = ("account_id", "person_id", "membership_id", "invitation_id", "code_id")

Rows = dict[str, list[tuple[Any, ...]]]
Ids = dict[str, list[int]]


class Books:
    """The database file, read beside the running bot."""

    def __init__(self, file: Path) -> None:
        self.connection = sqlite3.connect(file)
        self.columns = {
            name: [row[1] for row in self.connection.execute(f"PRAGMA table_info({name})")]
            for (name,) in self.connection.execute(
                "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'"
            ).fetchall()
        }

    def dump(self) -> Rows:
        """Every row that a refused deed must leave as it was."""
        return {
            name: self.connection.execute(
                f"SELECT {', '.join(_kept(name, columns))} FROM {name} ORDER BY rowid"
            ).fetchall()
            for name, columns in self.columns.items()
            if name not in BOOKKEEPING
        }

    def ids_of(self, unit_id: int, *, but_person: int | None = None) -> Ids:
        """The numbers of everything that belongs to a unit, by table; nothing of `but_person`."""
        known: Ids = {"unit": [unit_id]}
        known["meeting"] = self._numbers("meeting", "unit_id", [unit_id])
        known["person"] = [
            person
            for (person,) in self.connection.execute(
                "SELECT person_id FROM membership WHERE unit_id = ?", (unit_id,)
            )
            if person != but_person
        ]
        for name, columns in self.columns.items():
            if name in known or "id" not in columns:
                continue
            for owner in ("person", "membership", "account", "meeting", "unit"):
                if f"{owner}_id" in columns and owner in known:
                    known[name] = self._numbers(name, f"{owner}_id", known[owner])
                    break
        return known

    def _numbers(self, table: str, column: str, values: list[int]) -> list[int]:
        marks = ", ".join("?" * len(values)) or "NULL"
        query = f"SELECT id FROM {table} WHERE {column} IN ({marks}) ORDER BY id"
        return [number for (number,) in self.connection.execute(query, values)]


def _kept(name: str, columns: Iterable[str]) -> list[str]:
    return [column for column in columns if column not in PASSING.get(name, set())]


def forged(kind: type[Action], ids: Ids) -> Iterator[Action]:
    """Buttons of one kind about the things with these numbers."""
    hints = typing.get_type_hints(kind)
    values = [_values(item.name, hints[item.name], ids) for item in dataclasses.fields(kind)]
    every = list(itertools.product(*values))
    for combination in every[:: -(-len(every) // MOST)]:
        yield kind(*combination)


def _values(field: str, kind: Any, ids: Ids) -> list[Any]:
    if kind is bool:
        return [True, False]
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return list(kind)
    if kind is str:
        return ["1", ""]
    if not field.endswith("_id"):
        return [1, 2]
    stem = field.removesuffix("_id")
    found = ids.get(TABLES.get(stem, stem))
    if found is None:
        found = sorted({number for numbers in ids.values() for number in numbers})
    return found[:4] or [1]


def names_things(kind: type[Action]) -> bool:
    """Whether the button carries the number of something."""
    return any(item.name.endswith("_id") for item in dataclasses.fields(kind))


def names_people(kind: type[Action]) -> bool:
    """Whether the button carries the number of something that belongs to one person."""
    return any(item.name in OWNED for item in dataclasses.fields(kind))
