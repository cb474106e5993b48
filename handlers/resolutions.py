"""Resolutions and conclusions: drafted at the meeting, voted on, corrected afterwards."""

from typing import Any

from bot.cards import decisions as cards
from bot.cards.assigning import AskAssignment, ShowAssignment
from bot.cards.decisions import (
    AskDecision,
    AskDelete,
    AskItem,
    AskVote,
    AskWords,
    Decided,
    DeleteDecision,
    ShowDecision,
    ShowDrafts,
)
from bot.cards.planning import ask
from bot.cards.short import short
from bot.chat import Card, Choice, Rows
from bot.domain import items, reading
from bot.domain.decisions import Kind, check_vote
from bot.domain.items import Decision, Item
from bot.domain.names import fold
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.assigning import assigned
from handlers.at_hand import at_hand
from handlers.decided import (
    Table,
    all_of,
    announce,
    check_may_change,
    may_change,
    noted,
    readers,
    table,
    voters,
)
from storage import held, resolutions
from storage.ledger import Subject
from storage.tables import Resolution

router = Router()

_USAGE = "Chi bộ thống nhất…; 18-1"


@router.command(
    "resolution",
    "nghiquyet",
    summary="Write the resolution, with its items and the vote",
    usage=_USAGE,
    right=Right.DRAFTS,
    scope=Scope.UNIT,
)
async def resolution(turn: Turn, words: str) -> Card:
    """A resolution of the meeting at hand; without words, what it has decided so far."""
    return await _begin(turn, Kind.RESOLUTION, words)


@router.command(
    "conclusion",
    "ketluan",
    summary="Write the conclusion, where there is no resolution",
    usage="Chi bộ kết luận…",
    right=Right.DRAFTS,
    scope=Scope.UNIT,
)
async def conclusion(turn: Turn, words: str) -> Card:
    """A conclusion of the meeting at hand; without words, what it has decided so far."""
    return await _begin(turn, Kind.CONCLUSION, words)


async def _begin(turn: Turn, kind: Kind, words: str) -> Card:
    at = await table(turn, (await at_hand(turn, turn.unit)).id)
    if not words:
        return await _drafts(turn, at)
    return await _draft(turn, at, kind, words)


@router.action(ShowDrafts, right=Right.DRAFTS)
async def show_drafts(turn: Turn, action: ShowDrafts) -> Card:
    """Everything a meeting has decided so far."""
    return await _drafts(turn, await table(turn, action.meeting_id))


@router.action(AskDecision, right=Right.DRAFTS)
async def ask_decision(turn: Turn, action: AskDecision) -> Card:
    """Ask for the words."""
    at = await table(turn, action.meeting_id)
    check_may_change(turn, at)
    turn.expect(action)
    return ask(
        at.t,
        at.place.name,
        at.t(
            "What was decided? Please type it in one message. Lines that begin with - are items: "
            "what; who; by when; how measured. The vote may follow at the end, like ; 18-1"
        ),
        back=ShowDrafts(at.meeting.id),
    )


@router.typed(AskDecision)
async def typed_decision(turn: Turn, action: AskDecision, text: str) -> Card:
    """The words."""
    return await _draft(turn, await table(turn, action.meeting_id), action.kind, text)


async def _draft(turn: Turn, at: Table, kind: Kind, text: str) -> Card:
    check_may_change(turn, at)
    if not await held.still_open(turn.db, at.meeting.id):
        raise Refused(
            "This meeting is closed. What it published can be corrected: send /resolution alone."
        )
    read = items.decision(text, today=at.place.local_day(turn.now))
    allowed = await voters(turn, at)
    if read.vote is not None:
        check_vote(*read.vote, allowed)
    row = await resolutions.put_down(turn.db, _row(turn, at, kind, read, allowed))
    await noted(
        turn,
        at,
        Subject.RESOLUTION,
        row,
        "drafted",
        became={"kind": kind.value, "words": row.words},
    )
    for each in read.items:
        await assigned(turn, at, each, resolution_id=row.id)
    return await _card(turn, at, row.id)


