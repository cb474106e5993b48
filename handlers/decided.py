"""What a meeting has decided, for those who draft it: who may vote, what is what, what changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.cards.answering import Somebody
from bot.cards.assigning import ShowAssignment
from bot.cards.decisions import Decided, Given, ShowDecision, ShowDrafts
from bot.chat import Urgency
from bot.domain.attendance import may_vote
from bot.domain.decisions import Kind
from bot.domain.reach import Reach
from bot.domain.refusal import Refused
from bot.domain.roles import Right, Role, Status
from bot.i18n import Speech
from bot.place import Place
from bot.turn import Turn
from handlers.naming import label
from storage import (
    assignments,
    held,
    invitations,
    ledger,
    meetings,
    outbox,
    reach,
    resolutions,
    screens,
    units,
)
from storage.assignments import Assigned
from storage.ledger import Subject
from storage.outbox import Debt
from storage.reach import OnRoster
from storage.tables import Assignment, Held, Meeting, Resolution, Unit

A_MOMENT = timedelta(minutes=10)  # so that several corrections are announced as one


@dataclass(frozen=True)
class Table:
    """A meeting whose decisions are drafted or corrected, for one who may."""

    meeting: Meeting
    place: Place
    t: Speech
    happened: Held | None

    @property
    def closed(self) -> bool:
        return self.happened is not None and self.happened.closed_at is not None

    @property
    def day(self) -> date:
        """The local day of the meeting, by whose year its papers are numbered."""
        return self.place.local_day(self.meeting.starts_at)


async def table(turn: Turn, meeting_id: int) -> Table:
    """A meeting for one who drafts there; after closing, for one who resolves."""
    meeting = await turn.db.get(Meeting, meeting_id)
    unit = await turn.db.get(Unit, meeting.unit_id) if meeting is not None else None
    if meeting is None or unit is None:
        raise Refused("This meeting is not there any more. Send /meeting to see the next one.")
    place = units.as_place(unit, turn.home)
    turn.demand(place, Right.DRAFTS)
    return Table(meeting, place, turn.speaks(place), await held.of(turn.db, meeting.id))


def may_change(turn: Turn, at: Table, right: Right = Right.RESOLVE) -> bool:
    """Whether the one who asks may change it now: drafts by who drafts, then by who resolves."""
    if at.meeting.cancelled_at is not None:
        return False
    return not at.closed or turn.may(at.place, right)


def check_may_change(turn: Turn, at: Table, right: Right = Right.RESOLVE) -> None:
    """Refuse a change of a cancelled meeting's papers, or of published ones by a note-taker."""
    if at.meeting.cancelled_at is not None:
        raise Refused("This meeting was cancelled, so nothing is decided there.")
    if not may_change(turn, at, right):
        raise Refused("This meeting is closed. Only the secretary can correct what it decided.")


async def voters(turn: Turn, at: Table) -> int:
    """Who may vote: full members there by the confirmed roll call, before it all of the unit."""
    if at.happened is not None and at.happened.roll_at is not None:
        return at.happened.voters
    return sum(
        may_vote(each.status, each.roles) for each in await reach.roster(turn.db, at.place.id)
    )


async def all_of(turn: Turn, at: Table) -> tuple[list[Decided], list[Given]]:
    """Resolutions and conclusions of the meeting with their items, and the other assignments."""
    rows = await resolutions.of_meeting(turn.db, at.meeting.id)
    given = [
        each for each in await assignments.of_meeting(turn.db, at.meeting.id) if _stands(each.row)
    ]
    allowed = await voters(turn, at)
    expected: dict[str, int] = {}
    found: list[Decided] = []
    for row in rows:
        number = row.number
        if number is None:
            if row.kind not in expected:
                expected[row.kind] = await resolutions.next_number(
                    turn.db, at.place.id, row.kind, at.day.year
                )
            number = expected[row.kind]
            expected[row.kind] += 1
        items = [as_given(each) for each in given if each.row.resolution_id == row.id]
        found.append(_decided(at, row, number, items, allowed))
    return found, [as_given(each) for each in given if each.row.resolution_id is None]


async def decided_for(turn: Turn, row: Resolution) -> Decided:
    """One published resolution, for any of its readers: the right is the caller's to look at."""
    meeting = await turn.db.get_one(Meeting, row.meeting_id)
    place = await units.place(turn.db, row.unit_id, turn.home)
    at = Table(meeting, place, turn.speaks(place), await held.of(turn.db, meeting.id))
    decided, _others = await all_of(turn, at)
    return next(each for each in decided if each.resolution_id == row.id)


