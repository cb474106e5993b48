"""The rows of the first sheet of an .xlsx file, as the text its reader sees."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from bot.domain.faults import Faulty, fault
from bot.domain.words import _

# 200,000 rows with every column filled unpack to about 100 MB; a bomb to thousands.
MOST_UNPACKED = 150_000_000
MOST_COLUMNS = 64
_LAST_ROW = 1_048_576
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def rows(name: str, content: bytes, most: int) -> list[tuple[int, list[str]]]:
    """The first `most` rows that are not empty, with their numbers.

    Formulas give the value last calculated, dates 2026-12-15, whole numbers no decimals.
    Raises Faulty if the file cannot be read.
    """
    _check_package(name, content)
    try:
        return _cells(name, content, most)
    except Faulty:
        raise
    except Exception as error:  # openpyxl lets through whatever a damaged file makes of it
        raise _damaged(name) from error


def _check_package(name: str, content: bytes) -> None:
    if content.startswith(_OLD_EXCEL):
        if _ENCRYPTED in content:
            message = _("{file} is protected by a password; save a copy without one.")
        else:
            message = _("{file} is an old Excel file; save it as .xlsx.")
        raise Faulty([fault(None, message, file=name)])
    if not content.strip():
        raise Faulty([fault(None, _("The file {file} is empty."), file=name)])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _damaged(name) from error
    if unpacked > MOST_UNPACKED:
        message = _("{file} unpacks to far more than a roster; save only its sheet as .csv.")
        raise Faulty([fault(None, message, file=name)])


def _cells(name: str, content: bytes, most: int) -> list[tuple[int, list[str]]]:
    from openpyxl import load_workbook  # when there is such a file: it takes memory for ever

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about colours, checks and charts we do not read
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            if not sheets:
                message = _("{file} has no sheet with cells; put the roster in its first sheet.")
                raise Faulty([fault(None, message, file=name)])
            return list(islice(_filled(sheets[0]), most))
        finally:
            book.close()


def _filled(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # other programs write wrong ones, which cut cells off
    found = sheet.iter_rows(1, _LAST_ROW, 1, MOST_COLUMNS, values_only=True)
    for number, values in enumerate(found, start=1):
        if values.count(None) == len(values):
            continue
        cells = ["" if value is None else _text(value) for value in values]
        if any(cells):
            yield number, cells


def _text(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
    return str(value).strip()


def _damaged(name: str) -> Faulty:
    message = _(
        "{file} is damaged or no Excel file; open it in a spreadsheet and save it as .xlsx."
    )
    return Faulty([fault(None, message, file=name)])
