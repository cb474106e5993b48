"""Make-up sessions: planned by the secretary for those who missed a meeting with a reason."""

from dataclasses import dataclass, replace
from datetime import date

from bot.cards import makeups as cards
from bot.cards.makeups import AskMakeup
from bot.cards.planning import plan_card
from bot.chat import Card
from bot.domain import reading
from bot.domain.calendar import starts_at
from bot.domain.makeups import Missed, check, to_ask
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.i18n import Speech
from bot.place import Place
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.desk import check_time, theirs
from handlers.planning import facts_of
from handlers.regular import put_down
from storage import held, makeups
from storage.tables import Meeting

router = Router()

KIND = "makeup"
MOST_NAMED = 40  # people named on one card


@router.command(
    "makeup",
    "hopbu",
    summary="Plan a make-up session for those who missed the meeting with a reason",
    usage="20/12 19:30; Phòng A",
    right=Right.SCHEDULE,
    scope=Scope.UNIT,
)
async def makeup(turn: Turn, words: str) -> Card:
    """A make-up session for the meeting closed last."""
    last = await held.last_closed(turn.db, turn.unit.id, before=turn.now)
    if last is None:
        raise Refused(
            "{unit} has closed no meeting yet that could be made up.", unit=turn.unit.name
        )
    if words:
        return await _understand(turn, last[0].id, words)
    return await ask(turn, AskMakeup(last[0].id))


@router.action(AskMakeup, right=Right.SCHEDULE)
async def ask(turn: Turn, action: AskMakeup) -> Card:
    """Whom it would ask; when and where is typed next."""
    at = await _missed(turn, action.meeting_id)
    turn.expect(action)
    names = [each.name for each in at.people]
    shown = names[:MOST_NAMED] + (["…"] if len(names) > MOST_NAMED else [])
    t = turn.speaks(at.place)
    return cards.ask(t, at.place.name, at.day, shown, place=at.meeting.place)


@router.typed(AskMakeup)
async def typed(turn: Turn, action: AskMakeup, text: str) -> Card:
    """The day and time, perhaps with a place."""
    return await _understand(turn, action.meeting_id, text)


@dataclass(frozen=True)
class _At:
    """A meeting that can be made up, and those whom a session would ask."""

    meeting: Meeting
    place: Place
    day: date
    people: list[Missed]


async def _missed(turn: Turn, meeting_id: int) -> _At:
    meeting, place = await theirs(turn, meeting_id)
    happened = await held.of(turn.db, meeting.id)
    closed = happened is not None and happened.closed_at is not None
    people = await makeups.missed(turn.db, meeting.id)
    check(people, is_makeup=meeting.makes_up_id is not None, closed=closed)
    return _At(meeting, place, place.local_day(meeting.starts_at), to_ask(people))


async def _understand(turn: Turn, meeting_id: int, words: str) -> Card:
    at = await _missed(turn, meeting_id)
    when, *where = reading.fields(words) or [""]
    if len(where) > 1:
        raise Refused("Please write one place after the time, like 20/12 19:30; Phòng A.")
    on, clock = reading.date_and_time(when, today=at.place.local_day(turn.now))
    start = starts_at(on, clock, at.place.zone)
    await check_time(turn, at.place, start, at.meeting.minutes)
    there = reading.place(where[0]) if where and where[0] else at.meeting.place
    session = Meeting(
        unit_id=at.place.id,
        kind=KIND,
        makes_up_id=at.meeting.id,
        title=_title(replace(turn.speaks(at.place), language=at.place.locale), at.day),
        starts_at=start,
        minutes=at.meeting.minutes,
        place=there,
        confirmed_at=turn.now,
    )
    await put_down(turn, at.place, session)
    t = turn.speaks(at.place)
    news = t.plural(
        "{n} person who missed it with a reason is asked.",
        "{n} people who missed it with a reason are asked.",
        len(at.people),
    )
    return plan_card(
        t,
        await facts_of(turn, at.place, session),
        now=turn.now,
        news=[news],
        takes_back=True,
    )


def _title(t: Speech, day: date) -> str:
    """What the session is called wherever a meeting has a title: kept in the unit's language."""
    return t("make-up for the meeting of {day}", day=t.short_day(day))
