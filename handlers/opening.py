"""Opening a meeting: a person says that it begins, and the real start is noted."""

from datetime import datetime, timedelta

from bot.cards.opening import ShowOpening, opened
from bot.cards.rollcall import EVERYONE, ShowRoll, View
from bot.cards.task_lists import ShowOfUnit
from bot.chat import Card
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.place import Place
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.at_hand import EARLY, at_hand
from handlers.meeting_facts import facts_of, meeting_for
from handlers.task_desk import review
from storage import held, ledger, people, screens, units
from storage.ledger import Subject
from storage.tables import Meeting

router = Router()

LATE = timedelta(hours=12)  # so long after its planned end the start can still be noted


@router.command(
    "open",
    "khaimac",
    summary="Open the meeting: note the real start",
    right=Right.ROLL_CALL,
    scope=Scope.UNIT,
)
async def open_meeting(turn: Turn, words: str) -> Card:
    """Open the meeting at hand; opened twice, the first time counts."""
    if words:
        raise Refused(
            "/open takes nothing but the code of a unit, like /open {code}.", code=turn.unit.code
        )
    meeting = await at_hand(turn, turn.unit)
    happened = await held.noted(turn.db, meeting.id)
    note = turn.speaks(turn.unit)("The meeting had been opened before.")
    if happened.opened_at is None:
        check_time(turn, turn.unit, meeting, now=turn.now)
        happened.opened_at, happened.opened_by = turn.now, turn.me.person_id
        await turn.db.flush()
        await ledger.note(
            turn.db,
            meeting.id,
            Subject.MEETING,
            meeting.id,
            "opened",
            by_id=turn.me.person_id,
            now=turn.now,
            became={"at": turn.now.isoformat()},
        )
        await screens.stale(turn.db, ShowOpening(meeting.id).pack(), now=turn.now)
        note = ""
    return await _card(turn, meeting, above=note)


@router.action(ShowOpening, right=Right.ROLL_CALL)
async def show(turn: Turn, action: ShowOpening) -> Card:
    """The opened meeting as it is now."""
    meeting, _ = await meeting_for(turn, action.meeting_id, Right.ROLL_CALL)
    return await _card(turn, meeting)


def check_time(turn: Turn, place: Place, meeting: Meeting, *, now: datetime) -> None:
    """Refuse to open a meeting long before its time, or when its start is long past."""
    t = turn.speaks(place)
    if now < meeting.starts_at - EARLY:
        raise Refused(
            "The meeting begins at {time}; it can be opened from {from_} on.",
            time=t.when(meeting.starts_at),
            from_=t.when(meeting.starts_at - EARLY),
        )
    if now > meeting.starts_at + timedelta(minutes=meeting.minutes) + LATE:
        raise Refused(
            "The meeting of {time} is over. /close closes it; its start is taken as planned.",
            time=t.when(meeting.starts_at),
        )


async def _card(turn: Turn, meeting: Meeting, *, above: str = "") -> Card:
    place = await units.place(turn.db, meeting.unit_id, turn.home)
    unit_row, t = await meeting_for(turn, meeting.id, Right.ROLL_CALL), turn.speaks(place)
    happened = await held.noted(turn.db, meeting.id)
    by = await people.name_of(turn.db, happened.opened_by or 0)
    return opened(
        t,
        await facts_of(turn, *unit_row),
        at=happened.opened_at,
        by=by,
        roll=ShowRoll(meeting.id, View.TICK, EVERYONE, 0),
        review=await review(turn, place),
        tasks=ShowOfUnit(place.id, 0) if turn.may(place, Right.ASSIGN) else None,
        above=above,
    )
