"""The table of rights, tried field by field: every command and every button, by every role."""

import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.chat import Action, Asked, Command, Deed, Pick, Reply, Toast
from bot.domain.roles import Relation, Role, UnitKind
from bot.router import ActionEntry, Audience, CommandEntry
from handlers import router
from tests.forging import Books, forged, names_people, names_things
from tests.planning import a_meeting
from tests.world import World
from tools.rights_table import COLUMNS, Column, may

CELL, OTHER, COMMITTEE = "CB2", "CB3", "DU"
COMMANDS = list(router.every_command())
ACTIONS = list(router.actions.values())
# What only words typed after a question belong to.
NEVER_ON_A_BUTTON = [kind for kind in router.known if kind not in router.actions]
NO_RIGHT = re.compile(
    r"You may not do this in .*|/\w+ is for the secretary and deputy .*|You have not joined yet.*"
)


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Rights do not depend on the kind of database: one is enough for so many tries."""
    path = tmp_path / "bot.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@dataclass
class Stage:
    """Two cells under a committee, each with people, a meeting and invitations."""

    world: World
    units: dict[str, int]
    books: Books
    address: str = ""
    person: int | None = None
    order: int = 10_000_000

    async def comes(self, column: Column) -> None:
        """Somebody of this role joins, or only opens a chat."""
        if column.role is None:
            self.address = str(self.world.phone("Người Lạ").id)
            await self.does(Command("help"))
            return
        self.person = await self.world.member(
            "Đinh Thử Quyền", unit=self._home(column), roles=column.role.value
        )
        phone = await self.world.joined("Đinh Thử Quyền", person=self.person)
        self.address = str(phone.id)

    def _home(self, column: Column) -> str:
        if column.relation is Relation.ELSEWHERE:
            return "CB1"
        above = column.relation is Relation.ABOVE or column.kind is UnitKind.COMMITTEE
        return COMMITTEE if above else CELL

    async def does(self, deed: Deed) -> Reply:
        """A deed of this person, taken as the channel would bring it."""
        self.order += 1
        asked = Asked("telegram", self.address, deed, order=self.order, language="en")
        return (await self.world.bots.turns.take(asked)).reply

    async def is_refused(self, deed: Deed, why: str) -> None:
        """The deed is answered with one sentence, and nothing at all has changed."""
        before = self.books.dump()
        reply = await self.does(deed)
        assert isinstance(reply, Toast), f"{why}: {deed} was answered with {reply}"
        assert reply.alert, f"{why}: {deed} was not refused but answered {reply.text!r}"
        assert self.books.dump() == before, f"{why}: {deed} changed something"

    async def changes_nothing(self, deed: Deed, why: str) -> None:
        before = self.books.dump()
        await self.does(deed)
        assert self.books.dump() == before, f"{why}: {deed} changed something"


@pytest.fixture
async def stage(world: World) -> AsyncIterator[Stage]:
    committee = await world.unit(COMMITTEE, "Đảng ủy Trường", kind="committee")
    units = {COMMITTEE: committee.id}
    for code, name in ((CELL, "Chi bộ Văn"), (OTHER, "Chi bộ Hóa")):
        units[code] = (await world.unit(code, name, parent=COMMITTEE)).id
    file = world.bots.settings.sqlite_file
    assert file is not None
    made = Stage(world, units, Books(file))
    for code, first in ((CELL, "Văn"), (OTHER, "Hóa"), (COMMITTEE, "Ủy")):
        await world.joined(f"Nguyễn {first} A", unit=code)
        await world.member(f"Trần {first} Bình", unit=code)
        await a_meeting(world, at="2026-12-03 19:30", unit=code)
        secretary = await world.joined(f"Lê {first} Thư", unit=code, roles="secretary")
        made.address = str(secretary.id)
        for command in FILLING:
            await made.does(command)
    yield made
    made.books.connection.close()


FILLING = (
    Command("schedule", "3 19:30; Hội trường A"),
    Command("plan", "15/12/2026 19:30; Hội trường A; Chuyên đề quý IV"),
    Command("agenda", "Thời sự; 15; Thời sự trong tháng"),
    Command("dayoff", "31/08/2027; Khai giảng"),
    Command("invite", "Bình"),
)


def unit_of(column: Column) -> str:
    return COMMITTEE if column.kind is UnitKind.COMMITTEE else CELL


def tries(entry: CommandEntry, column: Column) -> list[Command]:
    """A command as people send it: with the unit in front, bare, with words, under other names."""
    unit = unit_of(column)
    ways = [f"{unit} {entry.usage}".strip(), unit]
    if column.relation is Relation.INSIDE and column.kind is UnitKind.CELL:
        ways += ["", entry.usage]  # elsewhere there are several units that it may be for
    return [
        *(Command(entry.english, words) for words in dict.fromkeys(ways)),
        *(Command(name, ways[0]) for name in entry.names[1:]),
    ]


async def refuses_commands(stage: Stage, column: Column) -> None:
    for entry in COMMANDS:
        if not may(entry, column):
            for command in tries(entry, column):
                await stage.is_refused(command, column.label)


async def refuses_buttons(stage: Stage, column: Column) -> None:
    ids = stage.books.ids_of(stage.units[unit_of(column)])
    wanting = [entry.kind for entry in ACTIONS if not may(entry, column)]
    for kind in (*wanting, *NEVER_ON_A_BUTTON):
        for action in forged(kind, ids):
            await stage.is_refused(pick(action), column.label)


async def refuses_commands_to_another_cell(stage: Stage, column: Column) -> None:
    for entry in COMMANDS:
        from_above = column.kind is UnitKind.COMMITTEE and may(entry, ABOVE)
        if entry.right is not None and not from_above:
            command = Command(entry.english, f"{OTHER} {entry.usage}".strip())
            await stage.is_refused(command, f"{column.label} in another cell")


async def changes_nothing_in_another_cell(stage: Stage, column: Column) -> None:
    ids = stage.books.ids_of(stage.units[OTHER])
    for entry in ACTIONS:
        if names_things(entry.kind):
            for action in forged(entry.kind, ids):
                await stage.changes_nothing(pick(action), f"{column.label} in another cell")


async def changes_nothing_of_other_people(stage: Stage, column: Column) -> None:
    ids = stage.books.ids_of(stage.units[CELL], but_person=stage.person)
    for entry in ACTIONS:
        if entry.right is None and names_people(entry.kind):
            for action in forged(entry.kind, ids):
                await stage.changes_nothing(pick(action), f"{column.label} about others")


by_column = pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.label)
ABOVE = next(column for column in COLUMNS if column.relation is Relation.ABOVE)


@by_column
async def test_a_role_may_do_what_the_table_says_and_nothing_else(
    stage: Stage, column: Column
) -> None:
    await stage.comes(column)
    await refuses_commands(stage, column)
    await refuses_buttons(stage, column)
    await changes_nothing_of_other_people(stage, column)
    if column.relation is Relation.INSIDE:
        await refuses_commands_to_another_cell(stage, column)
        if column.kind is UnitKind.CELL:
            await changes_nothing_in_another_cell(stage, column)
    await answers_commands(stage, column)


async def answers_commands(stage: Stage, column: Column) -> None:
    for entry in COMMANDS:
        if may(entry, column):
            reply = await stage.does(tries(entry, column)[0])
            said = reply.text if isinstance(reply, Toast) else ""
            assert not NO_RIGHT.fullmatch(said), f"{column.label}: /{entry.english}: {said}"


def pick(action: Action) -> Pick:
    return Pick(action.pack(), "1")


def test_the_table_has_every_role_and_somebody_who_has_not_joined() -> None:
    tried = {column.role for column in COLUMNS}
    assert set(Role) <= tried
    assert None in tried


def test_only_what_is_for_anyone_is_open_before_joining() -> None:
    everything: list[CommandEntry | ActionEntry] = [*COMMANDS, *ACTIONS]
    open_to_all = {
        entry.english if isinstance(entry, CommandEntry) else entry.kind.name
        for entry in everything
        if entry.audience is Audience.ANYONE
    }
    assert open_to_all == {"start", "help", "language", "agree", "decline", "lang"}


def test_every_field_of_a_button_can_be_forged() -> None:
    entries: list[ActionEntry] = ACTIONS
    assert all(list(forged(entry.kind, {"unit": [1]})) for entry in entries)
