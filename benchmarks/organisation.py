"""An organisation in the middle of its month, written straight into the tables of a scratch file.

Cells of thirty under one committee, everyone joined by Telegram. Cell `c` (from 0) is unit `c + 2`
and meeting `c + 1`; member `n` (from 0) is of cell `n // 30`, and person, membership and account
`n + 1`.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import create_engine, event, insert
from sqlmodel import SQLModel

from benchmarks.tap_figures import card, user
from bot.cards.invitation import ShowInvitation
from bot.domain.rules import Rules
from bot.domain.timetable import Step, steps
from storage.database import sync_url
from storage.schema import upgrade
from storage.tables import (
    Account,
    Assignment,
    Attendance,
    Held,
    Invitation,
    Meeting,
    Membership,
    Moment,
    Owed,
    Person,
    Screen,
    Unit,
)

CELL = 30  # people
AT_ONCE = 10_000  # rows
AGO = timedelta(days=2)
NOTICE_DAYS = 7
COMMITTEE = 1
PAST = 1_000_000  # the first number of a meeting of the past
Columns = Iterator[dict[str, Any]]
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi")
NAMES = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hùng", "Hương", "Lan", "Linh", "Long")


def meeting(member: int) -> int:
    """The meeting of the member's cell."""
    return member // CELL + 1


def at_noon(now: datetime) -> str:
    """A time zone in which it is about noon, so that the night never holds a message back."""
    east = 12 - now.hour
    return f"Etc/GMT{-east:+d}"  # whose sign says how far west