def _row(turn: Turn, at: Table, kind: Kind, read: Decision, allowed: int) -> Resolution:
    votes = read.vote or (None, None)
    return Resolution(
        unit_id=at.place.id,
        meeting_id=at.meeting.id,
        kind=kind.value,
        year=at.day.year,
        words=read.words,
        votes_for=votes[0],
        votes_against=votes[1],
        votes_of=allowed if read.vote else None,
        drafted_at=turn.now,
        drafted_by=turn.me.person_id,
    )


@router.action(ShowDecision, right=Right.DRAFTS)
async def show(turn: Turn, action: ShowDecision) -> Card:
    """A resolution or conclusion as it is now."""
    at, row = await _found(turn, action.resolution_id)
    return await _card(turn, at, row.id)


@router.action(AskWords, right=Right.DRAFTS)
async def ask_words(turn: Turn, action: AskWords) -> Card:
    """Ask for other words."""
    at, row = await _found(turn, action.resolution_id)
    check_may_change(turn, at)
    turn.expect(action)
    now = at.t("So far: {words}", words=row.words)
    return ask(
        at.t,
        at.place.name,
        "\n\n".join([now, at.t("Please type the new words.")]),
        back=ShowDecision(row.id),
    )


@router.typed(AskWords)
async def typed_words(turn: Turn, action: AskWords, text: str) -> Card:
    """Other words; what they were stays in the ledger."""
    at, row = await _found(turn, action.resolution_id)
    check_may_change(turn, at)
    words = "\n".join(filter(None, map(reading.tidy, text.splitlines())))
    if not words:
        raise Refused("Please type the new words.")
    items.check_words(words)
    if words != row.words:
        was, row.words = row.words, words
        await _changed(turn, at, row, "words", {"words": was}, {"words": words})
    return await _card(turn, at, row.id)


@router.action(AskVote, right=Right.DRAFTS)
async def ask_vote(turn: Turn, action: AskVote) -> Card:
    """Ask for the vote."""
    at, _row = await _found(turn, action.resolution_id)
    check_may_change(turn, at)
    turn.expect(action)
    return ask(
        at.t,
        at.place.name,
        at.t(
            "How was the vote? {n} may vote. Please type for, then against, like 18-1; none if "
            "there was no vote.",
            n=await voters(turn, at),
        ),
        back=ShowDecision(action.resolution_id),
    )


@router.typed(AskVote)
async def typed_vote(turn: Turn, action: AskVote, text: str) -> Card:
    """The vote, checked against who may vote."""
    at, row = await _found(turn, action.resolution_id)
    check_may_change(turn, at)
    allowed = await voters(turn, at)
    votes: tuple[int | None, int | None] = (None, None)
    if fold(text) not in ("none", "khong", "0"):
        votes = items.vote(text)
        check_vote(votes[0] or 0, votes[1] or 0, allowed)
    was = {"for": row.votes_for, "against": row.votes_against}
    row.votes_for, row.votes_against = votes
    row.votes_of = allowed if votes[0] is not None else None
    became = {"for": row.votes_for, "against": row.votes_against}
    if was != became:
        await _changed(turn, at, row, "vote", was, became)
    return await _card(turn, at, row.id)


@router.action(AskItem, right=Right.DRAFTS)
async def ask_item(turn: Turn, action: AskItem) -> Card:
    """Ask for one more item."""
    at, _row = await _found(turn, action.resolution_id)
    check_may_change(turn, at)
    turn.expect(action)
    return ask(
        at.t,
        at.place.name,
        at.t(
            "What has to be done? what; who; by when; how measured, for example: Nộp báo cáo "
            "quý IV; Nguyễn Văn A; 15/12/2026; báo cáo đã nộp"
        ),
        back=ShowDecision(action.resolution_id),
    )


@router.typed(AskItem)
async def typed_item(turn: Turn, action: AskItem, text: str) -> Card:
    """One more item; of a published resolution a correction."""
    at, row = await _found(turn, action.resolution_id)
    check_may_change(turn, at)
    read: Item = items.item(text, today=at.place.local_day(turn.now))
    await assigned(turn, at, read, resolution_id=row.id)
    if row.version:
        await _changed(turn, at, row, "item added", {}, {"what": read.what})
    return await _card(turn, at, row.id)


