"""What every command about a unit's meetings needs: which meeting, and whether a time will do."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from bot.cards.planning import Option, which_meeting
from bot.chat import Action, Card
from bot.domain.after_meeting import steps_after
from bot.domain.calendar import Break
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.timetable import A_MONTH, Moment, Step, notice_days_for, steps
from bot.place import Place
from bot.sweeps import Sweep
from bot.turn import Turn
from handlers.meeting_facts import meeting_for
from storage import breaks, meetings, units
from storage.tables import Meeting

Doing = Turn | Sweep

A_YEAR = timedelta(days=366)


async def theirs(turn: Turn, meeting_id: int) -> tuple[Meeting, Place]:
    """A meeting and its unit, for one who may schedule there; Refused for anybody else."""
    meeting, unit = await meeting_for(turn, meeting_id, Right.SCHEDULE)
    return meeting, units.as_place(unit, turn.home)


async def own(turn: Turn, unit_id: int, right: Right = Right.SCHEDULE) -> Place:
    """A unit, for one who has the right there; Refused for anybody else."""
    try:
        place = await units.place(turn.db, unit_id, turn.home)
    except LookupError:
        raise Refused("This unit is not there any more. Please send the command again.") from None
    turn.demand(place, right)
    return place


async def ahead(turn: Turn, place: Place) -> Sequence[Meeting]:
    """The meetings of a unit that have not begun; Refused when there is none."""
    found = await meetings.coming(turn.db, place.id, now=turn.now)
    if not found:
        raise Refused(
            "{unit} has no meeting ahead. /plan adds one, /schedule sets the regular ones.",
            unit=place.name,
        )
    return found


def which(
    turn: Turn, place: Place, meetings: Sequence[Meeting], choose: Callable[[int], Action]
) -> Card:
    """Ask which of several meetings is meant; `choose` gets the number of one."""
    return which_meeting(
        turn.speaks(place),
        place.name,
        [Option(each.starts_at, each.title, choose(each.id)) for each in meetings],
    )


def check_ahead(meeting: Meeting, *, now: datetime) -> None:
    """Refuse to change a meeting that has begun or was cancelled."""
    if meeting.cancelled_at is not None:
        raise Refused("This meeting has been cancelled. /plan makes another one.")
    if meeting.starts_at <= now:
        raise Refused("This meeting has begun and cannot be changed any more.")


async def notice_days(doing: Doing, place: Place, on: date) -> int:
    """How many days ahead people are invited to a meeting of a unit on that day."""
    found = await breaks.holding(doing.db, place.id, first=on, last=on + A_MONTH)
    near = [Break(row.first, row.last, row.name) for row, _unit in found]
    return notice_days_for(on, place.rules, near)


async def due(
    doing: Doing,
    place: Place,
    starts_at: datetime,
    minutes: int | None = None,
    *,
    asked_at: datetime | None = None,
) -> dict[str, Moment]:
    """What a meeting at that time makes due from now on, by step; see `steps` for `asked_at`."""
    rules, zone = place.rules, place.zone
    notice = await notice_days(doing, place, place.local_day(starts_at))
    before = steps(starts_at, rules, zone, notice, planned_at=doing.now, asked_at=asked_at)
    return before | steps_after(starts_at, minutes or rules.meeting_minutes, rules, zone)


def together(doing: Doing, due_at: datetime) -> datetime:
    """When a message that is gathered with others goes out: at the end of the minute.

    By then the sweeps have owed whatever else the same morning brings to the same person.
    """
    late = max(due_at, doing.now)
    minute = late.replace(second=0, microsecond=0)
    return minute if minute == late else minute + timedelta(minutes=1)


async def check_time(
    turn: Turn, place: Place, starts_at: datetime, minutes: int, *, but: int | None = None
) -> None:
    """Refuse a time at which the unit cannot meet; `but` is the meeting that would move there."""
    t = turn.speaks(place)
    time = t.when(starts_at)
    if starts_at <= turn.now:
        raise Refused("{time} has passed. Please choose a time ahead.", time=time)
    if starts_at - turn.now > A_YEAR:
        raise Refused("{time} is more than a year ahead. Please choose an earlier day.", time=time)
    if Step.INVITE not in await due(turn, place, starts_at):
        raise Refused(
            "It is too late to ask anybody to {time}: nobody is disturbed before {morning}. "
            "Please choose a later time.",
            time=time,
            morning=t.clock(place.rules.quiet_until),
        )
    other = await meetings.overlapping(turn.db, place.id, starts_at, minutes, but=but)
    if other is not None:
        raise Refused(
            "{unit} has another meeting at that time: {time}. Please choose another time.",
            unit=place.name,
            time=t.when(other.starts_at),
        )
