"""Reads a roster file, .csv or .xlsx, into rows of text numbered as a spreadsheet shows them."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bot.domain.faults import Fault, Faulty, fault, nearest
from bot.domain.roster_rows import COLUMNS, REQUIRED, Row
from bot.domain.words import _
from bot.papers import csv_sheet, xlsx_sheet

MOST_BYTES = 20_000_000
MOST_ROWS = 200_000

_Numbered = tuple[int, Sequence[str]]


def read(source: Path | str | tuple[str, bytes]) -> list[Row]:
    """The rows below the header that are not empty, from a path or from (file name, content).

    Raises Faulty with everything wrong with the form of the file: what stands in the cells is
    judged by `bot.domain.roster`.
    """
    name, content = source if isinstance(source, tuple) else _load(Path(source))
    if len(content) > MOST_BYTES:
        raise _too_big(name)
    sheet = _sheet(name, content)
    header = next(sheet, None)
    if header is None:
        raise Faulty([fault(None, _("The file {file} is empty."), file=name)])
    columns, faults = _columns(*header)
    rows = list(_rows(sheet, columns, faults))
    if faults:
        raise Faulty(faults)
    return rows


def _load(path: Path) -> tuple[str, bytes]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _too_big(path.name)
        return path.name, path.read_bytes()
    except FileNotFoundError:
        message = _("There is no file {file}; check its name and folder.")
    except IsADirectoryError:
        message = _("{file} is a folder; name the .csv or .xlsx file in it.")
    except OSError:
        message = _("The file {file} cannot be read; check that you may open it.")
    raise Faulty([fault(None, message, file=str(path))])


def _too_big(name: str) -> Faulty:
    message = _("The file {file} is over {limit} MB; split it, or save only the roster's sheet.")
    return Faulty([fault(None, message, file=name, limit=MOST_BYTES // 1_000_000)])


def _sheet(name: str, content: bytes) -> Iterator[_Numbered]:
    """The rows that are not empty, with their numbers."""
    ending = Path(name).suffix.lower()
    if ending not in {".csv", ".xlsx"}:
        message = _(
            "{file} is neither .csv nor .xlsx; open it in a spreadsheet and save it as .xlsx."
        )
        raise Faulty([fault(None, message, file=name)])
    if ending == ".csv":
        return (row for row in csv_sheet.rows(name, content) if any(row[1]))
    # The header, and one row too many to see that there are too many.
    return iter(xlsx_sheet.rows(name, content, most=MOST_ROWS + 2))


def _columns(number: int, header: Sequence[str]) -> tuple[list[str | None], list[Fault]]:
    """The column of each cell, None where the header is empty or faulty."""
    names = ["_".join(text.casefold().replace("-", " ").split()) for text in header]
    if not set(names) & set(COLUMNS):
        message = _("The first row must name the columns: {columns}.")
        raise Faulty([fault(number, message, columns=", ".join(COLUMNS))])
    faults = [
        _unknown(number, text)
        for text, name in zip(header, names, strict=True)
        if name and name not in COLUMNS
    ]
    columns: list[str | None] = []
    for name in names:
        if name in columns:
            message = _("The column {column} is there twice; keep one.")
            faults.append(fault(number, message, column=name))
        columns.append(name if name in COLUMNS and name not in columns else None)
    missing = _("The column {column} is missing.")
    faults += [fault(number, missing, column=name) for name in REQUIRED if name not in columns]
    return columns, faults


def _unknown(number: int, text: str) -> Fault:
    near = nearest(text, COLUMNS)
    if near:
        message = _("The column {column} is not known; did you mean {nearest}?")
    else:
        message = _("The column {column} is not known; remove it, or use: {columns}.")
    return fault(number, message, column=text, nearest=near, columns=", ".join(COLUMNS))


def _rows(
    sheet: Iterable[_Numbered], columns: Sequence[str | None], faults: list[Fault]
) -> Iterator[Row]:
    for count, (number, cells) in enumerate(sheet, start=1):
        if count > MOST_ROWS:
            message = _("The file has over {limit} rows; split it.")
            raise Faulty([fault(number, message, limit=MOST_ROWS)])
        if any(cells[len(columns) :]):
            message = _(
                "The row has more cells than the header; put text that contains the separator "
                "between quotation marks, or remove what is too much."
            )
            faults.append(fault(number, message))
        named = zip(columns, cells, strict=False)
        yield Row(number, {column: cell for column, cell in named if column})
