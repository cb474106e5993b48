"""Decisions of meetings for stories."""

from datetime import date

from bot.domain.tasks import next_reminder
from bot.place import Home
from storage import units
from storage.tables import Assignment
from tests.world import World


async def a_task(
    world: World,
    meeting: int,
    person: int | None,
    what: str = "Nộp báo cáo quý IV",
    *,
    due: str | None = "2026-12-15",
    measure: str = "",
    unit: str = "CB1",
) -> int:
    """A task that a meeting published, with its reminders; returns its number."""
    due_on = date.fromisoformat(due) if due else None
    async with world.bots.database.transaction() as db:
        place = await units.by_code(db, unit, Home())
        assert place is not None
        row = Assignment(
            unit_id=place.id,
            meeting_id=meeting,
            what=what,
            person_id=person,
            due_on=due_on,
            measure=measure,
            asked=True,
            version=1,
            drafted_at=world.clock.time,
            published_at=world.clock.time,
            remind_at=next_reminder(due_on, place.rules, place.zone, after=world.clock.time),
        )
        db.add(row)
        await db.flush()
        return row.id
