"""What people type when a meeting decides: the words, the items below them, the vote."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain import reading
from bot.domain.names import fold
from bot.domain.refusal import Refused
from bot.domain.words import _

LONGEST_WORDS = 3000  # characters of a resolution
LONGEST_ITEM = 500  # characters of one part of an item
MOST_ITEMS = 30
FURTHEST = timedelta(days=731)

_ITEM = re.compile(r"^\s*(?:[-•*+–]|\d{1,2}[.)])\s+(?=\S)")
_VOTE = re.compile(r"([0-9]{1,4})\s*[-–—/:]\s*([0-9]{1,4})")
_EVERYBODY = frozenset({"ca chi bo", "chi bo", "ca don vi", "tat ca", "moi nguoi", "toan chi bo"})
_EVERYBODY_ENGLISH = frozenset({"everybody", "everyone", "all", "the whole unit"})


class Part(StrEnum):
    """The parts of an item that are asked for when they are missing. The first is never."""

    WHAT = "what"
    WHO = "who"
    DUE = "due"
    MEASURE = "measure"


PART_NAMES = {
    Part.WHAT: _("what"),
    Part.WHO: _("who"),
    Part.DUE: _("by when"),
    Part.MEASURE: _("how it is measured"),
}


@dataclass(frozen=True)
class Item:
    """An item as it was typed; `who` is a name still to be found, "" or None where not said."""

    what: str
    who: str = ""
    due_on: date | None = None
    measure: str = ""


@dataclass(frozen=True)
class Decision:
    """The words of a resolution or conclusion, its items, and the vote if it was typed."""

    words: str
    items: tuple[Item, ...] = ()
    vote: tuple[int, int] | None = None


def missing(*, who: bool, due: bool, measure: bool) -> list[Part]:
    """Which parts nobody has said, in the order they are asked for."""
    return [
        part
        for part, known in ((Part.WHO, who), (Part.DUE, due), (Part.MEASURE, measure))
        if not known
    ]


def decision(text: str, *, today: date) -> Decision:
    """Read a resolution: lines of words, lines that begin with `-` or `1.` as items.

    A last field like `; 18-1` is the vote. An item is `what; who; by when; how measured`, a field
    that is a date being the date wherever it stands. Refused when there are no words, or too many.
    """
    text, vote = _split_vote(text)
    lines = [line for line in text.splitlines() if line.strip()]
    first = next((n for n, line in enumerate(lines) if _ITEM.match(line)), len(lines))
    words = "\n".join(filter(None, map(reading.tidy, lines[:first])))
    if not words:
        raise Refused("Please write what was decided; lines below that begin with - are its items.")
    check_words(words)
    grouped: list[str] = []
    for line in lines[first:]:
        if _ITEM.match(line):
            grouped.append(_ITEM.sub("", line))
        else:
            grouped[-1] = f"{grouped[-1]} {line}"
    if len(grouped) > MOST_ITEMS:
        raise Refused("Please keep a resolution to {most} items.", most=MOST_ITEMS)
    return Decision(words, tuple(item(each, today=today) for each in grouped), vote)


def item(text: str, *, today: date) -> Item:
    """Read `what; who; by when; how measured`; Refused when a date is not possible."""
    what, *rest = reading.fields(text) or [""]
    if not what:
        raise Refused("Please begin with what has to be done.")
    return _item(what, rest, today)


def assignment(text: str, *, today: date) -> Item:
    """Read `who; what; by when; how measured`, as /assign takes it."""
    who, what, *rest = [*reading.fields(text), "", ""]
    if not who or not what:
        raise Refused(
            "Please write who; what; by when, for example: Nguyễn Văn A; Nộp báo cáo quý IV; "
            "15/12/2026"
        )
    return _item(what, [who, *rest], today)


def _item(what: str, rest: Sequence[str], today: date) -> Item:
    due: date | None = None
    others: list[str] = []
    for field in rest:
        if due is None and _is_date(field):
            due = due_on(field, today=today)
        else:
            others.append(field)
    who, *measure = others or [""]
    parts = (what, who, "; ".join(filter(None, measure)))
    if any(len(part) > LONGEST_ITEM for part in parts):
        raise Refused("Please keep each part under {most} characters.", most=LONGEST_ITEM)
    return Item(what, who, due, parts[2])


def due_on(text: str, *, today: date) -> date:
    """The day by which something is done; Refused when it has passed or is too far ahead."""
    found = reading.day(text, today=today)
    if found < today:
        raise Refused("{day} has passed. Please choose a day ahead.", day=found)
    if found - today > FURTHEST:
        raise Refused(
            "{day} is more than two years ahead. Please choose an earlier day.", day=found
        )
    return found


def vote(text: str) -> tuple[int, int]:
    """Votes for and against, like `18-1`; Refused for anything else."""
    found = _VOTE.fullmatch(text.strip())
    if found is None:
        raise Refused("Please write the vote like 18-1: for, then against.")
    return int(found[1]), int(found[2])


def everybody(text: str) -> bool:
    """Whether the words mean the whole unit instead of a person."""
    return fold(text) in _EVERYBODY | _EVERYBODY_ENGLISH


def check_words(words: str) -> None:
    """Refuse words that are too long for a message."""
    if len(words) > LONGEST_WORDS:
        raise Refused(
            "Please keep it under {most} characters; this has {n}.",
            most=LONGEST_WORDS,
            n=len(words),
        )


def _split_vote(text: str) -> tuple[str, tuple[int, int] | None]:
    head, mark, last = text.rpartition(";")
    if mark and _VOTE.fullmatch(last.strip()):
        return head, vote(last)
    return text, None


def _is_date(text: str) -> bool:
    try:
        reading.day(text, today=date(2000, 1, 1))
    except Refused as refused:
        return "Please write the day" not in refused.message
    return True
