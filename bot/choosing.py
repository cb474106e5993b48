"""Which unit a command acts in: the one that fits, the one named, or the one picked."""

from dataclasses import dataclass
from typing import ClassVar

from bot.chat import Action, Card, Choice
from bot.domain.refusal import Refused
from bot.place import Place
from bot.router import CommandEntry
from bot.turn import Turn
from storage import awaiting, units


@dataclass(frozen=True)
class ChooseUnit(Action):
    """The unit in which the command that was typed shall act."""

    name: ClassVar[str] = "unit"
    unit_id: int


async def settle_unit(turn: Turn, entry: CommandEntry, words: str) -> Card | tuple[Place, str]:
    """Find the unit a command acts in, or the card that asks. A unit's code may come first.

    Raises Refused when the person has the right nowhere.
    """
    first, _, rest = words.partition(" ")
    named = await units.by_code(turn.db, first, turn.home) if first else None
    if named is not None:
        turn.demand(named, entry.right)
        return named, rest.strip()
    fitting = [standing.unit_id for standing in turn.me.own_units(entry.right)]
    if not fitting:
        raise Refused(
            "/{command} is for the secretary and deputy secretary of a cell or committee.",
            command=entry.english,
        )
    if turn.talk.unit_id in fitting and len(fitting) > 1:
        fitting = [turn.talk.unit_id]
    if len(fitting) == 1:
        return await units.place(turn.db, fitting[0], turn.home), words
    return await _ask(turn, entry, words, fitting)


async def _ask(turn: Turn, entry: CommandEntry, words: str, fitting: list[int]) -> Card:
    """Keep what was typed and ask where it shall act."""
    await awaiting.expect(
        turn.db,
        turn.talk.id,
        ChooseUnit(0).pack(),
        now=turn.now,
        words=f"{entry.english} {words}",
    )
    named = {standing.unit_id: standing.unit_name for standing in turn.me.standings}
    return Card(
        title=turn.t("Which unit is this for?"),
        body=turn.t("I will remember it for this conversation. A code in front also works."),
        choices=tuple((Choice(named[unit_id], ChooseUnit(unit_id)),) for unit_id in fitting),
    )


async def typed_before(turn: Turn) -> tuple[str, str] | None:
    """The command and words that wait for a unit, or None when they have been used."""
    waiting = await awaiting.expected(turn.db, turn.talk.id, now=turn.now)
    if waiting is None or not waiting.action.startswith(f"{ChooseUnit.name}:"):
        return None
    await awaiting.settle(turn.db, turn.talk.id)
    command, _, words = waiting.words.partition(" ")
    return command, words
