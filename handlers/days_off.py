"""Days on which a unit and everything below it does not meet, beside the public holidays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from bot.cards.days_off import Day, RemoveDayOff, ShowDaysOff, days_off_card
from bot.chat import Action, Card
from bot.domain import reading
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.place import Place
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.desk import own
from handlers.replanning import consequences, spread
from handlers.settled import tell_of_settled
from storage import days_off

router = Router()

LONGEST_NAME = 100
MOST_AHEAD = 100
FARTHEST = timedelta(days=731)  # a year beyond what can be planned
DAYS_SHOWN = 6 * 366


@dataclass(frozen=True)
class AskDayOff(Action):
    """A day off of this unit is typed next."""

    name: ClassVar[str] = "askoff"
    unit_id: int


@router.command(
    "dayoff",
    "ngaynghi",
    summary="Days on which the unit does not meet",
    usage="31/08/2027; Khai giảng",
    right=Right.SCHEDULE,
    scope=Scope.UNIT,
)
async def day_off(turn: Turn, words: str) -> Card:
    """Add a day off; without words, those ahead."""
    if words:
        return await _add(turn, turn.unit, words)
    turn.expect(AskDayOff(turn.unit.id))
    return await _card(turn, turn.unit)


@router.typed(AskDayOff)
async def typed_day_off(turn: Turn, action: AskDayOff, text: str) -> Card:
    """The day, and after a semicolon its name."""
    return await _add(turn, await own(turn, action.unit_id), text)


@router.action(ShowDaysOff, right=Right.SCHEDULE)
async def show(turn: Turn, action: ShowDaysOff) -> Card:
    """The days off ahead."""
    return await _card(turn, await own(turn, action.unit_id), wanted=action.page)


@router.action(RemoveDayOff, right=Right.SCHEDULE)
async def remove(turn: Turn, action: RemoveDayOff) -> Card:
    """Meet on this day again; a day that is gone already stays gone."""
    place = await own(turn, action.unit_id)
    row = await days_off.by_id(turn.db, action.day_off_id)
    if row is None or row.unit_id != place.id:
        return await _card(turn, place)
    t, day = turn.speaks(place), row.day
    await days_off.remove(turn.db, row)
    news = [t("{day} is no day off any more.", day=t.day(day)), *await _moved(turn, place)]
    return await _card(turn, place, news=news)


async def _add(turn: Turn, place: Place, words: str) -> Card:
    day, name = _read(words, place.local_day(turn.now))
    if len(await _ahead(turn, place)) >= MOST_AHEAD:
        raise Refused(
            "There are {most} days off ahead already. Please remove one first.", most=MOST_AHEAD
        )
    t = turn.speaks(place)
    if not await days_off.add(turn.db, place.id, day, name):
        return await _card(turn, place, news=[t("{day} is a day off already.", day=t.day(day))])
    news = [
        t("{day} is a day off now.", day=t.day(day)),
        *await tell_of_settled(turn, place, day, day),
        *await _moved(turn, place),
    ]
    return await _card(turn, place, news=news)


def _read(words: str, today: date) -> tuple[date, str]:
    first, *names = reading.fields(words) or [""]
    day, name = reading.day(first, today=today), "; ".join(names)
    if day < today:
        raise Refused("{day} has passed. Please write a day ahead, like 31/08/2027.", day=day)
    if day > today + FARTHEST:
        raise Refused(
            "{day} is more than two years ahead. Please write a nearer day, like 31/08/2027.",
            day=day,
        )
    if name and not reading.says_something(name):
        raise Refused("Please write the name of the day in words, like 31/08/2027; Khai giảng.")
    if len(name) > LONGEST_NAME:
        raise Refused("Please keep the name under {most} characters.", most=LONGEST_NAME)
    return day, name


async def _moved(turn: Turn, place: Place) -> list[str]:
    """Have meetings follow, and say which of the unit's own have moved."""
    found = await spread(turn, place)
    moved = [each for each in found if each.was != each.meeting.starts_at]
    return await consequences(turn, place, moved)


async def _ahead(turn: Turn, place: Place) -> list[Day]:
    today = place.local_day(turn.now)
    found = await days_off.holding(
        turn.db, place.id, first=today, last=today + timedelta(days=DAYS_SHOWN)
    )
    return [
        Day(row.id, row.day, row.name, "" if unit.id == place.id else unit.name)
        for row, unit in found
    ]


async def _card(turn: Turn, place: Place, *, wanted: int = 0, news: Sequence[str] = ()) -> Card:
    days = await _ahead(turn, place)
    return days_off_card(turn.speaks(place), place.id, place.name, days, wanted=wanted, news=news)
