"""What is no longer needed is forgotten; what was counted stays counted."""

from datetime import datetime, timedelta

from sqlalchemy import event

from handlers import retention
from storage import units
from storage.tables import (
    Awaiting,
    BreakAnswer,
    DateVote,
    Invitation,
    JoinCode,
    Kept,
    Meeting,
    Owed,
    ReasonTotal,
    Receipt,
    Screen,
    WrongTry,
)
from tests.people import OnTelegram
from tests.planning import a_meeting
from tests.world import World

MEETING = "2026-12-03 19:30"


async def who_is_ill(world: World, name: str, unit: str = "CB1") -> OnTelegram:
    phone = await world.joined(name, unit=unit)
    await a_meeting(world, at=MEETING, unit=unit)
    await world.until(datetime.fromisoformat("2026-11-26T08:30+07:00"))
    await phone.picks("Absent")
    await phone.picks("Ill")
    return phone


async def on(world: World, moment: str) -> None:
    """The bot was off for long and comes back; a year of nights would take the test too long."""
    world.clock.time = datetime.fromisoformat(moment)
    await world.settled()


async def reasons(world: World) -> list[str | None]:
    return [row.reason for row in await world.rows(Invitation)]


async def test_reasons_are_forgotten_after_twelve_months_and_counted(world: World) -> None:
    await who_is_ill(world, "Nguyễn Thị Mai")
    await on(world, "2027-11-26T03:00+07:00")
    assert await reasons(world) == ["sick"]

    await on(world, "2027-11-27T04:00+07:00")

    assert await reasons(world) == [None]
    assert [row.answer for row in await world.rows(Invitation)] == ["absent"]
    assert [(t.reason, t.people) for t in await world.rows(ReasonTotal)] == [("sick", 1)]


async def test_a_unit_may_keep_reasons_for_another_time(world: World) -> None:
    second = await world.unit("CB2", "Chi bộ Văn")
    async with world.bots.database.transaction() as db:
        await units.set_rule(db, second.id, "retention_months", "2")
    await who_is_ill(world, "Nguyễn Thị Mai")
    await who_is_ill(world, "Trần Văn An", unit="CB2")

    await on(world, "2027-01-28T04:00+07:00")

    assert await reasons(world) == ["sick", None]


async def test_the_small_things_go_after_days_or_months(world: World) -> None:
    mai = await world.joined("Nguyễn Thị Mai")
    stranger = world.phone("Kẻ Lạ")
    await stranger.sends("/start C4F7-HJ2K-M9NP")
    await stranger.sends(await world.code_for(await world.member("Trần Văn An")))
    await mai.sends("/mydata")
    assert await world.rows(Awaiting)
    assert await world.rows(WrongTry)

    await world.until(timedelta(days=5))
    assert not await world.rows(Awaiting)
    assert not await world.rows(WrongTry)
    assert not await world.rows(Receipt)
    assert await world.rows(Screen)
    assert len(await world.rows(JoinCode)) == 2  # so that a late one is told that it has expired

    await on(world, "2027-04-01T04:00+07:00")
    assert not await world.rows(Screen)
    assert not await world.rows(JoinCode)


async def test_messages_are_remembered_for_thirteen_months(world: World) -> None:
    await who_is_ill(world, "Nguyễn Thị Mai")

    await on(world, "2027-12-20T04:00+07:00")
    assert "invitation" in [owed.notice for owed in await world.rows(Owed)]

    await on(world, "2028-01-15T04:00+07:00")
    assert not await world.rows(Owed)


async def test_a_night_with_nothing_to_forget_costs_one_look_at_one_row(world: World) -> None:
    await world.settled()
    [kept] = [row for row in await world.rows(Kept) if "forget" in row.name]
    assert datetime.fromisoformat(kept.value) == datetime.fromisoformat("2026-11-24T03:30+07:00")
    asked: list[str] = []

    async with world.bots.database.reading() as db:
        connection = await db.connection()
        event.listen(
            connection.sync_connection,
            "before_cursor_execute",
            lambda _c, _cursor, statement, *_rest: asked.append(statement),
        )
        assert await retention.due(db) > world.clock.time

    assert len(asked) == 1
    assert "FROM kept" in asked[0]


async def test_who_answered_before_a_break_and_in_a_poll_is_forgotten_once_it_is_over(
    world: World,
) -> None:
    thu = await world.joined("Lê Thư", roles="secretary")
    await thu.sends("/break 01/12/2026-20/12/2026; Thi học kỳ")
    await thu.sends("/away none")
    await thu.sends("/schedule 25 19:30; Hội trường A")
    december = next(row for row in await world.rows(Meeting) if row.period == "2026-12")
    await thu.presses_data(f"poll:{december.id}")
    await thu.presses_data("votes:1:1")
    assert await world.rows(BreakAnswer)
    assert await world.rows(DateVote)

    await on(world, "2026-12-20T04:00+07:00")
    assert await world.rows(BreakAnswer)
    await on(world, "2026-12-22T04:00+07:00")
    assert not await world.rows(BreakAnswer)
    assert await world.rows(DateVote)
    await on(world, "2027-03-15T04:00+07:00")
    assert not await world.rows(DateVote)
