"""Feedback that waits for us: read, answered, passed on."""

import re
from typing import Any

from bot.cards import inbox as cards
from bot.cards.feedback import Step
from bot.cards.inbox import AskAnswer, AskEscalate, AskForward, ShowInbox, ShowWaiting
from bot.chat import Card
from bot.domain import reading
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.words import _
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.desk import own
from handlers.voices import (
    Heard,
    check_waits,
    heard,
    redraw,
    send_up,
    tell,
    tell_officers,
    waiting,
)
from storage import feedback, units

router = Router()

LONGEST = 3000  # characters of an answer or a reason


@router.command(
    "inbox",
    "hopthu",
    summary="Feedback that waits for us",
    right=Right.INBOX,
    scope=Scope.UNIT,
)
async def inbox(turn: Turn, words: str) -> Card:
    """What waits for the unit's word."""
    if words:
        raise Refused(
            "/inbox takes nothing but the code of a unit, like /inbox {code}.", code=turn.unit.code
        )
    return await show(turn, ShowInbox(turn.unit.id, 0))


@router.action(ShowInbox, right=Right.INBOX)
async def show(turn: Turn, action: ShowInbox) -> Card:
    """A page of it, the overdue and the oldest first."""
    place = await own(turn, action.unit_id, Right.INBOX)
    found = await feedback.waiting_with(turn.db, place.id)
    forward = None
    if turn.may(place, Right.FORWARD) and any(each.row.state == "new" for each in found):
        forward = AskForward(place.id)
    return cards.inbox(
        turn.speaks(place),
        place.id,
        place.name,
        [await waiting(turn, each) for each in found],
        action.page,
        forward=forward,
        now=turn.now,
    )


@router.action(ShowWaiting, right=Right.INBOX)
async def show_one(turn: Turn, action: ShowWaiting) -> Card:
    """One that waits, with its whole words."""
    return await _card(turn, await heard(turn, action.feedback_id, Right.INBOX))


@router.command(
    "answer",
    "traloi",
    summary="Answer feedback",
    usage="12; Đã ghi nhận, sẽ sửa trong tháng 12",
    right=Right.ANSWER,
)
async def answer(turn: Turn, words: str) -> Card:
    """ID; TEXT at once; with only the ID the text is asked for."""
    number, text = _numbered(words)
    at = await heard(turn, number, Right.ANSWER)
    if not text:
        return await ask_answer(turn, AskAnswer(number))
    return await _answer(turn, at, text)


@router.action(AskAnswer, right=Right.ANSWER)
async def ask_answer(turn: Turn, action: AskAnswer) -> Card:
    """Ask for the answer."""
    at = await heard(turn, action.feedback_id, Right.ANSWER)
    check_waits(at)
    turn.expect(action)
    return cards.ask_answer(at.t, await waiting(turn, at.voiced))


@router.typed(AskAnswer)
async def typed_answer(turn: Turn, action: AskAnswer, text: str) -> Card:
    """The answer."""
    return await _answer(turn, await heard(turn, action.feedback_id, Right.ANSWER), text)


async def _answer(turn: Turn, at: Heard, text: str) -> Card:
    """The asker gets it at once; what a cell answers still goes up, marked so."""
    check_waits(at)
    words = _words(text)
    row = at.row
    row.answered_at = turn.now
    if row.state != "new":
        row.state, row.remind_at, row.overdue_since = "answered", None, None
    await feedback.step(
        turn.db,
        row,
        Step.ANSWERED.value,
        at.holder.id,
        by_id=turn.me.person_id,
        now=turn.now,
        words=words,
    )
    await redraw(turn, row)
    if row.author_id is not None:
        await tell(turn, at.holder, "feedback_answered", [row.author_id], feedback=row.id)
    note = at.t("Answered. Whoever asked is told.")
    if row.state == "new":
        note = at.t("Answered. It still goes up with the rest, marked so.")
    again = await heard(turn, row.id, Right.ANSWER)
    return await _card(turn, again, above=note)


@router.command(
    "escalate",
    "chuyencaptren",
    summary="Pass feedback on to the level above",
    usage="12; Vượt thẩm quyền của đảng ủy",
    right=Right.ESCALATE,
)
async def escalate(turn: Turn, words: str) -> Card:
    """ID; REASON at once; with only the ID the reason is asked for."""
    number, text = _numbered(words)
    at = await heard(turn, number, Right.ESCALATE)
    if not text:
        return await ask_escalate(turn, AskEscalate(number))
    return await _escalate(turn, at, text)


