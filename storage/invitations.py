"""Who was asked to a meeting, and what they said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.domain.answers import Answer, Mode, Reply
from bot.domain.answers import coming as is_coming
from bot.domain.roles import Role, Status, summoned
from bot.who import roles_of
from storage import makeups
from storage.prepared import Prepared, Rows
from storage.rows import insert
from storage.tables import Account, Invitation, Meeting, Membership, Person, Screen, Unit
from storage.values import columns, maker, with_changes

_PARTS = (Meeting, Invitation, Unit)
_ALL = (
    select(*(column for table in _PARTS for column in columns(table)))
    .select_from(Meeting)
    .join(Invitation, col(Invitation.meeting_id) == col(Meeting.id))
    .join(Unit, col(Unit.id) == col(Meeting.unit_id))
)
_THEIRS = _ALL.where(
    col(Meeting.id) == bindparam("meeting"), col(Invitation.person_id) == bindparam("person")
)
# In the look at the invitation itself, so that a tap costs no look more. The empty words keep
# SQLite from going through every phone that shows this card: one person's messages are few.
_ELSEWHERE = exists().where(
    col(Account.person_id) == bindparam("person"),
    col(Screen.account_id) == col(Account.id),
    col(Screen.shows).concat(literal_column("''")) == bindparam("shows"),
    or_(
        col(Screen.account_id) != bindparam("account"),
        col(Screen.message_id) != bindparam("message"),
    ),
)
_OF = Prepared.alike(_THEIRS)
_TO_ANSWER = Prepared.alike(_THEIRS.add_columns(_ELSEWHERE))
_OF_PERSON = Prepared.alike(
    _ALL.where(
        col(Invitation.person_id) == bindparam("person"),
        col(Meeting.starts_at) > bindparam("since"),
    ).order_by(col(Meeting.starts_at), col(Meeting.id))
)
_NUMBERED = Prepared.alike(_ALL.where(col(Invitation.id) == bindparam("number")))

_CHANGING = (
    "answer",
    "reason",
    "reason_words",
    "answered_at",
    "answered_by",
    "answer_channel",
    "answer_order",
    "round",
    "granted",
)
_CHANGE = Prepared.alike(
    update(Invitation.metadata.tables["invitation"])
    .where(col(Invitation.id) == bindparam("number"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGING})
)


@dataclass(frozen=True)
class Asked:
    """A meeting, somebody's invitation to it, and the unit: values, to be changed by `change`.

    `elsewhere` says that another message of theirs shows the invitation too.
    """

    meeting: Meeting
    invitation: Invitation
    unit: Unit
    elsewhere: bool = False


_MAKERS = (maker(Meeting), maker(Invitation), maker(Unit))
_FIRST, _SECOND = len(columns(Meeting)), len(columns(Meeting)) + len(columns(Invitation))
_THIRD = _SECOND + len(columns(Unit))


def _asked(rows: Rows) -> Asked | None:
    return _asked_of(rows[0]) if rows else None


def _asked_of(row: tuple[Any, ...]) -> Asked:
    meeting, invitation, unit = _MAKERS
    return Asked(
        meeting(row[:_FIRST]),
        invitation(row[_FIRST:_SECOND]),
        unit(row[_SECOND:_THIRD]),
        elsewhere=any(row[_THIRD:]),
    )


async def of(db: AsyncSession, meeting_id: int, person_id: int) -> Asked | None:
    """The invitation of this person to this meeting, None when they were not asked."""
    return _asked(await _OF.rows(db, {"meeting": meeting_id, "person": person_id}))


async def to_answer(
    db: AsyncSession, meeting_id: int, person_id: int, *, shows: str, account_id: int, message: str
) -> Asked | None:
    """The same, for one who answers in `message` of an account; `shows` is the card they see."""
    values = {
        "meeting": meeting_id,
        "person": person_id,
        "shows": shows,
        "account": account_id,
        "message": message,
    }
    return _asked(await _TO_ANSWER.rows(db, values))


async def numbered(db: AsyncSession, invitation_id: int) -> Asked | None:
    """The invitation with this number, whoever asks: the caller demands a right in the unit."""
    return _asked(await _NUMBERED.rows(db, {"number": invitation_id}))


async def of_person(db: AsyncSession, person_id: int, *, since: datetime) -> list[Asked]:
    """The invitations of a person to meetings that begin after `since`, in their order."""
    rows = await _OF_PERSON.rows(db, {"person": person_id, "since": since})
    return [_asked_of(row) for row in rows]


async def change(db: AsyncSession, asked: Asked, **values: Any) -> Asked:
    """Write what somebody said, or what was said to it: columns of an answer, by name.

    Returns the invitation as it is now.
    """
    row = with_changes(asked.invitation, values)
    new = {f"new_{name}": getattr(row, name) for name in _CHANGING}
    await _CHANGE.count(db, {"number": row.id, **new})
    return replace(asked, invitation=row)


async def made(db: AsyncSession, meeting: Meeting, person_id: int) -> Asked | None:
    """The invitation of a person of the meeting's unit, made now if there is none yet."""
    found = await of(db, meeting.id, person_id)
    if found is not None:
        return found
    membership = (
        await db.execute(
            select(Membership).where(
                col(Membership.unit_id) == meeting.unit_id,
                col(Membership.person_id) == person_id,
                col(Membership.left_at).is_(None),
            )
        )
    ).scalar_one_or_none()
    if membership is None:
        return None
    seat = (await _seats(db, meeting, [membership])).get(membership.id)
    if seat is None:
        return None
    await db.execute(
        insert(db, Invitation).values(_row(meeting, membership, seat)).on_conflict_do_nothing()
    )
    return await of(db, meeting.id, person_id)


