"""What a member was asked to do: read, put off, helped with, handed over, done."""

from typing import Any

from bot.cards import task_lists
from bot.cards import tasks as cards
from bot.cards.answering import Somebody
from bot.cards.task_lists import ShowMine, ShowOfUnit
from bot.cards.tasks import (
    AskHand,
    AskHelp,
    AskSnooze,
    HandTask,
    ReportTask,
    SeeTask,
    ShowTask,
    SnoozeTask,
)
from bot.chat import Card, Choice, Reply
from bot.domain import reading
from bot.domain.names import match
from bot.domain.refusal import Refused
from bot.domain.roles import Right, Role, Status
from bot.domain.tasks import Snooze, snoozed_until
from bot.domain.words import _
from bot.router import Router
from bot.turn import Turn
from handlers import places
from handlers.desk import own
from handlers.naming import label
from handlers.task_facts import (
    Tasked,
    card,
    check_open,
    noted,
    remind_again,
    shown,
    tasked,
    tell,
)
from storage import assignments, people, reach, units

router = Router()

LONGEST_HELP = 500  # characters
MOST_MEANT = 10


@router.command("tasks", "nhiemvu", summary="My tasks, and how they stand")
async def my_tasks(turn: Turn, words: str) -> Card:
    """What I have to do, and for those who give tasks a way to their unit's."""
    if words:
        raise Refused("/tasks takes no words; it shows {your} tasks.")
    return await show_mine(turn, ShowMine(0))


@router.action(ShowMine)
async def show_mine(turn: Turn, action: ShowMine) -> Card:
    """A page of my open tasks in all units, the earliest due first."""
    mine = await places.own(turn)
    t = places.speech(turn, mine)
    found = await assignments.open_with(turn.db, turn.me.person_id)
    leads = tuple(
        (Choice(t("Tasks of {unit}", unit=place.name), ShowOfUnit(place.id, 0)),)
        for place in mine
        if turn.may(place, Right.ASSIGN)
    )
    ours = [shown(each, mine=True) for each in found]
    return task_lists.mine(t, ours, t.local_day(turn.now), action.page, leads=leads)


@router.action(ShowOfUnit, right=Right.ASSIGN)
async def show_of_unit(turn: Turn, action: ShowOfUnit) -> Card:
    """A page of a unit's open tasks, what needs somebody's word first."""
    place = await own(turn, action.unit_id, Right.ASSIGN)
    return await unit_card(turn, place.id, action.page)


async def unit_card(turn: Turn, unit_id: int, page: int = 0) -> Card:
    """The open tasks of a unit; the right is the caller's to demand."""
    place = await units.place(turn.db, unit_id, turn.home)
    t = turn.speaks(place)
    found = await assignments.open_of(turn.db, place.id)
    today = place.local_day(turn.now)
    listed = [shown(each, leads=True) for each in found]
    return task_lists.of_unit(t, place.id, place.name, listed, today, page)


@router.action(ShowTask)
async def show(turn: Turn, action: ShowTask) -> Card:
    """A task as it is now."""
    return card(await tasked(turn, action.task_id))


@router.action(SeeTask)
async def see(turn: Turn, action: SeeTask) -> Card:
    """Got it."""
    at = await _mine(turn, action.task_id)
    if at.row.seen_at is None:
        at.row.seen_at = turn.now
        await noted(turn, at, "seen")
    return card(at, note=at.t("Noted. Thank {you}!"))


@router.action(ReportTask)
async def report(turn: Turn, action: ReportTask) -> Card:
    """Done, says who has it; the secretary confirms it. Or not done after all."""
    at = await _mine(turn, action.task_id)
    row = at.row
    if action.done == (row.done_at is not None):
        return card(at, note=at.t("Noted. Thank {you}!"))
    row.done_at = turn.now if action.done else None
    row.seen_at = row.seen_at or turn.now
    row.help_at, row.help_words = None, ""
    if not action.done:
        remind_again(turn, at)
    await noted(turn, at, "reported" if action.done else "withdrawn")
    if action.done:
        await tell(turn, at, "task_done", await units.leaders(turn.db, at.place.id))
    return card(at, note=at.t("Noted. Thank {you}!"))


@router.action(AskSnooze)
async def ask_snooze(turn: Turn, action: AskSnooze) -> Card:
    """Until when?"""
    at = await _mine(turn, action.task_id)
    return cards.snoozes(at.t, at.shown, at.today)


@router.action(SnoozeTask)
async def snooze(turn: Turn, action: SnoozeTask) -> Card:
    """Remind me later; the due date stays where it is."""
    at = await _mine(turn, action.task_id)
    if action.days not in set(Snooze):
        raise Refused("This button is no longer valid. Please send the command again.")
    if at.row.done_at is not None:
        return card(at)
    until = snoozed_until(Snooze(action.days), at.place.rules, at.place.zone, now=turn.now)
    at.row.remind_at = until
    at.row.seen_at = at.row.seen_at or turn.now
    await noted(turn, at, "put off", until=until.isoformat())
    return card(at, note=at.t("I shall remind {you} at {time}.", time=at.t.when(until)))


