"""The roll calls as they were marked, beside what people had answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, delete, func, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.answers import Answer, Reply
from bot.domain.attendance import THERE, Attended
from bot.domain.names import fold
from bot.domain.roles import Role, Status, counts, summoned
from bot.who import roles_of
from storage.prepared import Prepared
from storage.tables import Attendance, Held, Invitation, Meeting, Membership, Person


class OnRoll(NamedTuple):
    """Somebody of the unit at one meeting: the answer, and the roll call's word or None.

    `name` is "" for one who has vanished since. `counts` says whether they are in the figures, or
    would be. A tuple, as every tick makes 150 of them.
    """

    membership_id: int
    person_id: int
    name: str
    roles: frozenset[Role]
    status: Status
    subgroup: str
    reply: Reply
    state: Attended | None = None
    spoke: bool = False
    walk_in: bool = False
    counts: bool = True
    summoned: bool = True


_STATUSES = {each.value: each for each in Status}
_STATES = {each.value: each for each in Attended}


def _flag(column: Any) -> Any:
    """A yes or no as the driver gives it, which spares every tick 150 rows made anew."""
    return type_coerce(col(column), Integer)


_ROLL = Prepared.alike(
    select(
        col(Membership.id),
        col(Membership.person_id),
        col(Person.full_name),
        col(Membership.roles),
        col(Membership.status),
        col(Membership.subgroup),
        col(Invitation.answer),
        col(Invitation.round),
        _flag(Invitation.granted),
        col(Attendance.state),
        _flag(Attendance.spoke),
        _flag(Attendance.walk_in),
        _flag(Attendance.counts),
        col(Invitation.seat),
    )
    .join(Person, col(Person.id) == col(Membership.person_id))
    .outerjoin(
        Invitation,
        (col(Invitation.membership_id) == col(Membership.id))
        & (col(Invitation.meeting_id) == bindparam("meeting")),
    )
    .outerjoin(
        Attendance,
        (col(Attendance.membership_id) == col(Membership.id))
        & (col(Attendance.meeting_id) == bindparam("meeting")),
    )
    .where(
        col(Membership.unit_id) == bindparam("unit"),
        or_(col(Membership.left_at).is_(None), col(Attendance.id).is_not(None)),
    )
)


async def roll(db: AsyncSession, meeting: Meeting) -> Sequence[OnRoll]:
    """Everyone of the unit, and whoever was marked and has left since, by given name.

    One look, however many people there are: every tick of a roll call of 150 takes it.
    """
    rows = await _ROLL.rows(db, {"meeting": meeting.id, "unit": meeting.unit_id})
    found = [_on_roll(row, of_few=meeting.makes_up_id is not None) for row in rows]
    return sorted(found, key=lambda each: (*_given_name_first(each.name), each.person_id))


def _on_roll(row: Any, *, of_few: bool) -> OnRoll:
    """A row as a value; a make-up session is `of_few`: who is asked to it is on its roll."""
    roles, status = roles_of(row[3]), _STATUSES[row[4]]
    is_summoned = row[13] == "summoned" if of_few else summoned(status, roles)
    would_count = is_summoned if of_few else counts(status, roles)
    return OnRoll(
        membership_id=row[0],
        person_id=row[1],
        name=row[2],
        roles=roles,
        status=status,
        subgroup=row[5],
        reply=_reply(row[6], row[7], bool(row[8])),
        state=_STATES.get(row[9]),
        spoke=bool(row[10]),
        walk_in=bool(row[11]),
        counts=would_count if row[12] is None else bool(row[12]),
        summoned=is_summoned,
    )


@lru_cache(maxsize=256)  # a whole cell shares a handful
def _reply(answer: str | None, version: int | None, granted: bool) -> Reply:
    return Reply(Answer(answer), version, granted) if answer else Reply()


@lru_cache(maxsize=4096)  # the same names at every tick
def _given_name_first(name: str) -> tuple[str, str]:
    folded = fold(name)
    return folded.rpartition(" ")[2], folded


async def long_silent(db: AsyncSession, unit_id: int, person_id: int, *, last: int) -> bool:
    """Whether a person was at the `last` meetings of a unit they attended and spoke at none.

    Only meetings count at which it was noted who spoke; with fewer of them it is not known.
    """
    rows = await db.execute(
        select(col(Attendance.spoke))
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .join(Held, col(Held.meeting_id) == col(Meeting.id))
        .where(
            col(Meeting.unit_id) == unit_id,
            col(Attendance.person_id) == person_id,
            col(Attendance.counts),
            col(Attendance.state).in_([state.value for state in THERE]),
            col(Held.closed_at).is_not(None),
            col(Held.spoke) > 0,
        )
        .order_by(col(Meeting.starts_at).desc())
        .limit(last)
    )
    spoke = rows.scalars().all()
    return len(spoke) == last and not any(spoke)


class OnDay(NamedTuple):
    """What the roll call of one meeting said of somebody."""

    meeting_id: int
    starts_at: datetime
    state: Attended


async def year_of_absentees(
    db: AsyncSession, meeting: Meeting, *, since: datetime
) -> dict[int, list[OnDay]]:
    """Who was absent from a meeting, each with what the roll calls of the unit since then said.

    By person, in the order of the meetings, this one last; make-up sessions are none of them.
    """
    absent = select(col(Attendance.person_id)).where(
        col(Attendance.meeting_id) == meeting.id,
        col(Attendance.counts),
        col(Attendance.state).in_([Attended.EXCUSED.value, Attended.UNEXCUSED.value]),
    )
    rows = await db.execute(
        select(
            col(Attendance.person_id),
            col(Meeting.id),
            col(Meeting.starts_at),
            col(Attendance.state),
        )
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .join(Held, col(Held.meeting_id) == col(Meeting.id))
        .where(
            col(Meeting.unit_id) == meeting.unit_id,
            col(Meeting.makes_up_id).is_(None),
            col(Meeting.starts_at) >= since,
            col(Meeting.starts_at) <= meeting.starts_at,
            col(Attendance.counts),
            col(Attendance.person_id).in_(absent),
            or_(col(Held.closed_at).is_not(None), col(Meeting.id) == meeting.id),
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    found: dict[int, list[OnDay]] = {}
    for person_id, meeting_id, at, state in rows:
        found.setdefault(person_id, []).append(OnDay(meeting_id, at, _STATES[state]))
    return found


async def missed(db: AsyncSession, unit_id: int, *, since: datetime) -> dict[int, int]:
    """How many meetings of a unit since then each person missed, by the closed roll calls.

    Make-up sessions are none of them: who missed one had missed the meeting before.
    """
    rows = await db.execute(
        select(col(Attendance.person_id), func.count())
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .join(Held, col(Held.meeting_id) == col(Meeting.id))
        .where(
            col(Meeting.unit_id) == unit_id,
            col(Meeting.makes_up_id).is_(None),
            col(Meeting.starts_at) >= since,
            col(Held.closed_at).is_not(None),
            col(Attendance.counts),
            col(Attendance.state).in_([Attended.EXCUSED.value, Attended.UNEXCUSED.value]),
        )
        .group_by(col(Attendance.person_id))
    )
    return {int(person_id): int(times) for person_id, times in rows}


@dataclass(frozen=True)
class Mark:
    """The word of a roll call on one person, as it is put down."""

    membership_id: int
    person_id: int
    state: Attended
    spoke: bool = False
    walk_in: bool = False
    counts: bool = True


_CHANGES = ("state", "spoke", "walk_in", "counts", "marked_at", "marked_by")
_PUT = Prepared.insert(
    Attendance,
    lambda insert: insert.values(
        {name: bindparam(name) for name in ("meeting_id", "membership_id", "person_id", *_CHANGES)}
    ).on_conflict_do_update(
        index_elements=["meeting_id", "membership_id"],
        set_={name: insert.excluded[name] for name in _CHANGES},
    ),
)


async def put(
    db: AsyncSession, meeting_id: int, marks: Iterable[Mark], *, by_id: int, now: datetime
) -> None:
    """Put marks down, in place of earlier ones of the same people."""
    rows = [
        {
            "meeting_id": meeting_id,
            "membership_id": mark.membership_id,
            "person_id": mark.person_id,
            "state": mark.state.value,
            "spoke": mark.spoke,
            "walk_in": mark.walk_in,
            "counts": mark.counts,
            "marked_at": now,
            "marked_by": by_id,
        }
        for mark in marks
    ]
    for row in rows:
        await _PUT.count(db, row)


async def take_off(db: AsyncSession, meeting_id: int, membership_id: int) -> None:
    """Take somebody off the roll who was put on it by mistake."""
    await db.execute(
        delete(Attendance).where(
            col(Attendance.meeting_id) == meeting_id,
            col(Attendance.membership_id) == membership_id,
        )
    )