def reply(invitation: Invitation) -> Reply:
    """An invitation as the rules see it."""
    return Reply(
        answer=Answer(invitation.answer) if invitation.answer else None,
        answered_version=invitation.round,
        online_granted=bool(invitation.granted),
    )


def is_silent(meeting: Meeting) -> Any:
    """The condition that an invitation has no answer for the time the meeting has now."""
    return or_(col(Invitation.answer).is_(None), col(Invitation.round) < meeting.round)


async def ask(db: AsyncSession, meeting: Meeting, *, most: int) -> Sequence[int]:
    """Invite everyone who is summoned and has not been asked yet, at most `most` at once.

    Returns the people newly asked, by number.
    """
    rows = await db.execute(
        select(Membership)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .outerjoin(
            Invitation,
            (col(Invitation.membership_id) == col(Membership.id))
            & (col(Invitation.meeting_id) == meeting.id),
        )
        .where(
            col(Membership.unit_id) == meeting.unit_id,
            col(Membership.left_at).is_(None),
            col(Person.erased_at).is_(None),
            col(Invitation.id).is_(None),
        )
        .order_by(col(Membership.id))
    )
    waiting = rows.scalars().all()
    seats = await _seats(db, meeting, waiting)
    asked = [membership for membership in waiting if membership.id in seats][:most]
    if not asked:
        return ()
    found = await db.execute(
        insert(db, Invitation)
        .values([_row(meeting, each, seats[each.id]) for each in asked])
        .on_conflict_do_nothing()
        .returning(col(Invitation.person_id))
    )
    return found.scalars().all()


def _is_called(membership: Membership) -> bool:
    return summoned(Status(membership.status), roles_of(membership.roles))


async def _seats(
    db: AsyncSession, meeting: Meeting, memberships: Sequence[Membership]
) -> dict[int, str]:
    """Which of these memberships a meeting asks, and as what, by their number."""
    if meeting.makes_up_id is not None:
        return await makeups.seats(db, meeting, memberships)
    return {
        each.id: "monitor" if Role.MONITOR in roles_of(each.roles) else "summoned"
        for each in memberships
        if _is_called(each)
    }


def _row(meeting: Meeting, membership: Membership, seat: str) -> dict[str, Any]:
    return {
        "meeting_id": meeting.id,
        "membership_id": membership.id,
        "person_id": membership.person_id,
        "seat": seat,
        "reason_words": "",
        "answer_channel": "",
        "round": 0,
    }


@dataclass(frozen=True)
class Given:
    """What one person said; `entered_by` is the name of who entered it for them, or ""."""

    invitation: Invitation
    name: str
    entered_by: str


async def given(db: AsyncSession, meeting_id: int) -> dict[int, Given]:
    """What everyone asked to a meeting said, by person."""
    enterer = aliased(Person)
    rows = await db.execute(
        select(Invitation, col(Person.full_name), col(enterer.full_name))
        .join(Person, col(Person.id) == col(Invitation.person_id))
        .outerjoin(enterer, col(enterer.id) == col(Invitation.answered_by))
        .where(col(Invitation.meeting_id) == meeting_id)
    )
    return {row.person_id: Given(row, name, by or "") for row, name, by in rows}


async def silent(db: AsyncSession, meeting: Meeting) -> Sequence[Invitation]:
    """Who counts, has yet to answer and can be reminded: no guest, not the phone-only."""
    return await _to_tell(db, meeting, col(Invitation.seat) == "summoned", is_silent(meeting))


async def coming(db: AsyncSession, meeting: Meeting) -> Sequence[Invitation]:
    """Who has said that they come, for the time the meeting has now; the monitor too."""
    mode = Mode(meeting.mode)
    return [
        each
        for each in await _to_tell(db, meeting, col(Invitation.round) == meeting.round)
        if each.answer and is_coming(Answer(each.answer), mode, bool(each.granted))
    ]


async def _to_tell(db: AsyncSession, meeting: Meeting, *which: Any) -> Sequence[Invitation]:
    """Those asked who are still of the unit and whom the bot may write to."""
    rows = await db.execute(
        select(Invitation, Membership)
        .join(Person, col(Person.id) == col(Invitation.person_id))
        .join(Membership, col(Membership.id) == col(Invitation.membership_id))
        .where(
            col(Invitation.meeting_id) == meeting.id,
            col(Person.phone_only).is_(False),
            col(Person.erased_at).is_(None),
            col(Membership.left_at).is_(None),
            *which,
        )
        .order_by(col(Invitation.id))
    )
    return [invitation for invitation, membership in rows if _is_called(membership)]
