"""After a meeting: whose absences have reached what the rules speak of, to who leads the unit."""

from datetime import UTC, datetime
from typing import Any

from bot.cards import absences as cards
from bot.cards.absences import Reached
from bot.chat import Card, Urgency
from bot.domain.absences import Met, Standing, reached
from bot.domain.roles import Right
from bot.domain.words import _
from bot.place import Place
from bot.router import Router
from bot.turn import Turn
from handlers.decided import Table
from handlers.meeting_facts import facts_of
from handlers.naming import label
from storage import attendance, held, makeups, outbox, reach, units
from storage.outbox import Debt
from storage.tables import Meeting, Unit

router = Router()


async def owe(turn: Turn, at: Table) -> None:
    """Owe those who lead the unit a word when somebody reached a limit with this meeting."""
    if not await _reached(turn, at.place, at.meeting):
        return
    await outbox.owe(
        turn.db,
        *(
            Debt(
                key=f"absences:{at.meeting.id}:{person_id}",
                person_id=person_id,
                notice="absences",
                about={"meeting": at.meeting.id},
                unit_id=at.place.id,
                due_at=turn.now,
                urgency=Urgency.NOTICE,
            )
            for person_id in await units.leaders(turn.db, at.place.id)
        ),
        now=turn.now,
    )


@router.notice(
    "absences",
    why=_("Those who lead a unit are told when somebody's absences reach what the rules speak of."),
    gathered=True,
)
async def notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """Who and how many, as the roll calls stand now; None when a correction has changed it."""
    meeting = await turn.db.get(Meeting, about["meeting"])
    unit = await turn.db.get(Unit, meeting.unit_id) if meeting is not None else None
    if meeting is None or unit is None:
        return None
    place = units.as_place(unit, turn.home)
    turn.demand(place, Right.SEE_REASONS)
    happened = await held.of(turn.db, meeting.id)
    if happened is None or happened.closed_at is None:
        return None
    t = turn.speaks(place)
    found: list[Reached] = []
    for person_id, standing in (await _reached(turn, place, meeting)).items():
        one = await reach.one(turn.db, place.id, person_id)
        if one is not None:
            found.append(Reached(label(t, one), standing.limit, standing.count, standing.made_up))
    if not found:
        return None
    return cards.absences(t, await facts_of(turn, meeting, unit), found)


async def _reached(turn: Turn, place: Place, meeting: Meeting) -> dict[int, Standing]:
    """Whose absences reached a limit with this meeting; a make-up session adds none."""
    if meeting.makes_up_id is not None:
        return {}
    day = place.local_day(meeting.starts_at)
    since = datetime(day.year, 1, 1, tzinfo=place.zone).astimezone(UTC)
    year = await attendance.year_of_absentees(turn.db, meeting, since=since)
    done = await makeups.people(turn.db, {one.meeting_id for met in year.values() for one in met})
    rules = place.rules
    found = {
        person_id: reached(
            [
                Met(
                    place.local_day(each.starts_at).month,
                    each.state,
                    made_up=person_id in done.get(each.meeting_id, ()),
                )
                for each in met
            ],
            excused_in_a_row=rules.excused_in_a_row,
            unexcused_months=rules.unexcused_months,
        )
        for person_id, met in year.items()
    }
    return {person_id: limit for person_id, limit in found.items() if limit is not None}
