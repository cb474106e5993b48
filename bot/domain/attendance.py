"""The roll call: who was there. The answers were a forecast, this is the fact."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from bot.domain.answers import Answer, Mode, Reply, coming, stands
from bot.domain.roles import Role, Status
from bot.domain.words import _


class Attended(StrEnum):
    """What the roll call says of one person, in the order shown."""

    PRESENT = "present"
    LATE = "late"
    ONLINE = "online"
    EXCUSED = "excused"
    UNEXCUSED = "unexcused"


ATTENDED_NAMES = {
    Attended.PRESENT: _("present"),
    Attended.LATE: _("late"),
    Attended.ONLINE: _("online"),
    Attended.EXCUSED: _("absent, excused"),
    Attended.UNEXCUSED: _("absent, not excused"),
}
_EXPECTED: dict[Answer | None, Attended] = {
    Answer.ONLINE: Attended.ONLINE,
    Answer.LATE: Attended.LATE,
}
THERE = frozenset({Attended.PRESENT, Attended.LATE, Attended.ONLINE})


class Marked(NamedTuple):
    """One person in a roll call; the monitor and other guests have `counts` False."""

    state: Attended
    status: Status = Status.FULL
    counts: bool = True
    spoke: bool = False


@dataclass(frozen=True)
class Roll:
    """A roll call in people. `counted` is the denominator: summoned and no guest.

    `voters` are the full members who were there, `spoke` how many of those there spoke. `made_up`
    are those of the excused who came to a make-up session since; they stay excused.
    """

    counted: int = 0
    present: int = 0
    late: int = 0
    online: int = 0
    excused: int = 0
    unexcused: int = 0
    voters: int = 0
    spoke: int = 0
    made_up: int = 0

    @property
    def there(self) -> int:
        """Everyone who counts and was there, in the room or on the line."""
        return self.present + self.late + self.online

    @property
    def share(self) -> float | None:
        """The share of those who count that was there, 0 to 1; None when nobody counts."""
        return self.there / self.counted if self.counted else None


def forecast(reply: Reply, mode: Mode, meeting_version: int) -> Attended:
    """What the answer lets one expect; silence is no excuse, an absence that was told is.

    A request to join online that nobody granted is expected as excused: the member has told.
    Source: who tells the cell beforehand with a good reason is not skipping (domain facts, 2).
    """
    if not stands(reply.answer, reply.answered_version, meeting_version):
        return Attended.UNEXCUSED
    if not coming(reply.answer, mode, reply.online_granted):
        return Attended.EXCUSED
    return _EXPECTED.get(reply.answer, Attended.PRESENT)


class Surprise(StrEnum):
    """Where the answer and the roll call differ."""

    MISSING = "missing"  # said they would come, and did not
    CAME = "came"  # said they would not, and came


def surprise(reply: Reply, mode: Mode, meeting_version: int, state: Attended) -> Surprise | None:
    """How the roll call differs from what somebody said; who said nothing surprises nobody.

    A request to join online that nobody granted says neither: who made it was told to come.
    """
    if not stands(reply.answer, reply.answered_version, meeting_version):
        return None
    there = state in THERE
    if coming(reply.answer, mode, reply.online_granted):
        return None if there else Surprise.MISSING
    return Surprise.CAME if there and reply.answer is Answer.ABSENT else None


def count(people: Iterable[Marked]) -> Roll:
    """The figures of a roll call; guests are in none of them.

    Exempt members who came all the same are in no denominator either: they have `counts` False.
    Source: 42-HD/BTCTW leaves exempt members out of the share.
    """
    counted = [each for each in people if each.counts]
    there = [each for each in counted if each.state in THERE]
    of = Counter([each.state.value for each in counted])
    return Roll(
        counted=len(counted),
        present=of[Attended.PRESENT],
        late=of[Attended.LATE],
        online=of[Attended.ONLINE],
        excused=of[Attended.EXCUSED],
        unexcused=of[Attended.UNEXCUSED],
        voters=sum([each.status is Status.FULL for each in there]),
        spoke=sum([each.spoke for each in there]),
    )


def may_vote(status: Status, roles: Iterable[Role]) -> bool:
    """Whether the membership has a vote: full members do, no guest does.

    Source: the Charter, art. 3; of temporary members at ordinary meetings no rule was found.
    """
    return status is Status.FULL and Role.MONITOR not in roles


def turned(state: Attended, *, told: bool) -> Attended:
    """The other of there and not there; who told the cell beforehand is excused."""
    if state not in THERE:
        return Attended.PRESENT
    return Attended.EXCUSED if told else Attended.UNEXCUSED
