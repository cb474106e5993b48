"""The roll call: filled in from the answers, ticked by people, confirmed by one of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.cards import rollcall as cards
from bot.cards.invitation import Facts
from bot.cards.paging import page
from bot.cards.rollcall import (
    A_PAGE,
    EVERYONE,
    Called,
    ConfirmRoll,
    MarkPerson,
    OnTheRoll,
    ShowOnRoll,
    ShowRoll,
    Tick,
    View,
)
from bot.chat import Card
from bot.domain.answers import Answer, Mode, coming, stands
from bot.domain.attendance import THERE, Attended, Marked, Roll, count, forecast, turned
from bot.domain.refusal import Refused
from bot.domain.roles import Right, Role, counts
from bot.i18n import Speech
from bot.place import Place
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.at_hand import at_hand
from handlers.meeting_facts import facts_of
from handlers.opening import EARLY
from storage import attendance, held, ledger, people, screens, units
from storage.attendance import Mark, OnRoll
from storage.ledger import Subject
from storage.tables import Held, Meeting, Unit

router = Router()

CALLERS = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.NOTE_TAKER, Role.SUBGROUP_LEAD})


@dataclass(frozen=True)
class Sheet:
    """A meeting's roll call for the one who asks; `only` is set for one with own people only."""

    meeting: Meeting
    unit: Unit
    place: Place
    t: Speech
    happened: Held | None
    everyone: Sequence[OnRoll]
    only: str

    @property
    def confirmed(self) -> bool:
        return self.happened is not None and self.happened.roll_at is not None

    @property
    def closed(self) -> bool:
        return self.happened is not None and self.happened.closed_at is not None

    @cached_property
    def listed(self) -> list[OnRoll]:
        """Who is on the roll: everyone summoned, and whoever else was there."""
        return [each for each in self.everyone if each.summoned or each.state is not None]

    @cached_property
    def namesakes(self) -> Counter[str]:
        """How many on the roll have each name."""
        return Counter(each.name for each in self.listed)

    @cached_property
    def mine(self) -> list[OnRoll]:
        """Those of them whom the one who asks calls."""
        return [each for each in self.listed if not self.only or each.subgroup == self.only]

    @property
    def groups(self) -> list[str]:
        return sorted({each.subgroup for each in self.listed if each.subgroup})

    def the(self, person_id: int) -> OnRoll:
        """Somebody on this roll; Refused for anybody else."""
        found = next((each for each in self.mine if each.person_id == person_id), None)
        if found is None:
            raise Refused("This person is not on this roll.")
        return found

    @cached_property
    def mode(self) -> Mode:
        return Mode(self.meeting.mode)

    def state(self, each: OnRoll) -> Attended:
        """The word on somebody: as marked, else as answered."""
        return each.state or forecast(each.reply, self.mode, self.meeting.round)


async def sheet(turn: Turn, meeting_id: int) -> Sheet:
    """The roll call of a meeting, for one who calls everyone or own people; Refused for others."""
    found = await held.whole(turn.db, meeting_id)
    if found is None:
        raise Refused("This meeting is not there any more. Send /meeting to see the next one.")
    meeting, unit, happened = found
    place = units.as_place(unit, turn.home)
    only = ""
    if not turn.may(place, Right.ROLL_CALL):
        turn.demand(place, Right.ROLL_CALL_OWN_PEOPLE)
        standing = turn.me.standing_in(place.id)
        only = standing.subgroup if standing is not None else ""
        if not only:
            raise Refused("{You} lead no sub-group in {unit}.", unit=place.name)
    _check_time(turn, place, meeting, happened)
    everyone = await attendance.roll(turn.db, meeting)
    return Sheet(meeting, unit, place, turn.speaks(place), happened, everyone, only)


def _check_time(turn: Turn, place: Place, meeting: Meeting, happened: Held | None) -> None:
    if meeting.cancelled_at is not None:
        raise Refused("This meeting was cancelled, so there is no roll to call.")
    opened = happened is not None and happened.opened_at is not None
    if not opened and turn.now < meeting.starts_at - EARLY:
        t = turn.speaks(place)
        raise Refused(
            "The roll of the meeting of {time} can be called from {from_} on.",
            time=t.when(meeting.starts_at),
            from_=t.when(meeting.starts_at - EARLY),
        )


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
        at = await mark(turn, at, one, turned(state, told=_told(at, one)))
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


async def mark(
    turn: Turn, at: Sheet, one: OnRoll, state: Attended, *, spoke: bool | None = None
) -> Sheet:
    """Put the word on somebody down, with its entry in the ledger; nothing new, no entry.

    Returns the sheet as it is then, without another look.
    """
    check_may_change(turn, at)
    speaks = (one.spoke if spoke is None else spoke) and state in THERE
    if one.state is state and one.spoke is speaks:
        return at
    put = Mark(
        one.membership_id,
        one.person_id,
        state,
        spoke=speaks,
        walk_in=one.walk_in or not one.summoned,
        counts=counts(one.status, one.roles) if one.state is None else one.counts,
    )
    await attendance.put(turn.db, at.meeting.id, [put], by_id=turn.me.person_id, now=turn.now)
    was = {"state": one.state.value, "spoke": one.spoke} if one.state else {}
    await ledger.note(
        turn.db,
        at.meeting.id,
        Subject.ATTENDANCE,
        one.membership_id,
        "marked",
        by_id=turn.me.person_id,
        now=turn.now,
        person_id=one.person_id,
        was=was,
        became={"state": state.value, "spoke": speaks},
    )
    marked = replace(one, state=state, spoke=speaks, walk_in=put.walk_in, counts=put.counts)
    at = replace(at, everyone=[marked if each is one else each for each in at.everyone])
    await changed(turn, at)
    return at