@router.action(AskDelete, right=Right.DRAFTS)
async def ask_delete(turn: Turn, action: AskDelete) -> Card:
    """Before a draft goes."""
    at, row = await _found(turn, action.resolution_id)
    check_may_change(turn, at)
    decided, _others = await all_of(turn, at)
    return cards.ask_delete(at.t, at.place.name, _of(decided, row.id))


@router.action(DeleteDecision, right=Right.DRAFTS)
async def delete(turn: Turn, action: DeleteDecision) -> Card:
    """The draft goes; the ledger keeps what it was. What is published cannot go."""
    row = await resolutions.by_id(turn.db, action.resolution_id)
    if row is None:
        raise Refused("This draft is gone already. Send /resolution to see what there is.")
    at = await table(turn, row.meeting_id)
    check_may_change(turn, at)
    if row.version:
        raise Refused("What is published stays; it can be corrected by other words.")
    decided, _others = await all_of(turn, at)
    one = _of(decided, row.id)
    was = {"words": row.words, "items": [each.what for each in one.items]}
    await noted(turn, at, Subject.RESOLUTION, row, "deleted", was=was)
    await resolutions.drop(turn.db, row)
    return await _drafts(turn, at, note=at.t("Deleted."))


async def _changed(
    turn: Turn,
    at: Table,
    row: Resolution,
    change: str,
    was: dict[str, Any],
    became: dict[str, Any],
) -> None:
    """Note a change; of something published it is a new version, which everyone is told of."""
    if row.version:
        row.version += 1
    await noted(turn, at, Subject.RESOLUTION, row, change, was=was, became=became)
    if row.version:
        people = [each.person_id for each in await readers(turn, at)]
        await announce(turn, at, row, people)


async def _found(turn: Turn, resolution_id: int) -> tuple[Table, Resolution]:
    row = await resolutions.by_id(turn.db, resolution_id)
    if row is None:
        raise Refused("This draft is gone. Send /resolution to see what there is.")
    return await table(turn, row.meeting_id), row


def _of(decided: list[Decided], resolution_id: int) -> Decided:
    return next(each for each in decided if each.resolution_id == resolution_id)


async def _card(turn: Turn, at: Table, resolution_id: int, *, note: str = "") -> Card:
    decided, _others = await all_of(turn, at)
    one = _of(decided, resolution_id)
    return cards.decision_card(
        at.t,
        at.place.name,
        one,
        items=tuple(
            (Choice(f"{n}. {short(each.what)}", ShowAssignment(each.assignment_id)),)
            for n, each in enumerate(one.items, start=1)
        ),
        back=ShowDrafts(at.meeting.id),
        may_change=may_change(turn, at),
        note=note,
    )


async def _drafts(turn: Turn, at: Table, *, note: str = "") -> Card:
    decided, others = await all_of(turn, at)
    t, meeting_id = at.t, at.meeting.id
    new: Rows = ()
    if may_change(turn, at) and not at.closed:
        new = (
            (
                Choice(t("New resolution"), AskDecision(meeting_id, Kind.RESOLUTION)),
                Choice(t("New conclusion"), AskDecision(meeting_id, Kind.CONCLUSION)),
            ),
            (Choice(t("New assignment"), AskAssignment(meeting_id)),),
        )
    others_buttons = tuple(
        (Choice(short(each.what), ShowAssignment(each.assignment_id)),) for each in others
    )
    last: Rows = ()
    before = await held.last_closed(turn.db, at.place.id, before=at.meeting.starts_at)
    if before is not None and turn.may(at.place, Right.RESOLVE):
        day = t.day(at.place.local_day(before[0].starts_at))
        words = t("Correct what was decided on {day}", day=day)
        last = ((Choice(words, ShowDrafts(before[0].id)),),)
    heading = t("{unit}: decisions of {day}", unit=at.place.name, day=t.day(at.day))
    return cards.drafts(
        t, heading, meeting_id, decided, others, new=(*others_buttons, *new), last=last, note=note
    )