@router.action(AskHelp)
async def ask_help(turn: Turn, action: AskHelp) -> Card:
    """What for?"""
    at = await _mine(turn, action.task_id)
    turn.expect(action)
    return cards.ask_help(at.t, at.shown)


@router.typed(AskHelp)
async def typed_help(turn: Turn, action: AskHelp, text: str) -> Card:
    """The words go to the secretary."""
    at = await _mine(turn, action.task_id)
    words = reading.tidy(text)
    if not words or len(words) > LONGEST_HELP:
        raise Refused("Please say it in words, in at most {most} characters.", most=LONGEST_HELP)
    at.row.help_at, at.row.help_words = turn.now, words
    at.row.seen_at = at.row.seen_at or turn.now
    await noted(turn, at, "help")
    await tell(turn, at, "task_help", await units.leaders(turn.db, at.place.id))
    return card(at, note=at.t("The secretary is told."))


@router.action(AskHand)
async def ask_hand(turn: Turn, action: AskHand) -> Card:
    """To whom?"""
    at = await tasked(turn, action.task_id)
    check_open(at)
    turn.expect(AskHand(action.task_id, 0))
    return cards.choose_owner(at.t, at.shown, await _others(turn, at), number=action.page)


@router.typed(AskHand)
async def typed_hand(turn: Turn, action: AskHand, text: str) -> Reply:
    """A name; when it is not certain, who is meant."""
    at = await tasked(turn, action.task_id)
    check_open(at)
    others = await _others(turn, at)
    meant = match(text, [(each.person_id, each.label) for each in others])
    if meant.one is not None:
        return await hand(turn, HandTask(at.row.id, at.row.person_id or 0, meant.one))
    if not meant.candidates:
        raise Refused("Nobody in {unit} is called {name}.", unit=at.place.name, name=text[:60])
    fitting = [each for each in others if each.person_id in meant.candidates][:MOST_MEANT]
    turn.expect(AskHand(action.task_id, 0))
    return cards.choose_owner(at.t, at.shown, fitting, number=0, typed=text[:60])


@router.action(HandTask)
async def hand(turn: Turn, action: HandTask) -> Card:
    """Who gives tasks hands it over at once; who has it asks the secretary to."""
    at = await tasked(turn, action.task_id)
    check_open(at)
    if (at.row.person_id or 0) != action.from_id:
        return card(at, note=at.t("Somebody else has this task by now. Please look again."))
    to = await _other(turn, at, action.to_id)
    if at.leads:
        await hand_over(turn, at, action.to_id)
        at = await tasked(turn, action.task_id)
        return card(at, note=at.t("{name} has this task now.", name=to.label))
    leaders = await units.leaders(turn.db, at.place.id)
    about = {"from_id": action.from_id, "to_id": action.to_id}
    await tell(turn, at, "task_handing", leaders, **about)
    await noted(turn, at, "handing asked for")
    return card(at, note=at.t("The secretary is asked. Until then the task stays with {you}."))


async def hand_over(turn: Turn, at: Tasked, to_id: int) -> None:
    """Give the task to somebody else, with everything about it begun anew; both hear of it."""
    row, before = at.row, at.row.person_id
    row.person_id, row.owner_left = to_id, False
    row.seen_at = row.help_at = row.done_at = None
    row.help_words = ""
    remind_again(turn, at)
    await noted(turn, at, "handed over", from_id=before)
    await tell(turn, at, "task_given", [to_id])
    if before is not None:
        await tell(turn, at, "task_gone", [before])


async def _mine(turn: Turn, task_id: int) -> Tasked:
    """An open task of the person asking; Refused when somebody else has it."""
    at = await tasked(turn, task_id)
    check_open(at)
    if not at.mine:
        raise Refused("Somebody else has this task. Send /tasks to see {your} own.")
    return at


async def _others(turn: Turn, at: Tasked) -> list[Somebody]:
    """Everyone of the unit who may have a task and does not have this one."""
    return [
        Somebody(each.person_id, label(at.t, each))
        for each in await reach.roster(turn.db, at.place.id)
        if each.status is not Status.SUSPENDED
        and Role.MONITOR not in each.roles
        and each.person_id != at.row.person_id
    ]


async def _other(turn: Turn, at: Tasked, person_id: int) -> Somebody:
    for each in await _others(turn, at):
        if each.person_id == person_id:
            return each
    raise Refused("This person cannot have the task. Please choose somebody else.")


@router.notice("task_given", why=_("Whoever is given a task is told."))
async def given_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """A task that was handed to its reader."""
    at = await tasked(turn, about["task"])
    if not at.mine or not at.shown.task.open:
        return None
    return card(at, above=at.t("This task has been given to {you}."))


@router.notice("task_gone", why=_("Whoever had a task is told when somebody else has it."))
async def gone_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """A task that is its reader's no more."""
    found = await assignments.given(turn.db, about["task"])
    if found is None or found.row.person_id == turn.me.person_id or not found.name:
        return None
    t = turn.speaks(units.as_place(found.unit, turn.home))
    name = await people.name_of(turn.db, found.row.person_id or 0)
    return Card(
        title=t("{unit}: task", unit=found.unit.name),
        body="\n".join([found.row.what, "", t("{name} has this task now.", name=name)]),
    )
