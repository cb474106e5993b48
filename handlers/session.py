"""A meeting as it was, for the cards about its end: real times, roll, decisions."""

from datetime import datetime, timedelta

from bot.cards.closing import Session
from bot.domain.attendance import Roll
from bot.domain.closing import Record, lasted
from bot.domain.decisions import may_publish
from bot.turn import Turn
from handlers.decided import Table, all_of
from storage import feedback, makeups, people
from storage.tables import Held, Meeting


def began(meeting: Meeting, happened: Held | None) -> datetime:
    """The real start, or the planned one where nobody opened the meeting."""
    if happened is not None and happened.opened_at is not None:
        return happened.opened_at
    return meeting.starts_at


def planned_end(meeting: Meeting) -> datetime:
    """When the meeting should have ended."""
    return meeting.starts_at + timedelta(minutes=meeting.minutes)


async def roll_of(turn: Turn, meeting: Meeting, happened: Held) -> Roll | None:
    """The figures of a confirmed roll call, as they were kept, and who has made it up since."""
    if happened.roll_at is None:
        return None
    made_up = await makeups.of_meeting(turn.db, meeting) if happened.excused else ()
    return Roll(
        counted=happened.counted,
        present=happened.present,
        late=happened.late,
        online=happened.online,
        excused=happened.excused,
        unexcused=happened.unexcused,
        voters=happened.voters,
        spoke=happened.spoke,
        made_up=len(made_up),
    )


async def session(turn: Turn, at: Table) -> Session:
    """Everything known of a meeting; what nobody has entered is left out."""
    happened, start = at.happened, began(at.meeting, at.happened)
    decided, others = await all_of(turn, at)
    makes_up = at.meeting.makes_up_id is not None
    if happened is None:
        wanted = at.place.rules.meeting_minutes
        return Session(
            began=start, decided=decided, others=others, wanted=wanted, makes_up=makes_up
        )
    return Session(
        began=start,
        opened=happened.opened_at is not None,
        ended=happened.ended_at,
        minutes=lasted(start, happened.ended_at) if happened.ended_at else None,
        wanted=at.place.rules.meeting_minutes,
        roll=await roll_of(turn, at.meeting, happened),
        guests=happened.guests.splitlines(),
        decided=decided,
        others=others,
        why_none=happened.why_none,
        feedback=await _gathered(turn, at),
        by=await people.name_of(turn.db, happened.closed_by or 0),
        at=happened.closed_at,
        makes_up=makes_up,
    )


async def _gathered(turn: Turn, at: Table) -> int:
    """How much feedback the meeting gathered: sent up after it, or still to go up."""
    waiting = await feedback.to_forward(turn.db, at.place.id)
    return len(waiting) + await feedback.count_of_meeting(turn.db, at.meeting.id)


def record_of(found: Session) -> Record:
    """The same as the rule of closing sees it."""
    given = [each for one in found.decided for each in one.items] + list(found.others)
    return Record(
        roll_confirmed=found.roll is not None,
        ended=found.ended is not None,
        decisions=len(found.decided),
        not_adopted=sum(
            not may_publish(each.votes_for, each.voters, each.above) for each in found.decided
        ),
        assignments=sum(bool(each.who) for each in given),
        why_none=found.why_none,
        makes_up=found.makes_up,
    )
