"""What a closed meeting sends: the decisions to everyone, the text for the app to who closed it."""

from typing import Any

from bot.cards import closing as cards
from bot.cards import published
from bot.cards.decisions import Given
from bot.cards.short import short
from bot.cards.tasks import ShowTask
from bot.chat import Card, Choice, Urgency
from bot.domain.after_meeting import report_due as report_day
from bot.domain.closing import missing
from bot.domain.roles import Right
from bot.domain.tasks import next_reminder
from bot.domain.words import _
from bot.router import Router
from bot.turn import Turn
from handlers import absences
from handlers.decided import Table, as_given, readers
from handlers.meeting_facts import facts_of
from handlers.session import record_of, session
from storage import assignments, held, ledger, outbox, resolutions, screens, units
from storage.ledger import Subject
from storage.outbox import Debt
from storage.tables import Meeting, Unit

router = Router()

MOST_BUTTONS = 8  # tasks under what a meeting decided


async def publish(turn: Turn, at: Table) -> None:
    """Number and publish what was drafted, and owe everyone one message."""
    for row in await resolutions.of_meeting(turn.db, at.meeting.id):
        row.number = await resolutions.next_number(turn.db, at.place.id, row.kind, row.year)
        row.version, row.published_at = 1, turn.now
        await turn.db.flush()
        number = {"number": row.number}
        await _noted(turn, at, Subject.RESOLUTION, row.id, None, became=number)
    rules, zone = at.place.rules, at.place.zone
    for each in await assignments.of_meeting(turn.db, at.meeting.id):
        row_ = each.row
        row_.version, row_.published_at = 1, turn.now
        row_.remind_at = next_reminder(row_.due_on, rules, zone, after=turn.now)
        await _noted(turn, at, Subject.ASSIGNMENT, row_.id, row_.person_id, became={})
    people = [each.person_id for each in await readers(turn, at)]
    await outbox.owe(
        turn.db,
        *(
            Debt(
                key=f"closed:{at.meeting.id}:{person_id}",
                person_id=person_id,
                notice="decided",
                about={"meeting": at.meeting.id},
                unit_id=at.place.id,
                due_at=turn.now,
                urgency=Urgency.CHANGE,
            )
            for person_id in people
        ),
        Debt(
            key=f"paste:{at.meeting.id}:{turn.me.person_id}",
            person_id=turn.me.person_id,
            notice="for_the_app",
            about={"meeting": at.meeting.id},
            unit_id=at.place.id,
            due_at=turn.now,
            urgency=Urgency.REPLY,
        ),
        now=turn.now,
    )
    await absences.owe(turn, at)
    await screens.stale(turn.db, cards.ShowClosing(at.meeting.id).pack(), now=turn.now)


async def _noted(
    turn: Turn,
    at: Table,
    subject: Subject,
    subject_id: int,
    person_id: int | None,
    *,
    became: dict[str, Any],
) -> None:
    await ledger.note(
        turn.db,
        at.meeting.id,
        subject,
        subject_id,
        "published",
        by_id=turn.me.person_id,
        now=turn.now,
        person_id=person_id,
        became=became,
    )


@router.notice(
    "decided",
    why=_("Every member gets what the meeting decided and their own tasks when it is closed."),
)
async def decided_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """What the meeting decided, the reader's own tasks first."""
    at = await _read(turn, about["meeting"])
    if at is None or not at.closed:
        return None
    mine: list[Given] = [
        as_given(each)
        for each in await assignments.of_meeting(turn.db, at.meeting.id)
        if each.row.person_id == turn.me.person_id and not each.row.outcome
    ]
    buttons = tuple(
        (Choice(short(each.what), ShowTask(each.assignment_id)),) for each in mine[:MOST_BUTTONS]
    )
    return published.result(at.t, await _facts(turn, at), await session(turn, at), mine, buttons)


@router.notice(
    "for_the_app", why=_("Whoever closes a meeting gets a text to paste into the national app.")
)
async def for_the_app(turn: Turn, about: dict[str, Any]) -> Card | None:
    """The text for the national app."""
    at = await _led(turn, about["meeting"])
    if at is None or not at.closed:
        return None
    return published.paste(at.t, await _facts(turn, at), await session(turn, at))


@router.notice(
    "close_it",
    why=_("The secretary is reminded to close a meeting that is over."),
    gathered=True,
)
async def close_it(turn: Turn, about: dict[str, Any]) -> Card | None:
    """The meeting waits to be closed."""
    at = await _led(turn, about["meeting"])
    if at is None or at.closed:
        return None
    lacking = missing(record_of(await session(turn, at)))
    return cards.please_close(at.t, await _facts(turn, at), lacking)


@router.notice(
    "not_closed",
    why=_("The committee above is told when a meeting is not closed for days."),
    gathered=True,
)
async def not_closed(turn: Turn, about: dict[str, Any]) -> Card | None:
    """A meeting below has not been closed: that, and nothing else of it."""
    meeting = await turn.db.get(Meeting, about["meeting"])
    unit = await turn.db.get(Unit, meeting.unit_id) if meeting is not None else None
    if meeting is None or unit is None or meeting.cancelled_at is not None:
        return None
    happened = await held.of(turn.db, meeting.id)
    if happened is not None and happened.closed_at is not None:
        return None
    place = units.as_place(unit, turn.home)
    turn.demand(place, Right.SEE_REASON_TOTALS)
    return published.not_closed(turn.speaks(place), await facts_of(turn, meeting, unit))


@router.notice(
    "report_due",
    why=_("The report of a meeting is due on the national app some days after it."),
    gathered=True,
)
async def report_due(turn: Turn, about: dict[str, Any]) -> Card | None:
    """What is due on the national app, and by when."""
    at = await _led(turn, about["meeting"])
    if at is None:
        return None
    by = at.t.day(report_day(at.day, at.place.rules))
    return published.report_due(at.t, await _facts(turn, at), by=by, decided=at.closed)


async def _read(turn: Turn, meeting_id: int) -> Table | None:
    """A meeting for one who belongs to its unit still."""
    meeting = await turn.db.get(Meeting, meeting_id)
    if meeting is None or turn.me.standing_in(meeting.unit_id) is None:
        return None
    if meeting.cancelled_at is not None:
        return None
    place = await units.place(turn.db, meeting.unit_id, turn.home)
    return Table(meeting, place, turn.speaks(place), await held.of(turn.db, meeting.id))


async def _led(turn: Turn, meeting_id: int) -> Table | None:
    """The same, for one who closes meetings there still."""
    at = await _read(turn, meeting_id)
    if at is None or not turn.may(at.place, Right.CLOSE):
        return None
    return at


async def _facts(turn: Turn, at: Table) -> Any:
    return await facts_of(turn, at.meeting, await turn.db.get_one(Unit, at.place.id))
