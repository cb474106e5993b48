"""How the answers to a meeting stand, for each as much as they may see."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.cards.answering import ChooseSomebody
from bot.cards.attendance_year import ShowYear
from bot.cards.planning import ShowPlan
from bot.cards.rollcall import EVERYONE, ShowRoll, View
from bot.cards.status import Offer, ShowStatus, status
from bot.cards.status_people import Part, Person, Sight
from bot.chat import Card
from bot.domain.reach import OTHERWISE, REACH_NAMES, WHY_NAMES, Reach
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.subgroups import FEWEST
from bot.domain.words import _
from bot.i18n import Speech
from bot.place import Place
from bot.router import Router, Scope
from bot.turn import Turn
from handlers import online
from handlers.invitations import as_said
from handlers.meeting_facts import facts_of, meeting_for
from handlers.naming import label
from handlers.where import all_of
from storage import headcount, makeups, meetings, units
from storage.headcount import Called
from storage.invitations import Asked
from storage.reach import OnRoster
from storage.tables import Meeting, Unit

router = Router()

MOST_OTHERS = 6  # meetings offered below a card
TO_CALL = _("phone only: please call")


@router.command(
    "status",
    "tinhhinh",
    summary="Who comes, who does not and why, who is silent",
    right=Right.SEE_COUNTS,
    scope=Scope.UNIT,
)
async def how_it_stands(turn: Turn, words: str) -> Card:
    """The meeting under way, else the next one, else the last."""
    if words:
        raise Refused(
            "/status takes nothing but the code of a unit, like /status {code}.",
            code=turn.unit.code,
        )
    meeting = await _the_one(turn, turn.unit)
    if meeting is None:
        raise Refused("{unit} has no meeting yet.", unit=turn.unit.name)
    return await show(turn, ShowStatus(meeting.id, Part.ALL, 0))


async def _the_one(turn: Turn, place: Place) -> Meeting | None:
    last = await headcount.begun(turn.db, place.id, now=turn.now)
    if last is not None and turn.now < last.starts_at + timedelta(minutes=last.minutes):
        return last
    return await meetings.next_of(turn.db, place.id, now=turn.now) or last


@router.action(ShowStatus, right=Right.SEE_COUNTS)
async def show(turn: Turn, action: ShowStatus) -> Card:
    """A page of how a meeting's answers stand now."""
    meeting, unit = await meeting_for(turn, action.meeting_id, Right.SEE_COUNTS)
    return await status_card(turn, meeting, unit, part=action.part, page=action.page)


async def status_card(
    turn: Turn,
    meeting: Meeting,
    unit: Unit,
    *,
    part: Part = Part.ALL,
    page: int = 0,
    above: str = "",
    note: str = "",
) -> Card:
    """How a meeting's answers stand, for the one who looks; the right is the caller's to demand."""
    place = units.as_place(unit, turn.home)
    t, sight = turn.speaks(place), sight_of(turn, place)
    called = [
        each
        for each in await headcount.called(turn.db, meeting)
        if sight.subgroup is None or each.one.subgroup == sight.subgroup
    ]
    return status(
        t,
        await facts_of(turn, meeting, unit),
        [_person(t, meeting, each) for each in called],
        sight,
        now=turn.now,
        asked=meeting.invited_at is not None or any(each.given for each in called),
        part=part,
        page=page,
        offer=await _offer(turn, meeting, unit, place, called),
        made_up=await _made_up(turn, meeting, called),
        above=above,
        note=note,
    )


def sight_of(turn: Turn, place: Place) -> Sight:
    """What the one who looks may see in a unit. Source: the table of rights."""
    reasons = turn.may(place, Right.SEE_REASONS)
    totals = turn.may(place, Right.SEE_REASON_TOTALS)
    if turn.may(place, Right.SEE_SILENT):
        return Sight(names=True, reasons=reasons, totals=totals)
    standing = turn.me.standing_in(place.id)
    if turn.may(place, Right.SEE_SILENT_OWN_PEOPLE) and standing and standing.subgroup:
        return Sight(names=True, reasons=reasons, subgroup=standing.subgroup)
    return Sight(totals=totals)