@router.action(AskEscalate, right=Right.ESCALATE)
async def ask_escalate(turn: Turn, action: AskEscalate) -> Card:
    """Ask why, or at the top to whom outside."""
    at = await heard(turn, action.feedback_id, Right.ESCALATE)
    _check_may_escalate(at)
    turn.expect(action)
    above = ""
    if at.holder.parent_id is not None:
        above = (await units.place(turn.db, at.holder.parent_id, turn.home)).name
    return cards.ask_escalate(at.t, await waiting(turn, at.voiced), above)


@router.typed(AskEscalate)
async def typed_escalate(turn: Turn, action: AskEscalate, text: str) -> Card:
    """The reason, or to whom outside."""
    return await _escalate(turn, await heard(turn, action.feedback_id, Right.ESCALATE), text)


def _check_may_escalate(at: Heard) -> None:
    check_waits(at)
    if at.row.state == "new":
        raise Refused("What a unit has not sent up yet goes with /forward, all of it together.")


async def _escalate(turn: Turn, at: Heard, text: str) -> Card:
    _check_may_escalate(at)
    words, row = _words(text), at.row
    if at.holder.parent_id is None:
        row.state = "outside"
        await feedback.step(
            turn.db,
            row,
            Step.OUTSIDE.value,
            at.holder.id,
            by_id=turn.me.person_id,
            now=turn.now,
            words=words,
        )
        await redraw(turn, row)
        again = await heard(turn, row.id, Right.ESCALATE)
        return await _card(
            turn, again, above=at.t("Noted. The clock runs on; please enter the answer here.")
        )
    holder = await send_up(turn, row, Step.ESCALATED, words=words)
    await tell_officers(turn, holder, "feedback_escalated", feedback=row.id)
    shown = await waiting(turn, at.voiced)
    return cards.forwarded(at.t, shown.unit, holder.name, 1)


def _numbered(words: str) -> tuple[int, str]:
    """The number in front, with or without #, and the text after the semicolon."""
    number, mark, text = words.partition(";")
    found = re.fullmatch("#?([0-9]{1,9})", number.strip())
    if found is None:
        raise Refused("Please begin with the number, like 12; and the text. /inbox shows them.")
    return int(found[1]), text if mark else ""


def _words(text: str) -> str:
    words = "\n".join(filter(None, map(reading.tidy, text.splitlines())))
    if not words or len(words) > LONGEST:
        raise Refused("Please write it in at most {most} characters.", most=LONGEST)
    return words


async def _card(turn: Turn, at: Heard, *, above: str = "") -> Card:
    shown = await waiting(turn, at.voiced, whole=True)
    return cards.waiting_card(at.t, shown, now=turn.now, above=above)


async def _notice(turn: Turn, feedback_id: int, above: str) -> Card | None:
    """A feedback that has come to its reader's unit, unless it has gone on or been answered."""
    at = await heard(turn, feedback_id, Right.INBOX)
    if at.row.state not in feedback.WAITING:
        return None
    return await _card(turn, at, above=at.t(above))


@router.notice("feedback_new", why=_("The secretary is told when a member sends feedback."))
async def new_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """A member of the unit has said something."""
    found = await feedback.voiced(turn.db, about["feedback"])
    if found is None:
        return None
    place = units.as_place(found.unit, turn.home)
    turn.demand(place, Right.FORWARD)
    t = turn.speaks(place)
    above = t("There is new feedback.")
    if found.row.difficulty:
        above = t("A difficulty has been reported; it has gone up already.")
    shown = await waiting(turn, found, whole=True)
    return cards.waiting_card(t, shown, now=turn.now, above=above)


@router.notice(
    "feedback_difficulty", why=_("A difficulty goes to the committee above on the same day.")
)
async def difficulty_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """A difficulty, to the officers above."""
    return await _notice(turn, about["feedback"], _("A difficulty has been reported."))


@router.notice("feedback_escalated", why=_("The committee above is told what is passed on to it."))
async def escalated_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """Something passed on from below."""
    return await _notice(turn, about["feedback"], _("This has been passed on to us."))


@router.notice(
    "feedback_reopened", why=_("Feedback that an answer did not settle goes one level up, once.")
)
async def reopened_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """An answer below did not settle it."""
    return await _notice(turn, about["feedback"], _("The answer did not settle this."))
