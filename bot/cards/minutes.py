"""The minutes of a meeting, from all that is known of it; what nobody entered is left blank."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.cards.closing import Session, times
from bot.cards.decisions import assignment_line, decision_lines, name_of
from bot.cards.invitation import Facts
from bot.cards.makeups import makes_up_line
from bot.cards.rollcall import Group
from bot.cards.sittings import Sits, line
from bot.chat import Action, Card, Choice
from bot.i18n import Speech

BLANK = "……"


@dataclass(frozen=True)
class ShowMinutes(Action):
    """The minutes of a meeting."""

    name: ClassVar[str] = "clm"
    meeting_id: int


@dataclass(frozen=True)
class ShowLedger(Action):
    """Every change of a meeting's record, the newest first."""

    name: ClassVar[str] = "clg"
    meeting_id: int
    page: int


@dataclass(frozen=True)
class There:
    """The people of the minutes, by name: who was there, who was not, who spoke.

    `summoned` counts by standing, in words. `made_up` are those of the excused who came to a
    make-up session since, `apart` the sub-groups that sat by themselves. Reasons of absence are
    nowhere in it.
    """

    summoned: Sequence[tuple[str, int]] = ()
    present: int = 0
    excused: Sequence[str] = ()
    unexcused: Sequence[str] = ()
    not_counted: Sequence[str] = ()
    spoke: Sequence[str] = ()
    note_takers: Sequence[str] = ()
    made_up: Sequence[str] = ()
    apart: Sequence[tuple[Group, Sits]] = ()


def minutes_card(
    t: Speech,
    facts: Facts,
    session: Session,
    there: There | None,
    *,
    review: Sequence[str] = (),
    ledger: Action,
) -> Card:
    """The minutes in the order of a meeting: opening, body, closing.

    `there` is None while the roll call is not confirmed. Source of the order: domain facts, 1.
    """
    lines = [] if session.at else [t("Draft: the meeting is not closed yet."), ""]
    lines += [
        t("I. Opening"),
        *([makes_up_line(t, facts.makes_up)] if facts.makes_up is not None else ()),
        *times(t, session),
        t("Place: {place}", place=facts.place or BLANK),
        t("Chair: {name}", name=BLANK),
        t("Note-taker: {name}", name=_names(there.note_takers if there else ())),
        *_people(t, there),
        t("Guests: {names}", names=_names(session.guests)),
        "",
        t("II. Content"),
        *_agenda(t, facts),
        *_review(t, review),
        t(
            "Spoke: {n} ({names})",
            n=len(there.spoke) if there else BLANK,
            names=_names(there.spoke if there else ()),
        ),
        t("Discussion, criticism and self-criticism: {blank}", blank=BLANK),
        "",
        t("III. Closing"),
        *_decisions(t, session),
        t("Rating of the meeting: {blank}", blank=BLANK),
        _end(t, session),
        "",
        t("Chair (signed): {blank}    Note-taker (signed): {blank}", blank=BLANK),
    ]
    return Card(
        title=t(
            "{unit}: minutes of the meeting of {day}",
            unit=facts.unit,
            day=t.day(t.local_day(facts.starts_at)),
        ),
        body="\n".join(lines),
        choices=((Choice(t("Ledger of changes"), ledger),),),
        fresh=True,
    )


def _names(names: Sequence[str]) -> str:
    return ", ".join(names) or BLANK


def _people(t: Speech, there: There | None) -> list[str]:
    if there is None:
        return [t("Present: {n}", n=BLANK), t("Absent: {n}", n=BLANK)]
    counted = sum(n for _what, n in there.summoned)
    parts = ", ".join(f"{what} {n}" for what, n in there.summoned)
    lines = [
        t("Summoned: {n} ({parts})", n=counted, parts=parts),
        t("Present: {n}", n=there.present),
        t("Absent, excused: {n} ({names})", n=len(there.excused), names=_some(t, there.excused)),
        *_made_up(t, there),
        t(
            "Absent, not excused: {n} ({names})",
            n=len(there.unexcused),
            names=_some(t, there.unexcused),
        ),
    ]
    if there.apart:
        lines.append(t("Held by sub-group, with one joint result:"))
        lines += [f"• {line(t, where)}; {_there(t, group)}" for group, where in there.apart]
    if there.not_counted:
        lines.append(t("Also there: {names}", names=_names(there.not_counted)))
    return lines


def _there(t: Speech, group: Group) -> str:
    return t("there {n} of {all}", n=group.there, all=group.counted)


def _made_up(t: Speech, there: There) -> list[str]:
    if not there.made_up:
        return []
    names = ", ".join(there.made_up)
    return [t("Of these made up since: {n} ({names})", n=len(there.made_up), names=names)]


def _some(t: Speech, names: Sequence[str]) -> str:
    return ", ".join(names) or t("nobody")


def _agenda(t: Speech, facts: Facts) -> list[str]:
    if not facts.agenda:
        return [t("Agenda: {blank}", blank=BLANK)]
    return [
        t("Agenda:"),
        *(
            t("{n}. {title} ({minutes} minutes)", n=n, title=point.title, minutes=point.minutes)
            for n, point in enumerate(facts.agenda, start=1)
        ),
    ]


def _review(t: Speech, review: Sequence[str]) -> list[str]:
    if not review:
        return []
    return [t("Tasks of earlier meetings:"), *(f"• {line}" for line in review)]


def _decisions(t: Speech, session: Session) -> list[str]:
    lines: list[str] = []
    for each in session.decided:
        lines += [name_of(t, each), *decision_lines(t, each)]
    if session.others:
        lines += [t("Assignments:"), *(f"• {assignment_line(t, each)}" for each in session.others)]
    if session.why_none:
        lines.append(t("Nothing was decided: {reason}", reason=session.why_none))
    return lines or [t("Resolution, conclusion: {blank}", blank=BLANK)]


def _end(t: Speech, session: Session) -> str:
    if session.ended is None:
        return t("The meeting ended at {time}.", time=BLANK)
    return t("The meeting ended at {time}.", time=t.when(session.ended))
