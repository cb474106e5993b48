"""The fairest date of a regular meeting: ranked for the secretary, who decides or asks all."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot.cards import fairest as cards
from bot.cards.fairest import AskMembers, ShowPoll, ShowVote, TryTime, Vote
from bot.cards.planning import ShowFairest
from bot.chat import Card
from bot.domain.answers import Mode
from bot.domain.calendar import allowed_days, month_of, starts_at
from bot.domain.fairest import Option, ranked
from bot.domain.quiet import waits_until
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.stamps import moment, stamp
from bot.domain.words import _
from bot.place import Place
from bot.router import Router
from bot.sweeps import MOST, Job, Sweep
from bot.turn import Turn
from handlers import availability, moving
from handlers.desk import Doing, check_ahead, theirs
from handlers.planning import facts_of
from handlers.regular import breaks_in, off, rule_of
from storage import date_polls, meetings, outbox, schedules, screens, units
from storage.outbox import Debt
from storage.portions import portions
from storage.reach import OnRoster
from storage.tables import DatePoll, Meeting, Schedule

router = Router()

SHOWN = 3
ANSWERS_TAKE = timedelta(days=3)  # from a poll until those who asked are told what came of it
TOO_SOON = timedelta(days=1)


async def times_of(doing: Doing, place: Place, row: Schedule, period: str) -> list[datetime]:
    """When the regular meeting of a month (YYYY-MM) may begin: allowed days, permitted times."""
    year, month = month_of(period)
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    rule = rule_of(row)
    days = allowed_days(
        rule,
        year,
        month,
        days_off=await off(doing, place, first, last),
        breaks=await breaks_in(doing, place, first, last),
        weekends=place.rules.weekends,
        first_week_ends=place.rules.first_week_ends,
    )
    clocks = sorted({rule.at, *place.rules.meeting_times})
    return [starts_at(day, at, place.zone) for day in days for at in clocks]


async def ranking(
    doing: Doing,
    place: Place,
    people: Sequence[OnRoster],
    times: Sequence[datetime],
    fixed: datetime,
    mode: Mode,
) -> list[Option]:
    """These times, the fairest first; `fixed` is the one that holds unless somebody chooses."""
    return ranked(
        len(times),
        await availability.members(doing, place, people, times),
        fixed=times.index(fixed) if fixed in times else None,
        online_counts=mode is not Mode.IN_PERSON,
    )


@router.action(ShowFairest, right=Right.SCHEDULE)
async def show(turn: Turn, action: ShowFairest) -> Card:
    """The three fairest dates, and how the one that is planned compares."""
    meeting, place = await theirs(turn, action.meeting_id)
    check_ahead(meeting, now=turn.now)
    times, options = await _options(turn, place, meeting)
    fixed = next((each for each in options if times[each.number] == meeting.starts_at), None)
    poll = await date_polls.of(turn.db, meeting.id)
    ask = ShowPoll(poll.id) if poll is not None and _runs(meeting) else AskMembers(meeting.id)
    return cards.fairest_card(
        turn.speaks(place),
        await facts_of(turn, place, meeting),
        [(times[each.number], each) for each in options[:SHOWN]],
        fixed,
        poll=ask if len(options) > 1 else None,
    )


async def _options(
    turn: Turn, place: Place, meeting: Meeting
) -> tuple[list[datetime], list[Option]]:
    """The times at which a meeting could be, the one that is planned among them, and their rank."""
    row = await schedules.of(turn.db, place.id)
    if row is None or meeting.period is None:
        raise Refused("Only for a regular meeting are other days looked for. /move moves this one.")
    allowed = await times_of(turn, place, row, meeting.period)
    times = sorted({meeting.starts_at, *(at for at in allowed if at > turn.now + TOO_SOON)})
    people = await availability.who_counts(turn, place)
    mode = Mode(meeting.mode)
    return times, await ranking(turn, place, people, times, meeting.starts_at, mode)


@router.action(TryTime, right=Right.SCHEDULE)
async def try_time(turn: Turn, action: TryTime) -> Card:
    """What moving the meeting there will do."""
    meeting, place = await theirs(turn, action.meeting_id)
    return await moving.preview(turn, place, meeting, moment(action.to), meeting.place)


@router.action(AskMembers, right=Right.SCHEDULE)
async def ask_members(turn: Turn, action: AskMembers) -> Card:
    """Ask everybody called to the meeting; while a poll runs, what they have said so far."""
    meeting, place = await theirs(turn, action.meeting_id)
    check_ahead(meeting, now=turn.now)
    poll = await date_polls.of(turn.db, meeting.id)
    if meeting.invited_at is not None:
        raise Refused("People are invited to this day already. /move moves the meeting.")
    if poll is None:
        times, options = await _options(turn, place, meeting)
        best = sorted({times[each.number] for each in options[:SHOWN]} | {meeting.starts_at})
        poll = await _open(turn, place, meeting, best)
    return await _poll_card(turn, place, meeting, poll)


async def _open(turn: Turn, place: Place, meeting: Meeting, times: list[datetime]) -> DatePoll:
    asked = await availability.who_counts(turn, place)
    poll = await date_polls.open_(
        turn.db,
        meeting.id,
        [stamp(at) for at in times],
        asked=len(asked),
        now=turn.now,
        closes_at=waits_until(turn.now + ANSWERS_TAKE, place.rules, place.zone),
    )
    debts = [
        Debt(
            key=f"date_poll:{poll.id}:{each.person_id}",
            person_id=each.person_id,
            notice="date_poll",
            about={"poll": poll.id},
            unit_id=place.id,
            due_at=turn.now,
            until=min(times),
        )
        for each in asked
    ]
    for some in portions(debts):
        await outbox.owe(turn.db, *some, now=turn.now)
    return poll


def _runs(meeting: Meeting) -> bool:
    """Whether a poll is still about the meeting: nobody has been invited to a day since."""
    return meeting.invited_at is None and meeting.cancelled_at is None


@router.action(ShowPoll, right=Right.SCHEDULE)
async def show_poll(turn: Turn, action: ShowPoll) -> Card:
    """What the members have said so far."""
    poll = await date_polls.by_id(turn.db, action.poll_id)
    if poll is None:
        raise Refused("This question is not there any more. Please send /schedule.")
    meeting, place = await theirs(turn, poll.meeting_id)
    return await _poll_card(turn, place, meeting, poll)


async def _poll_card(turn: Turn, place: Place, meeting: Meeting, poll: DatePoll) -> Card:
    said = await date_polls.votes(turn.db, poll.id)
    return cards.poll_card(
        turn.speaks(place),
        await facts_of(turn, place, meeting),
        poll.id,
        [
            (moment(at), sum(bool(each & 1 << n) for each in said))
            for n, at in enumerate(poll.times)
        ],
        answered=len(said),
        asked=poll.asked,
    )


@router.action(ShowVote)
async def show_vote(turn: Turn, action: ShowVote) -> Card:
    """At which dates I can come."""
    poll, meeting, place = await _voted(turn, action.poll_id)
    return await _vote_card(turn, poll, meeting, place)


@router.action(Vote)
async def vote(turn: Turn, action: Vote) -> Card:
    """Keep at which dates a member can come."""
    poll, meeting, place = await _voted(turn, action.poll_id)
    if _runs(meeting):
        if not 0 <= action.times < 1 << len(poll.times):
            raise Refused("This button is no longer valid. Send /meeting to see the next meeting.")
        await date_polls.vote(turn.db, poll.id, turn.me.person_id, action.times)
        await screens.stale(turn.db, ShowPoll(poll.id).pack(), now=turn.now)
    return await _vote_card(turn, poll, meeting, place)


async def _voted(turn: Turn, poll_id: int) -> tuple[DatePoll, Meeting, Place]:
    """A poll, its meeting and unit, for somebody of that unit."""
    poll = await date_polls.by_id(turn.db, poll_id)
    meeting = await meetings.by_id(turn.db, poll.meeting_id) if poll is not None else None
    if poll is None or meeting is None or turn.me.standing_in(meeting.unit_id) is None:
        raise Refused("This question is not there any more. Send /meeting to see the next meeting.")
    return poll, meeting, await units.place(turn.db, meeting.unit_id, turn.home)


async def _vote_card(turn: Turn, poll: DatePoll, meeting: Meeting, place: Place) -> Card:
    t = turn.speaks(place)
    if not _runs(meeting):
        return cards.poll_over(t, place.name)
    given = await date_polls.vote_of(turn.db, poll.id, turn.me.person_id)
    return cards.vote_card(t, place.name, poll.id, [moment(at) for at in poll.times], given)


@router.notice(
    "date_poll",
    why=_("The secretary asks everybody on which day they can come, before the day is chosen."),
)
async def poll_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """The question, while the day has not been chosen."""
    poll, meeting, place = await _voted(turn, about["poll"])
    return await _vote_card(turn, poll, meeting, place) if _runs(meeting) else None


async def tell_of_polls(sweep: Sweep) -> int:
    """Owe those who lead the unit what came of a poll."""
    found = await date_polls.over(sweep.db, now=sweep.now, most=MOST)
    for poll in found:
        closed, poll.closes_at = poll.closes_at or sweep.now, None
        meeting = await meetings.by_id(sweep.db, poll.meeting_id)
        if meeting is None or not _runs(meeting):
            continue
        await outbox.owe(
            sweep.db,
            *(
                Debt(
                    key=f"date_poll_result:{poll.id}:{person_id}",
                    person_id=person_id,
                    notice="date_poll_result",
                    about={"poll": poll.id},
                    unit_id=meeting.unit_id,
                    due_at=closed,
                    until=meeting.starts_at,
                )
                for person_id in await units.leaders(sweep.db, meeting.unit_id)
            ),
            now=sweep.now,
        )
    await sweep.db.flush()
    return len(found)


@router.notice(
    "date_poll_result",
    why=_("Those who lead a unit are told what the members said about the day of a meeting."),
    gathered=True,
)
async def poll_result(turn: Turn, about: dict[str, Any]) -> Card | None:
    """What the members have said, while the day can still be chosen."""
    poll = await date_polls.by_id(turn.db, about["poll"])
    meeting = await meetings.by_id(turn.db, poll.meeting_id) if poll is not None else None
    if poll is None or meeting is None or not _runs(meeting):
        return None
    place = await units.place(turn.db, meeting.unit_id, turn.home)
    turn.demand(place, Right.SCHEDULE)
    return await _poll_card(turn, place, meeting, poll)


JOBS = (Job("polls on dates", 300, tell_of_polls, date_polls.next_over),)
