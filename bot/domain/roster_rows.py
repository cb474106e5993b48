"""The rows of a roster file as words, and the words one cell may hold."""

import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from bot.domain.faults import Fault, fault, nearest
from bot.domain.words import _

COLUMNS = (
    "unit_code",
    "unit_name",
    "unit_kind",
    "parent_code",
    "full_name",
    "role",
    "status",
    "presence",
    "subgroup",
    "person",
)
REQUIRED = ("unit_code", "full_name")
LONGEST = {
    "unit_code": 40,
    "unit_name": 200,
    "unit_kind": 40,
    "parent_code": 40,
    "full_name": 120,
    "role": 200,
    "status": 40,
    "presence": 40,
    "subgroup": 120,
    "person": 80,
}
# Word and web pages leave these in copied names, where nobody can see them.
_HARMLESS = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_CONTROL = frozenset({"Cc", "Cf", "Cs"})
_SPREADSHEET_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"}
)

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True)
class Row:
    """One row: its number in the spreadsheet, and text by column; an absent cell is empty."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def clean(row: Row, faults: list[Fault]) -> Row:
    """The row composed, with single spaces and nothing invisible.

    What cannot stand becomes a fault and is emptied, except the code and the name.
    """
    cells = {column: _tidy(text) for column, text in row.cells.items()}
    for column, text in cells.items():
        if problem := _unfit(column, text):
            faults.append(fault(row.number, problem, column=column, limit=LONGEST[column]))
            cells[column] = text if column in REQUIRED else ""
    return Row(row.number, cells)


def read_word(
    row: Row, column: str, text: str, words: type[Word], faults: list[Fault]
) -> Word | None:
    """The word of `words` that `text` is; otherwise a fault that names the nearest, and None."""
    plain = text.lower().replace(" ", "_").replace("-", "_")
    with suppress(ValueError):
        return words(plain)
    allowed = [word.value for word in words]
    near = nearest(plain, allowed)
    if near:
        message = _("{value} is not known in {column}; did you mean {nearest}?")
    else:
        message = _("{value} is not known in {column}; use one of: {allowed}.")
    faults.append(
        fault(
            row.number,
            message,
            value=text,
            column=column,
            nearest=near,
            allowed=", ".join(allowed),
        )
    )
    return None


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text.translate(_HARMLESS)).split())


def _unfit(column: str, text: str) -> str | None:
    if not text.isprintable() and any(unicodedata.category(c) in _CONTROL for c in text):
        return _("The cell in {column} holds invisible control characters; type it anew.")
    if text in _SPREADSHEET_ERRORS:
        return _("The formula in {column} gives only an error; mend it, or type the value.")
    if len(text) > LONGEST[column]:
        return _("The cell in {column} is longer than {limit} characters; shorten it.")
    if column == "full_name" and text:
        if "\ufffd" in text or "?" in text:
            return _("The name has lost letters; save the file anew as “CSV UTF-8” or as .xlsx.")
        if not any(c.isalpha() for c in text):
            return _("The name has no letters; write the full name.")
    return None
