"""Answering an invitation: one tap, two when absent, changeable until the meeting begins."""

from dataclasses import replace
from datetime import timedelta

from bot.cards.invitation import (
    AnswerInvitation,
    Facts,
    GiveReason,
    Said,
    ShowInvitation,
    ask_reason,
    invitation,
    reason_text,
    type_reason,
)
from bot.chat import Card, Reply, Toast
from bot.domain.answers import Answer, Mode, Reason, check_open, checked_reason, newer, silent
from bot.domain.away import Span
from bot.domain.refusal import Refused
from bot.domain.shifts import Shift, first_clash
from bot.domain.timetable import link_shown_from
from bot.i18n import Speech
from bot.router import Router
from bot.turn import Turn
from handlers import away_answers, online
from handlers.meeting_facts import facts_of
from handlers.where import sits_of
from storage import invitations, meetings, people, screens, shifts, units
from storage.invitations import Asked
from storage.tables import Invitation, Meeting

router = Router()

COUNTED_ON = timedelta(days=7)  # so long a channel's numbers rise

Why = tuple[Reason, str] | None  # a reason and, for another one, its words


@router.command("meeting", "lichhop", summary="The next meeting and my answer", usage="")
async def next_meeting(turn: Turn, words: str) -> Card:
    """The meeting the person is asked to, first the one under way; else the next of their unit."""
    me = turn.me.person_id
    meeting = await meetings.under_way_for(turn.db, me, now=turn.now)
    if meeting is None:
        upcoming = await meetings.invited_to(turn.db, me, now=turn.now, most=1)
        meeting = upcoming[0].meeting if upcoming else None
    if meeting is not None:
        asked = await invitations.of(turn.db, meeting.id, me)
        assert asked is not None
        return await card(turn, asked)
    for standing in turn.me.standings:
        meeting = await meetings.next_of(turn.db, standing.unit_id, now=turn.now)
        if meeting is not None:
            return await _not_yet_asked(turn, meeting)
    raise Refused("No meeting is planned yet. {You} will get an invitation in good time.")


async def _not_yet_asked(turn: Turn, meeting: Meeting) -> Card:
    place = await units.place(turn.db, meeting.unit_id, turn.home)
    t = turn.speaks(place)
    return Card(
        title=t("{unit}: next meeting", unit=place.name),
        body="\n".join(
            [
                t("Time: {time}", time=t.when(meeting.starts_at)),
                t("Place: {place}", place=meeting.place),
                t("Invitations have not gone out yet."),
            ]
        ),
    )


@router.action(ShowInvitation)
async def show(turn: Turn, action: ShowInvitation) -> Card:
    """The invitation as it is now."""
    return await card(turn, await _asked(turn, action.meeting_id))


@router.action(AnswerInvitation)
async def answer(turn: Turn, action: AnswerInvitation) -> Card:
    """Take an answer. A card from before a move asks again instead."""
    asked = await _to_answer(turn, action.meeting_id)
    if (stale := await _stale(turn, asked, action.round)) is not None:
        return stale
    t = _speech(turn, asked)
    asked = await _take(turn, asked, action.answer)
    if action.answer is Answer.ABSENT:
        known = reason_text(t, as_said(asked.meeting, asked.invitation))
        return ask_reason(t, await facts(turn, asked), known)
    return await card(turn, asked, note=t("Noted. Thank {you}!"))


@router.action(GiveReason)
async def reason(turn: Turn, action: GiveReason) -> Card:
    """Take the reason; the last one is typed."""
    asked = await _to_answer(turn, action.meeting_id)
    if (stale := await _stale(turn, asked, action.round)) is not None:
        return stale
    t, row = _speech(turn, asked), asked.invitation
    if action.reason is Reason.OTHER:
        words = row.reason_words if row.reason == Reason.OTHER else ""
        await _take(turn, asked, Answer.ABSENT, (Reason.OTHER, words))
        turn.expect(action)
        return type_reason(t, await facts(turn, asked))
    asked = await _take(turn, asked, Answer.ABSENT, (action.reason, ""))
    return await card(
        turn, asked, note=t("Noted. Only the secretary and the deputy see the reason.")
    )


@router.typed(GiveReason)
async def typed_reason(turn: Turn, action: GiveReason, text: str) -> Reply:
    """Another reason, in the member's own words; words after another answer are no reason."""
    asked = await _to_answer(turn, action.meeting_id)
    if (stale := await _stale(turn, asked, action.round)) is not None:
        return stale
    row = asked.invitation
    if row.answer != Answer.ABSENT or row.reason != Reason.OTHER:
        return Toast(
            turn.t("I did not expect words here. Send /help to see what I can do for {you}.")
        )
    asked = await _take(turn, asked, Answer.ABSENT, (Reason.OTHER, checked_reason(text)))
    return await card(turn, asked)


async def _asked(turn: Turn, meeting_id: int) -> Asked:
    """The invitation, through the person asking."""
    return _theirs(turn, await invitations.of(turn.db, meeting_id, turn.me.person_id))


async def _to_answer(turn: Turn, meeting_id: int) -> Asked:
    """The invitation, through the person answering it."""
    found = await invitations.to_answer(
        turn.db,
        meeting_id,
        turn.me.person_id,
        shows=ShowInvitation(meeting_id).pack(),
        account_id=turn.talk.id,
        message=turn.tapped,
    )
    return _theirs(turn, found)


