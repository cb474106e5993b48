"""The fairest of several dates: who can come, a quorum first, then whom earlier dates left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

LEFT_OUT = 2  # who missed so many meetings of the last year is somebody whom the dates left out


class Can(StrEnum):
    """Whether somebody can come at a time."""

    HERE = "here"
    ONLINE = "online"
    NO = "no"


@dataclass(frozen=True)
class Member:
    """One who counts: what they can at each of the times, and how many meetings they missed."""

    can: Sequence[Can]
    missed: int = 0

    @property
    def left_out(self) -> bool:
        return self.missed >= LEFT_OUT


@dataclass(frozen=True)
class Option:
    """One of the times, by its number, in people.

    Everyone is in exactly one of `here`, `online` and `away`. `coming` are those who take part,
    `left_out` those of them who missed most before, of `left_out_of` in all. `quorum` says that
    more than half take part. `missed` adds up what those taking part have missed.
    """

    number: int
    here: int
    online: int
    away: int
    coming: int
    quorum: bool
    left_out: int
    left_out_of: int
    missed: int


def ranked(
    times: int, members: Sequence[Member], *, fixed: int | None = None, online_counts: bool = False
) -> list[Option]:
    """All the times, the fairest first.

    A time with a quorum goes before one without, then more people before fewer, then the one at
    which those who missed most take part, then the `fixed` one (the number of the time that holds
    unless somebody chooses), then more in the room, then the earlier. So the first is never worse
    than the fixed one, and the order of the members does not matter. Who can join only online
    takes part where `online_counts`. No document names a quorum for an ordinary meeting: more than
    half is what a resolution needs.
    """
    found = [_option(number, members, online_counts) for number in range(times)]
    return sorted(
        found,
        key=lambda each: (
            not each.quorum,
            -each.coming,
            -each.missed,
            each.number != fixed,
            -each.here,
            each.number,
        ),
    )


def _option(number: int, members: Sequence[Member], online_counts: bool) -> Option:
    here = online = coming = left_out = missed = 0
    for member in members:
        can = member.can[number]
        here += can is Can.HERE
        online += can is Can.ONLINE
        if can is Can.HERE or (online_counts and can is Can.ONLINE):
            coming += 1
            missed += member.missed
            left_out += member.left_out
    return Option(
        number=number,
        here=here,
        online=online,
        away=len(members) - here - online,
        coming=coming,
        quorum=2 * coming > len(members),
        left_out=left_out,
        left_out_of=sum(member.left_out for member in members),
        missed=missed,
    )