async def changed(turn: Turn, at: Sheet) -> None:
    """The roll is as `at` says: confirmed figures follow, and every list is drawn again."""
    if at.confirmed:
        await _write_figures(turn, at)
    callers = [each.person_id for each in at.everyone if each.roles & CALLERS]
    lists, people_ = f"{ShowRoll.name}:{at.meeting.id}:", f"{ShowOnRoll.name}:{at.meeting.id}:"
    await screens.stale_lists(turn.db, lists, people_, callers, now=turn.now)


def check_may_change(turn: Turn, at: Sheet) -> None:
    """Refuse a change of a closed meeting's roll but by who may close it."""
    if at.closed and not turn.may(at.place, Right.CLOSE):
        raise Refused("This meeting is closed. Only the secretary can correct its roll.")


@router.action(ConfirmRoll, right=Right.ROLL_CALL)
async def confirm(turn: Turn, action: ConfirmRoll) -> Card:
    """The roll is right as shown: the answers of whoever was not marked become facts."""
    at = await sheet(turn, action.meeting_id)
    turn.demand(at.place, Right.ROLL_CALL)
    check_may_change(turn, at)
    here = ShowRoll(action.meeting_id, View.TICK, EVERYONE, 0)
    roll = _roll(at)
    if (roll.there, roll.counted) != (action.there, action.counted):
        note = at.t("The roll has changed meanwhile. Please look again.")
        return await _card(turn, at, here, note=note)
    unmarked = [each for each in at.listed if each.state is None]
    if at.confirmed and not unmarked:
        return await _card(turn, at, here, note=at.t("The roll call had been confirmed before."))
    await _mark_as_answered(turn, at, unmarked)
    happened = await held.noted(turn.db, at.meeting.id)
    happened.roll_at, happened.roll_by = turn.now, turn.me.person_id
    at = await _again(turn, at)
    await changed(turn, at)
    return await _card(turn, at, here, note=at.t("Confirmed. Thank {you}!"))


async def _mark_as_answered(turn: Turn, at: Sheet, unmarked: Sequence[OnRoll]) -> None:
    marks = [
        Mark(
            each.membership_id,
            each.person_id,
            at.state(each),
            counts=counts(each.status, each.roles),
        )
        for each in unmarked
    ]
    await attendance.put(turn.db, at.meeting.id, marks, by_id=turn.me.person_id, now=turn.now)
    await ledger.note_all(
        turn.db,
        [
            {
                "meeting_id": at.meeting.id,
                "subject": Subject.ATTENDANCE.value,
                "subject_id": each.membership_id,
                "change": "as answered",
                "person_id": each.person_id,
                "became": {"state": each.state.value, "spoke": False},
            }
            for each in marks
        ],
        by_id=turn.me.person_id,
        now=turn.now,
    )


async def _write_figures(turn: Turn, at: Sheet) -> None:
    happened, roll = await held.noted(turn.db, at.meeting.id), _roll(at)
    names = ("counted", "present", "late", "online", "excused", "unexcused", "voters", "spoke")
    was = {name: getattr(happened, name) for name in names}
    became = {name: getattr(roll, name) for name in names}
    for name, value in became.items():
        setattr(happened, name, value)
    await turn.db.flush()
    await ledger.note(
        turn.db,
        at.meeting.id,
        Subject.MEETING,
        at.meeting.id,
        "roll confirmed",
        by_id=turn.me.person_id,
        now=turn.now,
        was=was if any(was.values()) else None,
        became=became,
    )


def _roll(at: Sheet) -> Roll:
    return count(
        Marked(
            at.state(each),
            each.status,
            counts(each.status, each.roles) if each.state is None else each.counts,
            each.spoke,
        )
        for each in at.mine
    )


async def _again(turn: Turn, at: Sheet) -> Sheet:
    return await sheet(turn, at.meeting.id)


def _told(at: Sheet, one: OnRoll) -> bool:
    reply = one.reply
    if not stands(reply.answer, reply.answered_version, at.meeting.round):
        return False
    return reply.answer is Answer.ABSENT or not coming(reply.answer, at.mode, reply.online_granted)


async def _card(turn: Turn, at: Sheet, here: ShowRoll, *, note: str = "") -> Card:
    people_ = at.mine
    if 0 <= here.group < len(at.groups):
        people_ = [each for each in people_ if each.subgroup == at.groups[here.group]]
    shown = page(people_, here.page, A_PAGE)
    by = ""
    if at.happened is not None and at.confirmed:
        by = await people.name_of(turn.db, at.happened.roll_by or 0)
    may_confirm = turn.may(at.place, Right.ROLL_CALL) and not at.only
    called = Called(
        roll=_roll(at),
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
        label = at.t(
            "{name} ({what}, no. {n})",
            name=label,
            what=each.subgroup or at.t("no sub-group"),
            n=each.person_id,
        )
    note = ""
    if Role.MONITOR in each.roles:
        note = at.t("monitor")
    elif not (counts(each.status, each.roles) if each.state is None else each.counts):
        note = at.t("not summoned")
    return OnTheRoll(
        each.person_id, label, at.state(each), each.state is not None, each.spoke, note
    )


def _surprises(at: Sheet) -> tuple[int, int]:
    """Who said yes and did not come, and who said no and came."""
    mode, round_ = at.mode, at.meeting.round
    answered = [
        (coming(each.reply.answer, mode, each.reply.online_granted), at.state(each) in THERE)
        for each in at.listed
        if each.counts and stands(each.reply.answer, each.reply.answered_version, round_)
    ]
    return answered.count((True, False)), answered.count((False, True))
