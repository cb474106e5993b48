"""The organisation, its phones, its meetings until they begin, and what the bot owes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

# Named, so that a migration can drop them on SQLite too.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    """What every table with a number of its own has."""

    id: int = Field(default=None, primary_key=True)


# The organisation -----------------------------------------------------------------------------


class Unit(Row, table=True):
    """A cell or a committee. `rules` holds what holds here, `own_rules` what was set here.

    `replan_at` is set when something its meetings follow has changed: rules, days off.
    """

    code: str = Field(unique=True)
    name: str
    kind: str
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    timezone: str | None = None
    locale: str | None = None
    own_rules: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    rules: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    replan_at: datetime | None = Field(default=None, index=True)


class Schedule(SQLModel, table=True):
    """The regular meeting of a unit: `rule` is `3` or `first sat`, `at` a local time HH:MM.

    `plan_at` is when the next regular meeting has to be planned, `period` (YYYY-MM) which.
    """

    unit_id: int = Field(primary_key=True, foreign_key="unit.id")
    rule: str
    at: str
    place: str
    period: str
    plan_at: datetime = Field(index=True)


class DayOff(Row, table=True):
    """A day on which a unit does not meet, beside the public holidays."""

    __table_args__ = (UniqueConstraint("unit_id", "day"),)

    unit_id: int = Field(foreign_key="unit.id")
    day: date
    name: str = ""


class Person(Row, table=True):
    """One human. `erased_at` is set when they asked to vanish: the name is gone, counts stay.

    `calendar_key` is in the address of their calendar; who asks for a new one ends the old.
    """

    key: str | None = Field(default=None, unique=True)
    full_name: str
    locale: str | None = None
    phone_only: bool = False
    calendar_key: str | None = Field(default=None, unique=True, index=True)
    erased_at: datetime | None = None


class Membership(Row, table=True):
    """A person in a unit. `roles` is the roster's words joined by `+`."""

    __table_args__ = (UniqueConstraint("person_id", "unit_id"),)

    person_id: int = Field(foreign_key="person.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    roles: str = "member"
    status: str = "full"
    presence: str = "local"
    subgroup: str = ""
    left_at: datetime | None = None


# Where people can be reached ------------------------------------------------------------------


class Account(Row, table=True):
    """A conversation on a channel, and the person behind it once they have joined."""

    __table_args__ = (UniqueConstraint("channel", "address"),)

    channel: str
    address: str
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    locale: str | None = None
    consented_at: datetime | None = None
    last_seen_at: datetime
    unreachable_since: datetime | None = None
    unreachable_why: str = ""
    ended_at: datetime | None = None
    unit_id: int | None = Field(default=None, foreign_key="unit.id")


class JoinCode(Row, table=True):
    """A single-use code, kept only as its hash; used codes stay to say so."""

    digest: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    made_by: int | None = Field(default=None, foreign_key="person.id")
    expires_at: datetime
    used_at: datetime | None = None


class WrongTry(Row, table=True):
    """A code that did not fit, counted for an hour."""

    account_id: int = Field(foreign_key="account.id", index=True)
    tried_at: datetime


class Awaiting(SQLModel, table=True):
    """What the bot expects next from a conversation: the action its next words belong to."""

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    action: str
    words: str = Field(default="", sa_type=Text)
    expires_at: datetime


class Screen(Row, table=True):
    """A message that shows a card we keep true. Behind while `shown` is less than `wanted`."""

    __table_args__ = (
        UniqueConstraint("account_id", "message_id"),
        Index(
            "ix_screen_behind",
            "touched_at",
            postgresql_where=text("shown < wanted"),
            sqlite_where=text("shown < wanted"),
        ),
    )

    account_id: int = Field(foreign_key="account.id")
    message_id: str
    shows: str = Field(index=True)
    wanted: int = 1
    shown: int = 1
    touched_at: datetime


# Meetings -------------------------------------------------------------------------------------


class Meeting(Row, table=True):
    """A meeting, planned, held or cancelled.

    `period` (YYYY-MM) is set for the regular one, of which a unit has one a month. `round` rises
    with every move that asks people again; answers belong to the round they were given in.
    `proposal` says that no allowed day was left and the date is only proposed. `agenda_items`
    counts the agenda, so that a card without one costs no look. `moved_from` is when it would have
    been in the round before, `changes` how often its time, place or mode has changed. `link` is
    where it is joined online, `makes_up_id` the meeting that a make-up session (`kind` makeup)
    makes up for. `by_subgroup` says that each sub-group sits by itself, with one joint result.
    """

    __table_args__ = (
        UniqueConstraint("unit_id", "period"),
        Index(
            "ix_meeting_makes_up",
            "makes_up_id",
            postgresql_where=text("makes_up_id IS NOT NULL"),
            sqlite_where=text("makes_up_id IS NOT NULL"),
        ),
    )

    unit_id: int = Field(foreign_key="unit.id")
    period: str | None = None
    kind: str = "regular"
    title: str = ""
    starts_at: datetime = Field(index=True)
    minutes: int
    place: str = ""
    mode: str = "in_person"
    link: str = Field(default="", sa_type=Text)
    round: int = 1
    confirmed_at: datetime | None = None
    invited_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    proposal: bool = False
    agenda_items: int = 0
    moved_from: datetime | None = None
    changes: int = 0
    makes_up_id: int | None = Field(default=None, foreign_key="meeting.id")
    by_subgroup: bool = False


class Sitting(Row, table=True):
    """Where and when one sub-group sits on the day of a meeting that is held by sub-group.

    `at` is a local time HH:MM, which goes along when the meeting moves to another day; it and
    `place` are "" while the meeting's own hold. `changes` is how often they were set.
    """

    __table_args__ = (UniqueConstraint("meeting_id", "subgroup"),)

    meeting_id: int = Field(foreign_key="meeting.id")
    subgroup: str
    at: str = ""
    place: str = ""
    changes: int = 0


class AgendaItem(Row, table=True):
    """One point of a meeting's agenda."""

    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    position: int
    category: str
    minutes: int
    title: str


class Moment(Row, table=True):
    """When a step of a meeting is due; a sweep does it once and sets `done_at`."""

    __table_args__ = (
        UniqueConstraint("meeting_id", "step"),
        Index(
            "ix_moment_due",
            "due_at",
            postgresql_where=text("done_at IS NULL"),
            sqlite_where=text("done_at IS NULL"),
        ),
    )

    meeting_id: int = Field(foreign_key="meeting.id")
    step: str
    due_at: datetime
    until: datetime
    done_at: datetime | None = None


HAS_REASON = text("(reason IS NOT NULL OR reason_words <> '')")


class Invitation(Row, table=True):
    """One person asked to one meeting, and what they said.

    `seat` is `summoned`, `monitor`, or `host` for one who leads a make-up session and does not
    count there. `round` is the meeting's round the answer was given in,
    `answer_order` the channel's number of the update that gave it, `granted` the secretary's word
    on a request to join online.
    """

    __table_args__ = (
        UniqueConstraint("meeting_id", "membership_id"),
        Index(
            "ix_invitation_reason",
            "answered_at",
            postgresql_where=HAS_REASON,
            sqlite_where=HAS_REASON,
        ),
    )

    meeting_id: int = Field(foreign_key="meeting.id")
    membership_id: int = Field(foreign_key="membership.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    seat: str = "summoned"
    answer: str | None = None
    reason: str | None = None
    reason_words: str = Field(default="", sa_type=Text)
    answered_at: datetime | None = None
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answer_channel: str = ""
    answer_order: int | None = Field(default=None, sa_type=BigInteger)
    round: int = 0
    granted: bool | None = None


class ReasonTotal(SQLModel, table=True):
    """How many gave a reason of absence, of those whose own reason has been forgotten."""

    __tablename__ = "reason_total"

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id")
    reason: str = Field(primary_key=True)
    people: int


class Draft(SQLModel, table=True):
    """Words that a person typed and has still to confirm, the last of each kind."""

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    kind: str = Field(primary_key=True)
    words: str = Field(sa_type=Text)
    kept_at: datetime


# What the bot owes and what it has taken ------------------------------------------------------


class Owed(Row, table=True):
    """A message the bot owes a person; written with the change that caused it.

    `account_id` is the one account it is meant for, if it is, and then the one it went to.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_due",
            "urgency",
            "due_at",
            "until",
            "id",
            postgresql_where=text("settled_at IS NULL"),
            sqlite_where=text("settled_at IS NULL"),
        ),
        # When to look again, at one look each however much is owed.
        Index(
            "ix_outbox_waiting",
            "due_at",
            postgresql_where=text("settled_at IS NULL AND leased_until IS NULL"),
            sqlite_where=text("settled_at IS NULL AND leased_until IS NULL"),
        ),
        Index(
            "ix_outbox_leased",
            "leased_until",
            postgresql_where=text("settled_at IS NULL AND leased_until IS NOT NULL"),
            sqlite_where=text("settled_at IS NULL AND leased_until IS NOT NULL"),
        ),
        Index("ix_outbox_person", "person_id", "settled_at"),
    )

    key: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    notice: str
    about: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    cause: str = ""
    owed_at: datetime
    due_at: datetime
    until: datetime | None = None
    urgency: int = 2
    leased_until: datetime | None = None
    attempts: int = 0
    settled_at: datetime | None = None
    outcome: str = ""
    account_id: int | None = Field(default=None, foreign_key="account.id")
    message_id: str = ""


class Receipt(SQLModel, table=True):
    """An update that has been taken, so that it is never taken again."""

    channel: str = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_type=BigInteger)
    taken_at: datetime = Field(index=True)


class Trouble(SQLModel, table=True):
    """An update that failed. Set aside at the third time; its words are not kept."""

    channel: str = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_type=BigInteger)
    times: int = 1
    code: str
    error: str
    last_at: datetime
    set_aside: bool = False


class Lease(SQLModel, table=True):
    """Which process does the work that only one may do."""

    name: str = Field(primary_key=True)
    holder: str
    until: datetime


class Kept(SQLModel, table=True):
    """What the installation made for itself and must keep, such as the webhook's secret."""

    name: str = Field(primary_key=True)
    value: str = Field(sa_type=Text)
