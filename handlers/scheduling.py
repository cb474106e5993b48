"""The regular meetings of a unit: on which day of the month, at what time, and where."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice
from typing import ClassVar

from bot.cards.planning import ask
from bot.cards.schedule import Ahead, schedule_card
from bot.chat import Action, Card
from bot.domain import reading
from bot.domain.calendar import Schedule as Rule
from bot.domain.calendar import month_of, next_periods
from bot.domain.roles import Right
from bot.place import Place
from bot.router import Router, Scope
from bot.turn import Turn
from handlers.desk import own
from handlers.regular import day_of, plan_ahead, rule_of, start_of, this_month
from handlers.replanning import follow, plan_steps
from storage import meetings, schedules
from storage.tables import Meeting, Schedule

router = Router()

DATES = 3
MONTHS_LOOKED_AT = 15  # enough for three dates, even where a year has been cancelled


@dataclass(frozen=True)
class AskSchedule(Action):
    """The regular day and time of a unit are typed next."""

    name: ClassVar[str] = "regular"
    unit_id: int


@dataclass(frozen=True)
class AskPlace(Action):
    """The regular place is typed next; `at` is the time in minutes after midnight."""

    name: ClassVar[str] = "regwhere"
    unit_id: int
    at: int
    when: str


@router.command(
    "schedule",
    "datlich",
    summary="Set the regular monthly meeting",
    usage="3 19:30; Hội trường A",
    right=Right.SCHEDULE,
    scope=Scope.UNIT,
)
async def schedule(turn: Turn, words: str) -> Card:
    """Set or show when and where the unit meets every month."""
    if words:
        return await _understand(turn, turn.unit, words)
    turn.expect(AskSchedule(turn.unit.id))
    row = await schedules.of(turn.db, turn.unit.id)
    t = turn.t
    if row is None:
        return ask(
            t,
            turn.unit.name,
            t(
                "On which day of the month, at what time and where? For example: "
                "3 19:30; Hội trường A\n"
                "Or with a weekday: first sat 08:00; Hội trường A"
            ),
        )
    change = t("To change it, type it anew, for example: 3 19:30; Hội trường A")
    return await _card(turn, turn.unit, row, [change])


@router.typed(AskSchedule)
async def typed_schedule(turn: Turn, action: AskSchedule, text: str) -> Card:
    """The day and time, perhaps with the place."""
    return await _understand(turn, await own(turn, action.unit_id), text)


@router.typed(AskPlace)
async def typed_place(turn: Turn, action: AskPlace, text: str) -> Card:
    """The place."""
    place = await own(turn, action.unit_id)
    hour, minute = divmod(action.at, 60)
    return await _understand(turn, place, f"{action.when} {hour:02d}:{minute:02d}; {text}")


async def _understand(turn: Turn, place: Place, words: str) -> Card:
    if len(reading.fields(words)) > 1:
        return await _set(turn, place, reading.schedule(words))
    found = reading.schedule_when(words)
    turn.expect(AskPlace(place.id, found.at.hour * 60 + found.at.minute, found.when))
    t = turn.speaks(place)
    return ask(t, place.name, t("Where does the unit meet? For example: Hội trường A"))


async def _set(turn: Turn, place: Place, rule: Rule) -> Card:
    before = await schedules.of(turn.db, place.id)
    old = rule_of(before) if before is not None else None
    row = await schedules.put(
        turn.db,
        place.id,
        rule=rule.when,
        at=f"{rule.at:%H:%M}",
        place=rule.place,
        period=this_month(turn, place),
        now=turn.now,
    )
    news = [] if old is None else await _changed(turn, place, row, old)
    await plan_ahead(turn, place, row, since=turn.now)
    return await _card(turn, place, row, news)


async def _changed(turn: Turn, place: Place, row: Schedule, old: Rule) -> list[str]:
    """Have planned meetings follow the new schedule, and say which do not."""
    t = turn.speaks(place)
    news: list[str] = []
    for meeting in await meetings.coming(turn.db, place.id, now=turn.now):
        if meeting.period is None:
            continue
        was = meeting.starts_at
        if meeting.invited_at is not None:
            stays = start_of(place, row, await day_of(turn, place, row, meeting.period)) != was
            if stays or meeting.place != row.place:
                news.append(
                    t(
                        "People are invited to {time} already, so that meeting stays as it is. "
                        "/move changes it.",
                        time=t.when(was),
                    )
                )
            continue
        if not await _follow(turn, place, row, old, meeting):
            news.append(
                t("The meeting of {time} stays: it is too late for the new day.", time=t.when(was))
            )
        elif meeting.starts_at != was:
            news.append(
                t(
                    "The meeting planned for {old} is now: {new}",
                    old=t.when(was),
                    new=t.when(meeting.starts_at),
                )
            )
    return news


async def _follow(turn: Turn, place: Place, row: Schedule, old: Rule, meeting: Meeting) -> bool:
    """A place or a time that somebody gave this one meeting stays when the rule's stays."""
    new = rule_of(row)
    if meeting.place == old.place:
        meeting.place = new.place
    followed = True
    if replace(new, place="") != replace(old, place=""):
        followed = await follow(turn, place, row, meeting, by=turn.me.person_id)
    await plan_steps(turn, place, meeting)
    return followed


async def _card(turn: Turn, place: Place, row: Schedule, news: list[str]) -> Card:
    t = turn.speaks(place)
    return schedule_card(
        t,
        place.name,
        rule_of(row),
        await _ahead(turn, place, row, t.language),
        plans_on=t.local_day(row.plan_at),
        news=news,
    )


async def _ahead(turn: Turn, place: Place, row: Schedule, language: str) -> list[Ahead]:
    """The next regular meetings: as planned where they are, else as the schedule gives them."""
    first = this_month(turn, place)
    after = next_periods(date(*month_of(first), 1))
    periods = list(islice(chain([first], after), MONTHS_LOOKED_AT))
    planned = await meetings.of_periods(turn.db, place.id, periods)
    found: list[Ahead] = []
    for period in periods:
        meeting = planned.get(period)
        if meeting is not None and meeting.cancelled_at is not None:
            continue
        day = await day_of(turn, place, row, period, language)
        start = start_of(place, row, day)
        if meeting is not None and meeting.starts_at != start:
            each = Ahead(meeting.starts_at, settled=True)
        else:
            moved = None if day.moved_because is None else day.nominal
            each = Ahead(start, moved, day.moved_because or "", day.ask)
        if each.starts_at > turn.now:
            found.append(each)
        if len(found) == DATES:
            break
    return found
