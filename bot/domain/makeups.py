"""Make-up sessions: for whom a meeting that was missed with a reason can be made up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.refusal import Refused


@dataclass(frozen=True)
class Missed:
    """Somebody whom a roll call excused and who would be summoned still.

    `made_up` says that a make-up session had them since, `waits` that one they are asked to is
    still to come and they have not said no to it.
    """

    membership_id: int
    person_id: int
    name: str
    made_up: bool = False
    waits: bool = False


def to_ask(people: Iterable[Missed]) -> list[Missed]:
    """Those whom another make-up session would ask: nobody twice."""
    return [each for each in people if not (each.made_up or each.waits)]


def check(people: Sequence[Missed], *, is_makeup: bool, closed: bool) -> None:
    """Refuse a make-up session for which there is no meeting, or nobody to ask.

    Domain facts: make-up sessions are held for those who missed the meeting with a reason.
    """
    if is_makeup:
        raise Refused(
            "This is a make-up session itself. Whoever missed it can be asked again from the "
            "meeting that it makes up for."
        )
    if not closed:
        raise Refused("This meeting is not closed yet. Please close it first with /close.")
    if not people:
        raise Refused("Nobody missed this meeting with a reason, so there is nothing to make up.")
    if to_ask(people):
        return
    if all(each.made_up for each in people):
        raise Refused("Everyone who missed this meeting with a reason has made it up.")
    raise Refused(
        "Everyone who missed this meeting is asked to a make-up session already. /move changes "
        "its time, /cancel calls it off."
    )
