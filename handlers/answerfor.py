"""Entering the answer of somebody who telephoned; their own answer replaces it."""

import hashlib
from typing import Any

from bot.cards import answering as cards
from bot.cards.answering import AnswerFor, ChooseSomebody, EnterAnswer, EnterReason, Meant
from bot.chat import Card, Reply, Toast
from bot.domain import reading
from bot.domain.answer_words import answer_in, reason_in
from bot.domain.answers import Answer, Mode, Reason, checked_reason, label
from bot.domain.names import match
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.words import _
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.answering import Desk, Entry, desk, enter
from handlers.invitations import card, said
from storage import awaiting, invitations, meetings, units

router = Router()

MOST_MEANT = 20  # people among whom a typed name may be chosen


@router.command(
    "answerfor",
    "baoho",
    summary="Enter the answer of somebody who telephoned",
    usage="Nguyễn Văn A; vắng; ốm",
    right=Right.ANSWER_FOR,
    scope=Scope.UNIT,
    names_people=True,
)
async def answer_for(turn: Turn, words: str) -> Card:
    """Name; answer; reason at once, or step by step."""
    at = await desk(turn, await _next_meeting(turn))
    name, *rest = reading.fields(words) or [""]
    if not name:
        if rest:
            raise Refused("Please begin with the name, like Nguyễn Văn A; vắng; ốm.")
        return _choose(at, everyone=False, number=0)
    entry = _entry(rest)
    meant = match(name, [(each.one.person_id, each.one.name) for each in at.called.values()])
    if not meant.candidates:
        raise Refused(
            "Nobody called {name} is asked to this meeting. Send /answerfor alone to pick a name.",
            name=name,
        )
    if meant.one is not None:
        return await _continue(turn, at, meant.one, entry)
    if len(meant.candidates) > MOST_MEANT:
        raise Refused(
            "{n} people fit {name}. Please type more of the name.",
            n=len(meant.candidates),
            name=name,
        )
    stamp = await _keep(turn, at, rest)
    people = [at.somebody(each) for each in meant.candidates]
    return cards.which(at.t, at.facts, name, people, stamp)


async def _next_meeting(turn: Turn) -> int:
    """The next meeting to which people have been asked."""
    ahead = await meetings.coming(turn.db, turn.unit.id, now=turn.now)
    if not ahead:
        raise Refused("{unit} has no meeting ahead to answer.", unit=turn.unit.name)
    return next((each.id for each in ahead if each.invited_at is not None), ahead[0].id)


def _entry(fields: list[str]) -> Entry | None:
    """What was typed after the name, None for nothing; raises Refused."""
    if not fields:
        return None
    answer = answer_in(fields[0])
    if answer is None:
        raise Refused(
            "I did not understand “{answer}”. Please write present, online, late or absent.",
            answer=fields[0],
        )
    words = "; ".join(fields[1:]).strip("; ")
    if not words:
        return Entry(answer)
    if answer is not Answer.ABSENT:
        raise Refused("Only an absence has a reason. Please leave the last part out.")
    known = reason_in(words)
    if known is not None:
        return Entry(answer, known)
    return Entry(answer, Reason.OTHER, checked_reason(words))


async def _keep(turn: Turn, at: Desk, fields: list[str]) -> str:
    """Remember what was typed until somebody has been picked; returns its stamp."""
    kept = "; ".join(fields)
    action = Meant(at.meeting.id, 0, _stamp(kept)).pack()
    await awaiting.expect(turn.db, turn.talk.id, action, now=turn.now, words=kept)
    return _stamp(kept)


def _stamp(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:8]


@router.action(Meant, right=Right.ANSWER_FOR)
async def meant(turn: Turn, action: Meant) -> Card:
    """The person meant is picked: what was typed before is entered, if it is still known."""
    at = await desk(turn, action.meeting_id)
    waiting = await awaiting.expected(turn.db, turn.talk.id, now=turn.now)
    if waiting is None or waiting.action != Meant(at.meeting.id, 0, action.stamp).pack():
        return await _continue(turn, at, action.person_id, None)
    await awaiting.settle(turn.db, turn.talk.id)
    return await _continue(turn, at, action.person_id, _entry(reading.fields(waiting.words)))


async def _continue(turn: Turn, at: Desk, person_id: int, entry: Entry | None) -> Card:
    """Enter what is known, and ask for what is not."""
    if entry is None:
        who, said_so = at.somebody(person_id), at.said_by(person_id)
        return cards.answers(at.t, at.facts, who, said_so, links=turn.home.public_url is not None)
    done = await enter(turn, at, person_id, entry)
    who = at.somebody(person_id)
    if entry.answer is Answer.ABSENT and done.said.reason is None:
        return cards.reasons(at.t, at.facts, who, done.said)
    return cards.entered(at.t, at.facts, who, done.said, told=done.told)