class Organisation:
    """`cells` of thirty members in a new SQLite file of the newest layout, dated `now`."""

    def __init__(self, file: Path, cells: int, now: datetime) -> None:
        self.file = file
        self.url = f"sqlite:///{file}"
        self.cells = cells
        self.now = now
        self.starts = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=5)
        self.zone = at_noon(now)
        upgrade(self.url)
        self.write(Unit, self._units())
        self.write(Person, self._people())
        self.write(Membership, self._memberships())
        self.write(Account, self._accounts())

    @property
    def members(self) -> int:
        """How many people are in the cells."""
        return self.cells * CELL

    def plan(self, *, asked: int = 0, owed: int = 0) -> None:
        """A meeting for each cell, five days ahead.

        Everyone in the first `asked` cells has the invitation on their phone; in the next `owed`
        cells it is owed to them since now; the other cells are asked in two days.
        """
        invited = asked + owed
        self.write(Meeting, self._meetings(invited))
        self.write(Moment, self._moments(invited))
        self.write(Invitation, self._invitations(invited))
        self.write(Owed, self._owed(0, asked, sent=True))
        self.write(Screen, self._screens(asked))
        self.write(Owed, self._owed(asked, invited, sent=False))

    def a_year(self, months: int) -> None:
        """Member 1 is an officer of the committee, and each cell has held a meeting this month and
        in each of the `months` before."""
        self.write(Membership, self._officer())
        self.write(Meeting, self._past_meetings(months))
        self.write(Held, self._held(months))
        self.write(Invitation, self._past_answers())
        self.write(Attendance, self._attendance(months))
        self.write(Assignment, self._assignments(months))

    def _officer(self) -> Columns:
        yield {"person_id": 1, "unit_id": COMMITTEE, "roles": "member+committee_member"}

    def _past(self, months: int) -> Iterator[tuple[int, int, datetime]]:
        """A meeting's number, its cell and its start, the latest month first."""
        this = self.now.replace(day=1, hour=0, minute=5, second=0, microsecond=0)
        for month in range(months + 1):
            starts = this - timedelta(days=30 * month)
            for cell in range(self.cells):
                yield PAST + month * self.cells + cell, cell, starts

    def _past_meetings(self, months: int) -> Columns:
        for number, cell, starts in self._past(months):
            yield {
                "id": number,
                "unit_id": cell + 2,
                "kind": "extraordinary",
                "starts_at": starts,
                "minutes": 90,
                "invited_at": starts,
            }

    def _held(self, months: int) -> Columns:
        for number, cell, starts in self._past(months):
            there = CELL - (number + cell) % 7
            yield {
                "meeting_id": number,
                "opened_at": starts,
                "ended_at": starts + timedelta(minutes=95),
                "roll_at": starts,
                "counted": CELL,
                "present": there,
                "excused": CELL - there,
                "closed_at": starts + timedelta(hours=3),
            }

    def _past_answers(self) -> Columns:
        for number, cell, _starts in self._past(0):
            for n in range(cell * CELL, (cell + 1) * CELL):
                absent = n % 9 == 0
                yield {
                    "meeting_id": number,
                    "membership_id": n + 1,
                    "person_id": n + 1,
                    "answer": "absent" if absent else "present",
                    "reason": "sick" if absent else None,
                    "round": 1,
                }

    def _attendance(self, months: int) -> Columns:
        for number, cell, starts in self._past(months):
            for n in range(cell * CELL, (cell + 1) * CELL):
                yield {
                    "meeting_id": number,
                    "membership_id": n + 1,
                    "person_id": n + 1,
                    "state": "excused" if n % 9 == 0 else "present",
                    "marked_at": starts,
                }

    def _assignments(self, months: int) -> Columns:
        for number, cell, starts in self._past(months):
            for n in range(2):
                yield {
                    "unit_id": cell + 2,
                    "meeting_id": number,
                    "what": f"Nhiệm vụ {n}",
                    "person_id": cell * CELL + n + 1,
                    "due_on": starts.date() + timedelta(days=30),
                    "drafted_at": starts,
                    "published_at": starts,
                    "settled_at": starts + timedelta(days=20) if n else None,
                    "outcome": "confirmed" if n else "",
                }

    def write(self, table: type[SQLModel], rows: Columns) -> None:
        """Add rows to a table, with what they say where nothing is given."""
        engine = create_engine(sync_url(self.url))

        @event.listens_for(engine, "connect")
        def _in_haste(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute("PRAGMA synchronous=OFF")

        usual = _defaults(table)
        with engine.begin() as connection:
            while some := [{**usual, **row} for row in islice(rows, AT_ONCE)]:
                connection.execute(insert(table), some)
        engine.dispose()

    def _units(self) -> Columns:
        yield {"id": COMMITTEE, "code": "DB", "name": "Đảng bộ Khối", "kind": "committee"}
        for cell in range(self.cells):
            yield {
                "id": cell + 2,
                "code": f"CB{cell + 1}",
                "name": f"Chi bộ Trường Tiểu học số {cell + 1}",
                "kind": "cell",
                "parent_id": COMMITTEE,
                "timezone": self.zone,
            }

    def _people(self) -> Columns:
        for n in range(self.members):
            family, name = FAMILIES[n % len(FAMILIES)], NAMES[n // 7 % len(NAMES)]
            yield {"id": n + 1, "full_name": f"{family} Văn {name} {n}"}

    def _memberships(self) -> Columns:
        for n in range(self.members):
            roles = "member" if n % CELL else "member+secretary"
            yield {"id": n + 1, "person_id": n + 1, "unit_id": n // CELL + 2, "roles": roles}

    def _accounts(self) -> Columns:
        for n in range(self.members):
            yield {
                "id": n + 1,
                "channel": "telegram",
                "address": str(user(n)),
                "person_id": n + 1,
                "locale": "vi",
                "consented_at": self.now - timedelta(days=90),
                "last_seen_at": self.now,
            }

    def _meetings(self, invited: int) -> Columns:
        for cell in range(self.cells):
            yield {
                "id": cell + 1,
                "unit_id": cell + 2,
                "period": f"{self.starts:%Y-%m}",
                "starts_at": self.starts,
                "minutes": 90,
                "place": "Hội trường A",
                "mode": "mixed",
                "invited_at": self.now - AGO if cell < invited else None,
            }

    def _moments(self, invited: int) -> Columns:
        planned = steps(self.starts, Rules(), ZoneInfo(self.zone), NOTICE_DAYS)
        for cell in range(self.cells):
            for step, (at, until) in planned.items():
                done = step == Step.INVITE and cell < invited
                yield {
                    "meeting_id": cell + 1,
                    "step": step,
                    "due_at": max(at, self.now + timedelta(days=2)) if not done else at,
                    "until": until,
                    "done_at": at if done else None,
                }

    def _invitations(self, invited: int) -> Columns:
        for n in range(invited * CELL):
            yield {"meeting_id": meeting(n), "membership_id": n + 1, "person_id": n + 1}

    def _owed(self, first: int, last: int, *, sent: bool) -> Columns:
        owed_at = self.now - AGO if sent else self.now
        for n in range(first * CELL, last * CELL):
            yield {
                "key": f"invite:{meeting(n)}:{n + 1}",
                "person_id": n + 1,
                "unit_id": n // CELL + 2,
                "notice": "invitation",
                "about": {"meeting": meeting(n)},
                "owed_at": owed_at,
                "due_at": owed_at,
                "until": self.starts,
                "settled_at": owed_at if sent else None,
                "outcome": "sent" if sent else "",
                "account_id": n + 1 if sent else None,
                "message_id": str(card(n)) if sent else "",
            }

    def _screens(self, asked: int) -> Columns:
        for n in range(asked * CELL):
            yield {
                "account_id": n + 1,
                "message_id": str(card(n)),
                "shows": ShowInvitation(meeting(n)).pack(),
                "touched_at": self.now - AGO,
            }


def _defaults(table: type[SQLModel]) -> Mapping[str, Any]:
    """What a row says where nothing is given; its number is the database's."""
    return {
        name: field.get_default(call_default_factory=True)
        for name, field in table.model_fields.items()
        if name != "id" and not field.is_required()
    }
