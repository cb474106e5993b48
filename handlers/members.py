"""The roster of a unit, and what a secretary does about how each person is reached."""

from bot.cards import members as cards
from bot.cards import roster as lists
from bot.cards.members import CallOnly, EndTheirs
from bot.cards.roster import Member, ShowMember, ShowMembers
from bot.chat import Card
from bot.domain.names import match
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.i18n import Speech
from bot.place import Place
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.connecting import connected
from handlers.naming import label
from storage import people, reach, units
from storage.reach import OnRoster

router = Router()


@router.command(
    "members",
    "dangvien",
    summary="Everyone of the unit and how to reach them",
    right=Right.SEE_MEMBERS,
    scope=Scope.UNIT,
    names_people=True,
)
async def members(turn: Turn, words: str) -> Card:
    """The roster; with a name, that person."""
    if not words:
        return await _roster(turn, turn.unit, 0)
    found = await by_name(turn, turn.unit, words)
    return found if isinstance(found, Card) else person_card(turn, turn.unit, found)


@router.action(ShowMembers, right=Right.SEE_MEMBERS)
async def show_members(turn: Turn, action: ShowMembers) -> Card:
    """A page of the roster as it is now."""
    place = await demanded(turn, action.unit_id, Right.SEE_MEMBERS)
    return await _roster(turn, place, action.page)


@router.action(ShowMember, right=Right.INVITE)
async def show_member(turn: Turn, action: ShowMember) -> Card:
    """One person as they are now."""
    place, one = await person(turn, action.unit_id, action.person_id)
    return person_card(turn, place, one)


@router.action(CallOnly, right=Right.INVITE)
async def call_only(turn: Turn, action: CallOnly) -> Card:
    """Mark a person as phone only, or no longer."""
    place, one = await person(turn, action.unit_id, action.person_id)
    await people.call_only(turn.db, one.person_id, action.on)
    note = turn.t("I will send nothing; please telephone.") if action.on else turn.t("Noted.")
    place, one = await person(turn, action.unit_id, action.person_id)
    return person_card(turn, place, one, note=note)


@router.action(EndTheirs, right=Right.INVITE)
async def end_theirs(turn: Turn, action: EndTheirs) -> Card:
    """End an account of a person of the unit, after asking."""
    place, one = await person(turn, action.unit_id, action.person_id)
    shown = as_member(turn.speaks(place), one)
    account = next((each for each in shown.accounts if each.id == action.account_id), None)
    if account is None:
        raise Refused("This connection has ended already.")
    if not action.sure:
        return cards.ask_end_theirs(turn.speaks(place), place.name, place.id, shown, account)
    await people.end(turn.db, one.person_id, account.id, now=turn.now)
    place, one = await person(turn, action.unit_id, action.person_id)
    return person_card(turn, place, one, note=turn.t("Ended."))


async def demanded(turn: Turn, unit_id: int, right: Right) -> Place:
    """The unit of a button, when the person asking has `right` there. Raises Refused."""
    try:
        place = await units.place(turn.db, unit_id, turn.home)
    except LookupError:
        raise Refused("This unit is no longer there.") from None
    turn.demand(place, right)
    return place


async def person(turn: Turn, unit_id: int, person_id: int) -> tuple[Place, OnRoster]:
    """A person of a unit in which the one asking may invite. Raises Refused.

    A monitor belongs to another unit, whose secretary makes the codes; only an administrator may
    reach across.
    """
    place = await demanded(turn, unit_id, Right.INVITE)
    one = await reach.one(turn.db, unit_id, person_id)
    if one is None:
        raise Refused("This person is not in {unit}.", unit=place.name)
    if one.is_monitor and not turn.may(place, Right.SET_ROLES):
        raise Refused(
            "{name} watches {unit} from above. The secretary of their own unit makes the code.",
            name=one.name,
            unit=place.name,
        )
    return place, one


async def by_name(turn: Turn, place: Place, words: str) -> OnRoster | Card:
    """The person of a unit that `words` name, or the card that asks who is meant."""
    known = {each.person_id: each for each in await reach.roster(turn.db, place.id)}
    found = match(words, ((each.person_id, each.name) for each in known.values()))
    if not found.candidates:
        raise Refused(
            "Nobody in {unit} is called {name}. Send /members to see everyone.",
            unit=place.name,
            name=words,
        )
    if found.one is not None:
        _, one = await person(turn, place.id, found.one)
        return one
    t = turn.speaks(place)
    fitting = [as_member(t, known[each]) for each in found.candidates]
    return lists.which(t, place.name, place.id, fitting)


def as_member(t: Speech, one: OnRoster) -> Member:
    """A row of the roster as cards show it."""
    return Member(
        person_id=one.person_id,
        name=label(t, one),
        roles=one.roles,
        status=one.status,
        presence=one.presence,
        subgroup=one.subgroup,
        reach=one.reach,
        phone_only=one.phone_only,
        accounts=connected(one.accounts),
    )


async def _roster(turn: Turn, place: Place, number: int) -> Card:
    t = turn.speaks(place)
    found = [as_member(t, each) for each in await reach.roster(turn.db, place.id)]
    return lists.roster(t, place.name, place.id, found, number)


def person_card(turn: Turn, place: Place, one: OnRoster, *, note: str = "", says: str = "") -> Card:
    """One person, with everything the one asking may do about them."""
    t = turn.speaks(place)
    return cards.member(
        t,
        place.name,
        place.id,
        as_member(t, one),
        back=turn.may(place, Right.SEE_MEMBERS),
        note=note,
        says=says,
    )
