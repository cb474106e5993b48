"""Feedback that waits is pinged: weekly, before its clock ends, and when it has ended."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from bot.cards import inbox as cards
from bot.cards.feedback import Step
from bot.chat import Card
from bot.domain.answer_clock import next_reminder
from bot.domain.roles import Right
from bot.domain.words import _
from bot.place import Place
from bot.router import Router
from bot.sweeps import Job, Sweep
from bot.turn import Turn
from handlers.alone import alone
from handlers.desk import together
from handlers.voices import waiting
from storage import feedback, outbox, units
from storage.outbox import Debt
from storage.tables import Feedback

router = Router()

A_FEW = 50  # in one transaction: each costs a few statements


async def remind(sweep: Sweep) -> int:
    """Owe what is due about feedback; one that cannot be done stops none of the others."""
    found = await feedback.to_remind(sweep.db, now=sweep.now, most=A_FEW)
    for row, unit in found:
        holder = units.as_place(unit, sweep.home)
        speak = partial(_speak, sweep, holder, row)
        if await alone(sweep, "a reminder of feedback", row.id, speak) is None:
            await sweep.db.refresh(row)
        row.remind_at = None
        if row.state in ("sent", "outside") and row.clock_ends_at is not None:
            row.remind_at = next_reminder(
                row.arrived_at, row.clock_ends_at, holder.rules, holder.zone, after=sweep.now
            )
    await sweep.db.flush()
    return len(found)


async def _speak(sweep: Sweep, holder: Place, row: Feedback) -> bool:
    """Owe what one feedback has to say; True when that is done, be it nothing."""
    if row.state not in ("sent", "outside") or row.clock_ends_at is None:
        return True
    officers = (await units.officers_of(sweep.db, [holder.id])).get(holder.id, [])
    if sweep.now < row.clock_ends_at or row.overdue_since is not None:
        await _owe_waiting(sweep, holder, officers)
        return True
    row.overdue_since = row.clock_ends_at
    await feedback.step(sweep.db, row, Step.OVERDUE.value, holder.id, by_id=None, now=sweep.now)
    await _owe(sweep, holder, row, "feedback_overdue", officers)
    above = await units.officers_above(sweep.db, holder.id)
    await _owe(sweep, holder, row, "feedback_overdue_below", above)
    if row.author_id is not None:
        await _owe(sweep, holder, row, "feedback_late", [row.author_id])
    return True


async def _owe_waiting(sweep: Sweep, holder: Place, people: Iterable[int]) -> None:
    """One message a day to each officer, however much waits."""
    day = holder.local_day(sweep.now).isoformat()
    await outbox.owe(
        sweep.db,
        *(
            Debt(
                key=f"inbox:{holder.id}:{day}:{person_id}",
                person_id=person_id,
                notice="feedback_waits",
                about={"unit": holder.id},
                unit_id=holder.id,
                due_at=together(sweep, sweep.now),
            )
            for person_id in people
        ),
        now=sweep.now,
    )


async def _owe(
    sweep: Sweep, holder: Place, row: Feedback, notice: str, people: Iterable[int]
) -> None:
    await outbox.owe(
        sweep.db,
        *(
            Debt(
                key=f"{notice}:{row.id}:{row.arrived_at.isoformat()}:{person_id}",
                person_id=person_id,
                notice=notice,
                about={"feedback": row.id},
                unit_id=holder.id,
                due_at=sweep.now,
            )
            for person_id in people
        ),
        now=sweep.now,
    )


@router.notice(
    "feedback_waits",
    why=_("A committee is reminded of feedback that waits, weekly and before its clock ends."),
    gathered=True,
)
async def waits_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """What waits for the committee."""
    place = await units.place(turn.db, about["unit"], turn.home)
    turn.demand(place, Right.INBOX)
    found = await feedback.waiting_with(turn.db, place.id)
    shown = [await waiting(turn, each) for each in found if each.row.state != "new"]
    if not shown:
        return None
    t = turn.speaks(place)
    return cards.inbox(t, place.id, place.name, shown, 0, forward=None, now=turn.now)


@router.notice(
    "feedback_overdue", why=_("A committee is told when the clock of feedback it has ends.")
)
async def overdue_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """The clock has ended, to the committee that has it."""
    found = await feedback.voiced(turn.db, about["feedback"])
    if found is None or found.row.overdue_since is None:
        return None
    if found.row.state not in feedback.WAITING:
        return None
    place = units.as_place(found.holder, turn.home)
    turn.demand(place, Right.INBOX)
    t = turn.speaks(place)
    shown = await waiting(turn, found, whole=True)
    return cards.waiting_card(t, shown, now=turn.now, above=t("The answer is overdue."))


@router.notice(
    "feedback_overdue_below",
    why=_("The committee above is told when one below has not answered feedback in time."),
)
async def overdue_below(turn: Turn, about: dict[str, Any]) -> Card | None:
    """The clock has ended with a committee below: which, and since when; not the words."""
    found = await feedback.voiced(turn.db, about["feedback"])
    if found is None or found.row.overdue_since is None:
        return None
    if found.row.state not in feedback.WAITING:
        return None
    place = units.as_place(found.holder, turn.home)
    turn.demand(place, Right.SEE_REASON_TOTALS)
    t = turn.speaks(place)
    return Card(
        title=t("{unit}: feedback overdue", unit=place.name),
        body=t(
            "{unit} has not answered feedback #{id} from {cell} in time; it was due {time}.",
            unit=place.name,
            id=found.row.id,
            cell=found.unit.name,
            time=t.when(found.row.overdue_since),
        ),
    )


JOBS = (Job("reminders of feedback", 60, remind, feedback.next_due),)
