"""Moving a meeting: shown first, done with one tap; a big move asks everyone invited again."""

from contextlib import suppress
from datetime import date, datetime, time

from bot.cards.moving import AskMove, Effect, Move, TryMove, confirm_move, told
from bot.cards.planning import ask
from bot.chat import Card
from bot.domain import reading
from bot.domain.answers import big_move
from bot.domain.calendar import starts_at
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.stamps import moment, stamp
from bot.domain.timetable import Step
from bot.place import Place
from bot.router import Router, Scope
from bot.turn import Turn
from handlers import away_answers
from handlers.changes import owe_change
from handlers.desk import ahead, check_ahead, check_time, theirs, which
from handlers.planning import facts_of, plan_of
from handlers.regular import stands_on
from handlers.replanning import plan_steps
from storage import drafts, invitations, meetings, moments
from storage.meetings import Told
from storage.tables import Meeting

router = Router()

WORDS, PLACE = "move", "move to"  # kinds of drafts


@router.command(
    "move",
    "doilich",
    summary="Move a meeting to another time or place",
    usage="04/12 19:30",
    right=Right.SCHEDULE,
    scope=Scope.UNIT,
)
async def move(turn: Turn, words: str) -> Card:
    """Move the unit's next meeting, or the one picked where several are ahead."""
    found = await ahead(turn, turn.unit)
    if not words:
        if len(found) > 1:
            return which(turn, turn.unit, found, AskMove)
        return _asked(turn, turn.unit, found[0])
    if len(found) == 1:
        return await _preview(turn, turn.unit, found[0], words)
    for each in found:
        _read(turn.unit, each, words, turn.unit.local_day(turn.now))
    mark = await drafts.keep(turn.db, turn.me.person_id, WORDS, words, now=turn.now)
    return which(turn, turn.unit, found, lambda meeting_id: TryMove(meeting_id, mark))


def _asked(turn: Turn, place: Place, meeting: Meeting) -> Card:
    turn.expect(AskMove(meeting.id))
    t = turn.speaks(place)
    return ask(
        t,
        place.name,
        t(
            "To what time shall the meeting of {time} move? For example: 04/12 19:30\n"
            "Or with another place: 04/12 19:30; Hội trường B",
            time=t.when(meeting.starts_at),
        ),
    )


@router.action(AskMove, right=Right.SCHEDULE)
async def ask_move(turn: Turn, action: AskMove) -> Card:
    """This meeting is meant; now ask where it shall go."""
    meeting, place = await theirs(turn, action.meeting_id)
    check_ahead(meeting, now=turn.now)
    return _asked(turn, place, meeting)


@router.typed(AskMove)
async def typed_move(turn: Turn, action: AskMove, text: str) -> Card:
    """The new time, perhaps with a place."""
    meeting, place = await theirs(turn, action.meeting_id)
    return await _preview(turn, place, meeting, text)


@router.action(TryMove, right=Right.SCHEDULE)
async def try_move(turn: Turn, action: TryMove) -> Card:
    """What was typed is meant for this meeting."""
    meeting, place = await theirs(turn, action.meeting_id)
    words = await drafts.kept(turn.db, turn.me.person_id, WORDS, action.mark)
    if words is None:
        raise Refused("Something else has been typed since. Please send /move again.")
    return await _preview(turn, place, meeting, words)


def _read(place: Place, meeting: Meeting, words: str, today: date) -> tuple[datetime, str]:
    """The new time and place; a day, a time or the place left out stays as it is."""
    when, *where = reading.fields(words) or [""]
    if len(where) > 1:
        raise Refused("Please write one place after the time, like 04/12 19:30; Hội trường B.")
    there = reading.place(where[0]) if where else meeting.place
    if not when and where:
        return meeting.starts_at, there
    local = meeting.starts_at.astimezone(place.zone)
    on, at = _day_and_time(when, local, today)
    return starts_at(on, at, place.zone), there


def _day_and_time(text: str, now: datetime, today: date) -> tuple[date, time]:
    with suppress(Refused):
        return now.date(), reading.clock(text)
    with suppress(Refused):
        return reading.day(text, today=today), now.time()
    return reading.date_and_time(text, today=today)


