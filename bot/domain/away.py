"""Days on which somebody cannot come, told ahead: a first day, perhaps a last one, and why."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain import reading
from bot.domain.answer_words import reason_in
from bot.domain.answers import Reason, checked_reason
from bot.domain.names import fold
from bot.domain.refusal import Refused
from bot.domain.words import _

LONGEST = timedelta(days=2 * 366)
ASK_OPEN_AFTER = timedelta(days=30)  # one without an end is asked about this often
BEGAN = timedelta(days=31)  # so far back the first day may lie

_APART = re.compile(r" (?:den het|den|toi|to|until) | ?[–—] ?| - ?|- |-$|(?<=[0-9])-(?=[0-9])")
_FROM = re.compile(r"^(?:tu ngay|tu|from) ")
_NONE = {"none", "khong", "khong co", "khong vang", "nothing", "no"}


class Behaviour(StrEnum):
    """What the bot does with an invitation to a day that somebody is away."""

    ABSENT = "absent"  # answers for them and tells them
    ASK = "ask"
    QUIET = "quiet"  # answers for them and does not tell them


BEHAVIOUR_LABELS = {
    Behaviour.ABSENT: _("Answer absent for me and tell me"),
    Behaviour.ASK: _("Ask me all the same"),
    Behaviour.QUIET: _("Answer absent and do not ask me"),
}


@dataclass(frozen=True)
class Span:
    """From `first` to `last`, both included; None is an end that nobody knows yet."""

    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        """Whether somebody is away on this day."""
        return self.first <= day and (self.last is None or day <= self.last)

    def touches(self, other: "Span") -> bool:
        """Whether the two share a day."""
        return (other.last is None or self.first <= other.last) and (
            self.last is None or other.first <= self.last
        )


@dataclass(frozen=True)
class Said:
    """What somebody typed: when they are away and why."""

    span: Span
    reason: Reason
    words: str


def is_none(text: str) -> bool:
    """Whether somebody says that they are never away."""
    return fold(reading.tidy(text)) in _NONE


def read(text: str, *, today: date) -> Said:
    """`01/07-15/08; nghỉ hè`, `từ 1/7 đến 15/8; …`, `5/12; ốm`, and `từ 1/7; …` without an end."""
    when, *rest = reading.fields(text) or [""]
    words = "; ".join(rest).strip("; ")
    if not words:
        when, words = _parted(when, today)
    if not words:
        raise Refused("Please write the days and the reason, like 01/07-15/08; nghỉ hè.")
    span = checked(read_span(when, today=today), today=today)
    known = reason_in(words)
    if known is not None:
        return Said(span, known, "")
    return Said(span, Reason.OTHER, checked_reason(words))


def _parted(text: str, today: date) -> tuple[str, str]:
    """Days and a reason without the semicolon between them: as many words as read as days."""
    words = text.split(" ")
    for n in range(len(words) - 1, 0, -1):
        days = " ".join(words[:n])
        try:
            read_span(days, today=today)
        except Refused:
            continue
        return days, " ".join(words[n:])
    return text, ""


def read_span(text: str, *, today: date) -> Span:
    """The days alone. One day is a span of one, unless it says "from"."""
    folded = fold(reading.tidy(text))
    begins = _FROM.sub("", folded)
    for found in _APART.finditer(begins):
        left, right = begins[: found.start()].strip(), begins[found.end() :].strip()
        first = _first(left, today)
        if first is None:
            continue
        if not right:
            return Span(first, None)
        return Span(first, reading.day(right, today=first))
    first = _first(begins, today)
    if first is None:
        raise Refused("Please write the days like 01/07-15/08, or from 01/07.")
    return Span(first, None if begins != folded else first)


def checked(span: Span, *, today: date) -> Span:
    """The same; refused when it ends before it begins, is over, or is longer than two years."""
    if span.last is None:
        return span
    if span.last < span.first:
        raise Refused(
            "It ends on {last}, before it begins on {first}. Please write the earlier day first.",
            first=f"{span.first:%d/%m/%Y}",
            last=f"{span.last:%d/%m/%Y}",
        )
    if span.last < today:
        raise Refused("These days are over. Please write days that are still to come.")
    if span.last - span.first > LONGEST:
        raise Refused("This is longer than two years. Please leave the end open, like from 01/07.")
    return span


def asks_on(span: Span) -> date:
    """The day on which its owner is asked whether they are back."""
    if span.last is None:
        return span.first + ASK_OPEN_AFTER
    return span.last + timedelta(days=1)


def _first(text: str, today: date) -> date | None:
    """A first day, which may lie somewhat back; None for what is no day."""
    if not text or not reading.names_a_day(text):
        return None
    return reading.day(text, today=today - BEGAN)
