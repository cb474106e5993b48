"""What people type: days, times, a day and a time, a schedule, fields between semicolons.

Full-width and decomposed letters, odd spaces, capitals and missing diacritics are all read.
"""

import re
import unicodedata
from dataclasses import replace
from datetime import date, time, timedelta

from bot.domain.calendar import Ordinal, Schedule, Weekday
from bot.domain.names import fold
from bot.domain.refusal import Refused

PLACE_LENGTH = 200

_YEARS_BACK, _YEARS_AHEAD = 1, 5
_JUST_PASSED = timedelta(days=31)

# Minutes after "h" may stand apart, but in "19h 15/12" the 15 is the day.
_TIME = re.compile(
    r"(?<![0-9a-z/.:-])([0-9]{1,2})"
    r"(?: ?: ?([0-9]{2})| ?(?:gio|h|g)(?: ?([0-9]{2})(?: ?(?:phut|ph|p)(?![a-z]))?)?)"
    r"(?: ?(sang|trua|chieu|toi|am|pm)(?![a-z]))?"
    r"(?![0-9a-z]| ?[/:]|[.-][0-9])"
)
_AFTER_NOON = frozenset({"trua", "chieu", "toi", "pm"})
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SMALL_WORDS = re.compile(r"\b(?:ngay|luc|vao|on|at)\b")
_DAY_FIRST = re.compile(
    r"([0-9]{1,2}) ?(?:[/.-]|thang) ?([0-9]{1,2})(?: ?(?:[/.-]|nam) ?([0-9]{4}|[0-9]{2}))?"
)
_YEAR_FIRST = re.compile(r"([0-9]{4}) ?[/.-] ?([0-9]{1,2}) ?[/.-] ?([0-9]{1,2})")

_EACH_MONTH = re.compile(
    r"(?: (?:cua|trong|hang|moi))? thang$| (?:of (?:the|each|every)|every) month$"
)
_DAY_OF_MONTH = re.compile(r"(?:mung |mong |the )?([0-9]{1,2})(?:st|nd|rd|th)?")
_LAST_DAY = re.compile(r"cuoi(?: cung)?|(?:the )?last day")
_ENGLISH = re.compile(r"(?:the )?(first|second|third|fourth|last|1st|2nd|3rd|4th) ([a-z]{3,})")
_VIETNAMESE = re.compile(r"(?:chu nhat|cn|(?:thu |t)(hai|ba|tu|nam|sau|bay|[2-7])) (.+)")
_VIETNAMESE_ORDINALS = {
    Ordinal.FIRST: re.compile(r"(?:tuan )?(?:dau(?: tien)?|thu (?:nhat|1))|tuan 1"),
    Ordinal.SECOND: re.compile(r"(?:tuan )?thu (?:hai|nhi|2)|tuan (?:hai|2)"),
    Ordinal.THIRD: re.compile(r"(?:tuan )?thu (?:ba|3)|tuan (?:ba|3)"),
    Ordinal.FOURTH: re.compile(r"(?:tuan )?thu (?:tu|4)|tuan (?:tu|4)"),
    Ordinal.LAST: re.compile(r"(?:tuan )?cuoi(?: cung)?"),
}
VIETNAMESE_WEEKDAYS = dict(
    zip(["hai", "ba", "tu", "nam", "sau", "bay", *"234567"], [*list(Weekday)[:6]] * 2, strict=True)
)
ENGLISH_WEEKDAYS = dict(
    zip(
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
        Weekday,
        strict=True,
    )
)


def tidy(text: str) -> str:
    """The text on one line in NFC: runs of any white space become one space, controls vanish.

    So do the marks that turn the direction of writing, which would turn what stands behind them.
    """
    kept = (
        ch
        for ch in text
        if ch.isspace() or (unicodedata.category(ch) not in ("Cc", "Cs") and ch not in _TURNING)
    )
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def says_something(text: str) -> bool:
    """Whether there is a letter or a digit in it."""
    return any(ch.isalnum() for ch in text)


def fields(text: str) -> list[str]:
    """What stands between semicolons, tidied, without the empty ones at the end."""
    found = [tidy(field) for field in re.split("[;；]", unicodedata.normalize("NFC", text))]
    while found and not found[-1]:
        found.pop()
    return found


def day(text: str, *, today: date) -> date:
    """`15/12/2026`, `15-12-26`, `15.12`, `2026-12-15`, `15 tháng 12`: day before month.

    Without a year it is the next such day, today included; one that passed within the last 31
    days is refused instead, because it was hardly meant for next year. Years reach from last year
    to five ahead.
    """
    found = _day_in(_bare(fold(text)), today)
    if found is None:
        raise Refused("Please write the day like 15/12/2026 or 15/12.")
    return found


def clock(text: str) -> time:
    """`19:30`, `19h30`, `19h`, `19 giờ 30`, `7h30 tối`: 24 hours, or a part of the day behind."""
    found, rest = _time_and_rest(fold(text))
    if found is None or rest:
        raise Refused("Please write the time like 19:30 or 19h30.")
    return found


def date_and_time(text: str, *, today: date) -> tuple[date, time]:
    """A day and a time, in either order, each in any of its forms."""
    at, rest = _time_and_rest(fold(text))
    on = _day_in(rest, today)
    if at is None or on is None:
        raise Refused("Please write the day and the time like 15/12/2026 19:30.")
    return on, at


def names_a_time(text: str) -> bool:
    """Whether there is nothing but a day, a time or both in it, be there such a day or not."""
    folded = fold(text)
    found = _TIME.search(folded)
    if found is not None:
        folded = f"{folded[: found.start()]} {folded[found.end() :]}"
    rest = _bare(folded)
    if not rest:
        return found is not None
    return bool(_YEAR_FIRST.fullmatch(rest) or _DAY_FIRST.fullmatch(rest))


