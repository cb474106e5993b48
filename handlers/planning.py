"""One more meeting, and the plan of each: shown to those who lead the unit, and confirmed."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.cards.planning import ConfirmPlan, Plan, ShowPlan, ask, plan_card
from bot.chat import Action, Card
from bot.domain import reading
from bot.domain.calendar import starts_at
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.stamps import moment, stamp
from bot.domain.subgroups import FEWEST
from bot.domain.timetable import Step
from bot.domain.words import _
from bot.place import Place
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.desk import check_ahead, check_time, own, theirs
from handlers.meeting_facts import made_up_by
from handlers.regular import day_of, put_down, start_of
from handlers.replanning import redraw
from handlers.where import all_of
from storage import meetings, moments, schedules, sittings, units
from storage.tables import Meeting

router = Router()

LONGEST_TITLE = 200


@dataclass(frozen=True)
class AskMeeting(Action):
    """The day and time of one more meeting are typed next."""

    name: ClassVar[str] = "newwhen"
    unit_id: int


@dataclass(frozen=True)
class AskWhere(Action):
    """The place and title of a meeting at this moment (minutes since 1970) are typed next."""

    name: ClassVar[str] = "newwhere"
    unit_id: int
    starts: int


@router.command(
    "plan",
    "themhop",
    summary="Plan one more meeting",
    usage="15/12/2026 19:30; Hội trường A; Họp chuyên đề",
    right=Right.SCHEDULE,
    scope=Scope.UNIT,
)
async def plan(turn: Turn, words: str) -> Card:
    """One more meeting beside the regular ones."""
    return await _understand(turn, turn.unit, words)


@router.typed(AskMeeting)
async def typed_meeting(turn: Turn, action: AskMeeting, text: str) -> Card:
    """The day and time, perhaps with the rest."""
    return await _understand(turn, await own(turn, action.unit_id), text)


@router.typed(AskWhere)
async def typed_where(turn: Turn, action: AskWhere, text: str) -> Card:
    """The place, and after a semicolon the title."""
    place = await own(turn, action.unit_id)
    where, *title = reading.fields(text) or [""]
    return await _plan(turn, place, moment(action.starts), where, title)


async def _understand(turn: Turn, place: Place, words: str) -> Card:
    t = turn.speaks(place)
    if not words:
        turn.expect(AskMeeting(place.id))
        return ask(t, place.name, t("When is the meeting? For example: 15/12/2026 19:30"))
    when, *rest = reading.fields(words) or [""]
    on, at = reading.date_and_time(when, today=place.local_day(turn.now))
    start = starts_at(on, at, place.zone)
    await check_time(turn, place, start, place.rules.meeting_minutes)
    if not rest:
        return _ask_where(turn, place, start)
    return await _plan(turn, place, start, rest[0], rest[1:])


async def _plan(turn: Turn, place: Place, start: datetime, where: str, title: list[str]) -> Card:
    minutes = place.rules.meeting_minutes
    if reading.names_a_time(where):
        return _ask_where(turn, place, start, where)
    where, what = reading.place(where), reading.tidy("; ".join(title))
    if len(what) > LONGEST_TITLE:
        raise Refused("Please keep the title under {most} characters.", most=LONGEST_TITLE)
    await check_time(turn, place, start, minutes)
    meeting = Meeting(
        unit_id=place.id,
        kind="extraordinary",
        title=what,
        starts_at=start,
        minutes=minutes,
        place=where,
        confirmed_at=turn.now,
    )
    await put_down(turn, place, meeting)
    return plan_card(
        turn.speaks(place), await facts_of(turn, place, meeting), now=turn.now, takes_back=True
    )


def _ask_where(turn: Turn, place: Place, start: datetime, taken_for: str = "") -> Card:
    """Ask for the place; `taken_for` is what stood where it should and reads like a time."""
    turn.expect(AskWhere(place.id, stamp(start)))
    t = turn.speaks(place)
    question = t(
        "Where is the meeting on {time}, and what is it about? For example: Hội trường A; "
        "Họp chuyên đề",
        time=t.when(start),
    )
    if taken_for:
        question = "\n".join(
            [t("“{text}” reads like a day or a time, not like a place.", text=taken_for), question]
        )
    return ask(t, place.name, question)


@router.action(ShowPlan, right=Right.SCHEDULE)
async def show(turn: Turn, action: ShowPlan) -> Card:
    """The meeting as it is now."""
    meeting, place = await theirs(turn, action.meeting_id)
    return await plan_of(turn, place, meeting)


@router.action(ConfirmPlan, right=Right.SCHEDULE)
async def confirm(turn: Turn, action: ConfirmPlan) -> Card:
    """The plan is right. A button from before a change shows what holds now instead."""
    meeting, place = await theirs(turn, action.meeting_id)
    check_ahead(meeting, now=turn.now)
    t = turn.speaks(place)
    if action.starts != stamp(meeting.starts_at):
        note = t("The plan has changed meanwhile. Please look again.")
        return await plan_of(turn, place, meeting, note=note)
    if meeting.confirmed_at is None:
        meeting.confirmed_at = turn.now
        await turn.db.flush()
        await redraw(turn, meeting)
    return await plan_of(turn, place, meeting, note=t("Confirmed. Thank {you}!"))


@router.notice(
    "plan",
    why=_("Those who lead a unit get the plan of each regular meeting, to confirm or change it."),
    gathered=True,
)
async def plan_notice(turn: Turn, about: dict[str, int]) -> Card | None:
    """The plan of the next month, unless it has been confirmed or changed already."""
    meeting = await meetings.by_id(turn.db, about["meeting"])
    if meeting is None or meeting.confirmed_at or meeting.cancelled_at:
        return None
    if meeting.starts_at <= turn.now:
        return None
    place = await units.place(turn.db, meeting.unit_id, turn.home)
    if not turn.may(place, Right.SCHEDULE):
        return None
    return await plan_of(turn, place, meeting)


async def plan_of(
    turn: Turn, place: Place, meeting: Meeting, *, news: list[str] | None = None, note: str = ""
) -> Card:
    """The secretary's card of a meeting."""
    t = turn.speaks(place)
    facts = await facts_of(turn, place, meeting)
    return plan_card(t, facts, now=turn.now, news=news or (), note=note)