def _theirs(turn: Turn, asked: Asked | None) -> Asked:
    """The invitation of somebody who is still of the unit."""
    if asked is None or turn.me.standing_in(asked.meeting.unit_id) is None:
        raise Refused("{You} were not invited to this meeting. Send /meeting to see the next one.")
    return asked


async def _stale(turn: Turn, asked: Asked, round: int) -> Card | None:
    """The card to show instead when the tapped one no longer fits the meeting."""
    meeting, t = asked.meeting, _speech(turn, asked)
    try:
        check_open(
            starts_at=meeting.starts_at,
            now=turn.now,
            cancelled=meeting.cancelled_at is not None,
        )
    except Refused as closed:
        return await card(turn, asked, note=t.refusal(closed))
    if round != meeting.round:
        return await card(
            turn, asked, note=t("The time has changed. Please look again and answer.")
        )
    if _came_before(turn, asked.invitation):
        return await card(turn, asked)
    return None


def _came_before(turn: Turn, row: Invitation) -> bool:
    """Whether the update is older than the one whose answer is kept, or the same again."""
    if turn.order is None or row.answer_channel != turn.talk.channel or row.answered_at is None:
        return False
    # After a week without updates Telegram may count anew from any number, lower ones included.
    return turn.now - row.answered_at < COUNTED_ON and not newer(row.answer_order, turn.order)


async def _take(turn: Turn, asked: Asked, given: Answer, why: Why = None) -> Asked:
    """Write the answer down, and what follows from it for others and for their other phone."""
    request = online.is_asked(asked)
    asked = await write(turn, asked, given, why, by=None)
    if online.is_asked(asked) is not request:
        asked = await online.turned(turn, asked)
    if asked.elsewhere:
        await screens.stale(
            turn.db,
            ShowInvitation(asked.meeting.id).pack(),
            now=turn.now,
            person_id=turn.me.person_id,
        )
    return asked


async def write(turn: Turn, asked: Asked, given: Answer, why: Why, *, by: int | None) -> Asked:
    """Note an answer, and who entered it if it was not its person; of an absence perhaps why.

    A reason known before stays. A request to join online keeps the secretary's word on it, for
    this time.
    """
    row, meeting = asked.invitation, asked.meeting
    reason: tuple[str | None, str] = row.reason, row.reason_words
    if given is not Answer.ABSENT:
        reason = None, ""
    elif why is not None:
        reason = why[0].value, why[1]
    still = given is Answer.ONLINE and row.round == meeting.round
    return await invitations.change(
        turn.db,
        asked,
        answer=given.value,
        reason=reason[0],
        reason_words=reason[1],
        granted=row.granted if still else None,
        round=meeting.round,
        answered_at=turn.now,
        answered_by=by,
        answer_channel=turn.talk.channel,
        answer_order=turn.order,
    )


def _speech(turn: Turn, asked: Asked) -> Speech:
    return turn.speaks(units.as_place(asked.unit, turn.home))


async def card(turn: Turn, asked: Asked, *, note: str = "", above: str = "") -> Card:
    """The invitation as it is now; `above` says in it why it comes again."""
    told = await said(turn, asked.meeting, asked.invitation)
    by_us = asked.invitation.answer_channel == away_answers.CHANNEL
    if by_us or not told.stands:  # an own answer costs no look at days away
        row = await away_answers.known(turn, asked)
        span = Span(row.first, row.last) if row is not None else None
        shift = None if by_us else await _shift(turn, asked)
        told = replace(told, away=span, by_us=by_us, shift=shift)
    return invitation(
        _speech(turn, asked),
        await facts(turn, asked),
        told,
        now=turn.now,
        note=note,
        above=above,
    )


async def _shift(turn: Turn, asked: Asked) -> Shift | None:
    """A shift of the person invited that clashes with the meeting."""
    patterns = await shifts.of(turn.db, asked.invitation.person_id)
    place, meeting = units.as_place(asked.unit, turn.home), asked.meeting
    return first_clash(patterns, meeting.starts_at, meeting.minutes, place.zone)


async def facts(turn: Turn, asked: Asked) -> Facts:
    """What cards say of the meeting somebody is asked to, and where their sub-group sits.

    The link is shown only shortly before.
    """
    found = await facts_of(turn, asked.meeting, asked.unit)
    if _sees_link(turn, asked):
        found = replace(found, link=asked.meeting.link)
    if asked.meeting.by_subgroup:
        found = replace(found, sits=await sits_of(turn, asked))
    return found


def _sees_link(turn: Turn, asked: Asked) -> bool:
    meeting = asked.meeting
    if not meeting.link or (meeting.mode == Mode.IN_PERSON and not asked.invitation.granted):
        return False
    place = units.as_place(asked.unit, turn.home)
    return turn.now >= link_shown_from(meeting.starts_at, place.rules, place.zone)


async def said(turn: Turn, meeting: Meeting, row: Invitation) -> Said:
    """What somebody said about a meeting, as cards show it."""
    name = await people.name_of(turn.db, row.answered_by) if row.answered_by else ""
    return as_said(meeting, row, name)


def as_said(meeting: Meeting, row: Invitation | None, entered_by: str = "") -> Said:
    """The same, of somebody who may not have been asked yet; `entered_by` is a name or ""."""
    if row is None:
        return Said()
    given = Answer(row.answer) if row.answer else None
    return Said(
        answer=given,
        reason=Reason(row.reason) if row.reason else None,
        reason_words=row.reason_words,
        stands=not silent(given, row.round, meeting.round),
        granted=row.granted,
        entered_by=entered_by,
    )
