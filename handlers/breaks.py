"""Breaks of a unit: told ahead; everybody is asked once, the secretary gets the figures."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from bot.cards import breaks as cards
from bot.cards.breaks import AskBreak, Listed, Month, RemoveBreak, ShowBreaks, ShowFigures
from bot.chat import Card
from bot.domain import breaks as rules
from bot.domain.answers import Mode
from bot.domain.calendar import Break, next_periods, period_of
from bot.domain.quiet import waits_until
from bot.domain.refusal import Refused
from bot.domain.roles import Right
from bot.domain.words import _
from bot.place import Place
from bot.router import Router, Scope
from bot.sweeps import Job, Sweep
from bot.turn import Turn
from handlers import availability
from handlers.alone import alone
from handlers.desk import own
from handlers.fairest import ranking, times_of
from handlers.regular import A_FEW, day_of, plan_ahead, start_of
from handlers.replanning import consequences, spread
from handlers.settled import tell_of_settled
from storage import breaks, meetings, outbox, schedules, units
from storage.outbox import Debt
from storage.reach import OnRoster
from storage.tables import Schedule, UnitBreak

router = Router()

MOST_KEPT = 12  # breaks ahead of one unit


@router.command(
    "break",
    "kynghi",
    summary="Breaks such as the summer: everyone is asked before when they are away",
    usage="01/06-31/08; Nghỉ hè",
    right=Right.SCHEDULE,
    scope=Scope.UNIT,
)
async def a_break(turn: Turn, words: str) -> Card:
    """Add a break; without words, those ahead."""
    if words:
        return await _add(turn, turn.unit, words)
    turn.expect(AskBreak(turn.unit.id))
    return await _list(turn, turn.unit)


@router.typed(AskBreak)
async def typed_break(turn: Turn, action: AskBreak, text: str) -> Card:
    """The days, and after a semicolon the name."""
    return await _add(turn, await own(turn, action.unit_id), text)


@router.action(ShowBreaks, right=Right.SCHEDULE)
async def show(turn: Turn, action: ShowBreaks) -> Card:
    """The breaks that are not over."""
    return await _list(turn, await own(turn, action.unit_id))


@router.action(RemoveBreak, right=Right.SCHEDULE)
async def remove(turn: Turn, action: RemoveBreak) -> Card:
    """Meet in these days after all; what people have said of them stays said."""
    place = await own(turn, action.unit_id)
    row = await breaks.by_id(turn.db, action.break_id)
    if row is None or row.unit_id != place.id:
        return await _list(turn, place)
    t, name = turn.speaks(place), row.name
    for prefix in ("break", "break_figures"):
        await outbox.drop(turn.db, now=turn.now, prefix=f"{prefix}:{row.id}:")
    await breaks.remove(turn.db, row)
    news = [t("{name} is no break any more.", name=name), *await _moved(turn, place)]
    return await _list(turn, place, news=news)


async def _add(turn: Turn, place: Place, words: str) -> Card:
    t, today = turn.speaks(place), place.local_day(turn.now)
    new = rules.read(words, today=today, unnamed=t("Break"))
    ahead = await _ahead(turn, place)
    if len(ahead) >= MOST_KEPT:
        raise Refused(
            "There are {most} breaks ahead already. Please remove one first.", most=MOST_KEPT
        )
    other = rules.overlapping(new, (each.each for each in ahead))
    if other is not None:
        raise Refused(
            "These days overlap with {name}, {first} to {last}. Please choose others, or remove "
            "that break first.",
            name=other.name,
            first=f"{other.first:%d/%m/%Y}",
            last=f"{other.last:%d/%m/%Y}",
        )
    ask_at, tell_at = _asks_at(turn, place, new)
    await breaks.add(turn.db, place.id, new, ask_at=ask_at, tell_at=tell_at)
    news = [
        t("Everyone is asked when they are away: {time}", time=t.when(ask_at)),
        *await _held(turn, place, new),
        *await tell_of_settled(turn, place, new.first, new.last),
        *await _moved(turn, place),
    ]
    return await _list(turn, place, news=news)


def _asks_at(turn: Turn, place: Place, new: Break) -> tuple[datetime, datetime | None]:
    """When everybody is asked, and when secretaries get the figures, if the break lasts so long."""
    day = new.first - timedelta(days=place.rules.break_question_days)
    morning = datetime.combine(day, place.rules.morning, place.zone).astimezone(UTC)
    ask_at = waits_until(max(morning, turn.now), place.rules, place.zone)
    tell_at = waits_until(ask_at + rules.ANSWERS_TAKE, place.rules, place.zone)
    return ask_at, tell_at if place.local_day(tell_at) <= new.last else None


async def _held(turn: Turn, place: Place, new: Break) -> list[str]:
    """A line for each meeting of the unit in these days that has been held: it stays as it is."""
    first = datetime.combine(new.first, datetime.min.time(), place.zone).astimezone(UTC)
    found = await meetings.between(turn.db, [place.id], first, turn.now)
    t = turn.speaks(place)
    return [
        t("The meeting of {time} has been held and stays as it is.", time=t.when(meeting.starts_at))
        for meeting, _unit in found
    ]


async def _moved(turn: Turn, place: Place) -> list[str]:
    """Have meetings follow, and say which of the unit's own have moved."""
    found = await spread(turn, place)
    moved = [each for each in found if each.was != each.meeting.starts_at]
    return await consequences(turn, place, moved)


