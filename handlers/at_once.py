"""How many invitations a change would send at once, found out by trying it and undoing it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.domain.quiet import waits_until
from bot.place import Place
from bot.turn import Turn
from handlers.replanning import plan_again
from storage import headcount, moments, units

MOST_TRIED = 50  # units: each costs about ten statements, and everybody else waits meanwhile


@dataclass(frozen=True)
class AtOnce:
    """So many people would be invited at once; `unknown` units were too many to try."""

    people: int = 0
    unknown: int = 0

    def __bool__(self) -> bool:
        return bool(self.people or self.unknown)


async def would_go_out(
    turn: Turn, place: Place, change: Callable[[], Awaitable[Sequence[int]]]
) -> AtOnce:
    """What `change` would send at once; it returns the units that follow it. Nothing stays."""
    soon = waits_until(turn.now, place.rules, place.zone)
    async with turn.db.begin_nested() as trial:
        changed = await change()
        tried = sorted(changed, key=lambda unit_id: unit_id != place.id)[:MOST_TRIED]
        before = await moments.invitations_by(turn.db, tried, soon, now=turn.now)
        for unit_id in tried:
            await plan_again(turn, await units.place(turn.db, unit_id, turn.home))
        after = await moments.invitations_by(turn.db, tried, soon, now=turn.now)
        people = await headcount.summoned_in(turn.db, tried)
        await trial.rollback()
    new = (unit_id for meeting_id, unit_id in after.items() if meeting_id not in before)
    return AtOnce(sum(people.get(unit_id, 0) for unit_id in new), len(changed) - len(tried))
