"""The units of the person who asks, for what belongs to no single one of them."""

from collections.abc import Sequence

from bot.i18n import Speech
from bot.place import Place
from bot.turn import Turn
from storage import units


async def own(turn: Turn) -> list[Place]:
    """The units the person asking belongs to."""
    return [await units.place(turn.db, each.unit_id, turn.home) for each in turn.me.standings]


def speech(turn: Turn, places: Sequence[Place]) -> Speech:
    """Speak in the time zone and with the address of the first of them."""
    return turn.speaks(places[0]) if places else turn.t
