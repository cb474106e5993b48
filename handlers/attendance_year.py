"""The attendance of a unit over twelve months, beside the year before."""

from bot.cards.attendance_year import ShowYear, year_card
from bot.chat import Card
from bot.domain.attendance_year import MONTHS, periods, year
from bot.domain.calendar import period_of
from bot.domain.roles import Right
from bot.router import Router
from bot.turn import Turn
from handlers.desk import own
from storage import attendance_year

router = Router()


@router.action(ShowYear, right=Right.SEE_COUNTS)
async def show(turn: Turn, action: ShowYear) -> Card:
    """The twelve months that end with this one."""
    place = await own(turn, action.unit_id, Right.SEE_COUNTS)
    last = period_of(place.local_day(turn.now))
    found = await attendance_year.figures(turn.db, place.id, periods(last, 2 * MONTHS))
    return year_card(turn.speaks(place), place.name, year(found, last))
