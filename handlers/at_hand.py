"""The meeting a secretary works on now: called, resolved, assigned, closed."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.refusal import Refused
from bot.place import Place
from bot.turn import Turn
from storage import held, meetings
from storage.tables import Meeting

EARLY = timedelta(hours=2)  # so long before the planned start a meeting can be opened


async def at_hand(turn: Turn, place: Place) -> Meeting:
    """The latest meeting that has begun and is not closed, else the next one ahead.

    So papers can be drafted before the meeting, and one closed late is still found. A make-up
    session, which decides nothing, is at hand only once it can be opened. Refused when there is
    neither.
    """
    found = await held.unclosed(turn.db, place.id, now=turn.now)
    if found:
        return found[0]
    ahead = next(
        (
            each
            for each in await meetings.coming(turn.db, place.id, now=turn.now)
            if each.makes_up_id is None or each.starts_at - EARLY <= turn.now
        ),
        None,
    )
    if ahead is None:
        raise Refused(
            "{unit} has no meeting to work on. /plan adds one, /schedule sets the regular ones.",
            unit=place.name,
        )
    return ahead


async def to_close(turn: Turn, place: Place) -> Sequence[Meeting]:
    """The meetings that have begun and are not closed, the latest first; Refused without one."""
    found = await held.unclosed(turn.db, place.id, now=turn.now)
    if not found:
        raise Refused("{unit} has no meeting that waits to be closed.", unit=place.name)
    return found
