"""The digest of a committee: sums, then what needs attention, the rest folded; no names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bot.cards.paging import page, turning
from bot.cards.rollcall import made_up_line
from bot.chat import Action, Card, Choice, Rows
from bot.domain.answers import REASON_LABELS, Reason
from bot.domain.attendance_year import Figures
from bot.domain.digest import Cell, Concern, Sum
from bot.domain.words import _
from bot.i18n import Speech

A_PAGE = 8
MOST_DETAILED = 10  # exceptions shown with their figures; more are grouped
MOST_NAMED = 3  # cells named under one concern where they are grouped


class Which(StrEnum):
    """Which cells a list shows: one concern's, or everyone's."""

    ALL = "x"
    NO_SECRETARY = Concern.NO_SECRETARY.value
    UNREACHABLE = Concern.UNREACHABLE.value
    NOT_MET = Concern.NOT_MET.value
    NOT_CLOSED = Concern.NOT_CLOSED.value
    LOW = Concern.LOW.value
    NOTHING_DECIDED = Concern.NOTHING_DECIDED.value
    FEEDBACK_OVERDUE = Concern.FEEDBACK_OVERDUE.value
    TASKS_OVERDUE = Concern.TASKS_OVERDUE.value


@dataclass(frozen=True)
class ShowDigest(Action):
    """The digest of a committee, or the figures of one cell."""

    name: ClassVar[str] = "dg"
    unit_id: int


@dataclass(frozen=True)
class ShowCells(Action):
    """A page of the cells below a committee."""

    name: ClassVar[str] = "dgc"
    unit_id: int
    which: Which
    page: int


CONCERNS = {
    Concern.NO_SECRETARY: _("No secretary"),
    Concern.UNREACHABLE: _("Nobody can be reached"),
    Concern.NOT_MET: _("No meeting this month"),
    Concern.NOT_CLOSED: _("Not yet closed"),
    Concern.LOW: _("Attendance well below its own"),
    Concern.NOTHING_DECIDED: _("Nothing was decided"),
    Concern.FEEDBACK_OVERDUE: _("Feedback overdue"),
    Concern.TASKS_OVERDUE: _("Tasks overdue"),
}


@dataclass(frozen=True)
class FromAbove:
    """Of the cells with a monitor that met, `visited` saw theirs, the `missed` ones did not.

    `there` of `due` is how often the committee's own officers were at meetings that count them.
    """

    visited: int = 0
    missed: Sequence[str] = ()
    there: int = 0
    due: int = 0


@dataclass(frozen=True)
class Digest:
    """A committee's digest: the sum, the exceptions by concern, how many cells are folded.

    `concerned` has each cell's concerns; `month` is a day of the month it speaks of.
    """

    unit_id: int
    unit: str
    month: datetime
    sums: Sum
    exceptions: Mapping[Concern, Sequence[Cell]]
    concerned: Mapping[int, Sequence[Concern]]
    folded: int
    below: Sequence[tuple[int, str]] = ()
    now: datetime | None = None
    totals_from: int = 3
    from_above: FromAbove = FromAbove()


def digest(t: Speech, found: Digest, *, above: str = "") -> Card:
    """The digest on two screens of a phone, however many cells there are."""
    lines = [above, ""] if above else []
    lines += _sums(t, found)
    count = sum(map(len, found.exceptions.values()))
    if count:
        lines += ["", t("Needs attention ({n}):", n=count)]
        lines += _detailed(t, found) if count <= MOST_DETAILED else _grouped(t, found)
    if found.folded:
        lines += [
            "",
            t.plural(
                "{n} cell without anything unusual.",
                "{n} cells without anything unusual.",
                found.folded,
            ),
        ]
    return Card(
        title=t("{unit}: digest for {month}", unit=found.unit, month=_month(t, found.month)),
        body="\n".join(lines),
        choices=(
            *_concern_choices(t, found),
            (Choice(t("All cells"), ShowCells(found.unit_id, Which.ALL, 0)),),
            *((Choice(name, ShowDigest(unit_id)),) for unit_id, name in found.below[:A_PAGE]),
        ),
    )


def _month(t: Speech, at: datetime) -> str:
    return f"{t.local_day(at):%m/%Y}"


def _sums(t: Speech, found: Digest) -> list[str]:
    sums = found.sums
    if not sums.cells:
        return [t("There is no cell below yet.")]
    lines = [t("Met: {n} of {all}", n=sums.met, all=sums.cells)]
    if sums.ahead:
        lines.append(t("Meeting still ahead: {n}", n=sums.ahead))
    if sums.share is not None:
        lines.append(
            t(
                "There: {n} of {all}, {share}",
                n=sums.there,
                all=sums.counted,
                share=_percent(sums.share),
            )
        )
    if sums.made_up:
        lines.append(made_up_line(t, sums.excused, sums.made_up))
    lines.append(
        t("With a resolution or conclusion: {n} of {all} closed", n=sums.decided, all=sums.closed)
    )
    if reasons := _reasons(t, sums.reasons):
        lines.append(t("Reasons of absence: {reasons}", reasons=reasons))
    lines.append(
        t(
            "Tasks: {open} open, {done} done this month, {overdue} overdue",
            open=sums.tasks_open,
            done=sums.tasks_done,
            overdue=sums.tasks_overdue,
        )
    )
    if sums.feedback_waiting:
        lines.append(
            t(
                "Feedback: {n} waiting, the longest {days} days, {overdue} overdue",
                n=sums.feedback_waiting,
                days=_days(found.now, sums.feedback_since),
                overdue=sums.feedback_overdue,
            )
        )
    return [*lines, *_from_above(t, found.from_above)]


def _from_above(t: Speech, found: FromAbove) -> list[str]:
    """What officers did themselves: monitors' visits, their own attendance."""
    lines: list[str] = []
    all_ = found.visited + len(found.missed)
    if all_:
        lines.append(t("Monitors came to {n} of {all} cells.", n=found.visited, all=all_))
    if found.missed:
        named = ", ".join(found.missed[:MOST_NAMED])
        more = len(found.missed) - MOST_NAMED
        if more > 0:
            named = t("{names} and {n} more", names=named, n=more)
        lines.append(t("Without their monitor: {cells}", cells=named))
    if found.due:
        lines.append(
            t(
                "Officers' own attendance: {n} of {all}, {share}",
                n=found.there,
                all=found.due,
                share=_percent(found.there / found.due),
            )
        )
    return lines