async def _ahead(turn: Turn, place: Place) -> list[Listed]:
    found = await breaks.holding(turn.db, place.id, first=place.local_day(turn.now), last=date.max)
    return [
        Listed(row.id, as_break(row), "" if unit.id == place.id else unit.name)
        for row, unit in found
    ]


async def _list(turn: Turn, place: Place, *, news: Sequence[str] = ()) -> Card:
    found = await _ahead(turn, place)
    return cards.breaks_card(turn.speaks(place), place.id, place.name, found, news=news)


def as_break(row: UnitBreak) -> Break:
    """A stored break as the calendar knows it."""
    return Break(row.first, row.last, row.name)


@router.action(ShowFigures, right=Right.SCHEDULE)
async def show_figures(turn: Turn, action: ShowFigures) -> Card:
    """How many are there on each allowed day of the break's meetings."""
    place = await own(turn, action.unit_id)
    row = await breaks.by_id(turn.db, action.break_id)
    if row is None or row.id not in {each.id for each in await _ahead(turn, place)}:
        raise Refused("This break is not there any more. Send /break to see those ahead.")
    return await _figures(turn, place, row)


async def _figures(turn: Turn, place: Place, row: UnitBreak) -> Card:
    people = await availability.who_counts(turn, place)
    said = await breaks.who_answered(turn.db, row.id)
    schedule = await schedules.of(turn.db, place.id)
    months = [] if schedule is None else await _months(turn, place, people, schedule, row)
    return cards.figures(
        turn.speaks(place),
        place.id,
        place.name,
        row.id,
        as_break(row),
        months,
        answered=sum(each.person_id in said for each in people),
        of=len(people),
    )


async def _months(
    turn: Turn, place: Place, people: Sequence[OnRoster], schedule: Schedule, row: UnitBreak
) -> list[Month]:
    """The regular meetings ahead whose month is touched by a break."""
    found: list[Month] = []
    for period in _periods(row):
        meeting = await meetings.regular(turn.db, place.id, period)
        if meeting is None:
            planned = start_of(place, schedule, await day_of(turn, place, schedule, period))
        elif meeting.cancelled_at is not None:
            continue
        else:
            planned = meeting.starts_at
        if planned <= turn.now:
            continue
        allowed = await times_of(turn, place, schedule, period)
        times = sorted({planned, *(at for at in allowed if at > turn.now)})
        mode = Mode(meeting.mode) if meeting is not None else Mode.IN_PERSON
        options = await ranking(turn, place, people, times, planned, mode)
        by_number = sorted(options, key=lambda each: each.number)
        found.append(
            Month(
                planned,
                list(zip(times, by_number, strict=True)),
                meeting.id if meeting is not None else None,
            )
        )
    return found


def _periods(row: UnitBreak) -> list[str]:
    """The months with a day of a break, as YYYY-MM."""
    found = [period_of(row.first)]
    for period in next_periods(row.first):
        if period > period_of(row.last):
            break
        found.append(period)
    return found


async def tell_figures(sweep: Sweep) -> int:
    """Plan a break's meetings in the next few units, and owe the figures to who leads them."""
    row = await breaks.to_tell(sweep.db, now=sweep.now)
    if row is None:
        return 0
    break_id, due_at, last = row.id, row.tell_at or sweep.now, row.last
    some = await breaks.units_below(sweep.db, row.unit_id, after=row.told_to, most=A_FEW)
    for unit_id in some:
        place = await units.place(sweep.db, unit_id, sweep.home)
        tell = partial(_tell_unit, sweep, place, break_id, due_at, last)
        await alone(sweep, "the figures of a break for unit", unit_id, tell)
    await breaks.got_to(sweep.db, break_id, told=some[-1] if len(some) == A_FEW else -1)
    return max(1, len(some))


async def _tell_unit(
    sweep: Sweep, place: Place, break_id: int, due_at: datetime, last: date
) -> int:
    schedule = await schedules.of(sweep.db, place.id)
    if schedule is not None:
        await plan_ahead(sweep, place, schedule, since=due_at, through=last)
    await outbox.owe(
        sweep.db,
        *(
            Debt(
                key=f"break_figures:{break_id}:{place.id}:{person_id}",
                person_id=person_id,
                notice="break_figures",
                about={"break": break_id},
                unit_id=place.id,
                due_at=due_at,
            )
            for person_id in await units.leaders(sweep.db, place.id)
        ),
        now=sweep.now,
    )
    return 1


@router.notice(
    "break_figures",
    why=_("Before a break those who lead a unit are told how many will be there on which day."),
    gathered=True,
)
async def figures_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """The figures, while the break is not over."""
    row = await breaks.by_id(turn.db, about["break"])
    place = turn.settled_unit
    if row is None or place is None or row.last < place.local_day(turn.now):
        return None
    turn.demand(place, Right.SCHEDULE)
    return await _figures(turn, place, row)


JOBS = (Job("figures of breaks", 300, tell_figures, breaks.next_to_tell),)
