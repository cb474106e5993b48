"""What a meeting makes the bot say by itself: invitations, reminders, the notes of the day before.

Each step of a meeting has its moment; the sweep does the one that has been due the longest. It
owes messages, which are rendered when they are sent: who has answered by then is left alone.
"""

from collections.abc import Iterable
from datetime import datetime

from bot.chat import Card, Urgency
from bot.domain.timetable import Step, step_of
from bot.domain.words import _
from bot.router import Router
from bot.sweeps import MOST, Job, Sweep
from bot.turn import Turn
from handlers import afterwards, apart, away_answers
from handlers.alone import LATER, alone
from handlers.desk import together
from handlers.invitations import card, said
from storage import invitations, meetings, moments, outbox, units
from storage.invitations import Asked
from storage.outbox import Debt
from storage.tables import Meeting, Moment

router = Router()


async def do_the_next_step(sweep: Sweep) -> int:
    """Do the step of a meeting that has been due the longest; 0 when none is due."""
    found = await moments.due(sweep.db, now=sweep.now)
    if found is None:
        return 0
    moment, meeting = found
    moment_id = moment.id
    done = await alone(sweep, "a step of meeting", meeting.id, lambda: _do(sweep, moment, meeting))
    if done is None:
        await moments.put_off(sweep.db, moment_id, until=sweep.now + LATER)
    return done or 1


async def _do(sweep: Sweep, moment: Moment, meeting: Meeting) -> int:
    """Do one step, and say how many rows it took."""
    if (
        meeting.cancelled_at is not None
        or moment.until <= sweep.now
        or _asked_since(meeting, moment)
    ):
        await moments.done(sweep.db, moment.id, now=sweep.now)
        return 1
    match step_of(moment.step):
        case Step.INVITE:
            return await _invite(sweep, meeting, moment)
        case Step.REMIND:
            people = [each.person_id for each in await invitations.silent(sweep.db, meeting)]
            await _owe(sweep, meeting, moment, "reminder", people)
            await apart.owe(sweep, meeting, moment)
        case Step.SEE_YOU:
            people = [each.person_id for each in await invitations.coming(sweep.db, meeting)]
            await _owe(sweep, meeting, moment, "see_you", people)
        case Step.REPORT_WHO_COMES:
            await _owe(sweep, meeting, moment, "who_comes", await _who_leads(sweep, meeting))
        case Step.DOCUMENTS:
            await _owe(sweep, meeting, moment, "documents", await _leaders(sweep, meeting))
        case Step.CLOSE | Step.REPORT | Step.FORWARD:
            await afterwards.owe(sweep, meeting, moment)
    await moments.done(sweep.db, moment.id, now=sweep.now)
    return 1


def _asked_since(meeting: Meeting, moment: Moment) -> bool:
    """Whether a reminder was due before people were asked: the bot had been away."""
    if step_of(moment.step) is not Step.REMIND or meeting.invited_at is None:
        return False
    return moment.due_at <= meeting.invited_at


async def _leaders(sweep: Sweep, meeting: Meeting) -> list[int]:
    return await units.leaders(sweep.db, meeting.unit_id)


async def _who_leads(sweep: Sweep, meeting: Meeting) -> list[int]:
    """Who is told who comes: also who leads a sub-group, but not before a session for a few."""
    leaders = await _leaders(sweep, meeting)
    if meeting.makes_up_id is not None:
        return leaders
    return leaders + await units.subgroup_leads(sweep.db, meeting.unit_id)


async def _invite(sweep: Sweep, meeting: Meeting, moment: Moment) -> int:
    """Invite everyone summoned, at most two hundred in one transaction."""
    new = await invitations.ask(sweep.db, meeting, most=MOST)
    await meetings.invited(sweep.db, meeting.id, now=sweep.now)
    await owe_invitations(sweep, meeting, new, due_at=moment.due_at)
    if len(new) < MOST:
        await apart.owe(sweep, meeting, moment)
        await moments.done(sweep.db, moment.id, now=sweep.now)
    return max(1, len(new))


async def owe_invitations(
    sweep: Sweep, meeting: Meeting, people: Iterable[int], *, due_at: datetime
) -> None:
    """Owe the invitation to those who were just asked, but who asked not to be when away."""
    place = await units.place(sweep.db, meeting.unit_id, sweep.home)
    quiet = await away_answers.answer_for(sweep, place, meeting, people)
    await outbox.owe(
        sweep.db,
        *(
            Debt(
                key=f"invite:{meeting.id}:{person_id}",
                person_id=person_id,
                notice="invitation",
                about={"meeting": meeting.id},
                unit_id=meeting.unit_id,
                due_at=due_at,
                until=meeting.starts_at,
            )
            for person_id in people
            if person_id not in quiet
        ),
        now=sweep.now,
    )


