"""The notes of the days before a meeting: to those who come, and to the secretary."""

from bot.cards.day_before import documents_due, see_you
from bot.chat import Card
from bot.domain.answers import Mode, coming
from bot.domain.roles import Right
from bot.domain.words import _
from bot.router import Router
from bot.turn import Turn
from handlers import task_desk
from handlers.invitations import facts, said
from handlers.meeting_facts import facts_of, meeting_for
from handlers.status import nudges, status_card
from handlers.summons import still_ahead
from storage import attendance, units
from storage.tables import Meeting, Unit

router = Router()


@router.notice(
    "see_you",
    why=_("Everyone who is coming is told again shortly before the meeting."),
    gathered=True,
)
async def see_you_notice(turn: Turn, about: dict[str, int]) -> Card | None:
    """Time, place and agenda for one who still means to come."""
    asked = await still_ahead(turn, about["meeting"])
    if asked is None:
        return None
    told = await said(turn, asked.meeting, asked.invitation)
    mode = Mode(asked.meeting.mode)
    if not (told.stands and coming(told.answer, mode, bool(told.granted))):
        return None
    place = units.as_place(asked.unit, turn.home)
    review = await task_desk.review(turn, place)
    quiet = await attendance.long_silent(
        turn.db, place.id, turn.me.person_id, last=place.rules.quiet_meetings
    )
    shown = await facts(turn, asked)
    t = turn.speaks(place)
    return see_you(t, shown, told, now=turn.now, review=review, quiet=quiet)


@router.notice(
    "who_comes",
    why=_(
        "The secretary is told who comes before every meeting, a sub-group lead of their own "
        "people."
    ),
    gathered=True,
)
async def who_comes(turn: Turn, about: dict[str, int]) -> Card | None:
    """Who comes, who is silent, who cannot be reached; None for one who leads nobody any more."""
    found = await _ahead(turn, about["meeting"], Right.NUDGE_OWN_PEOPLE)
    if found is None:
        return None
    meeting, unit = found
    place = units.as_place(unit, turn.home)
    if nudges(turn, place) is None:
        return None
    t = turn.speaks(place)
    return await status_card(turn, meeting, unit, above=t("This is how the answers stand."))


@router.notice(
    "documents",
    why=_("The documents of a meeting are due on the national app before it."),
    gathered=True,
)
async def documents(turn: Turn, about: dict[str, int]) -> Card | None:
    """What is due on the national app, and by when."""
    found = await _ahead(turn, about["meeting"], Right.SEE_REASONS)
    if found is None:
        return None
    meeting, unit = found
    place = units.as_place(unit, turn.home)
    shown = await facts_of(turn, meeting, unit)
    return documents_due(turn.speaks(place), shown, days=place.rules.documents_days)


async def _ahead(turn: Turn, meeting_id: int, right: Right) -> tuple[Meeting, Unit] | None:
    """A meeting still ahead, for one who has the right in its unit still."""
    meeting, unit = await meeting_for(turn, meeting_id, right)
    if meeting.cancelled_at is not None or meeting.starts_at <= turn.now:
        return None
    return meeting, unit
