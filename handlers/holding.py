"""How a meeting is held: in person, online or both; the link of those who join online."""

from bot.cards.holding import AskLink, SetMode, holding_card, type_link
from bot.cards.planning import ShowHolding
from bot.chat import Card
from bot.domain.answers import Mode
from bot.domain.online import read_link
from bot.domain.roles import Right
from bot.domain.timetable import link_shown_from
from bot.place import Place
from bot.router import Router
from bot.turn import Turn
from handlers import apart, away_answers
from handlers.changes import owe_change
from handlers.desk import check_ahead, theirs
from handlers.planning import facts_of
from handlers.replanning import redraw
from storage import meetings
from storage.tables import Meeting

router = Router()


@router.action(ShowHolding, right=Right.SCHEDULE)
async def show(turn: Turn, action: ShowHolding) -> Card:
    """How the meeting is held now, and what may be chosen."""
    meeting, place = await theirs(turn, action.meeting_id)
    check_ahead(meeting, now=turn.now)
    return await _card(turn, place, meeting)


@router.action(SetMode, right=Right.SCHEDULE)
async def set_mode(turn: Turn, action: SetMode) -> Card:
    """Hold the meeting so; whoever has been invited is told."""
    meeting, place = await theirs(turn, action.meeting_id)
    check_ahead(meeting, now=turn.now)
    if meeting.mode != action.mode:
        meeting.mode = action.mode.value
        await _changed(turn, place, meeting, tell=meeting.invited_at is not None)
    return await _card(turn, place, meeting, note=turn.t("Noted. Thank {you}!"))


@router.action(AskLink, right=Right.SCHEDULE)
async def ask_link(turn: Turn, action: AskLink) -> Card:
    """The link is typed next."""
    meeting, place = await theirs(turn, action.meeting_id)
    check_ahead(meeting, now=turn.now)
    turn.expect(action)
    return type_link(turn.speaks(place), await facts_of(turn, place, meeting))


@router.typed(AskLink)
async def typed_link(turn: Turn, action: AskLink, text: str) -> Card:
    """Keep the link; those who have been shown the old one, or none, are told."""
    meeting, place = await theirs(turn, action.meeting_id)
    check_ahead(meeting, now=turn.now)
    link = read_link(text)
    if link != meeting.link:
        meeting.link = link
        shown = turn.now >= link_shown_from(meeting.starts_at, place.rules, place.zone)
        await _changed(turn, place, meeting, tell=shown and meeting.mode != Mode.IN_PERSON)
    return await _card(turn, place, meeting, note=turn.t("Noted. Thank {you}!"))


async def _changed(turn: Turn, place: Place, meeting: Meeting, *, tell: bool) -> None:
    """Have every card follow, who can join from afar asked, and everyone invited told."""
    meeting.changes += 1
    await turn.db.flush()
    await redraw(turn, meeting)
    if meeting.invited_at is None:
        return
    await away_answers.follow_all(turn, place, meeting)
    if tell:
        reached = await meetings.to_tell(turn.db, meeting)
        await owe_change(turn, meeting, reached, "changed", was=meeting.starts_at, held=True)


async def _card(turn: Turn, place: Place, meeting: Meeting, *, note: str = "") -> Card:
    return holding_card(
        turn.speaks(place),
        await facts_of(turn, place, meeting),
        Mode(meeting.mode),
        meeting.link,
        await apart.apart(turn, place, meeting),
        note=note,
    )
