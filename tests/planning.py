"""Meetings for stories."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.rules import Rules
from bot.domain.timetable import steps
from storage import moments
from storage.tables import Meeting
from tests.world import World

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


async def a_meeting(
    world: World, *, at: str, place: str = "Phòng họp 1", unit: str = "CB1", title: str = ""
) -> int:
    """A meeting of a unit at a local time, with everything that follows from it."""
    starts = datetime.fromisoformat(at).replace(tzinfo=VIETNAM)
    async with world.bots.database.transaction() as db:
        where = await world._unit(db, unit)
        row = Meeting(
            unit_id=where.id,
            kind="extraordinary",
            title=title,
            starts_at=starts,
            minutes=90,
            place=place,
        )
        db.add(row)
        await db.flush()
        plan = steps(starts, Rules(), VIETNAM, 7, planned_at=world.clock.time)
        await moments.plan(db, row.id, plan)
    return row.id