def _person(t: Speech, meeting: Meeting, each: Called) -> Person:
    given = each.given
    said = as_said(meeting, given.invitation if given else None, given.entered_by if given else "")
    return Person(
        name=label(t, each.one),
        said=said,
        monitor=each.one.is_monitor,
        unreachable=why_unreachable(t, each.one),
        host=not each.counts and not each.one.is_monitor,
    )


async def _made_up(turn: Turn, meeting: Meeting, called: Sequence[Called]) -> tuple[int, int]:
    """How many of these people the roll call excused, and how many made it up since."""
    if turn.now < meeting.starts_at:
        return 0, 0
    done = await makeups.of_meeting(turn.db, meeting)
    if not done:
        return 0, 0
    shown = {each.one.person_id for each in called}
    excused = {each.person_id for each in await makeups.missed(turn.db, meeting.id)}
    return len(excused & shown), len(done & shown)


def why_unreachable(t: Speech, one: OnRoster) -> str:
    """Why the bot cannot write to somebody, "" when it can."""
    match one.reach:
        case Reach.JOINED:
            return ""
        case Reach.PHONE_ONLY:
            return t(TO_CALL)
        case Reach.UNREACHABLE:
            return t(WHY_NAMES.get(one.accounts[0].unreachable_why, OTHERWISE))
    return t(REACH_NAMES[one.reach])


async def _offer(
    turn: Turn, meeting: Meeting, unit: Unit, place: Place, called: Sequence[Called]
) -> Offer:
    """What the card offers beside the figures, for those who may use it."""
    ahead = await meetings.coming(turn.db, place.id, now=turn.now)
    others = [(each.id, each.starts_at) for each in ahead if each.id != meeting.id][:MOST_OTHERS]
    standing = meeting.cancelled_at is None
    if standing and turn.now >= meeting.starts_at and turn.may(place, Right.ROLL_CALL):
        roll = ShowRoll(meeting.id, View.TICK, EVERYONE, 0)
        return Offer(roll=roll, year=ShowYear(place.id), others=others)
    open_ = standing and turn.now < meeting.starts_at
    subgroup = nudges(turn, place)
    waiting = 0
    if open_ and subgroup is not None and meeting.invited_at is not None:
        waiting = len(to_nudge(turn, meeting, called, subgroup))
    own = None
    if open_ and subgroup:
        all_ = await all_of(turn, place, meeting)
        own = next((each for each in all_ if each.subgroup == subgroup), None)
    offer = Offer(
        nudge=waiting,
        subgroup=subgroup or "",
        sits=own,
        year=ShowYear(place.id),
        others=others,
    )
    if not open_ or not turn.may(place, Right.ANSWER_FOR):
        return offer
    given = (each.given.invitation for each in called if each.given)
    groups = {each.one.subgroup for each in called if each.one.subgroup}
    return replace(
        offer,
        plan=ShowPlan(meeting.id) if meeting.by_subgroup or len(groups) >= FEWEST else None,
        requests=sum(online.is_asked(Asked(meeting, row, unit)) for row in given),
        enter=ChooseSomebody(meeting.id, False, 0) if meeting.invited_at else None,
    )


def nudges(turn: Turn, place: Place) -> str | None:
    """Whose silence the one who looks may end: a sub-group's, "" for everyone's, None for none."""
    if turn.may(place, Right.NUDGE):
        return ""
    standing = turn.me.standing_in(place.id)
    if turn.may(place, Right.NUDGE_OWN_PEOPLE) and standing and standing.subgroup:
        return standing.subgroup
    return None


def to_nudge(
    turn: Turn, meeting: Meeting, called: Sequence[Called], subgroup: str
) -> list[OnRoster]:
    """Who counts, is silent and reached by a message, of a sub-group or of all; never oneself."""
    return [
        each.one
        for each in called
        if each.counts
        and each.one.reach is Reach.JOINED
        and each.one.person_id != turn.me.person_id
        and (not subgroup or each.one.subgroup == subgroup)
        and not as_said(meeting, each.given.invitation if each.given else None).stands
    ]