def names_a_day(text: str) -> bool:
    """Whether there is nothing but a day in it, be there such a day or not."""
    rest = _bare(fold(text))
    return bool(_YEAR_FIRST.fullmatch(rest) or _DAY_FIRST.fullmatch(rest))


def place(text: str) -> str:
    """Where people meet: one line of at most `PLACE_LENGTH` characters, at least one visible.

    A day or a time is refused: it stands where the place was forgotten.
    """
    text = tidy(text)
    if names_a_time(text):
        raise Refused(
            "“{text}” reads like a day or a time. Please write the place in words, for example "
            "Hội trường A.",
            text=text,
        )
    if len(text) > PLACE_LENGTH or not any(unicodedata.category(ch)[0] in "LNPS" for ch in text):
        raise Refused(
            "Please write the place in at most {most} characters, for example Hội trường A.",
            most=PLACE_LENGTH,
        )
    return text


def schedule(text: str) -> Schedule:
    """`3 19:30; Hội trường A`, `first sat 08:00; …`, `thứ bảy đầu tiên 8h; …`."""
    when, *places = fields(text) or [""]
    found = schedule_when(when)
    if len(places) != 1:
        raise Refused("Please write one place after the time, like 3 19:30; Hội trường A.")
    return replace(found, place=place(places[0]))


def schedule_when(text: str) -> Schedule:
    """The part of a schedule before the semicolon; the place is left empty."""
    at, rest = _time_and_rest(fold(text))
    found = _schedule_of(_EACH_MONTH.sub("", rest), at) if at is not None else None
    if found is None:
        raise Refused(
            "Please write the schedule like 3 19:30; Hội trường A or first sat 08:00; Hội trường A."
        )
    return found


def _bare(text: str) -> str:
    return " ".join(_SMALL_WORDS.sub(" ", text).split())


def _time_and_rest(text: str) -> tuple[time | None, str]:
    found = _TIME.search(text)
    if found is None:
        return None, _bare(text)
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    if found[4] in _AFTER_NOON and 1 <= hour < 12 and not (found[4] == "trua" and hour > 3):
        hour += 12
    if hour > 23 or minute > 59:
        raise Refused(
            "There is no time {time}; please write it like 19:30 or 19h30.",
            time=f"{hour:02d}:{minute:02d}",
        )
    return time(hour, minute), _bare(f"{text[: found.start()]} {text[found.end() :]}")


def _day_in(text: str, today: date) -> date | None:
    if iso := _YEAR_FIRST.fullmatch(text):
        return _with_year(int(iso[3]), int(iso[2]), int(iso[1]), today)
    found = _DAY_FIRST.fullmatch(text)
    if found is None:
        return None
    number, month = int(found[1]), int(found[2])
    if found[3]:
        year = int(found[3])
        return _with_year(number, month, year if year > 99 else 2000 + year, today)
    return _next(number, month, today)


def _with_year(number: int, month: int, year: int, today: date) -> date:
    first, last = today.year - _YEARS_BACK, today.year + _YEARS_AHEAD
    if not first <= year <= last:
        raise Refused(
            "The year must be from {first} to {last}, for example 15/12/{example}.",
            first=first,
            last=last,
            example=today.year,
        )
    found = _date(year, month, number)
    if found is None:
        raise _no_such_day(f"{number:02d}/{month:02d}/{year}")
    return found


def _next(number: int, month: int, today: date) -> date:
    around = [_date(today.year + years, month, number) for years in (-1, 0, 1)]
    coming = next((on for on in around if on and on >= today), None)
    if coming is None:
        raise _no_such_day(f"{number:02d}/{month:02d}/{today.year}")
    if any(on and timedelta() < today - on <= _JUST_PASSED for on in around):
        raise Refused(
            "{day} has just passed; if you mean the next one, please write {coming}.",
            day=f"{number:02d}/{month:02d}",
            coming=f"{coming:%d/%m/%Y}",
        )
    return coming


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _no_such_day(written: str) -> Refused:
    return Refused("There is no day {day}; please write one like 15/12/2026.", day=written)


def _schedule_of(text: str, at: time) -> Schedule | None:
    if found := _DAY_OF_MONTH.fullmatch(text):
        if not 1 <= int(found[1]) <= 31:
            raise Refused(
                "No month has a day {day}; please write one from 1 to 31, like 3 19:30.",
                day=int(found[1]),
            )
        return Schedule(at, "", day=int(found[1]))
    if _LAST_DAY.fullmatch(text):
        return Schedule(at, "", day=31)
    which = _english(text) or _vietnamese(text)
    return Schedule(at, "", ordinal=which[0], weekday=which[1]) if which else None


def _english(text: str) -> tuple[Ordinal, Weekday] | None:
    found = _ENGLISH.fullmatch(text)
    if found is None:
        return None
    position = {"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth"}
    named = (on for name, on in ENGLISH_WEEKDAYS.items() if name.startswith(found[2]))
    weekday = next(named, None)
    return (Ordinal(position.get(found[1], found[1])), weekday) if weekday else None


def _vietnamese(text: str) -> tuple[Ordinal, Weekday] | None:
    found = _VIETNAMESE.fullmatch(text)
    if found is None:
        return None
    weekday = VIETNAMESE_WEEKDAYS[found[1]] if found[1] else Weekday.SUN
    forms = _VIETNAMESE_ORDINALS.items()
    return next(((each, weekday) for each, form in forms if form.fullmatch(found[2])), None)
