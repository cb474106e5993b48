"""Members describe shifts that repeat, once; invitations that clash with one say so."""

from datetime import timedelta

from bot.cards import shifts as cards
from bot.cards.shifts import DropShifts, Known, SayShifts, ShowShifts
from bot.chat import Card, Reply
from bot.domain.refusal import Refused
from bot.domain.shift_words import read
from bot.domain.shifts import Pattern
from bot.router import Router
from bot.turn import Turn
from storage import shifts

router = Router()

MOST_KEPT = 10
SHOWN = 5  # next shifts of a pattern
LOOKED_AHEAD = timedelta(days=100)  # longer than the longest cycle


@router.command(
    "shifts",
    "lichtruc",
    summary="My shifts that repeat",
    usage="trực thứ 3 và thứ 6",
)
async def say(turn: Turn, words: str) -> Card:
    """A pattern in one line; alone it shows what is known."""
    return await _take(turn, words) if words else await show(turn, ShowShifts())


@router.action(ShowShifts)
async def show(turn: Turn, action: ShowShifts) -> Card:
    """Everything known, by the next shifts."""
    return await _all(turn)


async def _all(turn: Turn, *, note: str = "") -> Card:
    rows = await shifts.rows_of(turn.db, turn.me.person_id)
    return cards.shifts_card(
        turn.t, [_known(turn, row.id, Pattern.of(row.pattern)) for row in rows], note=note
    )


@router.action(SayShifts)
async def ask(turn: Turn, action: SayShifts) -> Card:
    """The shifts are typed next."""
    turn.expect(action)
    return cards.type_shifts(turn.t)


@router.typed(SayShifts)
async def typed(turn: Turn, action: SayShifts, text: str) -> Reply:
    """A pattern in one message."""
    return await _take(turn, text)


@router.action(DropShifts)
async def drop(turn: Turn, action: DropShifts) -> Card:
    """These shifts are no more."""
    await shifts.remove(turn.db, turn.me.person_id, action.number)
    return await _all(turn, note=turn.t("Noted. Thank {you}!"))


async def _take(turn: Turn, words: str) -> Card:
    described = read(words, today=turn.t.local_day(turn.now))
    kept = await shifts.rows_of(turn.db, turn.me.person_id)
    row = next((each for each in kept if each.pattern == described.pattern.text), None)
    if row is None:
        if len(kept) >= MOST_KEPT:
            raise Refused("These are too many shifts to remember. Please take some back first.")
        row = await shifts.add(turn.db, turn.me.person_id, described.pattern, now=turn.now)
    return cards.understood(
        turn.t,
        _known(turn, row.id, described.pattern),
        frees_an_evening=described.frees_an_evening,
        note=turn.t("Noted. Thank {you}!"),
    )


def _known(turn: Turn, number: int, pattern: Pattern) -> Known:
    now = turn.now.astimezone(turn.t.zone).replace(tzinfo=None)
    begins = max(now, min(line.start for line in pattern.lines))
    return Known(number, pattern.between(begins, begins + LOOKED_AHEAD)[:SHOWN])
