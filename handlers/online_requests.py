"""Deciding requests to join an in-person meeting online: the first word counts, and may change."""

from typing import Any

from bot.cards.online_requests import (
    Decide,
    Request,
    ShowRequest,
    ShowRequests,
    Verdict,
    request,
    requests,
    verdict_of,
)
from bot.chat import Card
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.words import _
from bot.i18n import Speech
from bot.router import Router
from bot.turn import Turn
from handlers import online
from handlers.invitations import card, facts
from handlers.meeting_facts import facts_of, meeting_for
from handlers.word import owe_word, redraw_theirs
from storage import invitations, people, units
from storage.invitations import Asked

router = Router()

MOST_SHOWN = 50  # buttons under one list


@router.action(ShowRequests, right=Right.ANSWER_FOR)
async def show_all(turn: Turn, action: ShowRequests) -> Card:
    """Who asks to join a meeting online, the undecided first."""
    meeting, unit = await meeting_for(turn, action.meeting_id, Right.ANSWER_FOR)
    given = await invitations.given(turn.db, meeting.id)
    asking = ((Asked(meeting, each.invitation, unit), each.name) for each in given.values())
    found = [_request(turn, asked, name) for asked, name in asking if online.is_asked(asked)]
    found.sort(key=lambda each: (each.verdict is not Verdict.NONE, each.invitation_id))
    t = turn.speaks(units.as_place(unit, turn.home))
    return requests(t, await facts_of(turn, meeting, unit), found[:MOST_SHOWN])


@router.action(ShowRequest, right=Right.ANSWER_FOR)
async def show(turn: Turn, action: ShowRequest) -> Card:
    """One request as it is now."""
    return await _card(turn, await _asked(turn, action.invitation_id))


@router.action(Decide, right=Right.ANSWER_FOR)
async def decide(turn: Turn, action: Decide) -> Card:
    """Take the word on a request, unless somebody else's came first or it no longer stands."""
    asked = await _asked(turn, action.invitation_id)
    row, t = asked.invitation, _speech(turn, asked)
    if not online.is_asked(asked) or _closed(turn, asked):
        return await _card(turn, asked, note=t("This can no longer be decided."))
    if verdict_of(row.granted) is not action.seen:
        return await _card(turn, asked, note=t("Somebody has decided already; please look again."))
    if action.verdict is Verdict.NONE:
        raise Refused("Please tap one of the two answers.")
    if action.verdict is not action.seen:
        granted = action.verdict is Verdict.GRANTED
        asked = await invitations.change(turn.db, asked, granted=granted)
        await _tell(turn, asked)
    return await _card(turn, asked, note=t("Noted. Thank {you}!"))


async def _tell(turn: Turn, asked: Asked) -> None:
    """The one who asked hears of it once; every card of the request and of theirs is redrawn."""
    await online.settled(turn, asked)
    await redraw_theirs(turn, asked)
    key = f"online:{asked.invitation.id}:word:{online.stamp(turn)}"
    await owe_word(turn, asked, "online_decision", key=key)


@router.notice(
    "online_request",
    why=_("The secretary and the deputies decide who joins a meeting in person online."),
)
async def request_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """A request that waits for a word."""
    asked = await invitations.numbered(turn.db, about["invitation"])
    if asked is None or not online.is_asked(asked) or _closed(turn, asked):
        return None
    if asked.invitation.granted is not None:
        return None
    turn.demand(units.as_place(asked.unit, turn.home), Right.ANSWER_FOR)
    return await _card(turn, asked)


@router.notice(
    "online_decision",
    why=_("Whoever asks to join a meeting online is told what the secretary decided."),
)
async def decision_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """The word on a request, to the one who asked."""
    asked = await invitations.of(turn.db, about["meeting"], turn.me.person_id)
    if asked is None or not online.is_asked(asked) or _closed(turn, asked):
        return None
    t = _speech(turn, asked)
    if asked.invitation.granted is None:
        return None
    granted = t("The secretary has granted it: {you} may join online.")
    declined = t("The secretary has answered the request to join online.")
    return await card(turn, asked, above=granted if asked.invitation.granted else declined)


async def _asked(turn: Turn, invitation_id: int) -> Asked:
    """The invitation behind a request, for those who decide in that unit."""
    asked = await invitations.numbered(turn.db, invitation_id)
    if asked is None:
        raise Refused("This request is not there any more. Send /status to see who comes.")
    turn.demand(units.as_place(asked.unit, turn.home), Right.ANSWER_FOR)
    return asked


def _closed(turn: Turn, asked: Asked) -> bool:
    meeting = asked.meeting
    return meeting.cancelled_at is not None or meeting.starts_at <= turn.now


def _speech(turn: Turn, asked: Asked) -> Speech:
    return turn.speaks(units.as_place(asked.unit, turn.home))


async def _card(turn: Turn, asked: Asked, *, note: str = "") -> Card:
    name = await people.name_of(turn.db, asked.invitation.person_id)
    shown = _request(turn, asked, name)
    return request(_speech(turn, asked), await facts(turn, asked), shown, note=note)


def _request(turn: Turn, asked: Asked, name: str) -> Request:
    row = asked.invitation
    return Request(
        invitation_id=row.id,
        who=name,
        verdict=verdict_of(row.granted),
        stands=online.is_asked(asked),
        closed=_closed(turn, asked),
    )
