"""Closing a meeting: refused with exactly what is missing, then published to everyone at once."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.cards import closing as cards
from bot.cards import published
from bot.cards.assigning import AskAssignment
from bot.cards.closing import (
    AskEnd,
    AskWhyNone,
    CloseMeeting,
    SetEnd,
    ShowClosing,
    ShowPaste,
)
from bot.cards.decisions import ShowDrafts
from bot.cards.makeups import AskMakeup
from bot.cards.minutes import ShowMinutes
from bot.cards.rollcall import EVERYONE, ShowRoll, View
from bot.chat import Card
from bot.domain import reading
from bot.domain.answers import Mode
from bot.domain.attendance import Surprise, surprise
from bot.domain.calendar import starts_at
from bot.domain.closing import Missing, check_end, missing
from bot.domain.makeups import to_ask
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.stamps import moment, stamp
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.at_hand import to_close
from handlers.decided import Table, reached, readers, table
from handlers.desk import which
from handlers.meeting_facts import facts_of, meeting_for
from handlers.publishing import publish
from handlers.session import began, planned_end, record_of, session
from storage import attendance, held, ledger, makeups, screens
from storage.ledger import Subject

router = Router()

LONGEST_REASON = 500  # characters
RECENT = timedelta(hours=12)  # so long after the start, "now" is a likely end


@router.command(
    "close",
    "ketthuc",
    summary="Close the meeting and send everyone what was decided",
    right=Right.CLOSE,
    scope=Scope.UNIT,
)
async def close_meeting(turn: Turn, words: str) -> Card:
    """The meeting that waits to be closed; of several, which."""
    if words:
        raise Refused(
            "/close takes nothing but the code of a unit, like /close {code}.", code=turn.unit.code
        )
    found = await to_close(turn, turn.unit)
    if len(found) > 1:
        return which(turn, turn.unit, found, ShowClosing)
    return await show(turn, ShowClosing(found[0].id))


@router.action(ShowClosing, right=Right.CLOSE)
async def show(turn: Turn, action: ShowClosing) -> Card:
    """What the meeting needs to be closed, or that it is."""
    return await _card(turn, await _table(turn, action.meeting_id))


@router.action(AskEnd, right=Right.CLOSE)
async def ask_end(turn: Turn, action: AskEnd) -> Card:
    """When did it end?"""
    at = await _open_table(turn, action.meeting_id)
    turn.expect(action)
    start, planned = began(at.meeting, at.happened), planned_end(at.meeting)
    ends = [(at.t("As planned"), planned)] if start < planned <= turn.now else []
    if start < turn.now <= start + RECENT:
        ends.append((at.t("Now"), turn.now))
    choices = [(called, end, SetEnd(at.meeting.id, stamp(end))) for called, end in ends]
    facts = await _facts(turn, at)
    return cards.ask_end(at.t, facts, choices, back=ShowClosing(at.meeting.id))


@router.action(SetEnd, right=Right.CLOSE)
async def set_end(turn: Turn, action: SetEnd) -> Card:
    """The real end, from a button."""
    at = await _open_table(turn, action.meeting_id)
    return await _set_end(turn, at, moment(action.end))


@router.typed(AskEnd)
async def typed_end(turn: Turn, action: AskEnd, text: str) -> Card:
    """The real end, typed: a time of the day on which it began, or of the next after midnight."""
    at = await _open_table(turn, action.meeting_id)
    clock, start = reading.clock(text), began(at.meeting, at.happened)
    end = starts_at(at.place.local_day(start), clock, at.place.zone)
    if end <= start:
        after_midnight = end + timedelta(days=1)
        end = after_midnight if after_midnight - start < RECENT else end
    return await _set_end(turn, at, end)


async def _set_end(turn: Turn, at: Table, end: datetime) -> Card:
    check_end(began(at.meeting, at.happened), end, now=turn.now)
    happened = await held.noted(turn.db, at.meeting.id)
    was, happened.ended_at = happened.ended_at, end
    await turn.db.flush()
    await _noted(turn, at, "end", was=was.isoformat() if was else None, became=end.isoformat())
    return await _card(turn, await _table(turn, at.meeting.id))


@router.action(AskWhyNone, right=Right.CLOSE)
async def ask_why(turn: Turn, action: AskWhyNone) -> Card:
    """Why was nothing decided?"""
    at = await _open_table(turn, action.meeting_id)
    turn.expect(action)
    so_far = at.happened.why_none if at.happened else ""
    return cards.ask_why_none(at.t, await _facts(turn, at), so_far)


@router.typed(AskWhyNone)
async def typed_why(turn: Turn, action: AskWhyNone, text: str) -> Card:
    """The reason, which the committee above reads."""
    at = await _open_table(turn, action.meeting_id)
    words = reading.tidy(text)
    if not words or len(words) > LONGEST_REASON:
        raise Refused("Please say why in at most {most} characters.", most=LONGEST_REASON)
    happened = await held.noted(turn.db, at.meeting.id)
    was, happened.why_none = happened.why_none, words
    await turn.db.flush()
    await _noted(turn, at, "why none", was=was, became=words)
    return await _card(turn, await _table(turn, at.meeting.id))


@router.action(CloseMeeting, right=Right.CLOSE)
async def close(turn: Turn, action: CloseMeeting) -> Card:
    """Close it and owe everyone what was decided; of two who close at once, the first counts."""
    at = await _table(turn, action.meeting_id)
    if at.closed:
        return await _card(turn, at)
    found = await session(turn, at)
    if missing(record_of(found)):
        return await _card(turn, at)
    if not await held.close(turn.db, at.meeting.id, by_id=turn.me.person_id, now=turn.now):
        return await _card(turn, await _table(turn, at.meeting.id))
    await publish(turn, at)
    await _noted(turn, at, "closed", became=turn.now.isoformat())
    return await _card(turn, await _table(turn, at.meeting.id), told=True)


@router.action(ShowPaste, right=Right.CLOSE)
async def show_paste(turn: Turn, action: ShowPaste) -> Card:
    """The text for the national app, below the rest."""
    at = await _table(turn, action.meeting_id)
    if not at.closed:
        return await _card(turn, at)
    return replace(await paste(turn, at), fresh=True)


async def paste(turn: Turn, at: Table) -> Card:
    """The text for the national app, in the unit's own language."""
    t = replace(at.t, language=at.place.locale)
    return published.paste(t, await _facts(turn, at), await session(turn, at))


