"""rollcall, closing, digest: the meeting itself, each beside what it has to keep up with."""

import time
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import datetime, timedelta
from functools import partial
from itertools import count, islice
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import col

from benchmarks.bots import ours, serving
from benchmarks.measure import percentile, say, table
from benchmarks.organisation import CELL, COMMITTEE, Organisation
from benchmarks.tap_driver import TapDriver
from benchmarks.tap_figures import Tap, user
from benchmarks.taps import answers
from benchmarks.truth import Untrue, looking
from bot.app import Bots, utc_now
from bot.cards.closing import CloseMeeting
from bot.cards.digest import ShowDigest
from bot.cards.rollcall import A_PAGE, EVERYONE, Tick, View, seen_as
from bot.channels.telegram_words import keyboard, pages
from bot.chat import Asked, Card, Pick
from bot.domain.attendance import Attended
from storage.tables import Assignment, Held, Invitation, LedgerEntry, Meeting, Membership, Owed
from storage.tables import Resolution as Resolved

PEOPLE = 150
A_ROUND = 30  # taps and ticks
CELLS_OF_PEOPLE = PEOPLE // CELL
TICK_LIMIT, CLOSE_LIMIT_MS, DIGEST_LIMIT_S = 1.5, 300, 1.0
OFFICER = 1  # made an officer of the committee
MONTHS = 12
LIST = 9_000  # the message in the secretary's chat that shows the roll
PAUSE = 0.01  # seconds between taps


async def roll_call(scratch: Path, quick: bool) -> str:
    """One tick of a roll call of 150 people beside one tap on the same people's invitation.

    Both from the finger to the edited card, through the webhook and the fake Bot API.
    """
    rounds = 3 if quick else 10
    say(f"rollcall: {PEOPLE} people in one cell")
    organisation = Organisation(scratch / "rollcall.db", CELLS_OF_PEOPLE, utc_now())
    organisation.plan(asked=CELLS_OF_PEOPLE)
    async with looking(organisation) as bots:
        await _one_big_cell(bots)
        await _began(bots, 2)
    driver, taps, ticks = TapDriver(), answers(PEOPLE, lambda _: 1), _ticks()
    answered: list[float] = []
    ticked: list[float] = []
    async with serving(driver, partial(ours, organisation=organisation)) as bot:
        for n in range(rounds + 1):
            for what, times in ((taps, answered), (ticks, ticked)):
                some = islice(what, A_ROUND)
                result = await driver.run(some, in_flight=1, pause=PAUSE, pid=bot.pid)
                times += result.edits if n else ()  # the first round is to warm up
    await _check_ticks(organisation, driver)
    ratio = median(ticked) / median(answered)
    rows = [
        [name, f"{median(times):.2f}", f"{percentile(times, 95):.2f}", x]
        for name, times, x in (
            ("tap on an invitation", answered, "1"),
            ("tick of a roll call", ticked, f"{ratio:.2f}"),
        )
    ]
    head = ("from the tap to the edited card", "p50 ms", "p95 ms", "x the tap")
    drawn = table(f"A roll call of {PEOPLE}, {rounds * A_ROUND} times each", head, rows)
    return f"{drawn}\nWanted: at most {TICK_LIMIT} x the tap."


def _ticks() -> Iterator[Tap]:
    """The secretary ticks one after the other on a list that shows what holds, for ever."""
    states = dict.fromkeys(range(1, PEOPLE + 1), Attended.PRESENT)
    for n in count():
        person = n % PEOPLE + 1
        state = states[person]
        states[person] = Attended.UNEXCUSED if state is Attended.PRESENT else Attended.PRESENT
        page = n % PEOPLE // A_PAGE
        tick = Tick(2, person, seen_as(state, False), View.TICK, EVERYONE, page)
        yield Tap(user(0), LIST, tick.pack())


async def _check_ticks(organisation: Organisation, driver: TapDriver) -> None:
    """Every tick was a change and is in the ledger. Raises Untrue."""
    ticks = sum(tap.message_id == LIST for tap in driver.taps.values())
    async with looking(organisation) as bots, bots.database.reading() as db:
        noted = await db.scalar(select(func.count()).select_from(LedgerEntry))
    if noted != ticks:
        raise Untrue(f"{ticks} ticks, and {noted} of them are in the ledger")


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
            await _began(bots, 1)
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


def _running(file: Path, cells: int, *, past: bool = False) -> AbstractAsyncContextManager[Bots]:
    organisation = Organisation(file, cells, utc_now())
    organisation.plan(asked=min(cells, CELLS_OF_PEOPLE))
    if past:
        organisation.a_year(MONTHS)
    return looking(organisation)


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
    """Everyone in the first cell, all invited to its meeting, the first of them its secretary."""
    async with bots.database.transaction() as db:
        await db.execute(update(Membership).values(unit_id=2, roles="member"))
        secretary = update(Membership).where(col(Membership.id) == 1)
        await db.execute(secretary.values(roles="member+secretary"))
        for n in range(CELL, PEOPLE):
            moved = update(Invitation).where(col(Invitation.membership_id) == n + 1)
            await db.execute(moved.values(meeting_id=1))
        await db.execute(update(Invitation).values(answer="present", round=1))


async def _began(bots: Bots, meeting: int) -> None:
    """Let a meeting of the first cell have begun, all of whom had said they would come."""
    async with bots.database.transaction() as db:
        begun = update(Meeting).where(col(Meeting.id) == meeting)
        starts = utc_now() - timedelta(hours=2)
        await db.execute(begun.values(unit_id=2, period=None, starts_at=starts))
        invited = set(
            await db.scalars(
                select(col(Invitation.membership_id)).where(col(Invitation.meeting_id) == meeting)
            )
        )
        for n in range(1, PEOPLE + 1):
            if n not in invited:
                db.add(
                    Invitation(
                        meeting_id=meeting, membership_id=n, person_id=n, answer="present", round=1
                    )
                )


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
