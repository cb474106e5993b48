"""Who may use which command and press which button: the table, for people and for its test."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.roles import Relation, Right, Role, UnitKind, rights
from bot.router import ActionEntry, Audience, CommandEntry
from handlers import router


@dataclass(frozen=True)
class Column:
    """Somebody who tries: the role, and how they stand to the unit they try it in."""

    label: str
    role: Role | None
    relation: Relation = Relation.INSIDE
    kind: UnitKind = UnitKind.CELL

    @property
    def rights(self) -> frozenset[Right]:
        """What the role allows there; nothing to somebody who has not joined."""
        return rights({self.role}, self.relation, self.kind) if self.role else frozenset()


COLUMNS = (
    Column("member", Role.MEMBER),
    Column("note-taker", Role.NOTE_TAKER),
    Column("sub-group lead", Role.SUBGROUP_LEAD),
    Column("secretary", Role.SECRETARY),
    Column("deputy", Role.DEPUTY_SECRETARY),
    Column("monitor", Role.MONITOR),
    Column("committee above, in the cell", Role.COMMITTEE_MEMBER, Relation.ABOVE),
    Column("committee member, in the committee", Role.COMMITTEE_MEMBER, kind=UnitKind.COMMITTEE),
    Column("admin", Role.ADMIN, Relation.ELSEWHERE),
    Column("not joined", None),
)


def may(entry: CommandEntry | ActionEntry, column: Column) -> bool:
    """Whether the table lets somebody do it."""
    if column.role is None:
        return entry.audience is Audience.ANYONE
    return entry.right is None or entry.right in column.rights


def page() -> str:
    """docs/commands.md."""
    return "\n".join((*_lines(), ""))


def _lines() -> Iterator[str]:
    yield "# Who may do what"
    yield ""
    yield "Written by `make messages`; `tests/test_roles_table.py` tries every field of it."
    yield "Who is the secretary of a committee has a secretary's rights in the committee's own"
    yield "meetings. A dash is refused, from a forged button too. Where no right is named, one acts"
    yield "only on what is one's own."
    yield ""
    yield "## Commands"
    yield ""
    yield _head("command", "form", "right")
    for entry in router.every_command():
        names = " ".join(f"`/{name}`" for name in entry.names)
        form = f"`/{entry.english} {entry.usage}`" if entry.usage else ""
        yield _row(entry, names, form.replace("|", "\\|"), _right(entry))
    yield ""
    yield "## Buttons"
    yield ""
    yield _head("button", "right")
    for action in sorted(router.actions.values(), key=lambda each: each.kind.name):
        yield _row(action, f"`{action.kind.name}` {action.kind.__name__}", _right(action))


def _head(*first: str) -> str:
    heads = [*first, *(each.label for each in COLUMNS)]
    return f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}"


def _row(entry: CommandEntry | ActionEntry, *first: str) -> str:
    marks = ("yes" if may(entry, each) else "–" for each in COLUMNS)
    return f"| {' | '.join((*first, *marks))} |"


def _right(entry: CommandEntry | ActionEntry) -> str:
    return f"`{entry.right.value}`" if entry.right else ""
