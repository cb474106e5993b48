"""From the rows of a roster file to units and memberships, or to everything wrong with them.

What storage does with a `Roster`, so that the same file twice changes nothing:

- A unit is known by its code. A `name`, `kind` or `parent` that is None leaves what is stored.
- A membership is known by unit and person: by the `person` key when the row has one, otherwise by
  the exact `full_name` (composed, single spaces). A row with a key that finds no such key in its
  unit adopts the membership of that name there that has none, which takes the key; a row without a
  key also finds the one membership of that name that has one.
- A person is known by the `person` key; without one each unit's person is somebody else, which is
  what `lookalikes` is for.
- A row states a membership whole: an empty role, status or presence means the default.
- What the file does not mention stays: a file may hold one unit, or only people.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from bot.domain import roster_people, roster_units
from bot.domain.faults import Fault, Faulty, fault
from bot.domain.names import fold
from bot.domain.roster_people import MembershipRow
from bot.domain.roster_rows import COLUMNS, REQUIRED, Row, clean
from bot.domain.roster_units import KnownUnit, UnitRow
from bot.domain.words import _

__all__ = [
    "COLUMNS",
    "REQUIRED",
    "KnownUnit",
    "MembershipRow",
    "Roster",
    "Row",
    "UnitRow",
    "build",
    "lookalikes",
]


@dataclass(frozen=True)
class Roster:
    """A file without faults: every unit it mentions, parents before children, and memberships."""

    units: tuple[UnitRow, ...]
    memberships: tuple[MembershipRow, ...]


def build(rows: Iterable[Row], known: Mapping[str, KnownUnit] | None = None) -> Roster:
    """Check all rows against each other and against the `known` units, by code.

    Raises Faulty with every fault found, each with its row.
    """
    faults: list[Fault] = []
    placed: list[Row] = []
    for row in (clean(row, faults) for row in rows):
        if row["unit_code"]:
            placed.append(row)
        elif any(row.cells.values()):
            faults.append(fault(row.number, _("The unit_code is missing; write the unit's code.")))
    units = roster_units.check(placed, known or {}, faults)
    memberships = roster_people.check(placed, faults)
    if faults:
        raise Faulty(faults)
    return Roster(units, memberships)


def lookalikes(roster: Roster) -> Iterator[tuple[MembershipRow, MembershipRow]]:
    """Pairs that look like one human: one name but for diacritics, in two units, not both keyed."""
    groups: defaultdict[str, list[MembershipRow]] = defaultdict(list)
    for membership in roster.memberships:
        groups[fold(membership.full_name)].append(membership)
    for group in groups.values():
        for one, other in combinations(group, 2):
            if one.unit_code != other.unit_code and not (one.person and other.person):
                yield one, other