def _days(now: datetime | None, since: datetime | None) -> int:
    return (now - since).days if now is not None and since is not None else 0


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _reasons(t: Speech, reasons: Mapping[str, int]) -> str:
    said = [
        t("{reason} {n}", reason=_small(t(REASON_LABELS[each])), n=reasons[each.value])
        for each in Reason
        if reasons.get(each.value)
    ]
    return ", ".join(said)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _detailed(t: Speech, found: Digest) -> list[str]:
    return [
        f"• {cell.name}: {why(t, found, cell)}"
        for cells in found.exceptions.values()
        for cell in cells
    ]


def _grouped(t: Speech, found: Digest) -> list[str]:
    lines: list[str] = []
    for concern, cells in found.exceptions.items():
        names = ", ".join(cell.name for cell in cells[:MOST_NAMED])
        line = t(
            "{concern} ({n}): {names}", concern=t(CONCERNS[concern]), n=len(cells), names=names
        )
        lines.append(f"• {line}" + (" …" if len(cells) > MOST_NAMED else ""))
    return lines


def why(t: Speech, found: Digest, cell: Cell) -> str:
    """A cell's concerns with their figures, on one line."""
    said: list[str] = []
    for concern in found.concerned.get(cell.unit_id, ()):
        words = _small(t(CONCERNS[concern]))
        if concern is Concern.LOW:
            said.append(attendance(t, cell))
        elif concern is Concern.NOT_CLOSED and cell.met_at is not None:
            day = t.short_day(t.local_day(cell.met_at))
            said.append(t("{concern}, met {day}", concern=words, day=day))
        elif concern is Concern.NOTHING_DECIDED:
            said.append(f"{words}: {cell.why_none}" if cell.why_none else words)
        elif concern is Concern.TASKS_OVERDUE:
            said.append(f"{words}: {cell.tasks_overdue}")
        elif concern is Concern.FEEDBACK_OVERDUE:
            said.append(f"{words}: {cell.feedback_overdue}")
        else:
            said.append(words)
    return "; ".join(said)


def attendance(t: Speech, cell: Cell) -> str:
    """How many were there, against the cell's own past."""
    if cell.share is None or cell.there is None:
        return t("no roll call confirmed")
    if cell.usual is None:
        return t(
            "there {n} of {all} ({share})",
            n=cell.there,
            all=cell.counted,
            share=_percent(cell.share),
        )
    return t(
        "there {n} of {all} ({share}, its own 12 months {usual})",
        n=cell.there,
        all=cell.counted,
        share=_percent(cell.share),
        usual=_percent(cell.usual),
    )


