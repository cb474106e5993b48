"""Assignments as they are drafted and corrected: who does what, by when, measured how."""

from bot.cards import assigning as cards
from bot.cards.answering import Somebody
from bot.cards.assigning import (
    AskAssignment,
    DeleteAssignment,
    MeantOwners,
    ShowAssignment,
)
from bot.cards.decisions import ShowDecision, ShowDrafts
from bot.cards.planning import ask
from bot.chat import Action, Card
from bot.domain import items, reading
from bot.domain.items import Item
from bot.domain.names import match
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.tasks import next_reminder
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.assignment_card import card_of, found_for, iso, note_change, somebody
from handlers.at_hand import at_hand
from handlers.decided import (
    Table,
    announce,
    check_may_change,
    noted,
    owners,
    table,
)
from storage import drafts, held
from storage.ledger import Subject
from storage.tables import Assignment

router = Router()

WORDS = "assign"  # the kind of draft
MOST_MEANT = 10
MOST_OWNERS = 10
JOINED = (",", "+")


@router.command(
    "assign",
    "phancong",
    summary="Assign a task: who, what, by when",
    usage="Nguyễn Văn A; Nộp báo cáo quý IV; 15/12/2026",
    right=Right.DRAFTS,
    scope=Scope.UNIT,
)
async def assign(turn: Turn, words: str) -> Card:
    """A task of the meeting at hand: at once with words, else asked for."""
    at = await table(turn, (await at_hand(turn, turn.unit)).id)
    if not words:
        return _ask(turn, at)
    return await _assign(turn, at, words)


@router.action(AskAssignment, right=Right.DRAFTS)
async def ask_assignment(turn: Turn, action: AskAssignment) -> Card:
    """Ask for who and what."""
    return _ask(turn, await table(turn, action.meeting_id))


def _ask(turn: Turn, at: Table) -> Card:
    check_may_change(turn, at, Right.ASSIGN)
    turn.expect(AskAssignment(at.meeting.id))
    return ask(
        at.t,
        at.place.name,
        at.t(
            "Who does what by when? For example: Nguyễn Văn A; Nộp báo cáo quý IV; 15/12/2026. "
            "Several names are separated by commas; “cả chi bộ” is the whole unit."
        ),
        back=ShowDrafts(at.meeting.id),
    )


@router.typed(AskAssignment)
async def typed_assignment(turn: Turn, action: AskAssignment, text: str) -> Card:
    """Who; what; by when; how measured."""
    return await _assign(turn, await table(turn, action.meeting_id), text)


async def _assign(turn: Turn, at: Table, words: str) -> Card:
    check_may_change(turn, at, Right.ASSIGN)
    if not await held.still_open(turn.db, at.meeting.id):
        raise Refused(
            "This meeting is closed. What it assigned can be corrected: send /resolution alone."
        )
    read = items.assignment(words, today=at.place.local_day(turn.now))
    people = await owners(turn, at)
    if items.everybody(read.who):
        return await _made(turn, at, [await assigned(turn, at, read, person_id=None)])
    found: list[int] = []
    for name in _names(read.who, people):
        meant = match(name, [(each.person_id, each.label) for each in people])
        if not meant.candidates:
            raise Refused("Nobody in {unit} is called {name}.", unit=at.place.name, name=name)
        if meant.one is None:
            fitting = [each for each in people if each.person_id in meant.candidates]
            mark = await drafts.keep(turn.db, turn.me.person_id, WORDS, words, now=turn.now)
            return cards.which_owner(
                at.t, at.place.name, at.meeting.id, name, fitting[:MOST_MEANT], mark
            )
        found.append(meant.one)
    rows = [await assigned(turn, at, read, person_id=each) for each in dict.fromkeys(found)]
    return await _made(turn, at, rows)


def _names(who: str, people: list[Somebody]) -> list[str]:
    """Several names, if they were typed with commas between them."""
    if match(who, [(each.person_id, each.label) for each in people]).one is not None:
        return [who]
    for mark in JOINED:
        who = who.replace(mark, "\n")
    names = [reading.tidy(name) for name in who.splitlines() if name.strip()]
    if len(names) > MOST_OWNERS:
        raise Refused("Please name at most {most} people at once.", most=MOST_OWNERS)
    return names


