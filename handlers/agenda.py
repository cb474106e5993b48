"""The agenda of the next meeting: points with their minutes, against the meeting's length."""

import re
from collections.abc import Sequence

from bot.cards import agenda as cards
from bot.cards.agenda import AskPoint, PutPoint, RemovePoint, ShowAgenda
from bot.cards.planning import Option, ask
from bot.cards.task_lists import ShowOfUnit
from bot.chat import Card
from bot.domain import reading
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.place import Place
from bot.router import Router, Scope
from bot.turn import Turn
from handlers import task_desk
from handlers.desk import ahead, check_ahead, theirs, which
from handlers.replanning import redraw
from storage import drafts, meetings
from storage.tables import Meeting

router = Router()

POINT = "point"  # the kind of draft
MOST_POINTS = 30
LONGEST_CATEGORY = 60
LONGEST_TITLE = 200
MOST_MINUTES = 480


@router.command(
    "agenda",
    "chuongtrinh",
    summary="Make the agenda of the next meeting",
    usage="Thời sự; 20; Tình hình trong tháng",
    right=Right.SCHEDULE,
    scope=Scope.UNIT,
)
async def agenda(turn: Turn, words: str) -> Card:
    """Add a point; without words, the agenda as it is."""
    found = await ahead(turn, turn.unit)
    if not words:
        return await _card(turn, turn.unit, found[0], found)
    if len(found) == 1:
        return await _add(turn, turn.unit, found[0], words)
    _read(words)
    mark = await drafts.keep(turn.db, turn.me.person_id, POINT, words, now=turn.now)
    return which(turn, turn.unit, found, lambda meeting_id: PutPoint(meeting_id, mark))


@router.action(ShowAgenda, right=Right.SCHEDULE)
async def show(turn: Turn, action: ShowAgenda) -> Card:
    """The agenda as it is now."""
    meeting, place = await theirs(turn, action.meeting_id)
    return await _card(turn, place, meeting)


@router.action(AskPoint, right=Right.SCHEDULE)
async def ask_point(turn: Turn, action: AskPoint) -> Card:
    """Ask for a point of this meeting's agenda."""
    meeting, place = await theirs(turn, action.meeting_id)
    check_ahead(meeting, now=turn.now)
    turn.expect(action)
    t = turn.speaks(place)
    return ask(
        t,
        place.name,
        t(
            "Which point for the meeting of {time}? Category; minutes; title, for example: "
            "Thời sự; 20; Tình hình trong tháng",
            time=t.when(meeting.starts_at),
        ),
    )


@router.typed(AskPoint)
async def typed_point(turn: Turn, action: AskPoint, text: str) -> Card:
    """The point."""
    meeting, place = await theirs(turn, action.meeting_id)
    return await _add(turn, place, meeting, text)


@router.action(PutPoint, right=Right.SCHEDULE)
async def put_point(turn: Turn, action: PutPoint) -> Card:
    """The point that was typed belongs to this meeting."""
    meeting, place = await theirs(turn, action.meeting_id)
    words = await drafts.kept(turn.db, turn.me.person_id, POINT, action.mark)
    if words is None:
        raise Refused("This point has been used already. Please send /agenda with the next one.")
    await drafts.drop(turn.db, turn.me.person_id, POINT)
    return await _add(turn, place, meeting, words)


@router.action(RemovePoint, right=Right.SCHEDULE)
async def remove_point(turn: Turn, action: RemovePoint) -> Card:
    """Take a point off; one that is gone already stays gone."""
    meeting, place = await theirs(turn, action.meeting_id)
    check_ahead(meeting, now=turn.now)
    if await meetings.remove_point(turn.db, meeting, action.point_id):
        await redraw(turn, meeting)
    return await _card(turn, place, meeting)


def _read(words: str) -> tuple[str, int, str]:
    """Category, minutes and title of a point; Refused when one is missing or not allowed."""
    category, minutes, title = ([*reading.fields(words), "", "", ""])[:3]
    title = "; ".join([title, *reading.fields(words)[3:]])
    if not (reading.says_something(category) and minutes and reading.says_something(title)):
        raise Refused(
            "Please write category; minutes; title, for example: Thời sự; 20; Tình hình trong "
            "tháng."
        )
    number = _minutes(minutes)
    if len(category) > LONGEST_CATEGORY or len(title) > LONGEST_TITLE:
        raise Refused(
            "Please keep the category under {category} and the title under {title} characters.",
            category=LONGEST_CATEGORY,
            title=LONGEST_TITLE,
        )
    return category, number, title


def _minutes(text: str) -> int:
    found = re.fullmatch("([0-9]{1,4})[^0-9]*", text)
    number = int(found[1]) if found else 0
    if not 1 <= number <= MOST_MINUTES:
        raise Refused(
            "The minutes are a whole number from 1 to {most}, for example: Thời sự; 20; Tình hình "
            "trong tháng.",
            most=MOST_MINUTES,
        )
    return number


async def _add(turn: Turn, place: Place, meeting: Meeting, words: str) -> Card:
    check_ahead(meeting, now=turn.now)
    category, minutes, title = _read(words)
    if meeting.agenda_items >= MOST_POINTS:
        raise Refused(
            "An agenda has at most {most} points. Please remove one first.", most=MOST_POINTS
        )
    await meetings.add_point(turn.db, meeting, category=category, minutes=minutes, title=title)
    await redraw(turn, meeting)
    return await _card(turn, place, meeting)


async def _card(
    turn: Turn, place: Place, meeting: Meeting, found: Sequence[Meeting] | None = None
) -> Card:
    if found is None:
        found = await meetings.coming(turn.db, place.id, now=turn.now)
    return cards.agenda_card(
        turn.speaks(place),
        place.name,
        meeting.id,
        meeting.starts_at,
        meeting.minutes,
        [
            cards.Point(each.id, each.category, each.minutes, each.title)
            for each in await meetings.agenda(turn.db, meeting)
        ],
        others=[
            Option(each.starts_at, each.title, ShowAgenda(each.id))
            for each in found
            if each.id != meeting.id
        ],
        open=meeting.cancelled_at is None and meeting.starts_at > turn.now,
        review=await task_desk.review(turn, place),
        tasks=ShowOfUnit(place.id, 0) if turn.may(place, Right.ASSIGN) else None,
    )
