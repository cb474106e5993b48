"""The people of a roster file: what each row says of a membership, and who would be in twice."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.faults import Fault, fault
from bot.domain.names import spelling
from bot.domain.roles import Presence, Role, Status
from bot.domain.roster_rows import Row, Word, read_word
from bot.domain.words import _


@dataclass(frozen=True)
class MembershipRow:
    """A person in a unit; `person` is the key that makes several memberships one human."""

    row: int
    unit_code: str
    full_name: str
    roles: frozenset[Role]
    status: Status
    presence: Presence
    subgroup: str | None
    person: str | None


def check(rows: Iterable[Row], faults: list[Fault]) -> tuple[MembershipRow, ...]:
    """The memberships of the rows that name a person; what is wrong goes to `faults`."""
    memberships = tuple(_membership(row, faults) for row in rows if row["full_name"])
    _check_twice_in_a_unit(memberships, faults)
    _check_keys(memberships, faults)
    return memberships


def _membership(row: Row, faults: list[Fault]) -> MembershipRow:
    return MembershipRow(
        row=row.number,
        unit_code=row["unit_code"],
        full_name=row["full_name"],
        roles=_roles(row, faults),
        status=_word(row, "status", Status.FULL, faults),
        presence=_word(row, "presence", Presence.LOCAL, faults),
        subgroup=row["subgroup"] or None,
        person=row["person"] or None,
    )


def _word(row: Row, column: str, default: Word, faults: list[Fault]) -> Word:
    text = row[column]
    return (read_word(row, column, text, type(default), faults) if text else None) or default


def _roles(row: Row, faults: list[Fault]) -> frozenset[Role]:
    texts = [text.strip() for text in row["role"].split("+") if text.strip()]
    read = [read_word(row, "role", text, Role, faults) for text in texts]
    roles = frozenset(role for role in read if role) or frozenset({Role.MEMBER})
    if Role.MONITOR in roles and len(roles) > 1:
        message = _(
            "The monitor {name} watches {unit} from outside, so the role cannot be joined with "
            "others; keep one."
        )
        faults.append(fault(row.number, message, name=row["full_name"], unit=row["unit_code"]))
    return roles


def _check_twice_in_a_unit(memberships: Iterable[MembershipRow], faults: list[Fault]) -> None:
    named: defaultdict[tuple[str, str], list[MembershipRow]] = defaultdict(list)
    keyed: dict[tuple[str, str], MembershipRow] = {}
    for one in memberships:
        named[one.unit_code, spelling(one.full_name)].append(one)
        if one.person is None:
            continue
        first = keyed.setdefault((one.unit_code, one.person), one)
        if first is not one:
            message = _("The person key {key} is already in {unit}, in row {other}; remove one.")
            faults.append(_about(one, message, key=one.person, other=first.row))
    for first, *rest in named.values():
        for one in rest:
            if first.person is None or one.person is None:
                message = _(
                    "{name} is already in {unit}, in row {other}; remove one of the rows, or if "
                    "they are two people give each of them a key of their own in the column person."
                )
                faults.append(_about(one, message, name=one.full_name, other=first.row))


def _check_keys(memberships: Iterable[MembershipRow], faults: list[Fault]) -> None:
    holders: dict[str, MembershipRow] = {}
    for one in memberships:
        if one.person is None:
            continue
        first = holders.setdefault(one.person, one)
        if first.full_name != one.full_name:
            message = _(
                "The person key {key} belongs to {other_name} in row {other}, but here to {name}; "
                "write one name, or use another key."
            )
            faults.append(
                _about(
                    one,
                    message,
                    key=one.person,
                    name=one.full_name,
                    other_name=first.full_name,
                    other=first.row,
                )
            )


def _about(one: MembershipRow, message: str, **values: object) -> Fault:
    return fault(one.row, message, unit=one.unit_code, **values)
