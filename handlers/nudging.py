"""A nudge: who leads a sub-group, or the unit, has the silent ones reminded at once."""

from bot.cards.status import Nudge
from bot.cards.status_people import Part
from bot.chat import Card, Urgency
from bot.domain.quiet import waits_until
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.router import Router
from bot.turn import Turn
from handlers.meeting_facts import meeting_for
from handlers.status import nudges, status_card, to_nudge
from storage import headcount, outbox, units
from storage.outbox import Debt

router = Router()


@router.action(Nudge, right=Right.NUDGE_OWN_PEOPLE)
async def nudge(turn: Turn, action: Nudge) -> Card:
    """Owe each silent person one reminder; the same person hears of it once a day."""
    meeting, unit = await meeting_for(turn, action.meeting_id, Right.NUDGE_OWN_PEOPLE)
    place = units.as_place(unit, turn.home)
    subgroup = nudges(turn, place)
    if subgroup is None:
        raise Refused("{You} lead no sub-group in {unit}.", unit=place.name)
    if meeting.cancelled_at is not None:
        raise Refused("This meeting was cancelled, so there is nothing left to answer.")
    if meeting.starts_at <= turn.now:
        raise Refused("This meeting has begun, so nobody can answer any more.")
    if meeting.invited_at is None:
        raise Refused("Invitations to this meeting have not gone out yet, so nobody is silent.")
    t, due_at = turn.speaks(place), waits_until(turn.now, place.rules, place.zone)
    if due_at >= meeting.starts_at:
        raise Refused(
            "Nobody is disturbed before {morning}, and the meeting begins before that. Please call "
            "those who are silent.",
            morning=t.clock(place.rules.quiet_until),
        )
    called = await headcount.called(turn.db, meeting)
    people = to_nudge(turn, meeting, called, subgroup)
    new = await outbox.owe(
        turn.db,
        *(
            Debt(
                key=f"nudge:{meeting.id}:{meeting.round}:{place.local_day(due_at)}:{each.person_id}",
                person_id=each.person_id,
                notice="reminder",
                about={"meeting": meeting.id, "step": "nudge"},
                unit_id=place.id,
                due_at=due_at,
                until=meeting.starts_at,
                urgency=Urgency.CHANGE,
            )
            for each in people
        ),
        now=turn.now,
    )
    if not people:
        note = t("Nobody is silent whom a message reaches.")
    elif not new:
        note = t("Everyone silent has been reminded today.")
    elif due_at > turn.now:
        note = t.plural(
            "{n} person is reminded at {time}, after the night.",
            "{n} people are reminded at {time}, after the night.",
            new,
            time=t.clock(due_at),
        )
    else:
        note = t.plural("{n} person is reminded.", "{n} people are reminded.", new)
    return await status_card(turn, meeting, unit, part=Part.SILENT, note=note)
