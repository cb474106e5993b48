"""The figures of all cells below a committee in one month, in a handful of looks however many."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, case, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.domain.attendance import Attended
from bot.domain.closing import lasted
from bot.domain.digest import FEWEST_MEETINGS, Cell
from bot.domain.roles import Role, UnitKind
from storage import makeups
from storage.tables import (
    Account,
    Assignment,
    Attendance,
    Feedback,
    Held,
    Invitation,
    Meeting,
    Membership,
    ReasonTotal,
    Recurring,
    Resolution,
    Unit,
)
from storage.units import downwards

ABSENT = (Attended.EXCUSED.value, Attended.UNEXCUSED.value)


@dataclass(frozen=True)
class Month:
    """The month a digest speaks of, and the year before it; `now` and `today` are of the look."""

    first: datetime
    last: datetime
    year_before: datetime
    now: datetime
    today: Any


async def cells(db: AsyncSession, unit_id: int, month: Month) -> list[Cell]:
    """Every cell of a committee's tree (or the unit itself if it is a cell), by code."""
    tree = select(downwards(unit_id).c.id)  # for IN: every look goes by its index, unit by unit
    rows = await db.execute(
        select(col(Unit.id), col(Unit.name))
        .where(
            col(Unit.id).in_(tree),
            or_(col(Unit.kind) == UnitKind.CELL.value, col(Unit.id) == unit_id),
        )
        .order_by(col(Unit.code))
    )
    units = [(row[0], row[1]) for row in rows]
    met = await _meetings(db, tree, month)
    usual = await _usual(db, tree, month)
    reasons = await _reasons(db, tree, month)
    made_up = await _made_up(db, tree, month)
    decided = await _decided(db, tree, month)
    tasks = await _tasks(db, tree, month)
    voices = await _feedback(db, tree)
    people = await _people(db, tree)
    found: list[Cell] = []
    for id_, name in units:
        meeting = met.get(id_)
        began, ahead = _when(meeting, month.now)
        open_, done, overdue = tasks.get(id_, (0, 0, 0))
        waiting, late, since = voices.get(id_, (0, 0, None))
        members, reachable, led = people.get(id_, (0, 0, False))
        rolled = meeting if meeting and meeting.roll_at else None
        closed = meeting if meeting and meeting.closed_at else None
        found.append(
            Cell(
                unit_id=id_,
                name=name,
                met_at=began,
                ahead_at=ahead,
                closed=closed is not None,
                minutes=_minutes(meeting),
                there=rolled.present + rolled.late + rolled.online if rolled else None,
                counted=rolled.counted if rolled else 0,
                usual=usual.get(id_),
                decided=decided.get(meeting.id, 0) if meeting else 0,
                why_none=closed.why_none if closed else "",
                reasons=reasons.get(meeting.id, {}) if meeting else {},
                absent=rolled.excused + rolled.unexcused if rolled else 0,
                excused=rolled.excused if rolled else 0,
                made_up=made_up.get(meeting.id, 0) if meeting else 0,
                tasks_open=open_,
                tasks_done=done,
                tasks_overdue=overdue,
                feedback_waiting=waiting,
                feedback_overdue=late,
                feedback_since=since,
                has_secretary=led,
                reachable=reachable,
                members=members,
            )
        )
    return found


_Tree = Select[tuple[int]]


class _Met(NamedTuple):
    """A meeting, with what its record says so far."""

    id: int
    starts_at: datetime
    period: str | None
    opened_at: datetime | None
    ended_at: datetime | None
    closed_at: datetime | None
    roll_at: datetime | None
    counted: int
    present: int
    late: int
    online: int
    excused: int
    unexcused: int
    why_none: str


_MET = (
    col(Meeting.id),
    col(Meeting.starts_at),
    col(Meeting.period),
    col(Held.opened_at),
    col(Held.ended_at),
    col(Held.closed_at),
    col(Held.roll_at),
    *(func.coalesce(col(n), 0) for n in (Held.counted, Held.present, Held.late, Held.online)),
    *(func.coalesce(col(n), 0) for n in (Held.excused, Held.unexcused)),
    func.coalesce(col(Held.why_none), ""),
)


def _when(meeting: _Met | None, now: datetime) -> tuple[datetime | None, datetime | None]:
    if meeting is None:
        return None, None
    at = meeting.starts_at
    return (at, None) if at <= now else (None, at)


