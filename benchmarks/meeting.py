"""rollcall, closing, digest: the meeting itself, each beside what it has to keep up with."""

import time
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import update
from sqlmodel import col

from benchmarks.measure import percentile, say, table
from benchmarks.organisation import CELL, COMMITTEE, Organisation
from benchmarks.tap_figures import user
from benchmarks.truth import Untrue
from bot.app import Bots, running, utc_now
from bot.cards.closing import CloseMeeting
from bot.cards.digest import ShowDigest
from bot.cards.invitation import AnswerInvitation
from bot.cards.rollcall import EVERYONE, Tick, View, seen_as
from bot.channels.telegram_words import keyboard, pages
from bot.chat import Asked, Card, Pick
from bot.config import Settings
from bot.domain.answers import Answer
from bot.domain.attendance import Attended
from storage.tables import Assignment, Held, Invitation, Meeting, Membership, Owed
from storage.tables import Resolution as Resolved

PEOPLE = 150
CELLS_OF_PEOPLE = PEOPLE // CELL
TICK_LIMIT, CLOSE_LIMIT_MS, DIGEST_LIMIT_S = 1.5, 300, 1.0
OFFICER = 1  # made an officer of the committee
MONTHS = 12
CALLERS = 3  # secretary, deputy, note-taker


async def roll_call(scratch: Path, quick: bool) -> str:
    """One tick of a roll call of 150 people beside one tap on the same people's invitation."""
    times = 60 if quick else 300
    say(f"rollcall: {PEOPLE} people in one cell")
    async with AsyncExitStack() as stack:
        bots = await stack.enter_async_context(_running(scratch / "rollcall.db", CELLS_OF_PEOPLE))
        await _one_big_cell(bots)
        await _hour(bots, ahead=True)
        taps = [await _timed(bots, n, _answer(n)) for n in range(times)]
        await _hour(bots, ahead=False)
        states: dict[int, Attended] = {}
        ticks = []
        for n in range(times):
            person = n % PEOPLE + 1
            state = states.get(person, Attended.PRESENT)
            seen = seen_as(state, False)
            page = n % 12
            tick = Tick(1, person, seen, View.TICK, EVERYONE, page)
            ticks.append(await _timed(bots, n % CALLERS, tick))
            states[person] = Attended.UNEXCUSED if state is Attended.PRESENT else Attended.PRESENT
    ratio = median(ticks) / median(taps)
    rows = [
        ["tap on an invitation", f"{median(taps):.2f}", f"{percentile(taps, 95):.2f}", "1"],
        [
            "tick of a roll call",
            f"{median(ticks):.2f}",
            f"{percentile(ticks, 95):.2f}",
            f"{ratio:.2f}",
        ],
    ]
    head = ("from the tap to the message to edit", "p50 ms", "p95 ms", "x the tap")
    drawn = table(f"A roll call of {PEOPLE}, {times} times each", head, rows)
    return f"{drawn}\nWanted: at most {TICK_LIMIT} x the tap."


def _answer(n: int) -> AnswerInvitation:
    return AnswerInvitation(1, 1, Answer.PRESENT)


async def closing(scratch: Path, quick: bool) -> str:
    """The turn that closes a meeting and owes 150 people what was decided."""
    times = 3 if quick else 9
    took = []
    say(f"closing: {PEOPLE} people are told")
    for n in range(times):
        async with AsyncExitStack() as stack:
            file = scratch / f"closing-{n}.db"
            bots = await stack.enter_async_context(_running(file, CELLS_OF_PEOPLE))
            await _one_big_cell(bots)
            await _hour(bots, ahead=False)
            await _ready_to_close(bots)
            took.append(await _timed(bots, 0, CloseMeeting(1)))
            async with bots.database.reading() as db:
                owed = (await db.execute(Owed.__table__.select())).all()  # type: ignore[attr-defined]
            if sum(row.notice == "decided" for row in owed) != PEOPLE:
                raise Untrue(f"not everyone of {PEOPLE} is owed what was decided")
        file.unlink()
    rows = [["close and publish", f"{median(took):.0f}", f"{max(took):.0f}"]]
    drawn = table(
        f"Closing a meeting of {PEOPLE}, {times} times", ("one turn", "p50 ms", "most"), rows
    )
    return f"{drawn}\nWanted: under {CLOSE_LIMIT_MS} ms."


