"""What is owed after a meeting: the words on closing it, its report, and what goes up."""

from bot.domain.timetable import Step, step_of
from bot.sweeps import Sweep
from handlers.desk import together
from storage import held, outbox, units
from storage.outbox import Debt
from storage.tables import Meeting, Moment

_NOTICES = {Step.CLOSE: "close_it", Step.REPORT: "report_due", Step.FORWARD: "forward_it"}
_UP = f"{Step.CLOSE}:up"


async def owe(sweep: Sweep, meeting: Meeting, moment: Moment) -> None:
    """Owe the leaders their word, or, when theirs was in vain, the committee above."""
    step = step_of(moment.step)
    if step is Step.CLOSE:
        happened = await held.of(sweep.db, meeting.id)
        if happened is not None and happened.closed_at is not None:
            return
    notice, readers = _NOTICES[step], await units.leaders(sweep.db, meeting.unit_id)
    if moment.step == _UP:
        notice, readers = "not_closed", await units.officers_above(sweep.db, meeting.unit_id)
    gathered = sweep.router.notices[notice].gathered
    await outbox.owe(
        sweep.db,
        *(
            Debt(
                key=f"{moment.step}:{meeting.id}:{person_id}",
                person_id=person_id,
                notice=notice,
                about={"meeting": meeting.id},
                unit_id=meeting.unit_id,
                due_at=together(sweep, moment.due_at) if gathered else moment.due_at,
                until=moment.until,
            )
            for person_id in readers
        ),
        now=sweep.now,
    )