async def _preview(turn: Turn, place: Place, meeting: Meeting, words: str) -> Card:
    to, where = _read(place, meeting, words, place.local_day(turn.now))
    return await preview(turn, place, meeting, to, where)


async def preview(turn: Turn, place: Place, meeting: Meeting, to: datetime, where: str) -> Card:
    """Show what moving a meeting there would do; nothing has happened yet."""
    check_ahead(meeting, now=turn.now)
    if (to, where) == (meeting.starts_at, meeting.place):
        raise Refused("The meeting is at that time and place already, so nothing changes.")
    if to != meeting.starts_at:
        await check_time(turn, place, to, meeting.minutes, but=meeting.id)
    mark = ""
    if where != meeting.place:
        mark = await drafts.keep(turn.db, turn.me.person_id, PLACE, where, now=turn.now)
    t = turn.speaks(place)
    day = place.local_day(to)
    day_off = None
    if day != place.local_day(meeting.starts_at):
        day_off = await stands_on(turn, place, day, t.language)
    reached = await meetings.to_tell(turn.db, meeting)
    return confirm_move(
        t,
        await facts_of(turn, place, meeting),
        to,
        where,
        effect(meeting, reached, asks=_asks(place, meeting, to), day_off=day_off),
        Move(meeting.id, meeting.round, stamp(meeting.starts_at), stamp(to), mark),
    )


def effect(
    meeting: Meeting, reached: Told, *, asks: bool = False, day_off: str | None = None
) -> Effect:
    """Whom a change of this meeting reaches."""
    return Effect(
        told=reached.by_message,
        by_telephone=reached.by_telephone,
        invited=meeting.invited_at is not None,
        asks_again=asks,
        day_off=day_off,
    )


def _asks(place: Place, meeting: Meeting, to: datetime) -> bool:
    """Whether a move makes everyone invited answer again."""
    return meeting.invited_at is not None and big_move(
        meeting.starts_at, to, place.rules.big_move_hours, place.zone
    )


@router.action(Move, right=Right.SCHEDULE)
async def do_move(turn: Turn, action: Move) -> Card:
    """Move the meeting as it was shown; once it is done, the same tap changes nothing more."""
    meeting, place = await theirs(turn, action.meeting_id)
    check_ahead(meeting, now=turn.now)
    t, to = turn.speaks(place), moment(action.to)
    where = meeting.place
    if action.mark:
        kept = await drafts.kept(turn.db, turn.me.person_id, PLACE, action.mark)
        if kept is None:
            raise Refused("Something else has been typed since. Please send /move again.")
        where = kept
    if (to, where) == (meeting.starts_at, meeting.place):
        return await plan_of(turn, place, meeting, note=t("The meeting is there already."))
    if (action.round, action.was) != (meeting.round, stamp(meeting.starts_at)):
        raise Refused(
            "The meeting has been moved meanwhile, to {time}. Please send /move again.",
            time=t.when(meeting.starts_at),
        )
    if to != meeting.starts_at:
        await check_time(turn, place, to, meeting.minutes, but=meeting.id)
    reached = await meetings.to_tell(turn.db, meeting)
    done = effect(meeting, reached, asks=_asks(place, meeting, to))
    await _move(turn, place, meeting, to, where, reached, asks=done.asks_again)
    note = t("The meeting has been moved.")
    return await plan_of(turn, place, meeting, news=[note, *told(t, done)], note=note)


async def _move(
    turn: Turn,
    place: Place,
    meeting: Meeting,
    to: datetime,
    where: str,
    reached: Told,
    *,
    asks: bool,
) -> None:
    was, elsewhere = meeting.starts_at, where != meeting.place
    meeting.starts_at, meeting.place = to, where
    meeting.changes += 1
    meeting.confirmed_at = meeting.confirmed_at or turn.now
    meeting.proposal = False
    if asks:
        meeting.round += 1
        meeting.moved_from = was
        await moments.reopen(turn.db, meeting.id, keep=[Step.INVITE])
    await turn.db.flush()
    await plan_steps(turn, place, meeting, afresh=asks)
    if asks:
        asked = list(await invitations.given(turn.db, meeting.id))
        await away_answers.answer_for(turn, place, meeting, asked)
    notice = "moved" if asks else "changed"
    await owe_change(turn, meeting, reached, notice, was=was, elsewhere=elsewhere)
