"""Members say ahead when they are away: once, for every meeting it touches."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.cards import away as cards
from bot.cards.away import (
    Behave,
    Due,
    JoinFromThere,
    Returned,
    SayAway,
    ShowAway,
    Shown,
    ShowSpan,
    StillAway,
    TakeBack,
    Touched,
)
from bot.chat import Card, Reply
from bot.domain import away as rules
from bot.domain.answers import Reason
from bot.domain.away import Behaviour, Span
from bot.domain.refusal import Refused
from bot.domain.rules import Rules
from bot.domain.words import _
from bot.router import Router
from bot.sweeps import MOST, Job, Sweep
from bot.turn import Turn
from handlers import away_answers
from handlers.task_facts import tasked, tell
from storage import assignments, away, breaks, invitations, outbox, units
from storage.invitations import Asked
from storage.outbox import Debt
from storage.tables import Away

router = Router()

MOST_KEPT = 20  # spans of one person


@router.command(
    "away",
    "baovang",
    "vang",
    summary="Days on which I am away",
    usage="01/07-15/08; nghỉ hè",
)
async def say(turn: Turn, words: str) -> Card:
    """Days and why in one line; alone it shows what has been said, `none` says there are none."""
    if not words:
        return await show(turn, ShowAway())
    return await _take(turn, words)


@router.action(ShowAway)
async def show(turn: Turn, action: ShowAway) -> Card:
    """What has been said of the days to come."""
    return await all_days(turn)


async def all_days(turn: Turn, note: str = "") -> Card:
    """Everything somebody has said of the days to come."""
    found = await away.of_person(turn.db, turn.me.person_id, today=_today(turn))
    return cards.all_days(turn.t, [_shown(each) for each in found], note=note)


@router.action(SayAway)
async def say_more(turn: Turn, action: SayAway) -> Card:
    """The days are typed next."""
    turn.expect(action)
    return cards.type_days(turn.t)


@router.typed(SayAway)
async def typed(turn: Turn, action: SayAway, text: str) -> Reply:
    """Days and why, in one message."""
    return await _take(turn, text)


async def _take(turn: Turn, words: str) -> Card:
    if rules.is_none(words):
        await _answer_breaks(turn)
        return await all_days(turn, note=turn.t("Noted. Thank {you}!"))
    return await take(turn, rules.read(words, today=_today(turn)))


async def _answer_breaks(turn: Turn) -> None:
    """Who is never away has answered the question before every break."""
    for standing in turn.me.standings:
        ahead = await breaks.holding(turn.db, standing.unit_id, first=_today(turn), last=date.max)
        for row, _unit in ahead:
            await breaks.answered(turn.db, row.id, turn.me.person_id, now=turn.now)


async def says_away(turn: Turn, span: Span) -> bool:
    """Whether somebody has said that they are away on any of these days."""
    found = await away.of_person(turn.db, turn.me.person_id, today=span.first)
    return any(_span(each).touches(span) for each in found)


async def take(turn: Turn, said: rules.Said) -> Card:
    """Keep days away; meetings on them follow, and who gives tasks that are due then is told."""
    today = _today(turn)
    rules.checked(said.span, today=today)
    kept = await away.of_person(turn.db, turn.me.person_id, today=today)
    if len(kept) >= MOST_KEPT:
        raise Refused("These are too many days to remember. Please take some back first.")
    for each in kept:
        if (_span(each), each.reason, each.reason_words) == (said.span, said.reason, said.words):
            return await _card(turn, each)
    row = await away.add(
        turn.db,
        Away(
            person_id=turn.me.person_id,
            first=said.span.first,
            last=said.span.last,
            reason=said.reason.value,
            reason_words=said.words,
            behaviour=Behaviour.ABSENT.value,
            said_at=turn.now,
            ask_at=_morning(turn, rules.asks_on(said.span)),
        ),
    )
    await _follow(turn, said.span)
    await _tell_of_tasks(turn, said.span)
    return await _card(turn, row, note=turn.t("Noted. Thank {you}!"))


@router.action(ShowSpan)
async def show_span(turn: Turn, action: ShowSpan) -> Card:
    """Some days, and what they touch."""
    return await _card(turn, await _mine(turn, action.number))


@router.action(Behave)
async def behave(turn: Turn, action: Behave) -> Card:
    """What to do with invitations to those days, those that are out already included."""
    row = await _mine(turn, action.number)
    row.behaviour = action.behaviour.value
    await turn.db.flush()
    await _follow(turn, _span(row))
    return await _card(turn, row, note=turn.t("Noted. Thank {you}!"))


@router.action(JoinFromThere)
async def join_from_there(turn: Turn, action: JoinFromThere) -> Card:
    """Whether they can join online on those days: then they are asked to meetings held online."""
    row = await _mine(turn, action.number)
    row.online = action.online
    await turn.db.flush()
    await _follow(turn, _span(row))
    return await _card(turn, row, note=turn.t("Noted. Thank {you}!"))


@router.action(TakeBack)
async def take_back(turn: Turn, action: TakeBack) -> Card:
    """The days are forgotten; where nothing else was said of them the bot asks again."""
    row = await _mine(turn, action.number)
    span = _span(row)
    await away.remove(turn.db, row.id)
    await _follow(turn, span)
    return await all_days(turn, note=turn.t("Noted. Thank {you}!"))


@router.action(Returned)
async def returned(turn: Turn, action: Returned) -> Card:
    """Somebody is back: the days end yesterday."""
    row = await away.one(turn.db, turn.me.person_id, action.number)
    if row is not None:
        span = _span(row)
        row.last, row.ask_at = max(row.first, _today(turn) - timedelta(days=1)), None
        await turn.db.flush()
        await _follow(turn, span)
    return cards.noted_back(turn.t)


@router.action(StillAway)
async def still_away(turn: Turn, action: StillAway) -> Card:
    """Not yet back: the days go on, and the question comes again at their end."""
    row = await _mine(turn, action.number)
    known = 0 < action.days <= rules.LONGEST.days
    row.last = _today(turn) + timedelta(days=action.days) if known else None
    asks = row.last + timedelta(days=1) if row.last else _today(turn) + rules.ASK_OPEN_AFTER
    row.ask_at = _morning(turn, asks)
    await turn.db.flush()
    await _follow(turn, _span(row))
    return await _card(turn, row, note=turn.t("Noted. Thank {you}!"))


async def ask_back(sweep: Sweep) -> int:
    """Owe the question to those whose days are over."""
    found = await away.due(sweep.db, now=sweep.now, most=MOST)
    for row in found:
        asked_at = row.ask_at or sweep.now
        again = None if row.last is not None else sweep.now + rules.ASK_OPEN_AFTER
        await away.asked(sweep.db, row.id, again=again)
        await outbox.owe(
            sweep.db,
            Debt(
                key=f"away:{row.id}:{asked_at:%Y-%m-%d}",
                person_id=row.person_id,
                notice="away_back",
                about={"away": row.id},
                due_at=asked_at,
                until=asked_at + rules.ASK_OPEN_AFTER,
            ),
            now=sweep.now,
        )
    return len(found)


@router.notice(
    "away_back",
    why=_("Whoever said that they are away is asked at the end whether they are back."),
    gathered=True,
)
async def back_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """The question, unless the days were taken back or go on."""
    row = await away.one(turn.db, turn.me.person_id, about["away"])
    if row is None or (row.last is not None and row.last >= _today(turn)):
        return None
    return cards.back(turn.t, _shown(row))


async def _follow(turn: Turn, span: Span) -> None:
    """Meetings of these days to which the person is asked follow what now holds there."""
    for asked in await _touched(turn, span):
        await away_answers.follow(turn, asked)


async def _touched(turn: Turn, span: Span) -> list[Asked]:
    """The meetings ahead on those days that the person is asked to."""
    found = await invitations.of_person(turn.db, turn.me.person_id, since=turn.now)
    return [
        asked
        for asked in found
        if asked.meeting.cancelled_at is None
        and span.covers(units.as_place(asked.unit, turn.home).local_day(asked.meeting.starts_at))
    ]


async def _card(turn: Turn, row: Away, note: str = "") -> Card:
    span = _span(row)
    touched = [
        Touched(
            asked.unit.name, asked.meeting.starts_at, answered=not away_answers.needs_answer(asked)
        )
        for asked in await _touched(turn, span)
    ]
    return cards.one_span(turn.t, _shown(row), touched, await _tasks(turn, span), note=note)


async def _tasks(turn: Turn, span: Span) -> list[Due]:
    """Open tasks of the person that are due on those days."""
    found = await assignments.open_with(turn.db, turn.me.person_id)
    return [
        Due(each.row.id, each.row.what, each.row.due_on)
        for each in found
        if each.row.due_on is not None and span.covers(each.row.due_on)
    ]


async def _tell_of_tasks(turn: Turn, span: Span) -> None:
    """Who gives those tasks hears that another owner or date is needed."""
    for each in await _tasks(turn, span):
        at = await tasked(turn, each.task_id)
        await tell(turn, at, "task_away", await units.leaders(turn.db, at.place.id))


async def _mine(turn: Turn, number: int) -> Away:
    row = await away.one(turn.db, turn.me.person_id, number)
    if row is None:
        raise Refused("These days have been taken back. Send /away to see what is known.")
    return row


def _shown(row: Away) -> Shown:
    return Shown(
        row.id,
        _span(row),
        Reason(row.reason),
        row.reason_words,
        Behaviour(row.behaviour),
        row.online,
    )


def _span(row: Away) -> Span:
    return Span(row.first, row.last)


def _today(turn: Turn) -> date:
    return turn.now.astimezone(turn.t.zone).date()


def _morning(turn: Turn, day: date) -> datetime:
    return datetime.combine(day, Rules().morning, turn.t.zone).astimezone(UTC)


JOBS = (Job("questions at the end of days away", 300, ask_back, away.next_due),)
