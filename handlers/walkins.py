"""Who came to a meeting without being on its roll: members not summoned, and guests by name."""

from bot.cards.rollcall import EVERYONE, ShowRoll, ShowWalkIns, View
from bot.cards.walkins import AddWalkIn, DropGuest, walk_ins
from bot.chat import Card
from bot.domain import reading
from bot.domain.attendance import Attended
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.router import Router
from bot.turn import Turn
from handlers.meeting_facts import facts_of
from handlers.roll_sheet import Sheet, changed, check_may_change, mark, sheet
from handlers.rollcall import on_the_roll
from storage import attendance, held, ledger
from storage.ledger import Subject

router = Router()

LONGEST_GUEST = 80  # characters
MOST_GUESTS = 20


@router.action(ShowWalkIns, right=Right.ROLL_CALL)
async def show(turn: Turn, action: ShowWalkIns) -> Card:
    """Who may be added to the roll, and the guests so far; a name is typed next."""
    at = await _sheet(turn, action.meeting_id)
    turn.expect(ShowWalkIns(action.meeting_id))
    return await _card(turn, at)


@router.typed(ShowWalkIns)
async def typed_guest(turn: Turn, action: ShowWalkIns, text: str) -> Card:
    """A guest, by name and perhaps post."""
    at = await _sheet(turn, action.meeting_id)
    check_may_change(turn, at)
    name = reading.tidy(text)
    if not name or len(name) > LONGEST_GUEST:
        raise Refused(
            "Please type the guest's name in at most {most} characters.", most=LONGEST_GUEST
        )
    happened = await held.noted(turn.db, at.meeting.id)
    guests = happened.guests.splitlines()
    if len(guests) >= MOST_GUESTS:
        raise Refused("There is room for {most} guests on a roll.", most=MOST_GUESTS)
    if name not in guests:
        await _set_guests(turn, at, [*guests, name])
    turn.expect(ShowWalkIns(action.meeting_id))
    return await _card(turn, await _sheet(turn, action.meeting_id))


@router.action(DropGuest, right=Right.ROLL_CALL)
async def drop_guest(turn: Turn, action: DropGuest) -> Card:
    """Take a guest off; one that is gone already stays gone."""
    at = await _sheet(turn, action.meeting_id)
    check_may_change(turn, at)
    guests = at.happened.guests.splitlines() if at.happened else []
    if 0 <= action.place < len(guests) and len(guests[action.place]) == action.length:
        await _set_guests(turn, at, guests[: action.place] + guests[action.place + 1 :])
    return await _card(turn, await _sheet(turn, action.meeting_id))


@router.action(AddWalkIn, right=Right.ROLL_CALL)
async def add_walk_in(turn: Turn, action: AddWalkIn) -> Card:
    """Somebody of the unit who was not summoned came all the same, or did not after all."""
    at = await _sheet(turn, action.meeting_id)
    check_may_change(turn, at)
    one = next((each for each in at.everyone if each.person_id == action.person_id), None)
    if one is None or (one.summoned and not one.walk_in):
        raise Refused("This person cannot be added to the roll.")
    if action.there and one.state is None:
        await mark(turn, at, one, Attended.PRESENT)
    elif not action.there and one.state is not None:
        await attendance.take_off(turn.db, at.meeting.id, one.membership_id)
        await ledger.note(
            turn.db,
            at.meeting.id,
            Subject.ATTENDANCE,
            one.membership_id,
            "taken off",
            by_id=turn.me.person_id,
            now=turn.now,
            person_id=one.person_id,
            was={"state": one.state.value, "spoke": one.spoke},
        )
        await changed(turn, await _sheet(turn, action.meeting_id))
    return await _card(turn, await _sheet(turn, action.meeting_id))


async def _set_guests(turn: Turn, at: Sheet, guests: list[str]) -> None:
    happened = await held.noted(turn.db, at.meeting.id)
    was, happened.guests = happened.guests, "\n".join(guests)
    await turn.db.flush()
    await ledger.note(
        turn.db,
        at.meeting.id,
        Subject.MEETING,
        at.meeting.id,
        "guests",
        by_id=turn.me.person_id,
        now=turn.now,
        was={"guests": len(was.splitlines())},
        became={"guests": len(guests)},
    )
    await changed(turn, at)


async def _sheet(turn: Turn, meeting_id: int) -> Sheet:
    at = await sheet(turn, meeting_id)
    turn.demand(at.place, Right.ROLL_CALL)
    return at


async def _card(turn: Turn, at: Sheet) -> Card:
    others = [on_the_roll(at, each) for each in at.everyone if not each.summoned or each.walk_in]
    return walk_ins(
        at.t,
        await facts_of(turn, at.meeting, at.unit),
        others,
        at.happened.guests.splitlines() if at.happened else [],
        back=ShowRoll(at.meeting.id, View.TICK, EVERYONE, 0),
    )