def _concern_choices(t: Speech, found: Digest) -> Rows:
    count = sum(map(len, found.exceptions.values()))
    if count <= MOST_DETAILED:
        return ()
    return tuple(
        (
            Choice(
                t("{concern} ({n})", concern=t(CONCERNS[concern]), n=len(cells)),
                ShowCells(found.unit_id, Which(concern.value), 0),
            ),
        )
        for concern, cells in found.exceptions.items()
    )


def cell_list(t: Speech, found: Digest, cells: Sequence[Cell], which: Which, number: int) -> Card:
    """A page of cells, each on two lines, to be opened."""
    shown = page(cells, number, A_PAGE)
    heading = t("All cells") if which is Which.ALL else t(CONCERNS[Concern(which.value)])
    lines: list[str] = [heading, ""]
    for cell in shown.things:
        lines += [cell.name, f"   {_line(t, found, cell)}"]
    if shown.count > 1:
        lines += ["", t("Page {n} of {all}.", n=shown.number + 1, all=shown.count)]
    return Card(
        title=t("{unit}: digest for {month}", unit=found.unit, month=_month(t, found.month)),
        body="\n".join(lines),
        choices=(
            *((Choice(cell.name, ShowDigest(cell.unit_id)),) for cell in shown.things),
            *turning(t, shown, lambda to: ShowCells(found.unit_id, which, to)),
            (Choice(t("Back to the digest"), ShowDigest(found.unit_id)),),
        ),
    )


def _line(t: Speech, found: Digest, cell: Cell) -> str:
    if found.concerned.get(cell.unit_id):
        return why(t, found, cell)
    return meeting_line(t, cell)


def meeting_line(t: Speech, cell: Cell) -> str:
    """Met or not and when, how long, who was there."""
    if cell.met_at is None:
        if cell.ahead_at is None:
            return t("no meeting this month")
        return t("meets on {day}", day=t.short_day(t.local_day(cell.ahead_at)))
    said = [t("met on {day}", day=t.short_day(t.local_day(cell.met_at)))]
    if cell.minutes is not None:
        said.append(t.plural("{n} minute", "{n} minutes", cell.minutes))
    said.append(attendance(t, cell))
    return ", ".join(said)


def one_cell(
    t: Speech,
    found: Digest,
    cell: Cell,
    *,
    wanted: int,
    back: Action | None,
    year_before: Figures | None = None,
    year: Action | None = None,
) -> Card:
    """One cell: its meeting, its attendance, what it decided, what is open; numbers only.

    `year_before` is its attendance in the same month of the year before, `year` shows twelve of
    them to those who may see it.
    """
    line = meeting_line(t, cell)
    lines = [line[:1].upper() + line[1:]]
    if cell.minutes is not None and cell.minutes < wanted:
        lines.append(t("Shorter than the {n} minutes of the rule.", n=wanted))
    if year_before is not None:
        lines.append(
            t(
                "Same month last year: {n} of {all}, {percent}%",
                n=year_before.there,
                all=year_before.counted,
                percent=year_before.percent,
            )
        )
    if cell.met_at is not None and not cell.closed:
        lines.append(t("The meeting is not closed yet."))
    if cell.made_up:
        lines.append(made_up_line(t, cell.excused, cell.made_up))
    if cell.decided:
        lines.append(t("Resolutions and conclusions: {n}", n=cell.decided))
    if cell.why_none:
        lines.append(t("Nothing was decided: {reason}", reason=cell.why_none))
    if cell.absent >= found.totals_from and (reasons := _reasons(t, cell.reasons)):
        lines.append(t("Reasons of absence: {reasons}", reasons=reasons))
    lines.append(
        t(
            "Tasks: {open} open, {done} done this month, {overdue} overdue",
            open=cell.tasks_open,
            done=cell.tasks_done,
            overdue=cell.tasks_overdue,
        )
    )
    if cell.feedback_waiting:
        lines.append(
            t(
                "Feedback: {n} waiting, the longest {days} days, {overdue} overdue",
                n=cell.feedback_waiting,
                days=_days(found.now, cell.feedback_since),
                overdue=cell.feedback_overdue,
            )
        )
    lines.append(t("Can be reached: {n} of {all}", n=cell.reachable, all=cell.members))
    if not cell.has_secretary:
        lines.append(t("There is no secretary."))
    return Card(
        title=t("{unit}: digest for {month}", unit=cell.name, month=_month(t, found.month)),
        body="\n".join(lines),
        choices=(
            *(((Choice(t("Attendance over twelve months"), year),),) if year is not None else ()),
            *(((Choice(t("Back to the digest"), back),),) if back is not None else ()),
        ),
    )