async def facts_of(turn: Turn, place: Place, meeting: Meeting) -> Plan:
    """What the secretary's cards say of a meeting, in the language of the turn."""
    nominal, because = None, ""
    row = await schedules.of(turn.db, place.id)
    if row is not None and meeting.period is not None:
        day = await day_of(turn, place, row, meeting.period, turn.t.language)
        if day.moved_because is not None and start_of(place, row, day) == meeting.starts_at:
            nominal, because = day.nominal, day.moved_because
    invited = None
    if meeting.invited_at is not None:
        invited = await meetings.invited_people(turn.db, meeting)
    return Plan(
        meeting_id=meeting.id,
        unit=place.name,
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        place=meeting.place,
        title=meeting.title,
        nominal=nominal,
        because=because,
        proposal=meeting.proposal,
        confirmed=meeting.confirmed_at is not None,
        invites_at=await moments.due_of(turn.db, meeting.id, Step.INVITE),
        invited=invited.by_message if invited else None,
        by_telephone=invited.by_telephone if invited else 0,
        cancelled=meeting.cancelled_at is not None,
        cancel_reason=meeting.cancel_reason,
        regular=meeting.period is not None,
        makes_up=await made_up_by(turn, meeting, place),
        may_split=meeting.makes_up_id is None and await _may_split(turn, place),
        by_subgroup=meeting.by_subgroup,
        sittings=await all_of(turn, place, meeting),
    )


async def _may_split(turn: Turn, place: Place) -> bool:
    """Whether a unit has sub-groups enough to sit apart."""
    return len((await sittings.groups(turn.db, place.id)).names) >= FEWEST
