"""The roll call: filled in from the answers, ticked by people, confirmed by one of them."""

from dataclasses import replace

from bot.cards import rollcall as cards
from bot.cards.invitation import Facts
from bot.cards.paging import page
from bot.cards.rollcall import (
    A_PAGE,
    EVERYONE,
    Called,
    CallOwn,
    ConfirmRoll,
    MarkPerson,
    OnTheRoll,
    ShowOnRoll,
    ShowRoll,
    Tick,
    View,
)
from bot.chat import Card
from bot.domain.attendance import THERE, Surprise, surprise, turned
from bot.domain.refusal import Refused
from bot.domain.roles import Right, Role
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.at_hand import at_hand
from handlers.meeting_facts import facts_of
from handlers.naming import told_apart
from handlers.roll_sheet import (
    Sheet,
    again,
    apart,
    changed,
    check_may_change,
    figures_of,
    mark,
    mark_as_answered,
    sheet,
    told,
)
from storage import held, makeups, people
from storage.attendance import OnRoll

router = Router()


@router.command(
    "rollcall",
    "diemdanh",
    summary="Call the roll: who is there, who spoke",
    right=Right.ROLL_CALL_OWN_PEOPLE,
    scope=Scope.UNIT,
)
async def roll_call(turn: Turn, words: str) -> Card:
    """The roll call of the meeting at hand."""
    if words:
        raise Refused(
            "/rollcall takes nothing but the code of a unit, like /rollcall {code}.",
            code=turn.unit.code,
        )
    meeting = await at_hand(turn, turn.unit)
    return await show(turn, ShowRoll(meeting.id, View.TICK, EVERYONE, 0))


@router.action(ShowRoll, right=Right.ROLL_CALL_OWN_PEOPLE)
async def show(turn: Turn, action: ShowRoll) -> Card:
    """A page of the roll call as it is now."""
    return await _card(turn, await sheet(turn, action.meeting_id), action)


@router.action(Tick, right=Right.ROLL_CALL_OWN_PEOPLE)
async def tick(turn: Turn, action: Tick) -> Card:
    """A tap on a name: there or not, or spoke or not. An old list shows what holds instead."""
    at = await sheet(turn, action.meeting_id)
    here = ShowRoll(action.meeting_id, action.view, action.group, action.page)
    one = at.the(action.person_id)
    state = at.state(one)
    if cards.seen_as(state, one.spoke) != action.seen:
        note = at.t("Somebody has marked {name} meanwhile.", name=one.name)
        return await _card(turn, at, here, note=note)
    if action.view is View.SPOKE:
        if state not in THERE:
            raise Refused("{name} is not marked as there, so cannot have spoken.", name=one.name)
        at = await mark(turn, at, one, state, spoke=not one.spoke)
    else:
        at = await mark(turn, at, one, turned(state, told=told(at, one)))
    return await _card(turn, at, here)


@router.action(ShowOnRoll, right=Right.ROLL_CALL_OWN_PEOPLE)
async def show_person(turn: Turn, action: ShowOnRoll) -> Card:
    """One person in the roll call."""
    at = await sheet(turn, action.meeting_id)
    return await _person_card(turn, at, at.the(action.person_id))


@router.action(MarkPerson, right=Right.ROLL_CALL_OWN_PEOPLE)
async def mark_person(turn: Turn, action: MarkPerson) -> Card:
    """The exact word on one person."""
    at = await sheet(turn, action.meeting_id)
    at = await mark(turn, at, at.the(action.person_id), action.state)
    return await _person_card(turn, at, at.the(action.person_id), note=at.t("Noted. Thank {you}!"))


@router.action(ConfirmRoll, right=Right.ROLL_CALL)
async def confirm(turn: Turn, action: ConfirmRoll) -> Card:
    """The roll is right as shown: the answers of whoever was not marked become facts."""
    at = await sheet(turn, action.meeting_id)
    turn.demand(at.place, Right.ROLL_CALL)
    check_may_change(turn, at)
    here = ShowRoll(action.meeting_id, View.TICK, EVERYONE, 0)
    roll = figures_of(at)
    if (roll.there, roll.counted) != (action.there, action.counted):
        note = at.t("The roll has changed meanwhile. Please look again.")
        return await _card(turn, at, here, note=note)
    unmarked = [each for each in at.listed if each.state is None]
    if at.confirmed and not unmarked:
        return await _card(turn, at, here, note=at.t("The roll call had been confirmed before."))
    await mark_as_answered(turn, at, unmarked)
    happened = await held.noted(turn.db, at.meeting.id)
    happened.roll_at, happened.roll_by = turn.now, turn.me.person_id
    await turn.db.flush()
    at = await again(turn, at)
    await changed(turn, at)
    return await _card(turn, at, here, note=at.t("Confirmed. Thank {you}!"))


