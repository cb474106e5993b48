"""Who speaks: a person, what they are in each unit, and the conversation they use."""

from dataclasses import dataclass
from functools import lru_cache

from bot.domain.roles import Relation, Right, Role, Status, UnitKind, all_rights


@dataclass(frozen=True)
class Standing:
    """One membership of a person, as it counts when they ask for something.

    `address` is what people are called there.
    """

    membership_id: int
    unit_id: int
    unit_code: str
    unit_name: str
    unit_kind: UnitKind
    parent_id: int | None
    roles: frozenset[Role]
    status: Status
    subgroup: str
    address: str


@dataclass(frozen=True)
class Talk:
    """A conversation: the account on its channel, and which unit it spoke of last."""

    id: int
    channel: str
    address: str
    locale: str | None = None
    unit_id: int | None = None


@dataclass(frozen=True)
class Who:
    """A person with everything they are. One who is `phone_only` is telephoned, never pinged."""

    person_id: int
    name: str
    standings: tuple[Standing, ...]
    locale: str | None = None
    phone_only: bool = False

    def rights_in(self, unit_id: int, parent_id: int | None, kind: UnitKind) -> frozenset[Right]:
        """What this person may do in a unit: from inside, from above, or as administrator."""
        return all_rights(
            ((_relation(each, unit_id, parent_id), each.roles) for each in self.standings), kind
        )

    def standing_in(self, unit_id: int) -> Standing | None:
        """What this person is in a unit, None when they are not in it."""
        return next((s for s in self.standings if s.unit_id == unit_id), None)

    def address_in(self, unit_id: int | None) -> str | None:
        """What this person is called in that unit of theirs, else in the first; None in no unit."""
        here = self.standing_in(unit_id) if unit_id is not None else None
        standing = here or next(iter(self.standings), None)
        return standing.address if standing else None

    def own_units(self, right: Right | None) -> list[Standing]:
        """Where this person belongs and has `right`."""
        return [
            each
            for each in self.standings
            if right is None
            or right in self.rights_in(each.unit_id, each.parent_id, each.unit_kind)
        ]


def _relation(standing: Standing, unit_id: int, parent_id: int | None) -> Relation:
    if standing.unit_id == unit_id:
        return Relation.INSIDE
    return Relation.ABOVE if standing.unit_id == parent_id else Relation.ELSEWHERE


@lru_cache(maxsize=256)  # a cell's people share a handful, and a roll call reads 150 at a tap
def roles_of(text: str) -> frozenset[Role]:
    """The roles of a roster's cell, which joins them by `+`."""
    return frozenset(Role(word) for word in text.split("+"))
