"""Words, numbers and dates in the reader's language and the unit's time zone.

Catalogues are read straight from the `.po` files at the start: there is no compile step.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.pofile import read_po

from bot.domain.refusal import Refused

LOCALES = Path(__file__).parent.parent / "locales"
LANGUAGES = ("vi", "en")

# Pinned, so that a new release of CLDR changes no message.
DAY = {"vi": "dd/MM/yyyy", "en": "d MMM yyyy"}
SHORT_DAY = {"vi": "dd/MM", "en": "d MMM"}
WEEKDAYS = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
CLOCK = "%H:%M"
_WITHIN = re.compile(r"(?<=[\w},;] )\{(\w+)\}|(?<=\()\{(\w+)\}")


@dataclass(frozen=True)
class Catalogue:
    """The translations into one language: msgid to its forms, one for languages without plural."""

    language: str
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def plain(self, message: str) -> str:
        return self.forms.get(message, (message,))[0]

    def counted(self, one: str, many: str, n: int) -> str:
        forms = self.forms.get(one)
        if forms is None:
            return one if n == 1 else many
        return forms[0] if len(forms) == 1 or n == 1 else forms[1]


@cache
def catalogue(language: str) -> Catalogue:
    """Read the catalogue of `language`; an unknown one falls back to Vietnamese."""
    if language not in LANGUAGES:
        language = LANGUAGES[0]
    path = LOCALES / language / "messages.po"
    if not path.is_file():
        return Catalogue(language)
    with path.open("rb") as file:
        entries = read_po(file, locale=language)
    forms: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        if not entry.id or entry.fuzzy:
            continue
        ids = entry.id if isinstance(entry.id, tuple | list) else (entry.id,)
        strings = entry.string if isinstance(entry.string, tuple | list) else (entry.string,)
        if found := tuple(text for text in strings if text):
            forms[ids[0]] = found
    return Catalogue(language, forms)


class Day(str):
    """A weekday and a date, which begin with a small letter after a word: "họp thứ Năm, …"."""

    __slots__ = ()

    @property
    def within(self) -> str:
        return "t" + self[1:] if self.startswith("Thứ ") else str(self)


@dataclass(frozen=True)
class Speech:
    """Speaks one language, in one time zone, to one organisation.

    `address` is the word the bot says to people ("đồng chí"); translations use it as `{you}` and
    `{You}`. English has one word for everybody.
    """

    language: str
    zone: ZoneInfo
    address: str = "đồng chí"

    def __call__(self, message: str, /, **values: Any) -> str:
        """Translate a whole sentence and fill in its values."""
        return self._fill(catalogue(self.language).plain(message), values)

    def plural(self, one: str, many: str, n: int, /, **values: Any) -> str:
        """Translate a sentence about `n` things; `{n}` is supplied."""
        return self._fill(catalogue(self.language).counted(one, many, n), {"n": n, **values})

    def refusal(self, refused: Refused) -> str:
        """Say a refusal in the reader's language."""
        return self(refused.message, **{k: self._value(v) for k, v in refused.values.items()})

    def _value(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return self.when(value)
        return self.day(value) if isinstance(value, date) else value

    def day(self, day: date) -> Day:
        """A weekday and a date: "Thứ Năm, 03/12/2026"."""
        return _day(self.language, day)

    def plain_day(self, day: date) -> str:
        """A date alone: "03/12/2026"."""
        return _plain_day(self.language, day)

    def short_day(self, day: date) -> str:
        return _short_day(self.language, day)

    def clock(self, at: datetime | time) -> str:
        """A time of day: "19:30"."""
        local = at.astimezone(self.zone) if isinstance(at, datetime) else at
        return local.strftime(CLOCK)

    def local_day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def when(self, at: datetime) -> str:
        """A moment as people say it: "19:30 thứ Năm, 03/12/2026"."""
        day = self.day(self.local_day(at))
        if self.language == "vi":
            return f"{self.clock(at)} {day.within}"
        return f"{self.clock(at)}, {day}"

    def _fill(self, sentence: str, values: Mapping[str, Any]) -> str:
        for name in (found[1] or found[2] for found in _WITHIN.finditer(sentence)):
            if isinstance(day := values.get(name), Day):
                values = {**values, name: day.within}
        return sentence.format(**{**self._addressed, **values})

    @property
    def _addressed(self) -> dict[str, str]:
        """The values that every sentence may name; only English needs a word for what is yours."""
        if self.language == "en":
            return {"you": "you", "You": "You", "your": "your", "Your": "Your"}
        you = self.address
        great = you[:1].upper() + you[1:]
        return {"you": you, "You": great, "your": you, "Your": great}


@lru_cache(maxsize=1024)
def _plain_day(language: str, day: date) -> str:
    return format_date(day, DAY[language], locale=language)


@lru_cache(maxsize=1024)
def _short_day(language: str, day: date) -> str:
    return format_date(day, SHORT_DAY[language], locale=language)


@lru_cache(maxsize=1024)  # a meeting's day is on every card about it, and Babel takes its time
def _day(language: str, day: date) -> Day:
    written = format_date(day, DAY[language], locale=language)
    return Day(f"{WEEKDAYS[language][day.weekday()]}, {written}")
