"""The moments a meeting causes: invitation, reminders, the notes of the days before."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

from bot.domain.calendar import Break, starts_at
from bot.domain.quiet import is_quiet, waits_until
from bot.domain.rules import Rules

# Sent this long before the quiet hours, a message is still out before they begin.
_BEFORE_QUIET = timedelta(hours=1)
A_MONTH = timedelta(days=31)  # so near before a break a meeting is the last one before it


class Step(StrEnum):
    """What is owed before and after a meeting; the part of a key before its colon."""

    INVITE = "invite"
    REMIND = "remind"
    SEE_YOU = "see_you"
    REPORT_WHO_COMES = "report_who_comes"
    DOCUMENTS = "documents"
    CLOSE = "close"
    REPORT = "report"
    FORWARD = "forward"


class Moment(NamedTuple):
    """From `at` on something is due; from `until` on it is pointless. Both UTC, `at` < `until`."""

    at: datetime
    until: datetime


def step_of(key: str) -> Step:
    """The step of a key of `steps`: REMIND for `remind:3d`."""
    return Step(key.partition(":")[0])


def steps(
    start: datetime,
    rules: Rules,
    tz: tzinfo,
    notice_days: int,
    *,
    planned_at: datetime | None = None,
    asked_at: datetime | None = None,
) -> dict[str, Moment]:
    """What is due before a meeting that starts at `start`, in the order of time.

    Keys are the values of Step, reminders `remind:3d` (days) and `remind:3h` (hours). Days are
    counted back on the local calendar and begin at `rules.morning`; hours are exact. Nothing falls
    into the quiet hours: it moves to their end, or, when the meeting begins before that, to an
    hour before they begin. A reminder ends when the next one is due, the last one, as everything
    else, when the meeting starts.

    `planned_at` is when the meeting was put down or moved: an invitation that was due earlier is
    due then, and what would have reminded people before they were asked is left out. Without an
    `invite` in the answer it is too late to ask anybody. People who have been asked already are
    reminded of what comes after `asked_at`, whatever the day of an invitation would be.
    """

    start = start.astimezone(UTC)

    def days_before(days: int) -> datetime:
        return _awake(_morning(start.astimezone(tz).date(), days, rules, tz), start, rules, tz)

    invite = days_before(notice_days)
    documents = days_before(rules.documents_notice_days)
    if planned_at is not None:
        first = waits_until(planned_at, rules, tz)
        invite, documents = max(invite, first), max(documents, first)

    asked = invite if asked_at is None else asked_at
    notes = {
        Step.SEE_YOU: days_before(rules.see_you_days),
        Step.REPORT_WHO_COMES: days_before(rules.report_days_before),
    }
    reminders = {f"{Step.REMIND}:{days}d": days_before(days) for days in rules.reminder_days}
    if rules.reminder_hours:
        exact = start - timedelta(hours=rules.reminder_hours)
        reminders[f"{Step.REMIND}:{rules.reminder_hours}h"] = _awake(exact, start, rules, tz)

    moments = {
        Step.INVITE.value: Moment(invite, start),
        Step.DOCUMENTS.value: Moment(documents, start),
        **{step.value: Moment(at, start) for step, at in notes.items() if at > asked},
        **_one_after_another({key: at for key, at in reminders.items() if at > asked}, start),
    }
    in_time = {key: moment for key, moment in moments.items() if moment.at < moment.until}
    return dict(sorted(in_time.items(), key=lambda each: each[1].at))


def notice_days_for(on: date, rules: Rules, breaks: Iterable[Break] = ()) -> int:
    """How many days ahead people are invited to a meeting on that day.

    More, `rules.notice_days_in_break`, when it falls into a break or is the last one before it:
    when a break begins within the month (31 days) after the meeting.
    """
    near = any(each.first - A_MONTH <= on <= each.last for each in breaks)
    return rules.notice_days_in_break if near else rules.notice_days


def link_shown_from(start: datetime, rules: Rules, tz: tzinfo) -> datetime:
    """When those invited begin to see the link of a meeting: in the morning of `see_you_days`."""
    return _morning(start.astimezone(tz).date(), rules.see_you_days, rules, tz)


def plan_at(on: date, rules: Rules, tz: tzinfo, notice_days: int) -> datetime:
    """When the secretary gets the plan of a month, in UTC; `on` is its earliest meeting.

    `rules.plan_day` of the month before, or `rules.plan_lead_days` before the invitation if that
    is earlier; in the morning.
    """
    plan_day = (on.replace(day=1) - timedelta(days=1)).replace(day=rules.plan_day)
    day = min(plan_day, on - timedelta(days=notice_days + rules.plan_lead_days))
    return waits_until(starts_at(day, rules.morning, tz), rules, tz)


def _morning(day: date, days_before: int, rules: Rules, tz: tzinfo) -> datetime:
    return starts_at(day - timedelta(days=days_before), rules.morning, tz)


def _awake(at: datetime, start: datetime, rules: Rules, tz: tzinfo) -> datetime:
    """`at`, or the end of the quiet hours around it, or an hour before them if that is too late."""
    later = waits_until(at, rules, tz)
    if later < start or not is_quiet(at, rules, tz):
        return later
    local = at.astimezone(tz)
    evening = local.date() - timedelta(days=local.time() < rules.quiet_from)
    return starts_at(evening, rules.quiet_from, tz) - _BEFORE_QUIET


def _one_after_another(reminders: dict[str, datetime], start: datetime) -> dict[str, Moment]:
    """Each reminder until the next one is due."""
    ordered = sorted(reminders.items(), key=lambda each: each[1])
    ends = [*(at for _key, at in ordered), start][1:]
    return {key: Moment(at, end) for (key, at), end in zip(ordered, ends, strict=True)}
