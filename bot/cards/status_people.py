"""The people of a meeting's status: under which heading each stands, and in how many pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.cards.invitation import Said, reason_text
from bot.domain.answers import Answer, Mode, Reply, Tally, coming, label, tally
from bot.i18n import Speech

LONGEST_LINE = 600
SMALLEST_ROOM = 800  # for people on a page, however long the words above them are


class Part(StrEnum):
    """Which of the people a card lists."""

    ALL = "a"
    SILENT = "s"
    ABSENT = "n"
    UNREACHABLE = "u"


@dataclass(frozen=True)
class Sight:
    """What the reader may see: names, the reason of each, or the totals of reasons.

    `subgroup` is set for one who sees only the people of a sub-group.
    """

    names: bool = False
    reasons: bool = False
    totals: bool = False
    subgroup: str | None = None


@dataclass(frozen=True)
class Person:
    """Somebody summoned; `unreachable` says why no message gets there, "" when it does.

    A `host` leads a make-up session and has nothing to make up.
    """

    name: str
    said: Said = field(default_factory=Said)
    monitor: bool = False
    unreachable: str = ""
    host: bool = False

    @property
    def counts(self) -> bool:
        return not (self.monitor or self.host)

    @property
    def silent(self) -> bool:
        return not self.said.stands

    @property
    def absent(self) -> bool:
        return self.said.stands and self.said.answer is Answer.ABSENT

    def comes(self, mode: Mode) -> bool:
        said = self.said
        return said.stands and coming(said.answer, mode, bool(said.granted))


@dataclass(frozen=True)
class Section:
    """A heading and the lines below it."""

    heading: str
    lines: Sequence[str]


def tallied(mode: Mode, counted: Sequence[Person]) -> Tally:
    """The counts of those who count."""
    replies = (
        Reply(each.said.answer if each.said.stands else None, 1, bool(each.said.granted))
        for each in counted
    )
    return tally(replies, mode, 1)


def sections(
    t: Speech, mode: Mode, people: Sequence[Person], sight: Sight, part: Part
) -> list[Section]:
    """The people that a part lists, under their headings; the whole leaves nobody out."""
    counted = [each for each in people if each.counts]
    absent = Section(
        t("Absent:"), [_absent(t, each, sight.reasons) for each in counted if each.absent]
    )
    silent = Section(t("Silent:"), [_silent(t, each) for each in counted if each.silent])
    away = Section(
        t("Cannot be reached:"),
        [
            t("{name}: {why}", name=each.name, why=each.unreachable)
            for each in counted
            if each.unreachable
        ],
    )
    match part:
        case Part.SILENT:
            return [silent]
        case Part.ABSENT:
            return [absent]
        case Part.UNREACHABLE:
            return [away]
    comes = [_coming(t, each) for each in counted if each.comes(mode)]
    asks = [
        _entered(t, each.name, each)
        for each in counted
        if not (each.silent or each.absent or each.comes(mode))
    ]
    watching = [_guest(t, mode, each) for each in people if each.monitor]
    leading = [_guest(t, mode, each) for each in people if each.host]
    return [
        Section(t("Coming:"), comes),
        Section(t("Asked to join online, not granted:"), asks),
        absent,
        silent,
        away,
        Section(t("Monitor, not counted:"), watching),
        Section(t("Leads the session, not counted:"), leading),
    ]


def _coming(t: Speech, each: Person) -> str:
    line = each.name
    if each.said.answer is Answer.LATE:
        line = t("{name}: late", name=each.name)
    elif each.said.answer is Answer.ONLINE:
        line = t("{name}: online", name=each.name)
    return _entered(t, line, each)


def _absent(t: Speech, each: Person, reasons: bool) -> str:
    line = each.name
    if reasons:
        why = reason_text(t, each.said)
        line = (
            t("{name}: {reason}", name=each.name, reason=why)
            if why
            else t("{name}: no reason given", name=each.name)
        )
    return _entered(t, line, each)


def _silent(t: Speech, each: Person) -> str:
    if each.said.answer is not None:
        return t("{name}: answered for the old time", name=each.name)
    return each.name


def _guest(t: Speech, mode: Mode, each: Person) -> str:
    if each.said.answer is None or not each.said.stands:
        return t("{name}: no answer yet", name=each.name)
    return t("{name}: {answer}", name=each.name, answer=t(label(each.said.answer, mode)))


def _entered(t: Speech, line: str, each: Person) -> str:
    if not each.said.entered_by:
        return line
    return t("{line} (entered by {name})", line=line, name=each.said.entered_by)


def in_pages(sections: Sequence[Section], room: int) -> list[list[str]]:
    """Lay sections out in pages of at most `room` UTF-16 units; at least one page, maybe empty.

    A heading is repeated where its people go on over the page. Empty sections are left out.
    """
    room = max(room, SMALLEST_ROOM)
    found: list[list[str]] = [[]]
    for section in sections:
        open_ = False
        for line in _short(section.lines):
            start = [] if open_ else ([""] if found[-1] else []) + [section.heading]
            if found[-1] and _width([*found[-1], *start, line]) > room:
                found.append([])
                start = [section.heading]
            found[-1] += [*start, line]
            open_ = True
    return found


def _short(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield f"• {line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + '…'}"


def _width(lines: Sequence[str]) -> int:
    return sum(width(line) + 1 for line in lines)


def width(text: str) -> int:
    """How long a text is in UTF-16 units, as platforms count."""
    return len(text.encode("utf-16-le")) // 2
