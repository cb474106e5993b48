"""What a meeting needs before it can be closed, and how long it really was."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.refusal import Refused

LONGEST = timedelta(hours=12)  # a meeting that ends later than this after its start was mistyped


class Missing(StrEnum):
    """What is still missing, in the order in which it is mended."""

    ROLL = "roll"
    END = "end"
    ADOPTED = "adopted"
    DECISION = "decision"
    ASSIGNMENT = "assignment"


@dataclass(frozen=True)
class Record:
    """What is known of a meeting that shall be closed.

    `decisions` counts resolutions and conclusions, `not_adopted` those of them that a vote has
    not adopted, `assignments` what somebody has to do. `why_none` is the written reason for
    deciding nothing, "" for none. `makes_up` is set for a make-up session.
    """

    roll_confirmed: bool = False
    ended: bool = False
    decisions: int = 0
    not_adopted: int = 0
    assignments: int = 0
    why_none: str = ""
    makes_up: bool = False


def missing(record: Record) -> list[Missing]:
    """What the record lacks; it can be closed when that is nothing.

    A written reason stands for a decision and for an assignment; the committee above reads it.
    A make-up session studies what its meeting decided, so it need not decide anything itself.
    What was voted down cannot be published, reason or not.
    """
    decides = not (record.why_none or record.makes_up)
    return [
        each
        for each, lacks in (
            (Missing.ROLL, not record.roll_confirmed),
            (Missing.END, not record.ended),
            (Missing.ADOPTED, record.not_adopted > 0),
            (Missing.DECISION, decides and not record.decisions),
            (Missing.ASSIGNMENT, decides and not record.assignments),
        )
        if lacks
    ]


def check_end(start: datetime, end: datetime, *, now: datetime) -> None:
    """Refuse an end before the start, hours and hours after it, or still ahead."""
    if end <= start:
        raise Refused("The end has to be after the start at {time}.", time=start)
    if end > now:
        raise Refused("{time} is still ahead. Please enter the end once it is over.", time=end)
    if end - start > LONGEST:
        raise Refused(
            "That would be more than {hours} hours. Please check the end.",
            hours=int(LONGEST.total_seconds() // 3600),
        )


def lasted(start: datetime, end: datetime) -> int:
    """The real length in whole minutes."""
    return int((end - start).total_seconds() // 60)
