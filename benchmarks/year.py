"""year: months of many cells in simulated time, with days away, shifts and breaks."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from benchmarks.measure import say, table
from benchmarks.organisation import CELL, COMMITTEE, Organisation
from benchmarks.truth import Untrue
from bot.advance import Clock, advance
from bot.app import Bots, running
from bot.chat import Urgency
from bot.commands.rehearsal import MENU, RecordingChannel
from bot.config import Settings
from bot.domain.shift_words import read
from storage import outbox
from storage.outbox import Debt
from storage.tables import (
    Away,
    Held,
    Invitation,
    Meeting,
    Membership,
    Owed,
    Resolution,
    Schedule,
    Shifts,
    UnitBreak,
)

BEGINS = datetime(2027, 1, 1, 1, 0, tzinfo=UTC)
SIZES, QUICK = (10, 100), (2, 10)  # cells
MONTHS, QUICK_MONTHS = 3, 2
SILENT = 10  # every so many-th member never answers
NIGHT = (21, 7)  # nobody is disturbed from the first hour to the second
ASIDE = {"break_question", "away_back", "reminder", "last_reminder"}
HEADER = ("cells", "months", "s/month p50", "longest", "messages/month", "ms/message")
NOTE = """\
Wanted: growth from the smaller to the greater size not above that of the cells (linear or better);
a member who answers gets at most 3 messages a month (invitation, day before, result), besides one
question before each break; none at night, no invitation twice, none forgotten."""


async def measure(scratch: Path, quick: bool) -> str:
    """Let months go by for two sizes of one organisation, and look at everything it sent."""
    months = QUICK_MONTHS if quick else MONTHS
    years = [await _year(scratch, cells, months) for cells in (QUICK if quick else SIZES)]
    small, large = years
    growth = large.a_month / small.a_month
    lines = [
        f"Growth: {growth:.1f} times the seconds, {large.cells / small.cells:.0f} times the cells",
        *(each.budget for each in years),
    ]
    title = "Months of cells of thirty, planned, invited and reminded in simulated time"
    return "\n".join([table(title, HEADER, [each.row for each in years]), *lines, NOTE])


@dataclass
class Year:
    """What a simulated year took and sent."""

    cells: int
    seconds: list[float] = field(default_factory=list)
    messages: int = 0
    mean: float = 0.0
    most: int = 0

    @property
    def a_month(self) -> float:
        return median(self.seconds)

    @property
    def row(self) -> tuple[str, ...]:
        a_month = self.messages / len(self.seconds)
        return (
            f"{self.cells:,}",
            f"{len(self.seconds)}",
            f"{self.a_month:.1f}",
            f"{max(self.seconds):.1f}",
            f"{a_month:,.0f}",
            f"{sum(self.seconds) / self.messages * 1000:.2f}",
        )

    @property
    def budget(self) -> str:
        return (
            f"{self.cells:,} cells: a member who answers got {self.mean:.2f} messages a month, "
            f"{self.most} in their fullest one"
        )


async def _year(scratch: Path, cells: int, months: int) -> Year:
    organisation = Organisation(scratch / f"year-{cells}.db", cells, BEGINS)
    _tell(organisation)
    found = Year(cells)
    clock = Clock(BEGINS)
    settings = Settings(database_url=organisation.url, web_port=0)
    async with running(settings, now=clock, alone=True) as bots:
        async with bots.database.reading() as db:
            bots.channels.update(await RecordingChannel.for_all(db))
        for month in range(months):
            took = 0.0
            for day in _days(month):
                took += await _advance(bots, clock, _at(organisation, day, 9))
                await bots.database.certain(lambda db: _answer(db, clock.time))
                took += await _advance(bots, clock, _at(organisation, day, 23))
                await bots.database.certain(lambda db: _hold(db, clock.time))
            found.seconds.append(took)
            say(f"year: {cells:,} cells, month {month + 1} took {took:.1f} s")
        async with bots.database.reading() as db:
            await _check(db, organisation, found, clock.time)
    return found


def _days(month: int) -> Iterator[date]:
    day = date(2027, month + 1, 1)
    while day.month == month + 1:
        yield day
        day += timedelta(days=1)


def _at(organisation: Organisation, day: date, hour: int) -> datetime:
    local = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(organisation.zone))
    return local.astimezone(UTC)


async def _advance(bots: Bots, clock: Clock, until: datetime) -> float:
    if until <= clock.time:
        return 0.0
    began = time.perf_counter()
    await advance(clock, bots.turns, bots.jobs, bots.delivery, until)
    return time.perf_counter() - began


def _tell(organisation: Organisation) -> None:
    """Every cell meets on the 3rd; some of the members tell of days away and of shifts."""
    said, members = {"said_at": BEGINS}, range(organisation.members)
    nights = read("2 làm 2 nghỉ từ 04/01/2027 18h-6h", today=BEGINS.date()).pattern.text
    evenings = read("thứ 3 và thứ 6 18h-22h", today=BEGINS.date()).pattern.text

    def schedules() -> Iterator[dict[str, Any]]:
        for cell in range(organisation.cells):
            yield {
                "unit_id": cell + 2,
                "rule": "3",
                "at": "19:30",
                "place": "Hội trường A",
                "period": "2027-01",
                "plan_at": BEGINS,
            }

    def spans() -> Iterator[dict[str, Any]]:
        for n in members:
            if n % 11 == 5:
                first, last = date(2027, 6, 1), date(2027, 8, 31)
                yield {
                    **said,
                    "person_id": n + 1,
                    "first": first,
                    "last": last,
                    "reason": "summer_break",
                    "ask_at": _at(organisation, last + timedelta(days=1), 8),
                }
            if n % 29 == 7:
                yield {**said, "person_id": n + 1, "first": date(2027, 3, 1), "reason": "far"}

    def shifts() -> Iterator[dict[str, Any]]:
        for n in members:
            if n % 13 == 3:
                yield {**said, "person_id": n + 1, "pattern": nights}
            if n % 17 == 4:
                yield {**said, "person_id": n + 1, "pattern": evenings}

    def breaks() -> Iterator[dict[str, Any]]:
        for first, last, name in (
            (date(2027, 2, 1), date(2027, 2, 14), "Nghỉ Tết"),
            (date(2027, 6, 1), date(2027, 8, 31), "Nghỉ hè"),
        ):
            asks = first - timedelta(days=28)
            yield {
                "unit_id": COMMITTEE,
                "first": first,
                "last": last,
                "name": name,
                "ask_at": _at(organisation, asks, 8),
                "tell_at": _at(organisation, asks + timedelta(days=7), 8),
            }

    for kind, rows in (
        (Schedule, schedules()),
        (Away, spans()),
        (Shifts, shifts()),
        (UnitBreak, breaks()),
    ):
        organisation.write(kind, rows)


async def _answer(db: AsyncSession, now: datetime) -> None:
    """Everybody but the silent ones answers what has come."""
    ahead = select(col(Meeting.id)).where(col(Meeting.starts_at) > now)
    rounds = select(col(Meeting.round)).where(col(Meeting.id) == col(Invitation.meeting_id))
    await db.execute(
        update(Invitation)
        .where(
            col(Invitation.meeting_id).in_(ahead),
            col(Invitation.answer).is_(None),
            col(Invitation.person_id) % SILENT != 0,
        )
        .values(answer="present", round=rounds.scalar_subquery(), answered_at=now)
        .execution_options(synchronize_session=False)
    )


async def _hold(db: AsyncSession, now: datetime) -> None:
    """Close the meetings of today: everybody is owed the result."""
    rows = await db.execute(
        select(col(Meeting.id), col(Meeting.unit_id), col(Meeting.starts_at))
        .outerjoin(Held, col(Held.meeting_id) == col(Meeting.id))
        .where(col(Meeting.starts_at) < now, col(Held.meeting_id).is_(None))
    )
    met = rows.all()
    if not met:
        return
    await db.execute(insert(Held), [_held(*row) for row in met])
    await db.execute(insert(Resolution), [_resolution(*row) for row in met])
    for meeting_id, unit_id, _starts in met:
        people = await db.execute(
            select(col(Membership.person_id)).where(col(Membership.unit_id) == unit_id)
        )
        await outbox.owe(
            db,
            *(
                Debt(
                    key=f"closed:{meeting_id}:{person_id}",
                    person_id=person_id,
                    notice="decided",
                    about={"meeting": meeting_id},
                    unit_id=unit_id,
                    due_at=now,
                    urgency=Urgency.CHANGE,
                )
                for person_id in people.scalars()
            ),
            now=now,
        )


def _held(meeting_id: int, _unit: int, starts: datetime) -> dict[str, Any]:
    ends = starts + timedelta(minutes=95)
    return {
        "meeting_id": meeting_id,
        "opened_at": starts,
        "ended_at": ends,
        "guests": "",
        "roll_at": ends,
        "counted": CELL,
        "present": CELL - 3,
        "late": 0,
        "online": 0,
        "excused": 3,
        "unexcused": 0,
        "voters": CELL - 3,
        "spoke": 0,
        "why_none": "",
        "closed_at": ends,
    }


def _resolution(meeting_id: int, unit_id: int, starts: datetime) -> dict[str, Any]:
    return {
        "unit_id": unit_id,
        "meeting_id": meeting_id,
        "kind": "resolution",
        "year": starts.year,
        "number": meeting_id,
        "words": "Thống nhất nhiệm vụ tháng.",
        "version": 1,
        "drafted_at": starts,
        "published_at": starts,
    }


async def _check(
    db: AsyncSession, organisation: Organisation, found: Year, until: datetime
) -> None:
    """Nothing at night, no invitation twice, none forgotten; counts what each member got."""
    zone = ZoneInfo(organisation.zone)
    invited: Counter[str] = Counter()
    sent: set[tuple[int, str]] = set()
    a_month: Counter[tuple[int, int]] = Counter()
    rows = await db.execute(
        select(
            col(Owed.person_id),
            col(Owed.notice),
            col(Owed.key),
            col(Owed.settled_at),
            col(Owed.message_id),
        ).where(col(Owed.outcome) == "sent", col(Owed.notice) != MENU)
    )
    aside: dict[tuple[int, str], bool] = {}
    month_of: dict[tuple[int, str], int] = {}
    for person_id, notice, key, settled_at, message_id in rows:
        hour = settled_at.astimezone(zone).hour
        if hour >= NIGHT[0] or hour < NIGHT[1]:
            raise Untrue(f"{notice} went out at {hour} o'clock")
        if notice == "invitation":
            invited[":".join(key.split(":")[:3])] += 1
        message = (person_id, message_id)
        sent.add(message)
        aside[message] = aside.get(message, True) and notice in ASIDE
        month_of[message] = settled_at.astimezone(zone).month
    twice = [key for key, times in invited.items() if times > 1]
    if twice:
        raise Untrue(f"{len(twice)} invitations went out twice, such as {twice[0]}")
    asked = await db.execute(
        select(func.count())
        .select_from(Invitation)
        .join(Meeting, col(Meeting.id) == col(Invitation.meeting_id))
        .where(col(Meeting.starts_at) < until)
    )
    held = await db.execute(
        select(func.count()).select_from(Meeting).where(col(Meeting.starts_at) < until)
    )
    meetings, cells = held.scalar_one(), organisation.cells
    if meetings < cells * (len(found.seconds) - 1) or asked.scalar_one() != meetings * CELL:
        raise Untrue(f"{meetings} meetings of {cells} cells, and not everybody asked to each")
    if len(invited) < meetings * CELL:
        raise Untrue(f"{meetings * CELL - len(invited)} invitations were forgotten")
    for message in sent:
        person_id = message[0]
        answers = (person_id % SILENT != 0) and (person_id - 1) % CELL != 0
        if answers and not aside[message]:
            a_month[person_id, month_of[message]] += 1
    people = len({person for person, _month in a_month})
    found.messages = len(sent)
    found.mean = sum(a_month.values()) / people / len(found.seconds)
    found.most = max(a_month.values())