def _minutes(meeting: _Met | None) -> int | None:
    if meeting is None or meeting.ended_at is None:
        return None
    return lasted(meeting.opened_at or meeting.starts_at, meeting.ended_at)


async def _meetings(db: AsyncSession, tree: _Tree, month: Month) -> dict[int, _Met]:
    """The meeting of each unit in the month: the regular one, else the latest that has begun."""
    rows = await db.execute(
        select(col(Meeting.unit_id), *_MET)
        .outerjoin(Held, col(Held.meeting_id) == col(Meeting.id))
        .where(
            col(Meeting.unit_id).in_(tree),
            col(Meeting.cancelled_at).is_(None),
            col(Meeting.makes_up_id).is_(None),
            col(Meeting.starts_at) >= month.first,
            col(Meeting.starts_at) < month.last,
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    found: dict[int, _Met] = {}
    regular: set[int] = set()
    for unit_id, *rest in rows:
        if unit_id in regular:
            continue
        meeting = _Met(*rest)
        if unit_id in found and meeting.period is None and meeting.starts_at > month.now:
            continue
        found[unit_id] = meeting
        if meeting.period is not None:
            regular.add(unit_id)
    return found


async def _usual(db: AsyncSession, tree: _Tree, month: Month) -> dict[int, float]:
    there = col(Held.present) + col(Held.late) + col(Held.online)
    rows = await db.execute(
        select(col(Meeting.unit_id), func.sum(there), func.sum(col(Held.counted)))
        .join(Held, col(Held.meeting_id) == col(Meeting.id))
        .where(
            col(Meeting.unit_id).in_(tree),
            col(Meeting.makes_up_id).is_(None),
            col(Held.roll_at).is_not(None),
            col(Held.counted) > 0,
            col(Meeting.starts_at) >= month.year_before,
            col(Meeting.starts_at) < month.first,
        )
        .group_by(col(Meeting.unit_id))
        .having(func.count() >= FEWEST_MEETINGS)
    )
    return {unit_id: float(present) / float(counted) for unit_id, present, counted in rows}


async def _reasons(db: AsyncSession, tree: _Tree, month: Month) -> dict[int, dict[str, int]]:
    """Reasons of those the roll call found absent, by meeting; erased ones from the totals."""
    in_month = (
        col(Meeting.unit_id).in_(tree),
        col(Meeting.starts_at) >= month.first,
        col(Meeting.starts_at) < month.last,
    )
    given = (
        select(col(Invitation.meeting_id), col(Invitation.reason), func.count())
        .join(Meeting, col(Meeting.id) == col(Invitation.meeting_id))
        .join(
            Attendance,
            (col(Attendance.meeting_id) == col(Invitation.meeting_id))
            & (col(Attendance.membership_id) == col(Invitation.membership_id)),
        )
        .where(
            *in_month,
            col(Invitation.reason).is_not(None),
            col(Invitation.round) >= col(Meeting.round),
            col(Attendance.state).in_(ABSENT),
        )
        .group_by(col(Invitation.meeting_id), col(Invitation.reason))
    )
    forgotten = (
        select(col(ReasonTotal.meeting_id), col(ReasonTotal.reason), col(ReasonTotal.people))
        .join(Meeting, col(Meeting.id) == col(ReasonTotal.meeting_id))
        .where(*in_month)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for look in (given, forgotten):
        for meeting_id, reason, people in await db.execute(look):
            sums = found[meeting_id]
            sums[str(reason)] = sums.get(str(reason), 0) + people
    return found


async def _made_up(db: AsyncSession, tree: _Tree, month: Month) -> dict[int, int]:
    """How many absences of each meeting of the month were made up since."""
    missed = aliased(Meeting)
    rows = await db.execute(
        makeups.made_up(col(makeups.SESSION.makes_up_id), col(makeups.ABSENCE.person_id))
        .join(missed, col(missed.id) == makeups.SESSION.makes_up_id)
        .where(
            col(missed.unit_id).in_(tree),
            col(missed.starts_at) >= month.first,
            col(missed.starts_at) < month.last,
        )
    )
    return Counter(row[0] for row in rows)


async def _decided(db: AsyncSession, tree: _Tree, month: Month) -> dict[int, int]:
    rows = await db.execute(
        select(col(Resolution.meeting_id), func.count())
        .join(Meeting, col(Meeting.id) == col(Resolution.meeting_id))
        .where(
            col(Meeting.unit_id).in_(tree),
            col(Resolution.published_at).is_not(None),
            col(Meeting.starts_at) >= month.first,
            col(Meeting.starts_at) < month.last,
        )
        .group_by(col(Resolution.meeting_id))
    )
    return {row[0]: row[1] for row in rows}


async def _tasks(db: AsyncSession, tree: _Tree, month: Month) -> dict[int, tuple[int, int, int]]:
    """Open, done within the month, and overdue, by unit."""
    open_ = col(Assignment.settled_at).is_(None)
    late = open_ & col(Assignment.done_at).is_(None) & (col(Assignment.due_on) < month.today)
    done = (col(Assignment.outcome) == "confirmed") & (col(Assignment.settled_at) >= month.first)
    rows = await db.execute(
        select(col(Assignment.unit_id), _count(open_), _count(done), _count(late))
        .where(
            col(Assignment.unit_id).in_(tree),
            col(Assignment.published_at).is_not(None),
            or_(open_, col(Assignment.settled_at) >= month.first),
        )
        .group_by(col(Assignment.unit_id))
    )
    return {row[0]: (int(row[1]), int(row[2]), int(row[3])) for row in rows}


async def _feedback(db: AsyncSession, tree: _Tree) -> dict[int, tuple[int, int, datetime | None]]:
    """What waits for an answer above, what of it is overdue, and since when the oldest, by cell."""
    rows = await db.execute(
        select(
            col(Feedback.unit_id),
            func.count(),
            _count(col(Feedback.overdue_since).is_not(None)),
            func.min(col(Feedback.arrived_at)),
        )
        .where(col(Feedback.unit_id).in_(tree), col(Feedback.state).in_(("sent", "outside")))
        .group_by(col(Feedback.unit_id))
    )
    return {row[0]: (row[1], int(row[2]), row[3]) for row in rows}


async def _people(db: AsyncSession, tree: _Tree) -> dict[int, tuple[int, int, bool]]:
    """Members, how many of them a message reaches, and whether there is a secretary, by unit."""
    reached = exists().where(
        col(Account.person_id) == col(Membership.person_id),
        col(Account.ended_at).is_(None),
        col(Account.unreachable_since).is_(None),
    )
    roles = literal("+") + col(Membership.roles) + literal("+")
    rows = await db.execute(
        select(
            col(Membership.unit_id),
            func.count(),
            _count(reached),
            _count(roles.contains(f"+{Role.SECRETARY.value}+")),
        )
        .where(col(Membership.unit_id).in_(tree), col(Membership.left_at).is_(None))
        .group_by(col(Membership.unit_id))
    )
    return {row[0]: (row[1], int(row[2]), bool(row[3])) for row in rows}


def _count(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


# When the digests of a committee are due ---------------------------------------------------------


async def without(db: AsyncSession, what: str, *, most: int) -> list[Unit]:
    """Committees whose recurring message has no date yet."""
    rows = await db.execute(
        select(Unit)
        .outerjoin(
            Recurring, (col(Recurring.unit_id) == col(Unit.id)) & (col(Recurring.what) == what)
        )
        .where(col(Unit.kind) == UnitKind.COMMITTEE.value, col(Recurring.unit_id).is_(None))
        .order_by(col(Unit.id))
        .limit(most)
    )
    return list(rows.scalars())


async def due(
    db: AsyncSession, what: Iterable[str], *, now: datetime, most: int
) -> list[tuple[Recurring, Unit]]:
    """The recurring messages that are due, with their committees, the longest waiting first."""
    rows = await db.execute(
        select(Recurring, Unit)
        .join(Unit, col(Unit.id) == col(Recurring.unit_id))
        .where(col(Recurring.due_at) <= now, col(Recurring.what).in_(list(what)))
        .order_by(col(Recurring.due_at), col(Recurring.unit_id))
        .limit(most)
        .with_for_update(of=Recurring, skip_locked=True)
    )
    return [(row[0], row[1]) for row in rows]


async def next_due(db: AsyncSession) -> datetime | None:
    """When a recurring message of any committee is due next."""
    return (await db.execute(select(func.min(col(Recurring.due_at))))).scalar_one_or_none()
