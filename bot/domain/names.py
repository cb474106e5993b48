"""Finding a person by a name as people type it on a phone."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

_INVISIBLE = {"Mn", "Me", "Cf"}
_COMMON_MARKS = re.compile("[\u0300-\u036f]+")
# Old Vietnamese fonts wrote the Icelandic eth and the African d where đ belongs.
_BARRED = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d"})
_ONE_BARRED = str.maketrans({"ð": "đ", "ɖ": "đ"})
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_COMRADE = re.compile(r"^\s*[đd]\s*[/.]\s*c\b\.?", re.IGNORECASE)
_HONORIFICS = frozenset(
    {"dc", "dong chi", "thay", "thay giao", "co", "co giao", "ong", "ba", "bac", "chu", "anh"}
    | {"chi", "em", "gs", "pgs", "ts", "ths", "bs"}
)
_LONGEST_QUERY = 12
_NEAR_WHOLE = 0.85
_WITH_GIVEN_NAME = 3


@dataclass(frozen=True)
class Match:
    """Who a typed name may mean, best first.

    `certain` only when there is one candidate and the name was not merely similar; otherwise ask.
    """

    candidates: tuple[int, ...] = ()
    certain: bool = False

    @property
    def one(self) -> int | None:
        """The person meant, or None when one has to ask or nobody fits."""
        return self.candidates[0] if self.certain else None


@dataclass(frozen=True)
class _Word:
    plain: str
    marked: str


_Words = tuple[_Word, ...]


@dataclass(frozen=True)
class _Hit:
    tier: int
    strange: int
    against: bool
    exactly: bool
    name: str
    id: int


def fold(text: str) -> str:
    """Lower case without diacritics or invisible characters, đ as d, words one space apart."""
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    kept = _COMMON_MARKS.sub("", lowered).translate(_BARRED)
    if not kept.isascii():
        kept = "".join(c for c in kept if unicodedata.category(c) not in _INVISIBLE)
    return " ".join(kept.split())


def spelling(text: str) -> str:
    """The key under which "HOÀ" and "Hòa" are one spelling: case, Unicode form, place of the tone.

    Marks count: "An" and "Ân" differ.
    """
    lowered = unicodedata.normalize("NFD", _visible(text).lower()).translate(_ONE_BARRED)
    return " ".join(_tone_last(word) for word in lowered.split())


def match(query: str, people: Iterable[tuple[int, str]]) -> Match:
    """Find whom `query` names among `people`, pairs of id and full name.

    Diacritics and case do not matter unless typed marks tell two people apart; the given name, the
    last words, some words or another order will do; forms of address are dropped. A misspelt name
    is never certain, however few fit.
    """
    readings = _readings(_COMRADE.sub("dc ", query))
    crowd = [(id_, name, _words(name)) for id_, name in dict(people).items()]
    certain, chosen = False, dict[int, None]()
    for reading in readings:
        sure, ids = _by_words(reading, crowd)
        certain = certain or sure
        chosen |= dict.fromkeys(ids)
    if chosen:
        return Match(tuple(chosen), certain and len(chosen) == 1)
    return Match(_by_likeness(readings, crowd))


def _tone_last(word: str) -> str:
    letters = "".join(c for c in word if c not in _TONES)
    tones = "".join(sorted(c for c in word if c in _TONES))
    return unicodedata.normalize("NFC", letters) + tones


def _words(text: str) -> _Words:
    raw = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", _visible(text)))
    return tuple(map(_word, raw))


# A committee's people share some hundred words.
@lru_cache(maxsize=4096)
def _word(text: str) -> _Word:
    return _Word(fold(text), spelling(text))


def _visible(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


def _readings(query: str) -> list[_Words]:
    """The words as typed, then without each form of address: "Anh Tuấn" is a name, or a Tuấn."""
    words = _words(query)
    if not 0 < len(words) <= _LONGEST_QUERY:
        return []
    readings = [words]
    while dropped := _address(words):
        words = words[dropped:]
        readings.append(words)
    return readings


def _address(words: _Words) -> int:
    """How many leading words are a form of address, at least one word being left over."""
    for length in (2, 1):
        head = " ".join(word.plain for word in words[:length])
        if len(words) > length and head in _HONORIFICS:
            return length
    return 0


def _by_words(query: _Words, crowd: list[tuple[int, str, _Words]]) -> tuple[bool, list[int]]:
    hits = [hit for id_, name, words in crowd if (hit := _hit(query, id_, name, words))]
    hits.sort(key=lambda hit: (hit.tier, hit.strange, hit.name, hit.id))
    standing = [hit for hit in hits if not hit.against]
    if not standing:
        return False, [hit.id for hit in hits]
    best = [hit for hit in standing if hit.tier == standing[0].tier]
    if _marked(query):
        best = [hit for hit in best if hit.exactly] or best
    return best[0].tier <= _WITH_GIVEN_NAME, [hit.id for hit in best]


def _hit(query: _Words, id_: int, name: str, words: _Words) -> _Hit | None:
    tier = _tier([word.plain for word in query], [word.plain for word in words])
    if tier is None:
        return None
    spelt = Counter(word.marked for word in words)
    strange = [word for word in query if word.marked not in spelt]
    return _Hit(
        tier=tier,
        strange=len(strange),
        # Typed without any marks, a query or a roster says nothing about them.
        against=bool(strange) and _marked(query) and _marked(words),
        exactly=not Counter(word.marked for word in query) - spelt,
        name=name,
        id=id_,
    )


def _marked(words: _Words) -> bool:
    return any(word.plain != word.marked for word in words)


def _tier(query: list[str], name: list[str]) -> int | None:
    """How well whole words fit: 0 the full name ... 3 words with the given name, 4 without it."""
    if query == name:
        return 0
    if sorted(query) == sorted(name):
        return 1
    if query == name[-len(query) :]:
        return 2
    if not set(query) <= set(name) or Counter(query) - Counter(name):
        return None
    return _WITH_GIVEN_NAME if name[-1] in query else _WITH_GIVEN_NAME + 1


def _by_likeness(readings: list[_Words], crowd: list[tuple[int, str, _Words]]) -> tuple[int, ...]:
    plain = [[word.plain for word in reading] for reading in readings]
    scored = []
    for id_, name, words in crowd:
        likeness = max((_likeness(q, [w.plain for w in words]) for q in plain), default=0.0)
        if likeness:
            scored.append((-likeness, name, id_))
    return tuple(id_ for _, _, id_ in sorted(scored))


def _likeness(query: list[str], name: list[str]) -> float:
    """0.0 when unlike; otherwise up to 1.0. The whole may be misspelt, or each word a little."""
    if not name:
        return 0.0
    whole = float(OSA.normalized_similarity("".join(query), "".join(name)))
    return max(whole if whole >= _NEAR_WHOLE else 0.0, _likeness_of_words(query, name))


def _likeness_of_words(query: list[str], name: list[str]) -> float:
    left, total = list(name), 0.0
    for word in query:
        near = max(((_near(word, other), other) for other in left), default=(0.0, ""))
        if not near[0]:
            return 0.0
        left.remove(near[1])
        total += near[0]
    return 0.0 if name[-1] in left else total / len(query)


def _near(word: str, other: str) -> float:
    """Similarity of two words that differ by a slip of the finger, after the first letter."""
    longest = max(len(word), len(other))
    slips = 0 if longest < 3 else 1 if longest < 6 else 2
    if word[:1] != other[:1] or OSA.distance(word, other) > slips:
        return 0.0
    return float(OSA.normalized_similarity(word, other))
