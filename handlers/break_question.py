"""The one question before a break: when are you away?"""

from typing import Any

from bot.cards import breaks as cards
from bot.cards.breaks import AwaySomeDays, AwayThroughout, NeverAway, ShowQuestion
from bot.chat import Card, Reply
from bot.domain.away import Said, Span, read, read_span
from bot.domain.breaks import reason_of
from bot.domain.refusal import Refused
from bot.domain.words import _
from bot.place import Place
from bot.router import Router
from bot.sweeps import MOST, Job, Sweep
from bot.turn import Turn
from handlers import away
from handlers.breaks import as_break
from storage import breaks, outbox, units
from storage.outbox import Debt
from storage.tables import UnitBreak

router = Router()


async def ask(sweep: Sweep) -> int:
    """Owe the question to the next people of the unit that set a break, and of those below."""
    row = await breaks.to_ask(sweep.db, now=sweep.now)
    if row is None:
        return 0
    some = await breaks.people_below(sweep.db, row.unit_id, after=row.asked_to, most=MOST)
    await outbox.owe(
        sweep.db,
        *(
            Debt(
                key=f"break:{row.id}:{person_id}",
                person_id=person_id,
                notice="break_question",
                about={"break": row.id},
                unit_id=unit_id,
                due_at=row.ask_at or sweep.now,
            )
            for person_id, unit_id in some
        ),
        now=sweep.now,
    )
    await breaks.got_to(sweep.db, row.id, asked=some[-1][0] if len(some) == MOST else -1)
    return max(1, len(some))


@router.notice(
    "break_question",
    why=_("Before a break everyone is asked once when they are away."),
    gathered=True,
)
async def question_notice(turn: Turn, about: dict[str, Any]) -> Card | None:
    """The question, unless it has been answered or the break is over."""
    row = await breaks.by_id(turn.db, about["break"])
    if row is None or turn.settled_unit is None:
        return None
    if row.last < turn.settled_unit.local_day(turn.now):
        return None
    if await breaks.has_answered(turn.db, row.id, turn.me.person_id):
        return None
    return await _question(turn, row)


@router.action(ShowQuestion)
async def show(turn: Turn, action: ShowQuestion) -> Card:
    """The question, or the answer."""
    row = await _asked(turn, action.break_id)
    place = await units.place(turn.db, row.unit_id, turn.home)
    if await breaks.has_answered(turn.db, row.id, turn.me.person_id):
        return await _said(turn, place, row)
    return await _question(turn, row)


@router.action(NeverAway)
async def never(turn: Turn, action: NeverAway) -> Card:
    """There all the time: what was said of days in the break before stays said."""
    row = await _asked(turn, action.break_id)
    await breaks.answered(turn.db, row.id, turn.me.person_id, now=turn.now)
    place = await units.place(turn.db, row.unit_id, turn.home)
    return await _said(turn, place, row, note=turn.t("Noted. Thank {you}!"))


@router.action(AwayThroughout)
async def throughout(turn: Turn, action: AwayThroughout) -> Card:
    """Away for the whole break."""
    row = await _asked(turn, action.break_id)
    reason, words = reason_of(row.name)
    return await _away(turn, row, Said(Span(row.first, row.last), reason, words))


@router.action(AwaySomeDays)
async def some_days(turn: Turn, action: AwaySomeDays) -> Card:
    """The days are typed next."""
    row = await _asked(turn, action.break_id)
    turn.expect(action)
    place = await units.place(turn.db, row.unit_id, turn.home)
    return cards.type_days(turn.speaks(place), place.name, row.id, as_break(row))


@router.typed(AwaySomeDays)
async def typed_days(turn: Turn, action: AwaySomeDays, text: str) -> Reply:
    """Days with a reason, or alone: then they are away because of the break."""
    row = await _asked(turn, action.break_id)
    place = await units.place(turn.db, row.unit_id, turn.home)
    today = place.local_day(turn.now)
    try:
        said = Said(read_span(text, today=today), *reason_of(row.name))
    except Refused:
        said = read(text, today=today)
    return await _away(turn, row, said)


async def _away(turn: Turn, row: UnitBreak, said: Said) -> Card:
    card = await away.take(turn, said)
    await breaks.answered(turn.db, row.id, turn.me.person_id, now=turn.now)
    return card


async def _question(turn: Turn, row: UnitBreak) -> Card:
    place = await units.place(turn.db, row.unit_id, turn.home)
    return cards.question(turn.speaks(place), place.name, row.id, as_break(row))


async def _said(turn: Turn, place: Place, row: UnitBreak, *, note: str = "") -> Card:
    """What somebody has said of a break: their days away, or that there are none."""
    if await away.says_away(turn, Span(row.first, row.last)):
        return await away.all_days(turn, note=note)
    return cards.answered(turn.speaks(place), place.name, row.id, as_break(row), note=note)


async def _asked(turn: Turn, break_id: int) -> UnitBreak:
    """A break that holds in a unit of the person asking."""
    row = await breaks.by_id(turn.db, break_id)
    if row is not None:
        for standing in turn.me.standings:
            held = await breaks.holding(turn.db, standing.unit_id, first=row.first, last=row.last)
            if any(each.id == row.id for each, _unit in held):
                return row
    raise Refused("This break is not there any more. {You} can still send /away.")


JOBS = (Job("questions before breaks", 300, ask, breaks.next_to_ask),)
