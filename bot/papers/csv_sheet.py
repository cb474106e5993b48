"""The rows of a .csv file as Excel and its cousins write it."""

import csv
import io
import re
from collections.abc import Iterator

from bot.domain.faults import Faulty, fault
from bot.domain.roster_rows import COLUMNS
from bot.domain.words import _

_SEPARATORS = ",;\t"
_EXCEL_HINT = re.compile(r'\A"?sep=(.)"?\r?\n', re.IGNORECASE)
_ZIP, _UTF16 = b"PK\x03\x04", (b"\xff\xfe", b"\xfe\xff")


def rows(name: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number in a spreadsheet; Faulty if the file cannot be read."""
    text = _decoded(name, content)
    hint = _EXCEL_HINT.match(text)
    body = text[hint.end() :] if hint else text
    separator = hint[1] if hint else _separator(body)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            message = _(
                "The quotation marks from this row on do not fit; close them, or write those "
                "inside the text twice."
            )
            raise Faulty([fault(number, message)]) from error
        if cells is None:
            return
        yield number, [cell.strip() for cell in cells]


def _decoded(name: str, content: bytes) -> str:
    if content.startswith(_ZIP):
        message = _("{file} is an Excel file with the wrong ending; rename it to .xlsx.")
        raise Faulty([fault(None, message, file=name)])
    try:
        if content.startswith(_UTF16) or b"\0" in content:
            raise ValueError
        return content.decode("utf-8-sig")
    except ValueError as error:
        message = _("{file} is not in UTF-8; save it anew as “CSV UTF-8”, or as .xlsx.")
        raise Faulty([fault(None, message, file=name)]) from error


def _separator(text: str) -> str:
    """The separator that makes the most known columns of the first line that says anything."""
    first = next((line for line in text.splitlines() if line.strip(_SEPARATORS + ' "')), "")

    def found(separator: str) -> tuple[int, int]:
        names = [part.strip(' "').casefold() for part in first.split(separator)]
        return sum(name in COLUMNS for name in names), len(names)

    return max(_SEPARATORS, key=found)
