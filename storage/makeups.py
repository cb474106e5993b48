"""Make-up sessions: who missed a meeting with a reason, who has made it up since, whom to ask."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.domain.answers import Answer
from bot.domain.attendance import THERE, Attended
from bot.domain.makeups import Missed, to_ask
from bot.domain.roles import Role, Status, summoned
from bot.who import roles_of
from storage.portions import portions
from storage.tables import Attendance, Held, Invitation, Meeting, Membership, Person

_LEADS = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})
_SESSION, _THERE, _AWAY = aliased(Meeting), aliased(Attendance), aliased(Attendance)


def made_up(*what: Any) -> Select[Any]:
    """Absences that count as made up, to be narrowed: `what` of `SESSION` and `ABSENCE`.

    The roll call of the meeting says excused, the confirmed one of a make-up session there.
    """
    return (
        select(*what)
        .select_from(_SESSION)
        .join(Held, col(Held.meeting_id) == _SESSION.id)
        .join(_THERE, col(_THERE.meeting_id) == _SESSION.id)
        .join(
            _AWAY,
            (col(_AWAY.meeting_id) == _SESSION.makes_up_id)
            & (col(_AWAY.membership_id) == _THERE.membership_id),
        )
        .where(
            col(_SESSION.cancelled_at).is_(None),
            col(Held.roll_at).is_not(None),
            col(_THERE.counts),
            col(_THERE.state).in_([each.value for each in THERE]),
            col(_AWAY.counts),
            col(_AWAY.state) == Attended.EXCUSED.value,
        )
        .distinct()
    )


SESSION, ABSENCE = _SESSION, _AWAY


async def people(db: AsyncSession, meeting_ids: Iterable[int]) -> dict[int, set[int]]:
    """Who has made up for each of these meetings, by person; a meeting nobody did is left out."""
    found: dict[int, set[int]] = {}
    for some in portions(sorted(set(meeting_ids))):
        rows = await db.execute(
            made_up(col(_SESSION.makes_up_id), col(_AWAY.person_id)).where(
                col(_SESSION.makes_up_id).in_(some)
            )
        )
        for meeting_id, person_id in rows:
            found.setdefault(meeting_id, set()).add(person_id)
    return found


async def of_meeting(db: AsyncSession, meeting: Meeting) -> set[int]:
    """Who has made up for a meeting; nobody makes up for a make-up session."""
    if meeting.makes_up_id is not None:
        return set()
    return (await people(db, [meeting.id])).get(meeting.id, set())


async def missed(db: AsyncSession, meeting_id: int, *, but: int | None = None) -> list[Missed]:
    """Whom the roll call of a meeting excused and who would be summoned still, in its order.

    Who waits in another make-up session than `but` says so.
    """
    rows = await db.execute(
        select(Membership, col(Person.full_name))
        .join(Attendance, col(Attendance.membership_id) == col(Membership.id))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(
            col(Attendance.meeting_id) == meeting_id,
            col(Attendance.state) == Attended.EXCUSED.value,
            col(Attendance.counts),
            col(Membership.left_at).is_(None),
            col(Person.erased_at).is_(None),
        )
        .order_by(col(Membership.id))
    )
    done = (await people(db, [meeting_id])).get(meeting_id, set())
    everyone, waiting = await _waiting(db, meeting_id, but)
    return [
        Missed(
            each.id,
            each.person_id,
            name,
            made_up=each.person_id in done,
            waits=everyone or each.person_id in waiting,
        )
        for each, name in rows
        if summoned(Status(each.status), roles_of(each.roles))
    ]


async def _waiting(db: AsyncSession, meeting_id: int, but: int | None) -> tuple[bool, set[int]]:
    """Who may still come to a make-up session that is not over, and whether that is everyone.

    It is while its invitations have not gone out: nobody has been able to say no.
    """
    rows = await db.execute(
        select(col(Meeting.invited_at), col(Invitation.person_id), col(Invitation.answer))
        .outerjoin(Held, col(Held.meeting_id) == col(Meeting.id))
        .outerjoin(
            Invitation,
            (col(Invitation.meeting_id) == col(Meeting.id)) & (col(Invitation.seat) == "summoned"),
        )
        .where(
            col(Meeting.makes_up_id) == meeting_id,
            col(Meeting.cancelled_at).is_(None),
            col(Held.closed_at).is_(None),
            col(Meeting.id) != (but or 0),
        )
    )
    found = rows.all()
    everyone = any(invited_at is None for invited_at, _who, _answer in found)
    return everyone, {who for _at, who, answer in found if who and answer != Answer.ABSENT}


async def seats(
    db: AsyncSession, meeting: Meeting, memberships: Sequence[Membership]
) -> dict[int, str]:
    """Which of these memberships a make-up session asks, and as what, by their number.

    Who missed the meeting counts there; who leads the unit and did not is asked as its host.
    """
    if meeting.makes_up_id is None:
        return {}
    found = to_ask(await missed(db, meeting.makes_up_id, but=meeting.id))
    mine = {each.membership_id for each in found}
    if not mine:
        return {}
    hosts = {each.id for each in memberships if roles_of(each.roles) & _LEADS}
    return {
        each.id: "summoned" if each.id in mine else "host"
        for each in memberships
        if each.id in mine | hosts
    }


async def people_asked(db: AsyncSession, meeting: Meeting) -> dict[int, str]:
    """Whom a make-up session will ask, by person, while its invitations have not gone out."""
    rows = await db.execute(
        select(Membership).where(
            col(Membership.unit_id) == meeting.unit_id, col(Membership.left_at).is_(None)
        )
    )
    found = {each.id: each for each in rows.scalars()}
    asked = await seats(db, meeting, list(found.values()))
    return {found[number].person_id: seat for number, seat in asked.items()}
