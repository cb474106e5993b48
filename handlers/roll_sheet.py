"""A roll call for the one who calls it: who is on it, what is marked, and what a mark changes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.cards.closing import ShowClosing
from bot.cards.rollcall import (
    Group,
    ShowOnRoll,
    ShowRoll,
)
from bot.domain.answers import Answer, Mode, coming, stands
from bot.domain.attendance import THERE, Attended, Marked, Roll, count, forecast
from bot.domain.refusal import Refused
from bot.domain.roles import Right, Role
from bot.i18n import Speech
from bot.place import Place
from bot.turn import Turn
from handlers.at_hand import EARLY
from storage import attendance, held, ledger, screens, units
from storage.attendance import Mark, OnRoll
from storage.ledger import Subject
from storage.tables import Held, Meeting, Unit

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
        counts=one.counts,
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
    marked = one._replace(state=state, spoke=speaks, walk_in=put.walk_in, counts=put.counts)
    at = replace(at, everyone=[marked if each is one else each for each in at.everyone])
    await changed(turn, at)
    return at


async def changed(turn: Turn, at: Sheet) -> None:
    """The roll is as `at` says: confirmed figures follow, and every list is drawn again."""
    if at.confirmed:
        await _write_figures(turn, at)
    if at.closed:
        await screens.stale(turn.db, ShowClosing(at.meeting.id).pack(), now=turn.now)
    callers = [each.person_id for each in at.everyone if each.roles & CALLERS]
    lists, people_ = f"{ShowRoll.name}:{at.meeting.id}:", f"{ShowOnRoll.name}:{at.meeting.id}:"
    await screens.stale_lists(turn.db, lists, people_, callers, now=turn.now)


def check_may_change(turn: Turn, at: Sheet) -> None:
    """Refuse a change of a closed meeting's roll but by who may close it."""
    if at.closed and not turn.may(at.place, Right.CLOSE):
        raise Refused("This meeting is closed. Only the secretary can correct its roll.")


async def mark_as_answered(turn: Turn, at: Sheet, unmarked: Sequence[OnRoll]) -> None:
    marks = [
        Mark(
            each.membership_id,
            each.person_id,
            at.state(each),
            counts=each.counts,
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
    happened, roll = await held.noted(turn.db, at.meeting.id), figures_of(at)
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


def figures_of(at: Sheet) -> Roll:
    return count(Marked(at.state(each), each.status, each.counts, each.spoke) for each in at.mine)


def apart(at: Sheet) -> list[Group]:
    """The figures of each sub-group the one who asks may call, those in none last."""
    found = []
    for name in [*([at.only] if at.only else at.groups), ""]:
        people = [each for each in at.mine if each.subgroup == name]
        roll = count(Marked(at.state(each), each.status, each.counts) for each in people)
        called = all(each.state is not None for each in people)
        if people:
            found.append(Group(name, roll.there, roll.counted, called))
    return found


async def again(turn: Turn, at: Sheet) -> Sheet:
    return await sheet(turn, at.meeting.id)


def told(at: Sheet, one: OnRoll) -> bool:
    reply = one.reply
    if not stands(reply.answer, reply.answered_version, at.meeting.round):
        return False
    return reply.answer is Answer.ABSENT or not coming(reply.answer, at.mode, reply.online_granted)
