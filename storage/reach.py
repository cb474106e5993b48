"""The people of a unit, and how each can be reached."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.names import fold
from bot.domain.reach import Reach, reach
from bot.domain.roles import Presence, Role, Status
from bot.who import roles_of
from storage.tables import Account, Membership, Person

_RANK = tuple(Role.__members__.values())[1:-1]  # from the secretary down to the monitor


@dataclass(frozen=True)
class OnRoster:
    """A person of a unit, what they are there, and their accounts, the last used first.

    `namesake` says that somebody else of the unit has the same name.
    """

    person_id: int
    membership_id: int
    name: str
    roles: frozenset[Role]
    status: Status
    presence: Presence
    subgroup: str
    phone_only: bool
    accounts: tuple[Account, ...]
    namesake: bool = False

    @property
    def reach(self) -> Reach:
        return reach(
            phone_only=self.phone_only,
            accounts=len(self.accounts),
            reachable=sum(each.unreachable_since is None for each in self.accounts),
        )

    @property
    def is_monitor(self) -> bool:
        """A monitor watches from outside and belongs to another unit."""
        return Role.MONITOR in self.roles

    @property
    def _order(self) -> tuple[int, str, str, int]:
        rank = min((_RANK.index(r) for r in self.roles if r in _RANK), default=len(_RANK))
        return rank, *_given_name_first(self.name), self.person_id


def _given_name_first(name: str) -> tuple[str, str]:
    folded = fold(name)
    return folded.rpartition(" ")[2], folded


def reachable() -> ColumnElement[bool]:
    """Whether a message reaches the `Person` of a question, as `OnRoster.reach` would say."""
    takes_messages = exists().where(
        col(Account.person_id) == col(Person.id),
        col(Account.ended_at).is_(None),
        col(Account.unreachable_since).is_(None),
    )
    return col(Person.phone_only).is_(False) & takes_messages


async def roster(db: AsyncSession, unit_id: int) -> Sequence[OnRoster]:
    """Everyone of a unit, those with an office first, then by given name; the monitor too."""
    rows = await _rows(db, unit_id)
    names = Counter(person.full_name for _, person in rows)
    found = await _as_on_roster(db, rows, names)
    return sorted(found, key=lambda each: each._order)


async def one(db: AsyncSession, unit_id: int, person_id: int) -> OnRoster | None:
    """A person of this unit, None for anybody else."""
    rows = await _rows(db, unit_id, col(Membership.person_id) == person_id)
    if not rows:
        return None
    names = await db.execute(
        select(col(Person.full_name))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(*_is_there(unit_id))
    )
    return (await _as_on_roster(db, rows, Counter(names.scalars())))[0]


def _is_there(unit_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Membership.unit_id) == unit_id,
        col(Membership.left_at).is_(None),
        col(Person.erased_at).is_(None),
    )


async def _rows(
    db: AsyncSession, unit_id: int, *which: ColumnElement[bool]
) -> list[tuple[Membership, Person]]:
    rows = await db.execute(
        select(Membership, Person)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(*_is_there(unit_id), *which)
    )
    return [(row[0], row[1]) for row in rows]


async def _as_on_roster(
    db: AsyncSession, rows: Sequence[tuple[Membership, Person]], names: Counter[str]
) -> list[OnRoster]:
    """These of a unit; `names` is how many there have each name."""
    accounts = await _accounts(db, [person.id for _, person in rows])
    return [
        OnRoster(
            person_id=person.id,
            membership_id=membership.id,
            name=person.full_name,
            roles=roles_of(membership.roles),
            status=Status(membership.status),
            presence=Presence(membership.presence),
            subgroup=membership.subgroup,
            phone_only=person.phone_only,
            accounts=tuple(accounts[person.id]),
            namesake=names[person.full_name] > 1,
        )
        for membership, person in rows
    ]


async def _accounts(db: AsyncSession, people: Sequence[int]) -> dict[int, list[Account]]:
    found: defaultdict[int, list[Account]] = defaultdict(list)
    if people:
        rows = await db.execute(
            select(Account)
            .where(col(Account.person_id).in_(people), col(Account.ended_at).is_(None))
            .order_by(col(Account.last_seen_at).desc(), col(Account.id).desc())
        )
        for account in rows.scalars():
            found[account.person_id or 0].append(account)
    return found
