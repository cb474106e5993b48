"""Whether more than half of a unit cannot be in one place: told to the secretary, who decides."""

from typing import Any

from bot.cards.holding import apart_card
from bot.chat import Card
from bot.domain.answers import Answer, Mode, Reason, stands
from bot.domain.online import Apart, is_apart
from bot.domain.roles import Right
from bot.domain.shifts import first_clash
from bot.domain.words import _
from bot.place import Place
from bot.router import Router
from bot.sweeps import Sweep
from bot.turn import Turn
from handlers.desk import Doing, together
from handlers.planning import facts_of
from storage import away, headcount, meetings, outbox, shifts, units
from storage.outbox import Debt
from storage.tables import Invitation, Meeting, Moment

router = Router()


async def apart(doing: Doing, place: Place, meeting: Meeting) -> Apart:
    """How many of those who count cannot be in one place on the day of a meeting.

    By where they live and work, by the days away and shifts they have told of and by the reasons of
    their answers, where these are reasons that the rule names.
    """
    people = [each for each in await headcount.called(doing.db, meeting) if each.counts]
    day = place.local_day(meeting.starts_at)
    numbers = [each.one.person_id for each in people]
    said = await away.of_people(doing.db, numbers, day)
    on_duty = await shifts.of_people(doing.db, numbers)
    found = 0
    for each in people:
        row, patterns = said.get(each.one.person_id), on_duty.get(each.one.person_id, ())
        reasons = [] if row is None else [Reason(row.reason)]
        if first_clash(patterns, meeting.starts_at, meeting.minutes, place.zone) is not None:
            reasons.append(Reason.SHIFT)
        if each.given is not None:
            reasons = _answered(meeting, each.given.invitation, reasons)
        found += is_apart(each.one.presence, reasons)
    return Apart(found, len(people))


def _answered(meeting: Meeting, row: Invitation, before: list[Reason]) -> list[Reason]:
    """An answer says more than days told of before: who comes is there."""
    answer = Answer(row.answer) if row.answer else None
    if not stands(answer, row.round, meeting.round) or answer is Answer.ONLINE:
        return before
    if answer is Answer.ABSENT:
        return [Reason(row.reason)] if row.reason else []
    return []


async def owe(sweep: Sweep, meeting: Meeting, moment: Moment) -> None:
    """Owe those who lead the unit the count, when it is more than half; once for each round."""
    place = await units.place(sweep.db, meeting.unit_id, sweep.home)
    if meeting.mode != Mode.IN_PERSON or not (await apart(sweep, place, meeting)).more_than_half:
        return
    await outbox.owe(
        sweep.db,
        *(
            Debt(
                key=f"apart:{meeting.id}:{meeting.round}:{person_id}",
                person_id=person_id,
                notice="apart",
                about={"meeting": meeting.id},
                unit_id=meeting.unit_id,
                due_at=together(sweep, moment.due_at),
                until=meeting.starts_at,
            )
            for person_id in await units.leaders(sweep.db, meeting.unit_id)
        ),
        now=sweep.now,
    )


@router.notice(
    "apart",
    why=_(
        "Those who lead a unit are told when more than half cannot be in one place: the rule then "
        "lets it meet online."
    ),
    gathered=True,
)
async def notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """The count, while it holds and nobody has decided."""
    meeting = await meetings.by_id(turn.db, about["meeting"])
    if meeting is None or meeting.cancelled_at or meeting.starts_at <= turn.now:
        return None
    place = await units.place(turn.db, meeting.unit_id, turn.home)
    turn.demand(place, Right.SCHEDULE)
    found = await apart(turn, place, meeting)
    if meeting.mode != Mode.IN_PERSON or not found.more_than_half:
        return None
    return apart_card(turn.speaks(place), await facts_of(turn, place, meeting), found)
