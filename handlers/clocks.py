"""The clocks of feedback follow the meetings of the committee that has it."""

from datetime import datetime, timedelta

from bot.domain.answer_clock import clock_ends, next_reminder
from bot.place import Place
from bot.sweeps import Sweep
from bot.turn import Turn
from storage import feedback, meetings
from storage.tables import Feedback


async def start(doing: Turn | Sweep, holder: Place, row: Feedback) -> None:
    """Set the clock of what has just arrived at a committee."""
    row.clock_ends_at = await _ends(doing, holder, row.arrived_at)
    row.overdue_since = None
    _remind(doing, holder, row)
    await doing.db.flush()


async def follow_meetings(doing: Turn | Sweep, place: Place) -> None:
    """A meeting of the unit was planned, moved or cancelled: what waits there follows it.

    What is overdue already stays overdue.
    """
    for row in await feedback.on_the_clock(doing.db, place.id):
        row.clock_ends_at = await _ends(doing, place, row.arrived_at)
        _remind(doing, place, row)
    await doing.db.flush()


async def _ends(doing: Turn | Sweep, holder: Place, arrived: datetime) -> datetime:
    last = arrived + timedelta(days=holder.rules.answer_look_days + 1)
    found = await meetings.between(doing.db, [holder.id], arrived, last)
    starts = [meeting.starts_at for meeting, _unit in found if meeting.makes_up_id is None]
    return clock_ends(arrived, starts, holder.rules, holder.zone)


def _remind(doing: Turn | Sweep, holder: Place, row: Feedback) -> None:
    assert row.clock_ends_at is not None
    after = max(doing.now, row.arrived_at)
    row.remind_at = next_reminder(
        row.arrived_at, row.clock_ends_at, holder.rules, holder.zone, after=after
    )
