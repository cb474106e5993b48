"""What happened at a meeting, what was decided there, and what members ask afterwards."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.core import Row


class Held(SQLModel, table=True):
    """A meeting from its opening on; a meeting nobody opened and nobody closed has no row.

    Whoever closes or confirms is a person, never a clock. The figures are those of the confirmed
    roll call: `counted` is the denominator, `voters` the full members who were there, `spoke` how
    many of those there spoke. `why_none` is the written reason for closing without a resolution,
    a conclusion or an assignment; the committee above reads it.
    """

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id")
    opened_at: datetime | None = None
    opened_by: int | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = None
    guests: str = Field(default="", sa_type=Text)
    roll_at: datetime | None = None
    roll_by: int | None = Field(default=None, foreign_key="person.id")
    counted: int = 0
    present: int = 0
    late: int = 0
    online: int = 0
    excused: int = 0
    unexcused: int = 0
    voters: int = 0
    spoke: int = 0
    why_none: str = Field(default="", sa_type=Text)
    closed_at: datetime | None = None
    closed_by: int | None = Field(default=None, foreign_key="person.id")


class Attendance(Row, table=True):
    """The roll call's word on one person at one meeting: the fact, beside the forecast.

    A row is made when a person marks somebody, for everyone at the latest on confirming; until
    then what the answers say is only shown. `walk_in` was there without being summoned, the
    monitor's visit has `counts` False.
    """

    __table_args__ = (UniqueConstraint("meeting_id", "membership_id"),)

    meeting_id: int = Field(foreign_key="meeting.id")
    membership_id: int = Field(foreign_key="membership.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    state: str
    counts: bool = True
    walk_in: bool = False
    spoke: bool = False
    marked_at: datetime
    marked_by: int | None = Field(default=None, foreign_key="person.id")


class Resolution(Row, table=True):
    """A resolution or a conclusion of a meeting; its items are assignments.

    `number` is given on publishing, in a row of its own for each unit, kind and year. `version` is
    0 for a draft, 1 as published, one more with each correction. `votes_of` is how many could vote
    when the votes were entered.
    """

    __table_args__ = (
        UniqueConstraint("unit_id", "kind", "year", "number"),
        {"sqlite_autoincrement": True},  # or an old button meets the draft after a deleted one
    )

    unit_id: int = Field(foreign_key="unit.id")
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    kind: str
    year: int
    number: int | None = None
    words: str = Field(sa_type=Text)
    votes_for: int | None = None
    votes_against: int | None = None
    votes_of: int | None = None
    version: int = 0
    drafted_at: datetime
    drafted_by: int | None = Field(default=None, foreign_key="person.id")
    published_at: datetime | None = None


PUBLISHED = text("published_at IS NOT NULL")


class Assignment(Row, table=True):
    """What was decided: what, who, by when, how it is measured; None or "" where nobody said.

    A draft until `published_at`. `asked` says that the missing parts have been asked for, which
    happens once. `seen_at`, `help_at`, `done_at` are the member's words, `settled_at` the
    secretary's (`outcome`: done or dropped). `remind_at` is when somebody hears of it next.
    `owner_left` is set when who had it has left, so that it waits for another owner.
    """

    __table_args__ = (
        Index(
            "ix_assignment_published",
            "unit_id",
            "settled_at",
            postgresql_where=PUBLISHED,
            sqlite_where=PUBLISHED,
        ),
        Index(
            "ix_assignment_remind",
            "remind_at",
            postgresql_where=text("remind_at IS NOT NULL"),
            sqlite_where=text("remind_at IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    unit_id: int = Field(foreign_key="unit.id")
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    resolution_id: int | None = Field(default=None, foreign_key="resolution.id", index=True)
    what: str = Field(sa_type=Text)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    due_on: date | None = None
    measure: str = Field(default="", sa_type=Text)
    asked: bool = False
    version: int = 0
    drafted_at: datetime
    drafted_by: int | None = Field(default=None, foreign_key="person.id")
    published_at: datetime | None = None
    seen_at: datetime | None = None
    help_at: datetime | None = None
    help_words: str = Field(default="", sa_type=Text)
    done_at: datetime | None = None
    remind_at: datetime | None = None
    owner_left: bool = False
    settled_at: datetime | None = None
    settled_by: int | None = Field(default=None, foreign_key="person.id")
    outcome: str = ""


class LedgerEntry(Row, table=True):
    """One change of a meeting's record: who, when, what it was, what it became. Never changed.

    `subject` is attendance, resolution, assignment or meeting, `subject_id` the row's number,
    `person_id` whom it concerns. The values hold words and numbers, never a name.
    """

    __tablename__ = "ledger"

    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    subject: str
    subject_id: int
    change: str
    person_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime
    by_id: int | None = Field(default=None, foreign_key="person.id")
    was: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    became: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class Feedback(Row, table=True):
    """A member's question, report, petition or proposal, and who has to answer it by when.

    `unit_id` is the author's cell, `with_unit_id` who has it now, since `arrived_at`.
    `clock_ends_at` is None where no clock runs: at the cell, or once it is answered. `state` is
    new, sent, answered, outside or settled; `reopened` says that an answer did not settle it,
    which may be said once. `remind_at` is when somebody hears of it next.
    """

    __table_args__ = (
        Index("ix_feedback_with", "with_unit_id", "state"),
        Index(
            "ix_feedback_remind",
            "remind_at",
            postgresql_where=text("remind_at IS NOT NULL"),
            sqlite_where=text("remind_at IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    unit_id: int = Field(foreign_key="unit.id", index=True)
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    named: bool = False
    difficulty: bool = False
    words: str = Field(sa_type=Text)
    sent_at: datetime
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    with_unit_id: int = Field(foreign_key="unit.id")
    arrived_at: datetime
    clock_ends_at: datetime | None = None
    state: str = "new"
    answered_at: datetime | None = None
    reopened: bool = False
    overdue_since: datetime | None = None
    remind_at: datetime | None = None


class FeedbackStep(Row, table=True):
    """One step on the way of a feedback: its ledger, and what its author sees. Never changed.

    `step` is sent, forwarded, answered, escalated, outside, overdue, settled or reopened;
    `unit_id` who did it or has it from then on; `words` an answer, a reason, or to whom outside.
    """

    __tablename__ = "feedback_step"

    feedback_id: int = Field(foreign_key="feedback.id", index=True)
    step: str
    unit_id: int = Field(foreign_key="unit.id")
    by_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime
    words: str = Field(default="", sa_type=Text)


class Recurring(SQLModel, table=True):
    """When a unit's own recurring message is due next, such as its digest."""

    unit_id: int = Field(primary_key=True, foreign_key="unit.id")
    what: str = Field(primary_key=True)
    due_at: datetime = Field(index=True)
