"""Join codes that a secretary hands over."""

from datetime import timedelta

from bot.cards import members as cards
from bot.cards import roster as lists
from bot.cards.roster import MakeCode, ShowNotJoined
from bot.chat import Card
from bot.domain.reach import Reach
from bot.domain.roles import Right
from bot.place import Place
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.connecting import make_code
from handlers.members import as_member, by_name, demanded, person, person_card
from handlers.naming import label
from storage import reach
from storage.reach import OnRoster

router = Router()


@router.command(
    "invite",
    "moi",
    summary="A join code for somebody of the unit",
    usage="Nguyễn Văn An",
    right=Right.INVITE,
    scope=Scope.UNIT,
    names_people=True,
)
async def invite(turn: Turn, words: str) -> Card:
    """A code for the named person, or a choice of those who have not joined."""
    if not words:
        return await _not_joined(turn, turn.unit, 0)
    found = await by_name(turn, turn.unit, words)
    if isinstance(found, Card):
        return found
    if found.accounts:
        return person_card(
            turn,
            turn.unit,
            found,
            says=turn.t("{name} has joined already.", name=label(turn.t, found)),
        )
    return await _code(turn, turn.unit, found)


@router.action(ShowNotJoined, right=Right.INVITE)
async def show_not_joined(turn: Turn, action: ShowNotJoined) -> Card:
    """A page of those who have not joined, as it is now."""
    place = await demanded(turn, action.unit_id, Right.INVITE)
    return await _not_joined(turn, place, action.page)


@router.action(MakeCode, right=Right.INVITE)
async def make(turn: Turn, action: MakeCode) -> Card:
    """A code for a person of the unit, joined or not."""
    place, one = await person(turn, action.unit_id, action.person_id)
    return await _code(turn, place, one)


async def _code(turn: Turn, place: Place, one: OnRoster) -> Card:
    days = timedelta(days=place.rules.code_days)
    made = await make_code(turn, one.person_id, lifetime=days)
    t = turn.speaks(place)
    return cards.code(t, place.name, as_member(t, one), made)


async def _not_joined(turn: Turn, place: Place, number: int) -> Card:
    t = turn.speaks(place)
    waiting = [
        as_member(t, each)
        for each in await reach.roster(turn.db, place.id)
        if each.reach is Reach.NOT_JOINED and not each.is_monitor
    ]
    return lists.not_joined(t, place.name, place.id, waiting, number)
