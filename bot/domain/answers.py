"""Answering an invitation: the choices, the reasons, who comes, and which answers still stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from bot.domain import reading
from bot.domain.refusal import Refused
from bot.domain.words import _

LONGEST_REASON = 300  # characters


class Mode(StrEnum):
    """How a meeting is held."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    MIXED = "mixed"


class Answer(StrEnum):
    """The four choices of an invitation, in the order shown."""

    PRESENT = "present"
    ONLINE = "online"
    LATE = "late"
    ABSENT = "absent"


class Reason(StrEnum):
    """Why somebody will be absent, in the order shown; OTHER is typed."""

    SICK = "sick"
    FAMILY = "family"
    TRAVEL = "travel"
    SHIFT = "shift"
    FAR = "far"
    SUMMER_BREAK = "summer_break"
    OTHER = "other"


REASON_LABELS = {
    Reason.SICK: _("Ill"),
    Reason.FAMILY: _("Family matter"),
    Reason.TRAVEL: _("Business trip"),
    Reason.SHIFT: _("On shift"),
    Reason.FAR: _("Far away, working far away"),
    Reason.SUMMER_BREAK: _("Summer break"),
    Reason.OTHER: _("Another reason"),
}
_LABELS = {
    Answer.PRESENT: _("Present"),
    Answer.ONLINE: _("Online"),
    Answer.LATE: _("Late"),
    Answer.ABSENT: _("Absent"),
}
_ASK_ONLINE = _("Ask to join online")


@dataclass(frozen=True)
class Reply:
    """What one invited person has said; `answered_version` is the meeting's when they said it."""

    answer: Answer | None = None
    answered_version: int | None = None
    online_granted: bool = False


@dataclass(frozen=True)
class Tally:
    """How an invitation stands, in people.

    Everyone is in exactly one of `coming`, `asked_online` (asked and not granted), `absent` and
    `silent`; `late` and `online` say how many of those coming are so.
    """

    coming: int = 0
    late: int = 0
    online: int = 0
    asked_online: int = 0
    absent: int = 0
    silent: int = 0

    @property
    def invited(self) -> int:
        """Everyone asked."""
        return self.coming + self.asked_online + self.absent + self.silent


def checked_reason(text: str) -> str:
    """A reason as it is kept, on one line; raises Refused when it is too long or empty."""
    words = reading.tidy(text)
    if not words:
        raise Refused("Please type the reason in words.")
    if len(words) > LONGEST_REASON:
        raise Refused(
            "Please keep the reason under {most} characters; this has {n}.",
            most=LONGEST_REASON,
            n=len(words),
        )
    return words


def label(answer: Answer, mode: Mode) -> str:
    """The msgid of a choice; joining an in-person meeting online is only a request."""
    if answer is Answer.ONLINE and mode is Mode.IN_PERSON:
        return _ASK_ONLINE
    return _LABELS[answer]


def is_request(answer: Answer | None, mode: Mode) -> bool:
    """Whether the answer needs the secretary's yes before it counts as coming."""
    return answer is Answer.ONLINE and mode is Mode.IN_PERSON


def coming(answer: Answer | None, mode: Mode, online_granted: bool = False) -> bool:
    """Whether somebody with this answer is expected, in the room or on the line."""
    if answer is None or answer is Answer.ABSENT:
        return False
    return online_granted or not is_request(answer, mode)


def check_open(*, starts_at: datetime, now: datetime, cancelled: bool = False) -> None:
    """Raise Refused when it is too late to answer: answers close when the meeting begins."""
    if cancelled:
        raise Refused("This meeting was cancelled, so there is nothing left to answer.")
    if now >= starts_at:
        raise Refused(
            "This meeting has already begun, so answers are closed; please tell your secretary."
        )


def silent(answer: Answer | None, answered_version: int | None, meeting_version: int) -> bool:
    """Whether somebody has yet to answer for the time the meeting has now.

    A meeting's version rises with each `big_move` and with nothing else, so an answer of an earlier
    version is for the old time.
    """
    return answer is None or answered_version is None or answered_version < meeting_version


def stands(answer: Answer | None, answered_version: int | None, meeting_version: int) -> bool:
    """Whether there is an answer and it is for the time the meeting has now."""
    return not silent(answer, answered_version, meeting_version)


def tally(replies: Iterable[Reply], mode: Mode, meeting_version: int) -> Tally:
    """Count the replies of everyone who counts."""
    standing, hushed = list[Reply](), 0
    for reply in replies:
        if stands(reply.answer, reply.answered_version, meeting_version):
            standing.append(reply)
        else:
            hushed += 1
    expected = [r for r in standing if coming(r.answer, mode, r.online_granted)]
    absent = sum(r.answer is Answer.ABSENT for r in standing)
    return Tally(
        coming=len(expected),
        late=sum(r.answer is Answer.LATE for r in expected),
        online=sum(r.answer is Answer.ONLINE for r in expected),
        asked_online=len(standing) - len(expected) - absent,
        absent=absent,
        silent=hushed,
    )


def newer(update_order_seen: int | None, update_order_new: int) -> bool:
    """Whether an update came after the one whose answer is kept, both orders from one channel.

    The same update again, or an older one delivered late, is not newer and must change nothing.
    """
    return update_order_seen is None or update_order_new > update_order_seen


def big_move(old: datetime, new: datetime, rules_big_move_hours: float, tz: tzinfo) -> bool:
    """Whether a moved meeting must be answered anew: another local date, or a start shifted by
    more than `rules_big_move_hours`. `old` and `new` are aware; `tz` is the unit's.
    """
    if old.astimezone(tz).date() != new.astimezone(tz).date():
        return True
    # In one time zone Python subtracts wall clocks, which lie when the clocks change.
    return abs(new.astimezone(UTC) - old.astimezone(UTC)) > timedelta(hours=rules_big_move_hours)
