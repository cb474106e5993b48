"""The units of a roster file: put together from their rows, and checked to form trees."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.domain.faults import Fault, fault, nearest
from bot.domain.roles import UnitKind
from bot.domain.roster_rows import Row, read_word
from bot.domain.words import _


class KnownUnit(NamedTuple):
    """A unit that is stored already."""

    kind: UnitKind
    parent: str | None


@dataclass(frozen=True)
class UnitRow:
    """A unit the file mentions, first in `row`; a name or parent of None leaves what is stored.

    A new unit that nobody named is called by its code.
    """

    row: int
    code: str
    name: str | None
    kind: UnitKind
    parent: str | None


@dataclass
class _Sketch:
    """What the rows of one unit have said so far: text by column, and the row that said it."""

    row: int
    said: dict[str, tuple[str, int]] = field(default_factory=dict)
    kind: UnitKind | None = None

    def of(self, column: str) -> str | None:
        return self.said[column][0] if column in self.said else None


def check(
    rows: Iterable[Row], known: Mapping[str, KnownUnit], faults: list[Fault]
) -> tuple[UnitRow, ...]:
    """The units of `rows`, each with a unit_code, parents first; what is wrong goes to `faults`.

    A unit whose kind no row says keeps the kind it is known by; a new one is a committee when other
    units name it as their parent, and a cell otherwise.
    """
    sketches = _sketched(rows, faults)
    _check_capitals(sketches, known, faults)
    tree = dict(known)
    parents = {sketch.of("parent_code") for sketch in sketches.values()}
    for code, sketch in sketches.items():
        tree[code] = _merged(sketch, known.get(code), named_as_parent=code in parents)
    found = len(faults)
    for code, sketch in sketches.items():
        _check_parent(code, sketch, tree, faults)
    _check_children(sketches, tree, faults)
    _check_cycles(sketches, tree, faults)
    if len(faults) > found:
        return ()
    ordered = sorted(sketches, key=lambda code: _depth(code, tree))
    return tuple(_unit(code, sketches[code], tree[code], code in known) for code in ordered)


def _sketched(rows: Iterable[Row], faults: list[Fault]) -> dict[str, _Sketch]:
    sketches: dict[str, _Sketch] = {}
    for row in rows:
        sketch = sketches.setdefault(row["unit_code"], _Sketch(row.number))
        for column in ("unit_name", "unit_kind", "parent_code"):
            if row[column]:
                _note(sketch, row, column, faults)
    return sketches


def _note(sketch: _Sketch, row: Row, column: str, faults: list[Fault]) -> None:
    text = row[column]
    if column == "unit_kind":
        kind = read_word(row, column, text, UnitKind, faults)
        if kind is None:
            return
        sketch.kind, text = sketch.kind or kind, kind.value
    before, where = sketch.said.setdefault(column, (text, row.number))
    if before != text:
        faults.append(
            fault(
                row.number,
                _("{column} of {unit} is {value} here but {before} in row {other}; keep one."),
                column=column,
                unit=row["unit_code"],
                value=text,
                before=before,
                other=where,
            )
        )


def _merged(sketch: _Sketch, stored: KnownUnit | None, *, named_as_parent: bool) -> KnownUnit:
    guessed = UnitKind.COMMITTEE if named_as_parent else UnitKind.CELL
    kind = sketch.kind or (stored.kind if stored else guessed)
    return KnownUnit(kind, sketch.of("parent_code") or (stored.parent if stored else None))


def _check_capitals(
    sketches: Mapping[str, _Sketch], known: Mapping[str, KnownUnit], faults: list[Fault]
) -> None:
    spelt = {code.casefold(): code for code in known}
    for code, sketch in sketches.items():
        other = spelt.setdefault(code.casefold(), code)
        if other != code:
            message = _("The unit codes {code} and {other} differ only in capitals; keep one.")
            faults.append(fault(sketch.row, message, code=code, other=other))


def _check_parent(
    code: str, sketch: _Sketch, tree: Mapping[str, KnownUnit], faults: list[Fault]
) -> None:
    if "parent_code" not in sketch.said:
        return
    parent, row = sketch.said["parent_code"]
    if parent not in tree:
        near = nearest(parent, (other for other in tree if other != code))
        if near:
            message = _("The parent {parent} of {unit} is not known; did you mean {nearest}?")
        else:
            message = _("The parent {parent} of {unit} is not known; add a row that describes it.")
        faults.append(fault(row, message, parent=parent, unit=code, nearest=near))
    elif parent != code and tree[parent].kind is UnitKind.CELL:
        message = _("The parent {parent} of {unit} is a cell; only a committee has units below it.")
        faults.append(fault(row, message, parent=parent, unit=code))


def _check_children(
    sketches: Mapping[str, _Sketch], tree: Mapping[str, KnownUnit], faults: list[Fault]
) -> None:
    """A stored committee must not become a cell over the heads of stored units below it."""
    for code, unit in tree.items():
        above = sketches.get(unit.parent or "")
        if code not in sketches and above and above.kind is UnitKind.CELL:
            message = _("{parent} cannot become a cell, because {unit} is below it.")
            row = above.said["unit_kind"][1]
            faults.append(fault(row, message, parent=unit.parent, unit=code))


def _check_cycles(
    sketches: Mapping[str, _Sketch], tree: Mapping[str, KnownUnit], faults: list[Fault]
) -> None:
    done: set[str] = set()
    for start in sketches:
        path: dict[str, None] = {}
        code: str | None = start
        while code is not None and code in tree and code not in done and code not in path:
            path[code] = None
            code = tree[code].parent
        if code in path:
            ring = [*path][[*path].index(code) :]
            said = [sketches[c].said.get("parent_code") for c in ring if c in sketches]
            row = min((there[1] for there in said if there), default=sketches[start].row)
            message = _("These units are below one another in a circle: {units}; mend one parent.")
            faults.append(fault(row, message, units=" → ".join([*ring, ring[0]])))
        done |= path.keys()


def _depth(code: str, tree: Mapping[str, KnownUnit]) -> int:
    depth, parent = 0, tree[code].parent
    while parent is not None and parent in tree:
        depth, parent = depth + 1, tree[parent].parent
    return depth


def _unit(code: str, sketch: _Sketch, unit: KnownUnit, stored: bool) -> UnitRow:
    name = sketch.of("unit_name") or (None if stored else code)
    return UnitRow(sketch.row, code, name, unit.kind, unit.parent)
