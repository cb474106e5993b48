"""When people cannot come, told ahead of any meeting."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, Index, Text, text
from sqlmodel import Field, SQLModel

from storage.tables.core import Row

ASKED_ABOUT = text("ask_at IS NOT NULL")
TOLD_OF = text("tell_at IS NOT NULL")
CLOSES = text("closes_at IS NOT NULL")


class Away(Row, table=True):
    """Days on which a person is away in all their units, from `first` to `last`, local days.

    `last` is None where nobody knows the end. Of several that cover a day the newest counts.
    `behaviour` is absent, ask or quiet; `ask_at` is when the person is asked whether they are back.
    `online` says that they can join online from where they are.
    """

    __table_args__ = (
        Index(
            "ix_away_ask",
            "ask_at",
            postgresql_where=ASKED_ABOUT,
            sqlite_where=ASKED_ABOUT,
        ),
    )

    person_id: int = Field(foreign_key="person.id", index=True)
    first: date
    last: date | None = None
    reason: str
    reason_words: str = Field(default="", sa_type=Text)
    behaviour: str = "absent"
    online: bool = False
    said_at: datetime
    ask_at: datetime | None = None


class UnitBreak(Row, table=True):
    """Days from `first` to `last` on which a unit and everything below it does not meet.

    Members are asked from `ask_at` on when they are away, secretaries get the figures from
    `tell_at` on; None when that is done. `asked_to` and `told_to` are how far it has got: the
    number of the last person, and of the last unit.
    """

    __tablename__ = "unit_break"
    __table_args__ = (
        Index(
            "ix_unit_break_ask", "ask_at", postgresql_where=ASKED_ABOUT, sqlite_where=ASKED_ABOUT
        ),
        Index("ix_unit_break_tell", "tell_at", postgresql_where=TOLD_OF, sqlite_where=TOLD_OF),
        {"sqlite_autoincrement": True},  # or an old question meets another break
    )

    unit_id: int = Field(foreign_key="unit.id", index=True)
    first: date
    last: date
    name: str
    ask_at: datetime | None = None
    asked_to: int = 0
    tell_at: datetime | None = None
    told_to: int = 0


class BreakAnswer(SQLModel, table=True):
    """That a person has said when they are away in a break; when is in `Away`."""

    __tablename__ = "break_answer"

    break_id: int = Field(primary_key=True, foreign_key="unit_break.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    answered_at: datetime


class DatePoll(Row, table=True):
    """Members are asked at which of some times they can come to a meeting that is planned.

    `times` are UTC moments in minutes since 1970. `closes_at` is when those who asked are told
    what came of it, None once they are; everybody asked is in `asked` people.
    """

    __tablename__ = "date_poll"
    __table_args__ = (
        Index(
            "ix_date_poll_closes",
            "closes_at",
            postgresql_where=CLOSES,
            sqlite_where=CLOSES,
        ),
        {"sqlite_autoincrement": True},  # or an old vote meets another poll
    )

    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    times: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    asked: int = 0
    asked_at: datetime
    closes_at: datetime | None = None


class DateVote(SQLModel, table=True):
    """The times of a poll at which a person can come: bits, 1 for the first time."""

    __tablename__ = "date_vote"

    poll_id: int = Field(primary_key=True, foreign_key="date_poll.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    times: int


class Shifts(Row, table=True):
    """Repeating shifts of a person, in the wall clock of their units: rules of RFC 5545.

    `pattern` is the text of `bot.domain.shifts.Pattern`.
    """

    person_id: int = Field(foreign_key="person.id", index=True)
    pattern: str = Field(sa_type=Text)
    said_at: datetime
