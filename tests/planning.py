"""Meetings for stories."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.place import Home
from bot.sweeps import Sweep
from handlers import router
from handlers.regular import put_down
from storage import units
from storage.tables import Meeting
from tests.world import World

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def vietnam(text: str) -> datetime:
    """A local time: `2026-12-03 19:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


async def a_meeting(
    world: World, *, at: str, place: str = "Phòng họp 1", unit: str = "CB1", title: str = ""
) -> int:
    """A meeting of a unit at a local time, with everything that follows from it."""
    async with world.bots.database.transaction() as db:
        where = await units.by_code(db, unit, Home())
        assert where is not None
        meeting = Meeting(
            unit_id=where.id,
            kind="extraordinary",
            title=title,
            starts_at=vietnam(at),
            minutes=where.rules.meeting_minutes,
            place=place,
            confirmed_at=world.clock.time,
        )
        sweep = Sweep(db, world.clock.time, Home(), router)
        return (await put_down(sweep, where, meeting)).id


async def redrawn(world: World) -> None:
    """Let every phone show what it should: here nobody looks at the clock by itself."""
    await world.bots.screens.mend(at_start=True)
    await world.api.settled()
