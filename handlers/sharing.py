"""Addresses to hand on: of a meeting, to the cell's own group; of one's calendar."""

from bot.cards import sharing as cards
from bot.cards.answering import LinkFor
from bot.cards.sharing import NewCalendar
from bot.chat import Card
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.answering import desk
from handlers.meeting_facts import facts_of, meeting_for
from storage import invitations, meetings, people

router = Router()


@router.command(
    "share",
    "chiase",
    summary="Text and link for the cell's own group",
    usage="",
    scope=Scope.UNIT,
    right=Right.SCHEDULE,
)
async def share(turn: Turn, words: str) -> Card:
    """What to paste into the group that the cell has already, such as on Zalo."""
    meeting = await meetings.next_of(turn.db, turn.unit.id, now=turn.now)
    if meeting is None:
        raise Refused("{unit} has no meeting ahead to share.", unit=turn.unit.name)
    meeting, unit = await meeting_for(turn, meeting.id, Right.SCHEDULE)
    link = f"{_public(turn)}/b/{meeting.id}"
    return cards.to_share(turn.t, await facts_of(turn, meeting, unit), link)


@router.command("calendar", "lichcanhan", summary="My meetings in the phone's calendar")
async def calendar(turn: Turn, words: str) -> Card:
    """The address of one's own calendar, made at the first time it is asked for."""
    key = await people.calendar_key(turn.db, turn.me.person_id, new=turn.random(24).hex())
    return cards.calendar(turn.t, f"{_public(turn)}/c/{key}.ics")


@router.action(NewCalendar)
async def another(turn: Turn, action: NewCalendar) -> Card:
    """Another address, when the old one has come into other hands."""
    await people.end_calendar(turn.db, turn.me.person_id)
    return await calendar(turn, "")


@router.action(LinkFor, right=Right.ANSWER_FOR)
async def link_for(turn: Turn, action: LinkFor) -> Card:
    """A link to send to one who has no app of ours, by whatever way there is."""
    at = await desk(turn, action.meeting_id)
    who = at.somebody(action.person_id)
    asked = await invitations.made(turn.db, at.meeting, action.person_id)
    _public(turn)
    link = turn.home.answer_link(asked.invitation.id) if asked else None
    if link is None:
        raise Refused("This person is not asked to this meeting.")
    return cards.one_tap(at.t, at.facts, who.label, link)


def _public(turn: Turn) -> str:
    if turn.home.public_url is None:
        raise Refused(
            "This installation has no address that phones can open. Please ask the administrator "
            "to set BOT_PUBLIC_URL."
        )
    return turn.home.public_url
