"""Assignments as they are drafted and corrected: who does what, by when, measured how."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from bot.cards import assigning as cards
from bot.cards.answering import Somebody
from bot.cards.assigning import (
    EPOCH,
    AskAssignment,
    AskPart,
    Day,
    DeleteAssignment,
    GiveTo,
    LeaveOpen,
    MeantOwners,
    SetDue,
    ShowAssignment,
)
from bot.cards.decisions import ShowDecision, ShowDrafts
from bot.cards.planning import ask
from bot.chat import Action, Card
from bot.domain import items, reading
from bot.domain.items import LONGEST_ITEM, Item, Part
from bot.domain.names import match
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.tasks import next_reminder
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.at_hand import at_hand
from handlers.decided import (
    Table,
    announce,
    as_given,
    check_may_change,
    may_change,
    next_meeting,
    noted,
    owners,
    table,
)
from storage import assignments, drafts, held
from storage.assignments import Assigned
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
    _somebody(people, action.person_id)
    await drafts.drop(turn.db, turn.me.person_id, WORDS)
    read = items.assignment(words, today=at.place.local_day(turn.now))
    return await _made(turn, at, [await assigned(turn, at, read, person_id=action.person_id)])


def _somebody(people: list[Somebody], person_id: int) -> Somebody:
    found = next((each for each in people if each.person_id == person_id), None)
    if found is None:
        raise Refused("This person cannot have the task. Please choose somebody else.")
    return found


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
    became = {"what": what, "due": _iso(read.due_on), "measure": read.measure}
    await noted(turn, at, Subject.ASSIGNMENT, row, "drafted", became=became)
    if at.closed and person_id is not None:
        await announce(turn, at, row, [person_id])
    return row


def _publish(turn: Turn, at: Table, row: Assignment) -> None:
    row.version, row.published_at = 1, turn.now
    row.remind_at = next_reminder(row.due_on, at.place.rules, at.place.zone, after=turn.now)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


async def _made(turn: Turn, at: Table, rows: list[Assignment]) -> Card:
    if len(rows) == 1:
        return await _card(turn, at, rows[0].id)
    note = at.t.plural("{n} task has been put down.", "{n} tasks have been put down.", len(rows))
    return await _card(turn, at, rows[-1].id, above=note)


@router.action(ShowAssignment, right=Right.DRAFTS)
async def show(turn: Turn, action: ShowAssignment) -> Card:
    """An assignment as it is now."""
    at, row = await _found(turn, action.assignment_id)
    return await _card(turn, at, row.id)


@router.action(LeaveOpen, right=Right.DRAFTS)
async def leave_open(turn: Turn, action: LeaveOpen) -> Card:
    """What is missing stays so and is not asked for again."""
    at, row = await _found(turn, action.assignment_id)
    row.asked = True
    await turn.db.flush()
    return await _card(turn, at, row.id)


@router.action(AskPart, right=Right.DRAFTS)
async def ask_part(turn: Turn, action: AskPart) -> Card:
    """Ask for one part."""
    at, row = await _found(turn, action.assignment_id)
    check_may_change(turn, at, Right.ASSIGN)
    turn.expect(AskPart(row.id, action.part, 0))
    one = as_given(await _named(turn, row))
    unit = at.place.name
    match action.part:
        case Part.WHO:
            return cards.ask_who(at.t, unit, one, await owners(turn, at), action.page)
        case Part.DUE:
            return cards.ask_due(at.t, unit, one, await _days(turn, at))
    return cards.ask_words(at.t, unit, one, action.part)


async def _days(turn: Turn, at: Table) -> list[Day]:
    """The days that are likely meant, the earliest first, each once."""
    today = at.place.local_day(turn.now)
    ahead = await next_meeting(turn, at)
    ends = [
        (today.replace(day=monthrange(today.year, today.month)[1]), at.t("End of the month")),
        (_end_of_next_month(today), at.t("End of next month")),
    ]
    found = [(ahead, at.t("The next meeting")), *ends] if ahead is not None else ends
    days = {on: called for on, called in reversed(found) if on >= today}
    return [Day(on, days[on]) for on in sorted(days)]


def _end_of_next_month(today: date) -> date:
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first.replace(day=monthrange(first.year, first.month)[1])


@router.typed(AskPart)
async def typed_part(turn: Turn, action: AskPart, text: str) -> Card:
    """One part, in words."""
    at, row = await _found(turn, action.assignment_id)
    check_may_change(turn, at, Right.ASSIGN)
    if action.part is Part.WHO:
        return await _typed_who(turn, at, row, text)
    if action.part is Part.DUE:
        day = items.due_on(text, today=at.place.local_day(turn.now))
        return await _set_due(turn, at, row, day)
    words = reading.tidy(text)
    if not words or len(words) > LONGEST_ITEM:
        raise Refused("Please write it in at most {most} characters.", most=LONGEST_ITEM)
    field = action.part.value
    was = getattr(row, field)
    if was != words:
        setattr(row, field, words)
        await _changed(turn, at, row, field, {field: was}, {field: words})
    return await _card(turn, at, row.id)


async def _typed_who(turn: Turn, at: Table, row: Assignment, text: str) -> Card:
    if items.everybody(text):
        return await _give(turn, at, row, None)
    people = await owners(turn, at)
    meant = match(text, [(each.person_id, each.label) for each in people])
    name = text.strip()[:60]
    if not meant.candidates:
        raise Refused("Nobody in {unit} is called {name}.", unit=at.place.name, name=name)
    if meant.one is None:
        fitting = [each for each in people if each.person_id in meant.candidates][:MOST_MEANT]
        turn.expect(AskPart(row.id, Part.WHO, 0))
        one = as_given(await _named(turn, row))
        return cards.ask_who(at.t, at.place.name, one, fitting, 0, typed=name)
    return await _give(turn, at, row, meant.one)


@router.action(GiveTo, right=Right.DRAFTS)
async def give_to(turn: Turn, action: GiveTo) -> Card:
    """Who has it."""
    at, row = await _found(turn, action.assignment_id)
    check_may_change(turn, at, Right.ASSIGN)
    if action.person_id:
        _somebody(await owners(turn, at), action.person_id)
    return await _give(turn, at, row, action.person_id or None)


async def _give(turn: Turn, at: Table, row: Assignment, person_id: int | None) -> Card:
    before = row.person_id
    if before != person_id:
        row.person_id, row.owner_left = person_id, False
        row.seen_at = row.help_at = row.done_at = None
        row.help_words = ""
        await _changed(turn, at, row, "who", {"person": before}, {"person": person_id}, before)
    return await _card(turn, at, row.id)


@router.action(SetDue, right=Right.DRAFTS)
async def set_due(turn: Turn, action: SetDue) -> Card:
    """By when, from a button."""
    at, row = await _found(turn, action.assignment_id)
    check_may_change(turn, at, Right.ASSIGN)
    if not action.day:
        return await _set_due(turn, at, row, None)
    if not 0 < action.day < 73_000:
        raise Refused("This button is no longer valid. Please send the command again.")
    day = EPOCH + timedelta(days=action.day)
    return await _set_due(
        turn, at, row, items.due_on(day.isoformat(), today=at.place.local_day(turn.now))
    )


async def _set_due(turn: Turn, at: Table, row: Assignment, day: date | None) -> Card:
    was = row.due_on
    if was != day:
        row.due_on = day
        await _changed(turn, at, row, "due", {"due": _iso(was)}, {"due": _iso(day)})
    return await _card(turn, at, row.id)


@router.action(DeleteAssignment, right=Right.DRAFTS)
async def delete(turn: Turn, action: DeleteAssignment) -> Card:
    """A draft goes; a published one is taken back, and who has it is told."""
    at, row = await _found(turn, action.assignment_id)
    check_may_change(turn, at, Right.ASSIGN)
    was = {"what": row.what, "due": _iso(row.due_on), "measure": row.measure}
    back: Action = ShowDrafts(at.meeting.id)
    if row.resolution_id is not None:
        back = ShowDecision(row.resolution_id)
    if row.version:
        row.settled_at, row.settled_by = turn.now, turn.me.person_id
        row.outcome, row.remind_at = "dropped", None
        await _changed(turn, at, row, "taken back", was, {})
        note = at.t("Taken back.")
    else:
        await noted(turn, at, Subject.ASSIGNMENT, row, "deleted", was=was)
        await turn.db.delete(row)
        note = at.t("Deleted.")
    await turn.db.flush()
    return cards.gone(at.t, at.place.name, note, back)


async def _changed(
    turn: Turn,
    at: Table,
    row: Assignment,
    change: str,
    was: dict[str, Any],
    became: dict[str, Any],
    before: int | None = None,
) -> None:
    """Note a change; of something published it is a new version, told to whom it concerns."""
    if row.version:
        row.version += 1
        if not row.outcome:
            row.remind_at = next_reminder(row.due_on, at.place.rules, at.place.zone, after=turn.now)
    await noted(turn, at, Subject.ASSIGNMENT, row, change, was=was, became=became)
    if row.version:
        concerned = {row.person_id, before} - {None, turn.me.person_id}
        await announce(turn, at, row, sorted(each for each in concerned if each is not None))


async def _found(turn: Turn, assignment_id: int) -> tuple[Table, Assignment]:
    row = await turn.db.get(Assignment, assignment_id)
    if row is None:
        raise Refused("This draft is gone. Send /resolution to see what there is.")
    at = await table(turn, row.meeting_id)
    if row.outcome:
        raise Refused("This task has been settled already. Send /tasks to see the open ones.")
    return at, row


async def _named(turn: Turn, row: Assignment) -> Assigned:
    found = await assignments.of_meeting(turn.db, row.meeting_id)
    return next(each for each in found if each.row.id == row.id)


async def _card(turn: Turn, at: Table, assignment_id: int, *, above: str = "") -> Card:
    row = await turn.db.get_one(Assignment, assignment_id)
    back: Action = ShowDrafts(at.meeting.id)
    if row.resolution_id is not None:
        back = ShowDecision(row.resolution_id)
    return cards.assignment_card(
        at.t,
        at.place.name,
        as_given(await _named(turn, row)),
        ask=not row.asked and not row.version,
        published=bool(row.version),
        may_change=may_change(turn, at, Right.ASSIGN),
        back=back,
        above=above,
    )