def _stands(row: Assignment) -> bool:
    return row.outcome != "dropped"


def _decided(
    at: Table, row: Resolution, number: int, items: Sequence[Given], allowed: int
) -> Decided:
    return Decided(
        resolution_id=row.id,
        kind=Kind(row.kind),
        number=number,
        words=row.words,
        items=items,
        votes_for=row.votes_for,
        votes_against=row.votes_against,
        voters=allowed,
        above=at.place.rules.adopt_above,
        version=row.version,
        issuer=at.place.kind,
    )


def as_given(each: Assigned) -> Given:
    """An assignment as cards speak of it."""
    row = each.row
    return Given(row.id, row.what, each.name, row.due_on, row.measure)


async def owners(turn: Turn, at: Table) -> list[Somebody]:
    """Everyone of the unit who may have a task; of namesakes the number tells one from another."""
    return [
        Somebody(each.person_id, label(at.t, each))
        for each in await reach.roster(turn.db, at.place.id)
        if each.status is not Status.SUSPENDED and Role.MONITOR not in each.roles
    ]


async def noted(
    turn: Turn,
    at: Table,
    subject: Subject,
    row: Resolution | Assignment,
    change: str,
    *,
    was: dict[str, Any] | None = None,
    became: dict[str, Any] | None = None,
) -> None:
    """Keep a change in the ledger, and draw every card of it again."""
    await turn.db.flush()
    await ledger.note(
        turn.db,
        at.meeting.id,
        subject,
        row.id,
        change,
        by_id=turn.me.person_id,
        now=turn.now,
        person_id=row.person_id if isinstance(row, Assignment) else None,
        was=was,
        became=became,
    )
    await redraw(turn, at, row)


async def redraw(turn: Turn, at: Table, row: Resolution | Assignment) -> None:
    """Every card that shows it is behind: its own, its resolution's, the meeting's list."""
    shown: list[Any] = [ShowDrafts(at.meeting.id)]
    if isinstance(row, Assignment):
        shown.append(ShowAssignment(row.id))
        if row.resolution_id is not None:
            shown.append(ShowDecision(row.resolution_id))
    else:
        shown.append(ShowDecision(row.id))
    for each in shown:
        await screens.stale(turn.db, each.pack(), now=turn.now)


async def announce(
    turn: Turn, at: Table, row: Resolution | Assignment, people: Iterable[int]
) -> None:
    """Owe people one word on a correction, a moment later: earlier ones still owed are dropped."""
    kind = "assignment" if isinstance(row, Assignment) else "resolution"
    prefix = f"correction:{kind}:{row.id}:"
    await outbox.drop(turn.db, now=turn.now, prefix=prefix)
    await outbox.owe(
        turn.db,
        *(
            Debt(
                key=f"{prefix}{row.version}:{person_id}",
                person_id=person_id,
                notice="correction",
                about={kind: row.id},
                unit_id=at.place.id,
                due_at=turn.now + A_MOMENT,
                urgency=Urgency.CHANGE,
            )
            for person_id in people
        ),
        now=turn.now,
    )


async def readers(turn: Turn, at: Table) -> list[OnRoster]:
    """Everyone who is told what a unit decided: all members but the suspended, and the monitor.

    Of a make-up session that decided nothing only those hear who were asked to it.
    """
    everyone = [
        each
        for each in await reach.roster(turn.db, at.place.id)
        if each.status is not Status.SUSPENDED or Role.MONITOR in each.roles
    ]
    if at.meeting.makes_up_id is None or any(await all_of(turn, at)):
        return everyone
    asked = await invitations.given(turn.db, at.meeting.id)
    return [each for each in everyone if each.person_id in asked]


def reached(people: Sequence[OnRoster]) -> tuple[int, int]:
    """How many of them a message reaches, and how many have to be told in another way."""
    joined = sum(each.reach is Reach.JOINED for each in people)
    return joined, len(people) - joined


async def next_meeting(turn: Turn, at: Table) -> date | None:
    """The local day of the unit's next meeting after this one, None when none is planned."""
    after = max(turn.now, at.meeting.starts_at)
    found = await meetings.next_of(turn.db, at.place.id, now=after)
    return at.place.local_day(found.starts_at) if found is not None else None
