"""Shifts as members describe them: days of the week, days on and off, three crews."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain import reading
from bot.domain.calendar import Weekday
from bot.domain.names import fold
from bot.domain.refusal import Refused
from bot.domain.shifts import WHOLE_DAY, Line, Pattern, frees_an_evening, frees_an_hour
from bot.domain.words import _

BACK = timedelta(days=183)  # a first day without a year is the next one from here on
FARTHEST = timedelta(days=731)
LONGEST_CYCLE = 31  # days on, days off, days of each crew's shift

_NUMBERS = {
    **{name: n for n, name in enumerate(["mot", "hai", "ba", "bon", "nam", "sau", "bay"], start=1)},
    **{name: n for n, name in enumerate(["one", "two", "three", "four", "five", "six"], start=1)},
}
_N = "([0-9]{1,3}|" + "|".join(_NUMBERS) + ")"
_DAYS = "(?:ngay |days? )?"
_ON_OFF = [
    re.compile(rf"\b{_N} {_DAYS}(?:lam|truc|di|on),? {_N} {_DAYS}(?:nghi|off)\b"),
    re.compile(rf"\b(?:lam|truc|di) {_N} {_DAYS}(?:thi )?nghi {_N}(?: ngay)?\b"),
]
_CREWS = re.compile(r"\b(?:3|ba|three) (?:kip|ca|crews?|shifts?)\b")
_EACH = re.compile(rf"\b(?:moi (?:ca|kip) )?{_N} (?:ngay|days?)(?: each| moi ca| mot ca)?\b")
_FROM = re.compile(
    r"\b(?:tu|from|since|bat dau) (?:ngay )?"
    r"([0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}[/.-][0-9]{1,2}(?:[/.-][0-9]{2,4})?)"
)
_CLOCK = "[0-9]{1,2}(?: ?(?:h|g|gio|:) ?(?:[0-9]{2})?)?"
_SPAN = re.compile(rf"\b(?:(?:tu|from) )?({_CLOCK}) ?(?:-|–|den|toi|to) ?({_CLOCK})(?![0-9/.])")

_PARTS = {
    "sang": (time(6), 8 * 60),
    "chieu": (time(14), 8 * 60),
    "toi": (time(18), 4 * 60),
    "dem": (time(22), 8 * 60),
}
_PART_WORDS = {
    **{name: name for name in _PARTS},
    "morning": "sang",
    "afternoon": "chieu",
    "evening": "toi",
    "night": "dem",
}
_CREW_ORDER = ["sang", "chieu", "dem"]
_BETWEEN = frozenset(
    [
        "truc",
        "lich",
        "ca",
        "cac",
        "vao",
        "ngay",
        "va",
        "and",
        "on",
        "i",
        "am",
        "work",
        "duty",
        "shift",
        "shifts",
        "lam",
        "viec",
        "moi",
        "tuan",
        "hang",
        "every",
        "week",
        "in",
        "the",
        "at",
        "luc",
        "em",
        "minh",
        "co",
        "di",
        "each",
    ]
)
_EVERY_DAY = re.compile(r"\b(?:hang ngay|moi ngay|ngay nao cung|every ?day|daily)\b")
_WEEKEND = re.compile(r"\b(?:cuoi tuan|weekends?)\b")
_RANGE = re.compile(r"\b(?:thu |t)([2-7]) ?(?:den|toi|to|-) ?(?:thu |t)?([2-7])\b")
_ALL_DAY = re.compile(r"\b(?:24 ?h|24/24|ca ngay|all day)(?![0-9a-z])")
_SUNDAY = re.compile(r"\bchu nhat\b")
_SHORT = {day.value: day for day in Weekday}
_WEEK = list(Weekday)
_HOW = _(
    "Please write the shifts like trực thứ 3 và thứ 6; 2 làm 2 nghỉ từ 05/01; 3 kíp từ 05/01; "
    "or with times, like thứ 2 18h-22h."
)


@dataclass(frozen=True)
class Described:
    """Shifts as they were understood; `cycle` is after how many days they repeat."""

    pattern: Pattern
    first: datetime
    cycle: int

    @property
    def frees_an_evening(self) -> bool:
        return frees_an_evening(self.pattern, self.first, self.cycle)


def read(text: str, *, today: date) -> Described:
    """Shifts in one line; Refused for what is not understood, or leaves no moment free."""
    words = _Words(text, today)
    found = _three_crews(words) or _on_and_off(words) or _weekly(words)
    if not frees_an_hour(found.pattern, found.first + timedelta(days=1), found.cycle):
        raise Refused("These shifts leave no hour free. Please write the times too, like 18h-22h.")
    return found


class _Words:
    """What is left to understand of a line; what has been understood is taken out."""

    def __init__(self, text: str, today: date) -> None:
        raw = reading.tidy(text).lower()
        self.rest = " ".join("" if word == "tôi" else fold(word) for word in raw.split(" ")).strip()
        if self.rest.startswith("toi "):  # who leaves out the diacritics begins with "I"
            self.rest = self.rest.removeprefix("toi ")
        self.today = today
        self.first = self._first_day()
        self.span = self._span()
        self.take(_ALL_DAY)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.search(self.rest)
        if found is not None:
            self.rest = f"{self.rest[: found.start()]} {self.rest[found.end() :]}"
        return found

    def part(self) -> str | None:
        """The part of the day that is named in what is left, which must say nothing else."""
        named: str | None = None
        for word in re.split("[ ,;+&]+", self.rest):
            if word in _PART_WORDS:
                named = _PART_WORDS[word]
            elif word and word not in _BETWEEN:
                raise Refused(_HOW)
        return named

    def clock(self, part: str | None) -> tuple[time, int]:
        """When a shift begins and how many minutes it takes."""
        if self.span is not None:
            return self.span
        return _PARTS[part] if part is not None else (time(0), WHOLE_DAY)

    def _first_day(self) -> date | None:
        found = self.take(_FROM)
        if found is None:
            return None
        day = reading.day(found[1], today=self.today - BACK)
        if abs(day - self.today) > FARTHEST:
            raise Refused("This first day is more than two years off. Please write a nearer one.")
        return day

    def _span(self) -> tuple[time, int] | None:
        found = _SPAN.search(self.rest)
        if found is None or not re.search("[hg:]", found[0]):
            return None
        self.take(_SPAN)
        first, last = _clock(found[1]), _clock(found[2])
        minutes = (last.hour - first.hour) * 60 + last.minute - first.minute
        return first, minutes if minutes > 0 else minutes + WHOLE_DAY


def _clock(text: str) -> time:
    written = text.strip().rstrip(":")
    if written.isdecimal():
        written += "h"
    return time(0) if written in {"24h", "24:00"} else reading.clock(written)


def _number(text: str) -> int:
    found = _NUMBERS.get(text) or int(text)
    if not 1 <= found <= LONGEST_CYCLE:
        raise Refused("Please write numbers of days from 1 to {most}.", most=LONGEST_CYCLE)
    return found


def _needed(first: date | None) -> date:
    if first is None:
        raise Refused("Please write from which day on, like 2 làm 2 nghỉ từ 05/01.")
    return first


def _three_crews(words: _Words) -> Described | None:
    if words.take(_CREWS) is None:
        return None
    each = words.take(_EACH)
    days = _number(each[1]) if each is not None else 7
    part = words.part()
    begins = _CREW_ORDER.index(part) if part in _CREW_ORDER else 0
    first = _needed(words.first)
    lines: list[Line] = []
    for n in range(3 * days):
        at, minutes = _PARTS[_CREW_ORDER[(begins + n // days) % 3]]
        lines.append(_line(first + timedelta(days=n), at, minutes, 3 * days))
    return _described(lines, 3 * days)


def _on_and_off(words: _Words) -> Described | None:
    found = next((match for each in _ON_OFF if (match := words.take(each)) is not None), None)
    if found is None:
        return None
    on, off = _number(found[1]), _number(found[2])
    at, minutes = words.clock(words.part())
    first = _needed(words.first)
    lines = [_line(first + timedelta(days=n), at, minutes, on + off) for n in range(on)]
    return _described(lines, on + off)


def _weekly(words: _Words) -> Described:
    days = _weekdays(words)
    at, minutes = words.clock(words.part())
    if not days:
        raise Refused(_HOW)
    first = datetime.combine(words.first or words.today, at)
    names = ",".join(day.value[:2].upper() for day in sorted(days, key=_WEEK.index))
    line = Line(first, f"FREQ=WEEKLY;BYDAY={names}", minutes)
    return Described(Pattern((line,)), first, 7)


def _weekdays(words: _Words) -> set[Weekday]:
    if words.take(_EVERY_DAY):
        return set(Weekday)
    found: set[Weekday] = set()
    days = words.take(_RANGE)
    if days is not None:
        found |= set(_WEEK[int(days[1]) - 2 : int(days[2]) - 1])
    if words.take(_WEEKEND):
        found |= {Weekday.SAT, Weekday.SUN}
    if words.take(_SUNDAY):
        found.add(Weekday.SUN)
    left: list[str] = []
    counting = False
    each = re.split("[ ,;+&]+", words.rest)
    for word, following in zip(each, [*each[1:], ""], strict=True):
        short = re.fullmatch("(?:t|thu)([2-7])", word)
        if counting and word in reading.VIETNAMESE_WEEKDAYS:
            found.add(reading.VIETNAMESE_WEEKDAYS[word])
        elif short is not None:
            found.add(reading.VIETNAMESE_WEEKDAYS[short[1]])
            counting = True
        elif word == "cn":
            found.add(Weekday.SUN)
        elif word in ("thu", "t") and following in reading.VIETNAMESE_WEEKDAYS:
            counting = True
        elif (named := _english(word)) is not None:
            found.add(named)
        else:
            left.append(word)
    words.rest = " ".join(left)
    return found


def _english(word: str) -> Weekday | None:
    whole = word.removesuffix("s")
    return reading.ENGLISH_WEEKDAYS.get(whole) or _SHORT.get(word)


def _line(day: date, at: time, minutes: int, every: int) -> Line:
    return Line(datetime.combine(day, at), f"FREQ=DAILY;INTERVAL={every}", minutes)


def _described(lines: list[Line], cycle: int) -> Described:
    return Described(Pattern(tuple(lines)), lines[0].start, cycle)