@router.action(CallOwn, right=Right.ROLL_CALL_OWN_PEOPLE)
async def call_own(turn: Turn, action: CallOwn) -> Card:
    """A lead's own people are right as shown; who confirms the whole roll sees that it is done."""
    at = await sheet(turn, action.meeting_id)
    if not at.only:
        raise Refused("Only a sub-group lead says this. Please confirm the whole roll call.")
    check_may_change(turn, at)
    here, roll = ShowRoll(action.meeting_id, View.TICK, EVERYONE, 0), figures_of(at)
    if (roll.there, roll.counted) != (action.there, action.counted):
        note = at.t("The roll has changed meanwhile. Please look again.")
        return await _card(turn, at, here, note=note)
    await mark_as_answered(turn, at, [each for each in at.mine if each.state is None])
    at = await again(turn, at)
    await changed(turn, at)
    return await _card(turn, at, here, note=at.t("Noted. Thank {you}!"))


async def _card(turn: Turn, at: Sheet, here: ShowRoll, *, note: str = "") -> Card:
    people_ = at.mine
    if 0 <= here.group < len(at.groups):
        people_ = [each for each in people_ if each.subgroup == at.groups[here.group]]
    shown = page(people_, here.page, A_PAGE)
    by = ""
    if at.happened is not None and at.confirmed:
        by = await people.name_of(turn.db, at.happened.roll_by or 0)
    may_confirm = turn.may(at.place, Right.ROLL_CALL) and not at.only
    roll = figures_of(at)
    if at.closed and roll.excused:
        done = await makeups.of_meeting(turn.db, at.meeting)
        roll = replace(roll, made_up=sum(each.person_id in done for each in at.mine))
    called = Called(
        roll=roll,
        people=[on_the_roll(at, each) for each in shown.things],
        shown=replace(shown, things=()),
        begun=any(each.state is not None for each in people_),
        groups=at.groups,
        guests=at.happened.guests.splitlines() if at.happened else (),
        by=by,
        at=at.happened.roll_at if at.happened else None,
        may_confirm=may_confirm,
        may_change=not at.closed or turn.may(at.place, Right.CLOSE),
        only=at.only,
        apart=apart(at) if at.meeting.by_subgroup else (),
        own_waits=bool(at.only) and any(each.state is None for each in at.mine),
        surprises=_surprises(at) if at.confirmed and turn.may(at.place, Right.CLOSE) else None,
    )
    return cards.roll_card(at.t, await _facts(turn, at), called, here, note=note)


async def _person_card(turn: Turn, at: Sheet, one: OnRoll, *, note: str = "") -> Card:
    may_change = not at.closed or turn.may(at.place, Right.CLOSE)
    shown = on_the_roll(at, one)
    facts = await _facts(turn, at)
    return cards.person_card(at.t, facts, shown, may_change=may_change, note=note)


async def _facts(turn: Turn, at: Sheet) -> Facts:
    return await facts_of(turn, at.meeting, at.unit)


def on_the_roll(at: Sheet, each: OnRoll) -> OnTheRoll:
    """Somebody as the list says them; of namesakes the number tells one from another."""
    label = each.name or at.t("somebody who has left")
    if at.namesakes[each.name] > 1:
        label = told_apart(at.t, label, each.person_id, each.subgroup, each.status)
    note = ""
    if Role.MONITOR in each.roles:
        note = at.t("monitor")
    elif not each.counts:
        note = at.t("not summoned")
    return OnTheRoll(
        each.person_id, label, at.state(each), each.state is not None, each.spoke, note
    )


def _surprises(at: Sheet) -> tuple[int, int]:
    """Who said yes and did not come, and who said no and came."""
    found = [
        surprise(each.reply, at.mode, at.meeting.round, at.state(each))
        for each in at.listed
        if each.counts
    ]
    return found.count(Surprise.MISSING), found.count(Surprise.CAME)