async def invite_late(turn: Turn, person_id: int) -> None:
    """Owe a person who has just joined the invitations that went out before."""
    upcoming = await meetings.invited_to(turn.db, person_id, now=turn.now)
    await outbox.owe(
        turn.db,
        *(
            _invitation(turn, each.meeting, f"{turn.talk.id}", Urgency.REPLY, person_id)
            for each in upcoming
        ),
        now=turn.now,
    )


def _invitation(turn: Turn, meeting: Meeting, again: str, urgency: Urgency, person_id: int) -> Debt:
    """An invitation that comes later than everybody's; `again` says which one it is."""
    return Debt(
        key=f"invite:{meeting.id}:{person_id}:{again}",
        person_id=person_id,
        notice="invitation",
        about={"meeting": meeting.id},
        unit_id=meeting.unit_id,
        due_at=turn.now,
        until=meeting.starts_at,
        urgency=urgency,
    )


@router.came_back
async def invite_again(turn: Turn) -> None:
    """Owe whoever had blocked the bot the invitations that could not be brought."""
    if turn.who is None:
        return
    person_id = turn.who.person_id
    for each in await meetings.invited_to(turn.db, person_id, now=turn.now):
        if not await outbox.was_sent(turn.db, person_id, f"invite:{each.meeting.id}:{person_id}"):
            again = f"{turn.talk.id}:{turn.order}"
            debt = _invitation(turn, each.meeting, again, Urgency.NOTICE, person_id)
            await outbox.owe(turn.db, debt, now=turn.now)


async def _owe(
    sweep: Sweep, meeting: Meeting, moment: Moment, notice: str, people: Iterable[int]
) -> None:
    name = _hourly(notice, moment)
    gathered = sweep.router.notices[name].gathered
    due_at = together(sweep, moment.due_at) if gathered else moment.due_at
    await outbox.owe(
        sweep.db,
        *(
            Debt(
                key=f"{moment.step}:{meeting.id}:{meeting.round}:{person_id}",
                person_id=person_id,
                notice=name,
                about={"meeting": meeting.id, "step": moment.step},
                unit_id=meeting.unit_id,
                due_at=due_at,
                until=moment.until,
            )
            for person_id in people
        ),
        now=sweep.now,
    )


def _hourly(notice: str, moment: Moment) -> str:
    """The reminder of the last hours comes alone; the daily ones join the morning's message."""
    return "last_reminder" if notice == "reminder" and moment.step.endswith("h") else notice


@router.notice("invitation", why=_("Everyone summoned is invited some days before the meeting."))
async def invitation_notice(turn: Turn, about: dict[str, int]) -> Card | None:
    """The invitation, unless the person is no longer asked or the meeting is off."""
    asked = await still_ahead(turn, about["meeting"])
    return None if asked is None else await card(turn, asked)


@router.notice(
    "reminder",
    why=_("Only those who have not answered the invitation are reminded."),
    gathered=True,
)
async def reminder(turn: Turn, about: dict[str, int]) -> Card | None:
    """The invitation once more, for those still silent."""
    return await _if_silent(turn, about["meeting"])


@router.notice(
    "last_reminder",
    why=_("Only those who have not answered the invitation are reminded."),
)
async def last_reminder(turn: Turn, about: dict[str, int]) -> Card | None:
    """The reminder a few hours before the meeting."""
    return await _if_silent(turn, about["meeting"])


async def still_ahead(turn: Turn, meeting_id: int) -> Asked | None:
    """A meeting still ahead to which the person is asked, and belongs still."""
    asked = await invitations.of(turn.db, meeting_id, turn.me.person_id)
    if asked is None or turn.me.standing_in(asked.meeting.unit_id) is None:
        return None
    if asked.meeting.cancelled_at is not None or asked.meeting.starts_at <= turn.now:
        return None
    return asked


async def _if_silent(turn: Turn, meeting_id: int) -> Card | None:
    asked = await still_ahead(turn, meeting_id)
    if asked is None or (await said(turn, asked.meeting, asked.invitation)).stands:
        return None
    t = turn.speaks(units.as_place(asked.unit, turn.home))
    return await card(turn, asked, above=t("{You} have not answered yet."))


JOBS = (Job("steps of meetings", 20, do_the_next_step, moments.next_due),)
