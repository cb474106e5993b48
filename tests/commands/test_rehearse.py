"""The administrator asks what the bot would send, before it sends it."""

import hashlib
import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel

from bot.commands import main
from bot.commands.failure import Failed
from bot.commands.rehearsal import MENU
from bot.commands.rehearsal_words import KINDS
from bot.commands.rehearse import rehearse
from bot.config import Settings
from bot.domain.rules import Rules
from bot.domain.timetable import steps
from handlers import router
from storage import moments
from storage.database import Database
from storage.schema import upgrade
from storage.tables import Account, Meeting, Membership, Person, Unit
from tests.planning import VIETNAM, a_meeting
from tests.world import World

MOST_SECONDS = 20  # of the processor, whatever else runs beside


async def foretold(world: World, months: int = 1, locale: str = "en") -> str:
    """What the rehearsal prints, in English or another language."""
    paper = io.StringIO()
    settings = world.bots.settings.model_copy(update={"locale": locale})
    await rehearse(settings, paper, months=months, now=world.clock.time)
    return paper.getvalue()


async def counted(world: World) -> Mapping[str, int]:
    """How many rows each table has."""
    async with world.bots.database.reading() as db:
        return {
            table.name: (await db.execute(select(func.count()).select_from(table))).scalar_one()
            for table in SQLModel.metadata.sorted_tables
        }


async def test_everything_that_would_be_sent_is_listed_by_day(world: World) -> None:
    await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")

    said = await foretold(world)

    days = said.split("\n\n")
    [invited] = [day for day in days if day.startswith("Thursday, 26 Nov 2026")]
    assert invited.split("\n", 1)[1].split() == [
        "08:00",
        "CB1",
        "invitation",
        "Nguyễn",
        "Thị",
        "Mai",
    ]
    [reminded] = [day for day in days if day.startswith("Thursday, 3 Dec 2026")]
    assert reminded.split("\n", 1)[1].split() == [
        "16:30",
        "CB1",
        "last",
        "reminder",
        "Nguyễn",
        "Thị",
        "Mai",
    ]
    assert "Busiest minute: 08:00, Thursday, 26 Nov 2026, 1 message" in said


async def test_in_vietnamese_the_kinds_of_messages_have_vietnamese_names(world: World) -> None:
    await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")

    said = await foretold(world, locale="vi")

    assert "CB1  giấy mời" in said
    assert "CB1  nhắc lần cuối" in said
    assert "invitation" not in said
    assert "remind" not in said


def test_every_kind_of_message_has_a_name() -> None:
    assert set(KINDS) == set(router.notices) - {MENU}


async def test_a_rehearsal_sends_nothing_and_changes_nothing(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    before, messages = await counted(world), len(mai.messages)

    assert "invitation" in await foretold(world)

    assert await counted(world) == before
    assert len(mai.messages) == messages


async def test_the_real_bot_sends_what_was_foretold(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await a_meeting(world, at="2026-12-03 19:30")
    foretold_lines = [line for line in (await foretold(world)).splitlines() if "Mai" in line]

    before = len(mai.messages)
    await world.until(timedelta(days=30))

    assert len(mai.messages) - before == len(foretold_lines) == 4


async def test_who_has_answered_is_not_reminded_in_the_rehearsal_either(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    await world.joined("Trần Văn An")
    await a_meeting(world, at="2026-12-03 19:30")
    await world.until(timedelta(days=4))
    await mai.picks("Present")

    said = await foretold(world)

    assert [line for line in said.splitlines() if "reminder" in line and "Mai" in line] == []
    assert sum("reminder" in line and "Trần Văn An" in line for line in said.splitlines()) == 3


async def test_those_who_cannot_be_reached_are_named_and_counted(world: World) -> None:
    gone = await world.joined("Nguyễn Thị Mai")
    await gone.blocks_the_bot()
    await world.member("Trần Văn An")
    await world.member("Bùi Xuân Trường", phone_only=True)
    await a_meeting(world, at="2026-12-03 19:30")

    said = await foretold(world)

    assert "Trần Văn An  (not joined yet)" in said
    assert "Nguyễn Thị Mai  (cannot be reached)" in said
    assert "3 of 3 people cannot be reached:" in said
    assert "0 messages would be sent." in said


async def test_with_no_meeting_planned_it_says_how_to_plan_one(world: World) -> None:
    await world.joined("Nguyễn Thị Mai")

    assert "/schedule 3 19:30" in await foretold(world)


async def test_an_empty_installation_is_told_to_import_a_roster(world: World) -> None:
    with pytest.raises(Failed, match="import FILE"):
        await foretold(world)


@pytest.mark.parametrize("months", ["0", "25", "soon", "-1", "1.5", ""])
def test_wrong_months_are_refused_in_one_line(
    months: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")

    assert main(["rehearse", "--months", months]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "from 1 to 24" in said.err
    assert not (tmp_path / "bot.db").exists()


def test_without_a_database_none_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")

    assert main(["rehearse"]) == 1

    assert "import FILE" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


async def test_two_hundred_members_take_seconds_and_their_file_stays_as_it_is(
    tmp_path: Path,
) -> None:
    path = tmp_path / "bot.db"
    now = datetime(2026, 11, 23, 2, tzinfo=UTC)
    upgrade(f"sqlite:///{path}")
    settings = Settings(database_url=f"sqlite:///{path}", locale="en")
    await _two_hundred(settings, now)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    paper = io.StringIO()

    began = process_time()
    await rehearse(settings, paper, months=1, now=now)
    took = process_time() - began

    assert "200 messages, sent in 8 s." in paper.getvalue()
    assert sum("Nguyễn Văn 7" in line for line in paper.getvalue().splitlines()) >= 2
    assert took < MOST_SECONDS
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


async def _two_hundred(settings: Settings, now: datetime) -> None:
    """A cell of two hundred who have all joined; four hundred messages are ahead."""
    database = Database(settings.database_url)
    async with database.transaction() as db:
        unit = Unit(code="CB1", name="Chi bộ Toán", kind="cell")
        people = [Person(full_name=f"Nguyễn Văn {n}") for n in range(200)]
        db.add_all([unit, *people])
        await db.flush()
        for person in people:
            db.add(Membership(person_id=person.id, unit_id=unit.id))
            db.add(
                Account(
                    channel="telegram",
                    address=str(person.id),
                    person_id=person.id,
                    last_seen_at=now,
                )
            )
        starts = datetime(2026, 12, 3, 19, 30, tzinfo=VIETNAM)
        meeting = Meeting(unit_id=unit.id, kind="extraordinary", starts_at=starts, minutes=90)
        db.add(meeting)
        await db.flush()
        plan = steps(starts, Rules(reminder_days=(3,), reminder_hours=0), VIETNAM, 7)
        await moments.plan(db, meeting.id, plan)
    await database.close()
