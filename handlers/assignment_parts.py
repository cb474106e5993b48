"""The parts of an assignment: who, by when, how it is measured; asked for once, changed later."""

from calendar import monthrange
from datetime import date, timedelta

from bot.cards import assigning as cards
from bot.cards.assigning import (
    EPOCH,
    AskPart,
    Day,
    GiveTo,
    LeaveOpen,
    SetDue,
)
from bot.chat import Card
from bot.domain import items, reading
from bot.domain.items import LONGEST_ITEM, Part
from bot.domain.names import match
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.router import Router
from bot.turn import Turn
from handlers.assignment_card import card_of, found_for, iso, named, note_change, somebody
from handlers.decided import (
    Table,
    as_given,
    check_may_change,
    next_meeting,
    owners,
)
from storage.tables import Assignment

router = Router()

MOST_MEANT = 10


@router.action(LeaveOpen, right=Right.DRAFTS)
async def leave_open(turn: Turn, action: LeaveOpen) -> Card:
    """What is missing stays so and is not asked for again."""
    at, row = await found_for(turn, action.assignment_id)
    row.asked = True
    await turn.db.flush()
    return await card_of(turn, at, row.id)


@router.action(AskPart, right=Right.DRAFTS)
async def ask_part(turn: Turn, action: AskPart) -> Card:
    """Ask for one part."""
    at, row = await found_for(turn, action.assignment_id)
    check_may_change(turn, at, Right.ASSIGN)
    turn.expect(AskPart(row.id, action.part, 0))
    one = as_given(await named(turn, row))
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
    at, row = await found_for(turn, action.assignment_id)
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
        await note_change(turn, at, row, field, {field: was}, {field: words})
    return await card_of(turn, at, row.id)


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
        one = as_given(await named(turn, row))
        return cards.ask_who(at.t, at.place.name, one, fitting, 0, typed=name)
    return await _give(turn, at, row, meant.one)


@router.action(GiveTo, right=Right.DRAFTS)
async def give_to(turn: Turn, action: GiveTo) -> Card:
    """Who has it."""
    at, row = await found_for(turn, action.assignment_id)
    check_may_change(turn, at, Right.ASSIGN)
    if action.person_id:
        somebody(await owners(turn, at), action.person_id)
    return await _give(turn, at, row, action.person_id or None)


async def _give(turn: Turn, at: Table, row: Assignment, person_id: int | None) -> Card:
    before = row.person_id
    if before != person_id:
        row.person_id, row.owner_left = person_id, False
        row.seen_at = row.help_at = row.done_at = None
        row.help_words = ""
        await note_change(turn, at, row, "who", {"person": before}, {"person": person_id}, before)
    return await card_of(turn, at, row.id)


@router.action(SetDue, right=Right.DRAFTS)
async def set_due(turn: Turn, action: SetDue) -> Card:
    """By when, from a button."""
    at, row = await found_for(turn, action.assignment_id)
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
        await note_change(turn, at, row, "due", {"due": iso(was)}, {"due": iso(day)})
    return await card_of(turn, at, row.id)
