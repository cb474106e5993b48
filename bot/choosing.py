"""Which unit a command acts in: the one that fits, the one named, or the one picked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from bot.chat import Action, Card, Choice
from bot.domain.names import fold
from bot.domain.refusal import Refused
from bot.domain.roles import UnitKind
from bot.place import Place
from bot.router import CommandEntry
from bot.turn import Turn
from storage import awaiting, reach, units

MOST_ASKED = 40  # units among which one is asked


@dataclass(frozen=True)
class ChooseUnit(Action):
    """The unit in which the command that was typed shall act."""

    name: ClassVar[str] = "unit"
    unit_id: int


async def settle_unit(turn: Turn, entry: CommandEntry, words: str) -> Card | tuple[Place, str]:
    """Find the unit a command acts in, or the card that asks. A unit's code may come first.

    Where a person is named, a word that is both a name and a code means the person, unless the
    code is typed letter for letter by one who may do this there. Raises Refused when the person
    asking has the right nowhere.
    """
    named = await units.in_front(turn.db, words, turn.home) if words else None
    if named is not None and not await _means_a_person(turn, entry, words, named[0]):
        turn.demand(named[0], entry.right)
        return named
    fitting = {each.unit_id: each.unit_name for each in turn.me.own_units(entry.right)}
    fitting = fitting or await _below(turn, entry)
    if not fitting:
        raise Refused(
            "/{command} is for the secretary and deputy secretary of a cell or committee.",
            command=entry.name_in(turn.t.language),
        )
    if turn.talk.unit_id in fitting:
        return await units.place(turn.db, turn.talk.unit_id, turn.home), words
    if len(fitting) == 1:
        return await units.place(turn.db, next(iter(fitting)), turn.home), words
    if len(fitting) > MOST_ASKED:
        raise Refused(
            "Please put the code of the unit in front, like /{command} CODE.",
            command=entry.name_in(turn.t.language),
        )
    return await _ask(turn, entry, words, fitting)


async def _means_a_person(turn: Turn, entry: CommandEntry, words: str, place: Place) -> bool:
    """Whether words that begin with the code of `place` name somebody of the unit at hand."""
    if not entry.names_people:
        return False
    if words.startswith(place.code) and turn.may(place, entry.right):
        return False
    own = [each.unit_id for each in turn.me.own_units(entry.right)]
    at_hand = turn.talk.unit_id if turn.talk.unit_id in own else own[0] if len(own) == 1 else None
    if at_hand is None:
        return False
    said = set(fold(words.partition(";")[0]).split())
    return any(
        said <= set(fold(each.name).split()) for each in await reach.roster(turn.db, at_hand)
    )


async def _below(turn: Turn, entry: CommandEntry) -> dict[int, str]:
    """The units under the committees of a person in which they may do this from above."""
    return {
        unit.id: unit.name
        for each in turn.me.standings
        if each.unit_kind is UnitKind.COMMITTEE
        for unit in await units.below(turn.db, each.unit_id)
        if turn.may(units.as_place(unit, turn.home), entry.right)
    }


async def _ask(turn: Turn, entry: CommandEntry, words: str, fitting: Mapping[int, str]) -> Card:
    """Keep what was typed and ask where it shall act."""
    await awaiting.expect(
        turn.db,
        turn.talk.id,
        ChooseUnit(0).pack(),
        now=turn.now,
        words=f"{entry.english} {words}",
    )
    return Card(
        title=turn.t("Which unit is this for?"),
        body=turn.t("I will remember it for this conversation. A code in front also works."),
        choices=tuple((Choice(name, ChooseUnit(unit_id)),) for unit_id, name in fitting.items()),
    )


async def typed_before(turn: Turn) -> tuple[str, str] | None:
    """The command and words that wait for a unit, or None when they have been used."""
    waiting = await awaiting.expected(turn.db, turn.talk.id, now=turn.now)
    if waiting is None or not waiting.action.startswith(f"{ChooseUnit.name}:"):
        return None
    await awaiting.settle(turn.db, turn.talk.id)
    command, _, words = waiting.words.partition(" ")
    return command, words