@router.action(ChooseSomebody, right=Right.ANSWER_FOR)
async def choose_somebody(turn: Turn, action: ChooseSomebody) -> Card:
    """A page of those for whom an answer can be entered."""
    at = await desk(turn, action.meeting_id)
    return _choose(at, everyone=action.everyone, number=action.page)


def _choose(at: Desk, *, everyone: bool, number: int) -> Card:
    people = [
        at.somebody(person_id) for person_id in at.called if everyone or at.is_silent(person_id)
    ]
    return cards.choose(at.t, at.facts, people, everyone=everyone, number=number)


@router.action(AnswerFor, right=Right.ANSWER_FOR)
async def choose_answer(turn: Turn, action: AnswerFor) -> Card:
    """What one person has said, and the answers to choose from."""
    return await _continue(turn, await desk(turn, action.meeting_id), action.person_id, None)


@router.action(EnterAnswer, right=Right.ANSWER_FOR)
async def enter_answer(turn: Turn, action: EnterAnswer) -> Card:
    """Enter an answer; a card from before a move asks again instead."""
    at = await desk(turn, action.meeting_id)
    if action.round != at.meeting.round:
        return _again(at, action.person_id)
    entry = Entry(action.answer)
    if action.answer is Answer.ABSENT:
        done = await enter(turn, at, action.person_id, entry)
        return cards.reasons(at.t, at.facts, at.somebody(action.person_id), done.said)
    return await _continue(turn, at, action.person_id, entry)


@router.action(EnterReason, right=Right.ANSWER_FOR)
async def enter_reason(turn: Turn, action: EnterReason) -> Card:
    """Enter why somebody is absent, unless they have answered for themselves since."""
    at = await desk(turn, action.meeting_id)
    if action.round != at.meeting.round:
        return _again(at, action.person_id)
    if not _is_ours(turn, at, action.person_id):
        return _answered_since(at, action.person_id)
    if action.reason is not Reason.OTHER:
        return await _continue(turn, at, action.person_id, Entry(Answer.ABSENT, action.reason))
    if at.said_by(action.person_id).reason is not Reason.OTHER:
        await enter(turn, at, action.person_id, Entry(Answer.ABSENT, Reason.OTHER))
    turn.expect(action)
    return cards.type_reason(at.t, at.facts, at.somebody(action.person_id))


@router.typed(EnterReason)
async def typed_reason(turn: Turn, action: EnterReason, text: str) -> Reply:
    """Another reason, in the secretary's words."""
    at = await desk(turn, action.meeting_id)
    if action.round != at.meeting.round:
        return _again(at, action.person_id)
    if not _is_ours(turn, at, action.person_id):
        return _answered_since(at, action.person_id)
    if at.said_by(action.person_id).reason is not Reason.OTHER:
        return Toast(
            turn.t("I did not expect words here. Send /help to see what I can do for {you}.")
        )
    entry = Entry(Answer.ABSENT, Reason.OTHER, checked_reason(text))
    return await _continue(turn, at, action.person_id, entry)


def _is_ours(turn: Turn, at: Desk, person_id: int) -> bool:
    """Whether somebody's absence still stands as it was entered here."""
    given, told = at.the(person_id).given, at.said_by(person_id)
    if given is None or not told.stands or told.answer is not Answer.ABSENT:
        return False
    return person_id == turn.me.person_id or given.invitation.answered_by is not None


def _again(at: Desk, person_id: int) -> Card:
    note = at.t("The time has changed. Please look again and answer.")
    who = at.somebody(person_id)
    return cards.answers(at.t, at.facts, who, at.said_by(person_id), note=note)


def _answered_since(at: Desk, person_id: int) -> Card:
    who = at.somebody(person_id)
    note = at.t("{name} has answered since.", name=who.label)
    return cards.answers(at.t, at.facts, who, at.said_by(person_id), note=note)


@router.notice(
    "answered_for",
    why=_("Whoever has an answer entered by the secretary is told, and may change it."),
)
async def answered_for(turn: Turn, about: dict[str, Any]) -> Card | None:
    """What was entered for somebody, with the choices to replace it."""
    asked = await invitations.of(turn.db, about["meeting"], turn.me.person_id)
    if asked is None or asked.meeting.cancelled_at or asked.meeting.starts_at <= turn.now:
        return None
    told = await said(turn, asked.meeting, asked.invitation)
    if told.answer is None or not told.stands or asked.invitation.answered_by is None:
        return None
    t = turn.speaks(units.as_place(asked.unit, turn.home))
    return await card(
        turn,
        asked,
        above=t(
            "{name} has entered an answer for {you}: {answer}.",
            name=told.entered_by,
            answer=t(label(told.answer, Mode.MIXED)),
        ),
    )
