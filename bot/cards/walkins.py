"""Who came to a meeting without being on its roll."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.cards.invitation import Facts, title
from bot.cards.rollcall import OnTheRoll, ShowWalkIns
from bot.chat import Action, Card, Choice
from bot.i18n import Speech


@dataclass(frozen=True)
class AddWalkIn(Action):
    """A member who was not summoned came all the same, or did not after all."""

    name: ClassVar[str] = "rcwa"
    meeting_id: int
    person_id: int
    there: bool


@dataclass(frozen=True)
class DropGuest(Action):
    """Take a guest off the roll: the one at this place, with a name of this length."""

    name: ClassVar[str] = "rcwd"
    meeting_id: int
    place: int
    length: int


def walk_ins(
    t: Speech,
    facts: Facts,
    others: Sequence[OnTheRoll],
    guests: Sequence[str],
    *,
    back: Action,
) -> Card:
    """Members who need not come, to tick whoever did, and the guests by name."""
    lines = [t("Members who were not summoned: tap whoever came.")] if others else []
    lines.append(t("A guest: type the name, and the post if {you} like, in one message."))
    lines += ["", t("Guests: {names}", names=", ".join(guests))] if guests else []
    return Card(
        title=title(t, facts),
        body="\n".join(lines),
        choices=(
            *(
                (
                    Choice(
                        f"{'✓' if each.sure else '○'} {each.label}",
                        AddWalkIn(facts.meeting_id, each.person_id, not each.sure),
                    ),
                )
                for each in others
            ),
            *(
                (
                    Choice(
                        t("Take off: {name}", name=name),
                        DropGuest(facts.meeting_id, place, len(name)),
                    ),
                )
                for place, name in enumerate(guests)
            ),
            (Choice(t("Back to the list"), back),),
        ),
        shows=ShowWalkIns(facts.meeting_id),
    )
