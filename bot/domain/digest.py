"""What a committee is told of the cells below it: the exceptions first, the rest in one sum."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

DROP = 0.10  # so far below its own average a cell's attendance is an exception
FEWEST_MEETINGS = 2  # of its own past, before a cell is compared with it


class Concern(StrEnum):
    """Why a cell needs attention, in the order in which it is shown."""

    NO_SECRETARY = "v"
    UNREACHABLE = "u"
    NOT_MET = "m"
    NOT_CLOSED = "c"
    LOW = "a"
    NOTHING_DECIDED = "n"
    FEEDBACK_OVERDUE = "f"
    TASKS_OVERDUE = "t"


@dataclass(frozen=True)
class Cell:
    """One cell in one month; figures only, and names of cells.

    `met_at` is the start of its meeting if that has begun, `ahead_at` if it is still ahead.
    `there` of `counted` were present, None while no roll call is confirmed; `usual` is its own
    share over the year before, None without a past. `why_none` is the written reason for
    deciding nothing. `made_up` are those of the `excused` who came to a make-up session since.
    `feedback_since` is when the oldest that waits arrived.
    """

    unit_id: int
    name: str
    met_at: datetime | None = None
    ahead_at: datetime | None = None
    closed: bool = False
    minutes: int | None = None
    there: int | None = None
    counted: int = 0
    usual: float | None = None
    decided: int = 0
    why_none: str = ""
    reasons: Mapping[str, int] = field(default_factory=dict)
    absent: int = 0
    excused: int = 0
    made_up: int = 0
    tasks_open: int = 0
    tasks_done: int = 0
    tasks_overdue: int = 0
    feedback_waiting: int = 0
    feedback_overdue: int = 0
    feedback_since: datetime | None = None
    has_secretary: bool = True
    reachable: int = 1
    members: int = 1

    @property
    def share(self) -> float | None:
        """The share that was there, 0 to 1; None without a confirmed roll call."""
        return self.there / self.counted if self.there is not None and self.counted else None


@dataclass(frozen=True)
class Limits:
    """What the rules of the committee say: the wanted share, and the last day of the first week.

    `close_by` is until when a meeting that began before it should have been closed.
    """

    wanted: float
    first_week_ends: int
    close_by: datetime
    today: date


def concerns(cell: Cell, limits: Limits) -> list[Concern]:
    """Why a cell is an exception, the gravest first; a cell without any is folded."""
    return [
        concern
        for concern, holds in (
            (Concern.NO_SECRETARY, not cell.has_secretary),
            (Concern.UNREACHABLE, cell.members > 0 and cell.reachable == 0),
            (Concern.NOT_MET, _not_met(cell, limits)),
            (Concern.NOT_CLOSED, _not_closed(cell, limits)),
            (Concern.LOW, is_low(cell, limits.wanted)),
            (Concern.NOTHING_DECIDED, cell.closed and not cell.decided),
            (Concern.FEEDBACK_OVERDUE, cell.feedback_overdue > 0),
            (Concern.TASKS_OVERDUE, cell.tasks_overdue > 0),
        )
        if holds
    ]


def _not_met(cell: Cell, limits: Limits) -> bool:
    """No meeting this month although its first week is over, and none ahead."""
    return (
        cell.met_at is None and cell.ahead_at is None and limits.today.day > limits.first_week_ends
    )


def _not_closed(cell: Cell, limits: Limits) -> bool:
    return cell.met_at is not None and not cell.closed and cell.met_at < limits.close_by


def is_low(cell: Cell, wanted: float) -> bool:
    """Whether attendance is an exception: well below the cell's own past, or below what is wanted
    where there is no past. Source of the share: 42-HD/BTCTW."""
    if cell.share is None:
        return False
    return cell.share < (wanted if cell.usual is None else cell.usual - DROP)


@dataclass(frozen=True)
class Sum:
    """The figures of many cells together."""

    cells: int = 0
    met: int = 0
    ahead: int = 0
    closed: int = 0
    there: int = 0
    counted: int = 0
    excused: int = 0
    made_up: int = 0
    decided: int = 0
    tasks_open: int = 0
    tasks_done: int = 0
    tasks_overdue: int = 0
    feedback_waiting: int = 0
    feedback_overdue: int = 0
    feedback_since: datetime | None = None
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def share(self) -> float | None:
        """The share of all who were there, of cells with a confirmed roll call."""
        return self.there / self.counted if self.counted else None


def total(cells: Iterable[Cell]) -> Sum:
    """Add cells up; the order does not matter."""
    found = list(cells)
    called = [cell for cell in found if cell.there is not None]
    reasons: dict[str, int] = {}
    for cell in found:
        for reason, people in cell.reasons.items():
            reasons[reason] = reasons.get(reason, 0) + people
    since = [cell.feedback_since for cell in found if cell.feedback_since is not None]
    return Sum(
        cells=len(found),
        met=sum(cell.met_at is not None for cell in found),
        ahead=sum(cell.met_at is None and cell.ahead_at is not None for cell in found),
        closed=sum(cell.closed for cell in found),
        there=sum(cell.there or 0 for cell in called),
        counted=sum(cell.counted for cell in called),
        excused=sum(cell.excused for cell in found),
        made_up=sum(cell.made_up for cell in found),
        decided=sum(cell.decided > 0 for cell in found),
        tasks_open=sum(cell.tasks_open for cell in found),
        tasks_done=sum(cell.tasks_done for cell in found),
        tasks_overdue=sum(cell.tasks_overdue for cell in found),
        feedback_waiting=sum(cell.feedback_waiting for cell in found),
        feedback_overdue=sum(cell.feedback_overdue for cell in found),
        feedback_since=min(since, default=None),
        reasons=reasons,
    )


def by_concern(cells: Iterable[Cell], limits: Limits) -> dict[Concern, list[Cell]]:
    """The exceptional cells under their gravest concern, the worst of each first.

    Every exceptional cell is under exactly one; concerns nobody has are left out.
    """
    found: dict[Concern, list[Cell]] = {}
    for cell in cells:
        mine = concerns(cell, limits)
        if mine:
            found.setdefault(mine[0], []).append(cell)
    return {
        concern: sorted(found[concern], key=lambda cell: _worst_first(concern, cell))
        for concern in Concern
        if concern in found
    }


def _worst_first(concern: Concern, cell: Cell) -> tuple[float, str, int]:
    worth: float = 0
    if concern is Concern.LOW:
        worth = (cell.share or 0) - (cell.usual or 1)
    elif concern is Concern.TASKS_OVERDUE:
        worth = -cell.tasks_overdue
    elif concern is Concern.FEEDBACK_OVERDUE:
        worth = -cell.feedback_overdue
    elif concern is Concern.NOT_CLOSED and cell.met_at is not None:
        worth = cell.met_at.timestamp()
    return worth, cell.name, cell.unit_id


def folded(cells: Iterable[Cell], limits: Limits) -> Sequence[Cell]:
    """The cells that need no attention, by name."""
    rest = [cell for cell in cells if not concerns(cell, limits)]
    return sorted(rest, key=lambda cell: (cell.name, cell.unit_id))
