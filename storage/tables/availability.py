"""When people cannot come, told ahead of any meeting."""

from datetime import date, datetime

from sqlalchemy import Index, Text, text
from sqlmodel import Field

from storage.tables.core import Row

ASKED_ABOUT = text("ask_at IS NOT NULL")


class Away(Row, table=True):
    """Days on which a person is away in all their units, from `first` to `last`, local days.

    `last` is None where nobody knows the end. Of several that cover a day the newest counts.
    `behaviour` is absent, ask or quiet; `ask_at` is when the person is asked whether they are back.
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
    said_at: datetime
    ask_at: datetime | None = None
