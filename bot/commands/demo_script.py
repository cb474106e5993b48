"""What to try in the demo, step by step, and how each step is seen to have happened."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.commands.sample import MATHS, OFFICER, QUIET, SECRETARY, YOUNG
from bot.domain.words import _
from handlers.digest import MONTHLY
from storage.tables import (
    Assignment,
    Feedback,
    Held,
    Invitation,
    Meeting,
    Owed,
    Resolution,
    Schedule,
    Screen,
    Unit,
)

if TYPE_CHECKING:
    from bot.commands.demo_stage import Stage

Seen = Callable[["Stage", AsyncSession], Awaitable[bool]]


@dataclass(frozen=True)
class Step:
    """One thing to try: what, on whose phone ("" for the clock), and what can be typed for it.

    `words` begin with the English name of a command; they are written in the reader's language.
    """

    what: str
    who: str
    seen: Seen
    words: str = ""


def _there(*which: Any) -> Seen:
    """Whether there is a row for which all this holds."""

    async def seen(stage: Stage, db: AsyncSession) -> bool:
        return (await db.execute(select(1).where(*which).limit(1))).first() is not None

    return seen


def _cell() -> ColumnElement[bool]:
    return col(Meeting.unit_id).in_(select(col(Unit.id)).where(col(Unit.code) == MATHS))


def _answer(name: str, *which: Any) -> Seen:
    """Whether somebody has answered in such a way."""

    async def seen(stage: Stage, db: AsyncSession) -> bool:
        theirs = col(Invitation.person_id) == stage.people[name]
        return await _there(theirs, *which)(stage, db)

    return seen


def _got(name: str, *notices: str) -> Seen:
    """Whether somebody has got one of these messages."""

    async def seen(stage: Stage, db: AsyncSession) -> bool:
        return await _there(
            col(Owed.person_id) == stage.people[name],
            col(Owed.notice).in_(notices),
            col(Owed.outcome) == "sent",
        )(stage, db)

    return seen


async def _begun(stage: Stage, db: AsyncSession) -> bool:
    return await _there(_cell(), col(Meeting.starts_at) <= stage.clock.time)(stage, db)


STEPS = (
    Step(
        _("The secretary sets the regular meeting in one line."),
        SECRETARY,
        _there(col(Schedule.unit_id).in_(select(col(Unit.id)).where(col(Unit.code) == MATHS))),
        "schedule 3 19:30; Phòng 205, nhà A1",
    ),
    Step(
        _("Move the clock until the invitations go out, a week before the meeting."),
        "",
        _there(_cell(), col(Meeting.invited_at).is_not(None)),
    ),
    Step(
        _("The member cannot come: one tap, and one more for the reason."),
        YOUNG,
        _answer(YOUNG, col(Invitation.answer) == "absent", col(Invitation.reason).is_not(None)),
    ),
    Step(
        _("Move the clock: only who is silent is reminded."),
        "",
        _got(QUIET, "reminder", "last_reminder"),
    ),
    Step(
        _("Now the silent member answers too."),
        QUIET,
        _answer(QUIET, col(Invitation.answer).is_not(None)),
    ),
    Step(_("Move the clock to the hour of the meeting."), "", _begun),
    Step(
        _("The secretary opens the meeting."),
        SECRETARY,
        _there(col(Held.opened_at).is_not(None)),
        "open",
    ),
    Step(
        _("Closed too early, it says exactly what is missing."),
        SECRETARY,
        _there(col(Screen.shows).startswith("cl:")),
        "close",
    ),
    Step(
        _("The roll call is filled in from the answers; tick whoever differs, then confirm."),
        SECRETARY,
        _there(col(Held.roll_at).is_not(None)),
        "rollcall",
    ),
    Step(
        _("A resolution, in one line."),
        SECRETARY,
        _there(col(Resolution.id).is_not(None)),
        "resolution Thống nhất dạy thí điểm hai lớp bằng hai thứ tiếng",
    ),
    Step(
        _("A task, with who does it and by when."),
        SECRETARY,
        _there(col(Assignment.id).is_not(None)),
        f"assign {YOUNG}; Soạn kế hoạch dạy thí điểm; 08/12/2026",
    ),
    Step(
        _("Move the clock an hour, then close: everyone gets what was decided."),
        SECRETARY,
        _there(col(Held.closed_at).is_not(None)),
        "close",
    ),
    Step(
        _("The member asks something and taps Send."),
        YOUNG,
        _there(col(Feedback.id).is_not(None)),
        "feedback Đề nghị sớm sửa máy chiếu phòng 205",
    ),
    Step(
        _("The secretary sends it up."),
        SECRETARY,
        _there(col(Feedback.state) != "new"),
        "forward",
    ),
    Step(
        _("Move the clock: the officer is told what waits for an answer."),
        "",
        _got(OFFICER, "feedback_arrived", "feedback_waits", "feedback_overdue"),
    ),
    Step(
        _("The officer answers, and the answer reaches who asked."),
        OFFICER,
        _there(col(Feedback.answered_at).is_not(None)),
        "inbox",
    ),
    Step(
        _("Move the clock to the tenth: the committee gets its digest."),
        "",
        _got(OFFICER, MONTHLY),
    ),
)


async def done(stage: Stage) -> list[bool]:
    """Which steps have happened."""
    async with stage.bots.database.reading() as db:
        return [await step.seen(stage, db) for step in STEPS]