async def digests(scratch: Path, quick: bool) -> str:
    """The digest of a committee over its cells, and how it grows with them."""
    sizes = (50, 500) if quick else (500, 5_000)
    looks = 3 if quick else 5
    found: dict[int, float] = {}
    for cells in sizes:
        say(f"digest: {cells:,} cells of {CELL}, {MONTHS} months")
        async with AsyncExitStack() as stack:
            file = scratch / f"digest-{cells}.db"
            bots = await stack.enter_async_context(_running(file, cells, past=True))
            times = [await _timed(bots, OFFICER - 1, ShowDigest(COMMITTEE)) for _ in range(looks)]
            found[cells] = median(times) / 1000
        file.unlink()
    first = sizes[0]
    rows = [
        [f"{cells:,}", f"{seconds:.3f}", f"{seconds / found[first]:.1f}", f"{cells / first:.0f}"]
        for cells, seconds in found.items()
    ]
    head = ("cells", "p50 s", "x the first", "cells x")
    drawn = table(f"The digest, {looks} looks at each size", head, rows)
    wanted = f"500 cells under {DIGEST_LIMIT_S:.0f} s, and growth no faster than the cells"
    return f"{drawn}\nWanted: {wanted}."


def _running(file: Path, cells: int, *, past: bool = False) -> Any:
    organisation = Organisation(file, cells, utc_now())
    organisation.plan(asked=min(cells, CELLS_OF_PEOPLE))
    if past:
        organisation.a_year(MONTHS)
    settings = Settings(database_url=organisation.url, web_port=0)
    return running(settings, alone=True)


async def _timed(bots: Bots, member: int, action: Any) -> float:
    """Milliseconds from a tap to the message that the phone will show."""
    deed = Pick(action.pack(), str(1_000_000 + member))
    asked = Asked("telegram", str(user(member % PEOPLE)), deed, order=_number())
    began = time.perf_counter()
    outcome = await bots.turns.take(asked)
    reply = outcome.reply
    if not isinstance(reply, Card):
        raise Untrue(f"{type(action).__name__} was answered with {type(reply).__name__}")
    pages(reply)
    keyboard(reply)
    return (time.perf_counter() - began) * 1000


_numbers = iter(range(1, 10_000_000))


def _number() -> int:
    return next(_numbers)


async def _one_big_cell(bots: Bots) -> None:
    """Everyone in the first cell, all invited to its meeting, the first of them call its roll."""
    async with bots.database.transaction() as db:
        await db.execute(update(Membership).values(unit_id=2, roles="member"))
        callers = update(Membership).where(col(Membership.id) <= CALLERS)
        await db.execute(callers.values(roles="member+secretary"))
        for n in range(CELL, PEOPLE):
            moved = update(Invitation).where(col(Invitation.membership_id) == n + 1)
            await db.execute(moved.values(meeting_id=1))
        await db.execute(update(Invitation).values(answer="present", round=1))


async def _hour(bots: Bots, *, ahead: bool) -> None:
    """Put the meeting ahead, or let it have begun."""
    starts = utc_now() + (timedelta(days=3) if ahead else -timedelta(hours=2))
    async with bots.database.transaction() as db:
        await db.execute(update(Meeting).where(col(Meeting.id) == 1).values(starts_at=starts))


async def _ready_to_close(bots: Bots) -> None:
    now: datetime = utc_now()
    async with bots.database.transaction() as db:
        db.add(
            Held(
                meeting_id=1,
                ended_at=now - timedelta(minutes=20),
                roll_at=now,
                counted=PEOPLE,
                present=PEOPLE,
                voters=PEOPLE,
            )
        )
        db.add(
            Resolved(
                unit_id=2,
                meeting_id=1,
                kind="resolution",
                year=now.year,
                words="Thống nhất nhiệm vụ trọng tâm. " * 20,
                votes_for=PEOPLE,
                votes_against=0,
                drafted_at=now,
            )
        )
        for n in range(20):
            db.add(
                Assignment(
                    unit_id=2,
                    meeting_id=1,
                    what=f"Nhiệm vụ {n}",
                    person_id=n + 1,
                    due_on=now.date() + timedelta(days=20),
                    drafted_at=now,
                )
            )
