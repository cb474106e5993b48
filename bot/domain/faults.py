"""What is wrong with a file somebody handed in: data, so that all of it can be shown at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process


@dataclass(frozen=True)
class Fault:
    """One thing to mend: the row as a spreadsheet numbers it (None: the file), a msgid, values."""

    row: int | None
    message: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        said = self.message.format(**self.values)
        return said if self.row is None else f"{self.row}: {said}"


class Faulty(Exception):
    """Nothing was taken from the file; `faults` names everything found, in order of rows."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: Sequence[Fault] = tuple(sorted(faults, key=lambda fault: fault.row or 0))
        super().__init__("\n".join(map(str, self.faults)))


def fault(row: int | None, message: str, /, **values: Any) -> Fault:
    """A Fault in one line; `message` is a msgid marked with `_()`."""
    return Fault(row, message, values)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, or None when none is near."""
    found = process.extractOne(
        word, sorted(known), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=60
    )
    return found[0] if found else None
