"""Answering an invitation: one tap, two when absent, changeable until the meeting begins."""

from bot.cards.invitation import (
    AnswerInvitation,
    Facts,
    GiveReason,
    Point,
    Said,
    ShowInvitation,
    ask_reason,
    invitation,
    type_reason,
)
from bot.chat import Card
from bot.domain.answers import Answer, Mode, Reason, check_open, newer, silent
from bot.domain.refusal import Refused
from bot.i18n import Speech
from bot.router import Router
from bot.turn import Turn
from storage import invitations, meetings, people, units
from storage.invitations import Asked
from storage.tables import Invitation, Meeting

router = Router()

LONGEST_REASON = 300


@router.command("meeting", "lichhop", summary="The next meeting and my answer", usage="")
async def next_meeting(turn: Turn, words: str) -> Card:
    """The next meeting the person is asked to, else the next one of their unit."""
    upcoming = await meetings.invited_to(turn.db, turn.me.person_id, now=turn.now)
    if upcoming:
        asked = await invitations.of(turn.db, upcoming[0].meeting.id, turn.me.person_id)
        assert asked is not None
        return await _card(turn, asked)
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
    return await _card(turn, await _asked(turn, action.meeting_id))


@router.action(AnswerInvitation)
async def answer(turn: Turn, action: AnswerInvitation) -> Card:
    """Take an answer. A card from before a move asks again instead."""
    asked = await _asked(turn, action.meeting_id)
    if (stale := await _stale(turn, asked, action.round)) is not None:
        return stale
    _take(turn, asked, action.answer)
    t = _speech(turn, asked)
    if action.answer is Answer.ABSENT:
        if asked.invitation.reason is None:
            return ask_reason(t, await facts(turn, asked))
        return await _card(turn, asked)
    return await _card(turn, asked, note=t("Noted. Thank {you}!"))


@router.action(GiveReason)
async def reason(turn: Turn, action: GiveReason) -> Card:
    """Take the reason; the last one is typed."""
    asked = await _asked(turn, action.meeting_id)
    if (stale := await _stale(turn, asked, action.round)) is not None:
        return stale
    t = _speech(turn, asked)
    _take(turn, asked, Answer.ABSENT)
    if action.reason is Reason.OTHER:
        turn.expect(action)
        return type_reason(t, await facts(turn, asked))
    asked.invitation.reason, asked.invitation.reason_words = action.reason, ""
    return await _card(turn, asked, note=t("Noted. Only the secretary sees the reason."))


@router.typed(GiveReason)
async def typed_reason(turn: Turn, action: GiveReason, text: str) -> Card:
    """Another reason, in the member's own words."""
    if not text:
        raise Refused("Please type the reason in words.")
    if len(text) > LONGEST_REASON:
        raise Refused(
            "Please keep the reason under {most} characters; this has {n}.",
            most=LONGEST_REASON,
            n=len(text),
        )
    asked = await _asked(turn, action.meeting_id)
    if (stale := await _stale(turn, asked, action.round)) is not None:
        return stale
    _take(turn, asked, Answer.ABSENT)
    asked.invitation.reason, asked.invitation.reason_words = Reason.OTHER, text
    return await _card(turn, asked)


async def _asked(turn: Turn, meeting_id: int) -> Asked:
    """The invitation, through the person asking."""
    asked = await invitations.of(turn.db, meeting_id, turn.me.person_id)
    if asked is None:
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
        return await _card(turn, asked, note=t.refusal(closed))
    if round != meeting.round:
        return await _card(
            turn, asked, note=t("The time has changed. Please look again and answer.")
        )
    same_channel = asked.invitation.answer_channel == turn.talk.channel
    if (
        turn.order is not None
        and same_channel
        and not newer(asked.invitation.answer_order, turn.order)
    ):
        return await _card(turn, asked)
    return None


def _take(turn: Turn, asked: Asked, given: Answer) -> None:
    """Write the answer down. A request to join online keeps the secretary's word on it."""
    invitation, meeting = asked.invitation, asked.meeting
    if given is not Answer.ABSENT:
        invitation.reason, invitation.reason_words = None, ""
    if given is not Answer.ONLINE:
        invitation.granted = None
    invitation.answer = given
    invitation.round = meeting.round
    invitation.answered_at = turn.now
    invitation.answered_by = None
    invitation.answer_channel = turn.talk.channel
    invitation.answer_order = turn.order


def _speech(turn: Turn, asked: Asked) -> Speech:
    return turn.speaks(units.as_place(asked.unit, turn.home))


async def _card(turn: Turn, asked: Asked, *, note: str = "") -> Card:
    return invitation(
        _speech(turn, asked),
        await facts(turn, asked),
        await said(turn, asked.meeting, asked.invitation),
        now=turn.now,
        note=note,
    )


async def facts(turn: Turn, asked: Asked) -> Facts:
    """What cards say of this meeting."""
    meeting = asked.meeting
    return Facts(
        meeting_id=meeting.id,
        round=meeting.round,
        unit=asked.unit.name,
        title=meeting.title,
        starts_at=meeting.starts_at,
        place=meeting.place,
        mode=Mode(meeting.mode),
        agenda=[
            Point(item.title, item.minutes) for item in await meetings.agenda(turn.db, meeting)
        ],
        cancelled=meeting.cancelled_at is not None,
        cancel_reason=meeting.cancel_reason,
    )


async def said(turn: Turn, meeting: Meeting, row: Invitation) -> Said:
    """What somebody said about a meeting, as cards show it."""
    given = Answer(row.answer) if row.answer else None
    return Said(
        answer=given,
        reason=Reason(row.reason) if row.reason else None,
        reason_words=row.reason_words,
        stands=not silent(given, row.round, meeting.round),
        granted=row.granted,
        entered_by=await people.name_of(turn.db, row.answered_by) if row.answered_by else "",
    )
