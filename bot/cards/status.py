"""Who comes to a meeting, who does not and why, who is silent, who cannot be reached."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.cards.invitation import Facts, title
from bot.cards.makeups import makes_up_line
from bot.cards.online_requests import ShowRequests
from bot.cards.paging import Page, turning
from bot.cards.rollcall import made_up_line
from bot.cards.sittings import AskSitting, Sits, line
from bot.cards.status_people import Part, Person, Sight, in_pages, sections, tallied, width
from bot.chat import Action, Card, Choice, Rows
from bot.domain.answers import REASON_LABELS, Mode, Reason
from bot.i18n import Speech

FEWEST_FOR_TOTALS = 3  # absentees; below that a total of reasons would name somebody
LONGEST_PAGE = 3_300  # UTF-16 units, the lines at the foot not counted


@dataclass(frozen=True)
class ShowStatus(Action):
    """How the answers to a meeting stand now."""

    name: ClassVar[str] = "st"
    meeting_id: int
    part: Part
    page: int


@dataclass(frozen=True)
class Nudge(Action):
    """Remind everyone silent whom the one who taps may nudge, once a day."""

    name: ClassVar[str] = "stn"
    meeting_id: int


@dataclass(frozen=True)
class Offer:
    """What else a card offers: requests, an answer to enter, the roll, the other meetings.

    `year` shows the attendance over twelve months.
    `nudge` is how many silent people a reminder would reach, of `subgroup` or of the whole unit.
    `plan` is the secretary's card of a meeting that is or may be held by sub-group, `sits` where
    the reader's own sub-group sits.
    """

    requests: int = 0
    nudge: int = 0
    subgroup: str = ""
    plan: Action | None = None
    sits: Sits | None = None
    enter: Action | None = None
    roll: Action | None = None
    year: Action | None = None
    others: Sequence[tuple[int, datetime]] = ()


NOTHING_ELSE = Offer()


def status(
    t: Speech,
    facts: Facts,
    people: Sequence[Person],
    sight: Sight,
    *,
    now: datetime,
    asked: bool = True,
    part: Part = Part.ALL,
    page: int = 0,
    offer: Offer = NOTHING_ELSE,
    made_up: tuple[int, int] = (0, 0),
    above: str = "",
    note: str = "",
) -> Card:
    """How a meeting's answers stand; `asked` says that invitations have gone out.

    `made_up` are how many the roll call excused, and how many of them have made it up since.
    `above` says in the card why it comes unasked, `note` is said over the tapped button.
    """
    if not sight.names:
        part = Part.ALL
    counted = [each for each in people if each.counts]
    heading = title(t, facts)
    head = [above, ""] if above else []
    head += _head(t, facts, counted, sight, asked)
    if made_up[1]:
        head += ["", made_up_line(t, *made_up)]
    shown = sections(t, facts.mode, people, sight, part) if sight.names else []
    pages = in_pages(shown, LONGEST_PAGE - width("\n".join([heading, *head])))
    number = min(max(page, 0), len(pages) - 1)
    body = [*head, "", *pages[number]]
    if part is not Part.ALL and not pages[number]:
        body.append(t("Nobody."))
    if pages[number]:
        body.append("")
    if len(pages) > 1:
        body.append(t("Page {n} of {all}.", n=number + 1, all=len(pages)))
    body.append(t("As of {time}.", time=t.when(now)))
    return Card(
        title=heading,
        body="\n".join(body),
        choices=(
            *turning(
                t,
                Page(pages[number], number, len(pages), 1),
                lambda to: ShowStatus(facts.meeting_id, part, to),
            ),
            *(_parts(t, facts, counted, part) if sight.names else ()),
            *_offers(t, offer, ShowStatus(facts.meeting_id, part, number)),
        ),
        shows=ShowStatus(facts.meeting_id, part, number),
        toast=note,
    )


def _head(
    t: Speech, facts: Facts, counted: Sequence[Person], sight: Sight, asked: bool
) -> list[str]:
    lines = [t("Time: {time}", time=t.when(facts.starts_at))]
    if facts.makes_up is not None:
        lines.append(makes_up_line(t, facts.makes_up))
    if facts.cancelled:
        lines.append(t("This meeting has been cancelled: {reason}", reason=facts.cancel_reason))
    if not asked:
        lines.append(t("Invitations have not gone out yet."))
    if sight.subgroup is not None:
        lines.append(t("Only the people of {subgroup} are shown.", subgroup=sight.subgroup))
    lines += ["", *_counts(t, facts.mode, counted)]
    if sight.totals and not sight.reasons:
        lines += _totals(t, counted)
    return lines


def _counts(t: Speech, mode: Mode, counted: Sequence[Person]) -> list[str]:
    sums = tallied(mode, counted)
    lines = [t("Coming: {n} of {all}", n=sums.coming, all=sums.invited)]
    if sums.late:
        lines.append(t("Of these late: {n}", n=sums.late))
    if sums.online and mode is not Mode.ONLINE:
        lines.append(t("Of these online: {n}", n=sums.online))
    if sums.asked_online:
        lines.append(t("Asked to join online, not granted: {n}", n=sums.asked_online))
    return [
        *lines,
        t("Absent: {n}", n=sums.absent),
        t("Silent: {n}", n=sums.silent),
        t("Cannot be reached: {n}", n=_unreachable(counted)),
    ]


def _unreachable(counted: Sequence[Person]) -> int:
    return sum(bool(each.unreachable) for each in counted)


def _totals(t: Speech, counted: Sequence[Person]) -> list[str]:
    reasons = Counter(each.said.reason for each in counted if each.absent)
    if reasons.total() < FEWEST_FOR_TOTALS:
        return []
    lines = [
        t("{reason}: {n}", reason=t(REASON_LABELS[each]), n=reasons[each])
        for each in Reason
        if reasons[each]
    ]
    if reasons[None]:
        lines.append(t("No reason given: {n}", n=reasons[None]))
    return ["", t("Reasons of absence:"), *lines]


def _parts(t: Speech, facts: Facts, counted: Sequence[Person], part: Part) -> Rows:
    sums = tallied(facts.mode, counted)
    labels = {
        Part.ALL: t("Everyone"),
        Part.SILENT: t("Silent ({n})", n=sums.silent),
        Part.ABSENT: t("Absent ({n})", n=sums.absent),
        Part.UNREACHABLE: t("Cannot be reached ({n})", n=_unreachable(counted)),
    }
    choices = [
        Choice(("✓ " if each is part else "") + label, ShowStatus(facts.meeting_id, each, 0))
        for each, label in labels.items()
    ]
    return (tuple(choices[:2]), tuple(choices[2:]))


def _offers(t: Speech, offer: Offer, here: ShowStatus) -> Rows:
    rows: list[tuple[Choice, ...]] = []
    if offer.requests:
        rows.append(
            (
                Choice(
                    t("Requests to join online ({n})", n=offer.requests),
                    ShowRequests(here.meeting_id),
                ),
            )
        )
    if offer.nudge:
        words = t("Remind everyone silent ({n})", n=offer.nudge)
        if offer.subgroup:
            words = t(
                "Remind the silent of {subgroup} ({n})", subgroup=offer.subgroup, n=offer.nudge
            )
        rows.append((Choice(words, Nudge(here.meeting_id)),))
    if offer.enter is not None:
        rows.append((Choice(t("Enter an answer for somebody"), offer.enter),))
    if offer.sits is not None:
        rows.append((Choice(line(t, offer.sits), AskSitting(offer.sits.sitting_id)),))
    if offer.plan is not None:
        rows.append((Choice(t("Sub-groups of this meeting"), offer.plan),))
    if offer.roll is not None:
        rows.append((Choice(t("Call the roll"), offer.roll),))
    if offer.year is not None:
        rows.append((Choice(t("Attendance over twelve months"), offer.year),))
    rows += [
        (Choice(t("Meeting at {time}", time=t.when(at)), ShowStatus(other, Part.ALL, 0)),)
        for other, at in offer.others
    ]
    return (*rows, (Choice(t("Refresh"), here),))