@router.action(MeantOwners, right=Right.DRAFTS)
async def meant_owner(turn: Turn, action: MeantOwners) -> Card:
    """Who was meant is picked; what was typed before is assigned."""
    at = await table(turn, action.meeting_id)
    check_may_change(turn, at, Right.ASSIGN)
    words = await drafts.kept(turn.db, turn.me.person_id, WORDS, action.mark)
    if words is None:
        raise Refused("This has been used already. Please send /assign with the next one.")
    people = await owners(turn, at)
    somebody(people, action.person_id)
    await drafts.drop(turn.db, turn.me.person_id, WORDS)
    read = items.assignment(words, today=at.place.local_day(turn.now))
    return await _made(turn, at, [await assigned(turn, at, read, person_id=action.person_id)])


async def assigned(
    turn: Turn,
    at: Table,
    read: Item,
    *,
    person_id: int | None = None,
    resolution_id: int | None = None,
) -> Assignment:
    """Put an assignment down. As an item of a resolution its name is looked up here; one that
    fits nobody for certain stays within the words, so that nothing typed is lost."""
    what = read.what
    if resolution_id is not None and read.who and not items.everybody(read.who):
        people = await owners(turn, at)
        person_id = match(read.who, [(each.person_id, each.label) for each in people]).one
        if person_id is None:
            what = f"{what} ({read.who})"
    row = Assignment(
        unit_id=at.place.id,
        meeting_id=at.meeting.id,
        resolution_id=resolution_id,
        what=what,
        person_id=person_id,
        due_on=read.due_on,
        measure=read.measure,
        drafted_at=turn.now,
        drafted_by=turn.me.person_id,
    )
    turn.db.add(row)
    if at.closed:
        _publish(turn, at, row)
    became = {"what": what, "due": iso(read.due_on), "measure": read.measure}
    await noted(turn, at, Subject.ASSIGNMENT, row, "drafted", became=became)
    if at.closed and person_id is not None:
        await announce(turn, at, row, [person_id])
    return row


def _publish(turn: Turn, at: Table, row: Assignment) -> None:
    row.version, row.published_at = 1, turn.now
    row.remind_at = next_reminder(row.due_on, at.place.rules, at.place.zone, after=turn.now)


async def _made(turn: Turn, at: Table, rows: list[Assignment]) -> Card:
    if len(rows) == 1:
        return await card_of(turn, at, rows[0].id)
    note = at.t.plural("{n} task has been put down.", "{n} tasks have been put down.", len(rows))
    return await card_of(turn, at, rows[-1].id, above=note)


@router.action(ShowAssignment, right=Right.DRAFTS)
async def show(turn: Turn, action: ShowAssignment) -> Card:
    """An assignment as it is now."""
    at, row = await found_for(turn, action.assignment_id)
    return await card_of(turn, at, row.id)


@router.action(DeleteAssignment, right=Right.DRAFTS)
async def delete(turn: Turn, action: DeleteAssignment) -> Card:
    """A draft goes; a published one is taken back, and who has it is told."""
    at, row = await found_for(turn, action.assignment_id)
    check_may_change(turn, at, Right.ASSIGN)
    was = {"what": row.what, "due": iso(row.due_on), "measure": row.measure}
    back: Action = ShowDrafts(at.meeting.id)
    if row.resolution_id is not None:
        back = ShowDecision(row.resolution_id)
    if row.version:
        row.settled_at, row.settled_by = turn.now, turn.me.person_id
        row.outcome, row.remind_at = "dropped", None
        await note_change(turn, at, row, "taken back", was, {})
        note = at.t("Taken back.")
    else:
        await noted(turn, at, Subject.ASSIGNMENT, row, "deleted", was=was)
        await turn.db.delete(row)
        note = at.t("Deleted.")
    await turn.db.flush()
    return cards.gone(at.t, at.place.name, note, back)