async def _table(turn: Turn, meeting_id: int) -> Table:
    at = await table(turn, meeting_id)
    turn.demand(at.place, Right.CLOSE)
    if at.meeting.cancelled_at is not None:
        raise Refused("This meeting was cancelled, so there is nothing to close.")
    opened = at.happened is not None and at.happened.opened_at is not None
    if turn.now < at.meeting.starts_at and not opened:
        raise Refused("This meeting has not begun yet.")
    await turn.db.flush()
    return at


async def _open_table(turn: Turn, meeting_id: int) -> Table:
    at = await _table(turn, meeting_id)
    if at.closed:
        raise Refused("This meeting is closed already. What was decided can be corrected.")
    return at


async def _noted(
    turn: Turn, at: Table, change: str, *, was: str | None = None, became: str
) -> None:
    await ledger.note(
        turn.db,
        at.meeting.id,
        Subject.MEETING,
        at.meeting.id,
        change,
        by_id=turn.me.person_id,
        now=turn.now,
        was={"value": was} if was else None,
        became={"value": became},
    )
    await screens.stale(turn.db, ShowClosing(at.meeting.id).pack(), now=turn.now)


async def _facts(turn: Turn, at: Table) -> Any:
    return await facts_of(turn, *await meeting_for(turn, at.meeting.id, Right.CLOSE))


async def _card(turn: Turn, at: Table, *, told: bool = False) -> Card:
    found, facts = await session(turn, at), await _facts(turn, at)
    meeting_id = at.meeting.id
    if at.closed:
        return cards.closed(
            at.t,
            facts,
            found,
            minutes=ShowMinutes(meeting_id),
            corrections=ShowDrafts(meeting_id),
            makeup=await _makeup(turn, at),
            told=reached(await readers(turn, at)) if told else None,
            surprises=await _surprises(turn, at),
        )
    lacking = missing(record_of(found))
    found = replace(found, mending=mending(meeting_id))
    return cards.closing(at.t, facts, found, lacking, readers=reached(await readers(turn, at)))


async def _surprises(turn: Turn, at: Table) -> dict[Surprise, list[str]]:
    """Who came or stayed away against their word, by name."""
    found: dict[Surprise, list[str]] = {}
    mode = Mode(at.meeting.mode)
    for each in await attendance.roll(turn.db, at.meeting):
        if each.state is None or not each.counts or not each.name:
            continue
        differs = surprise(each.reply, mode, at.meeting.round, each.state)
        if differs is not None:
            found.setdefault(differs, []).append(each.name)
    return found


async def _makeup(turn: Turn, at: Table) -> AskMakeup | None:
    """The make-up session that can be planned, None while nobody needs one."""
    if at.meeting.makes_up_id is not None or at.happened is None or not at.happened.excused:
        return None
    waiting = to_ask(await makeups.missed(turn.db, at.meeting.id))
    return AskMakeup(at.meeting.id) if waiting else None


def mending(meeting_id: int) -> dict[Missing, Any]:
    """Where each missing thing is mended."""
    return {
        Missing.ROLL: ShowRoll(meeting_id, View.TICK, EVERYONE, 0),
        Missing.END: AskEnd(meeting_id),
        Missing.ADOPTED: ShowDrafts(meeting_id),
        Missing.DECISION: ShowDrafts(meeting_id),
        Missing.ASSIGNMENT: AskAssignment(meeting_id),
    }
