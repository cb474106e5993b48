"""By when a committee answers feedback, and when somebody is reminded of it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo

from bot.domain.calendar import starts_at
from bot.domain.quiet import waits_until
from bot.domain.rules import Rules


def clock_ends(
    arrived: datetime, meetings: Iterable[datetime], rules: Rules, tz: tzinfo
) -> datetime:
    """When the answer to what arrived at `arrived` is due, in UTC.

    At `rules.answer_until` on the day after the committee's first meeting that begins at least
    `rules.answer_lead_days` after the arrival; with none planned within `rules.answer_look_days`,
    `rules.answer_days` after the arrival. Source: 436-CV/ĐU, 2.2.3: at its nearest meeting.
    """
    first = arrived + timedelta(days=rules.answer_lead_days)
    last = arrived + timedelta(days=rules.answer_look_days)
    meeting = min((start for start in meetings if first <= start <= last), default=None)
    if meeting is None:
        day = arrived.astimezone(tz).date() + timedelta(days=rules.answer_days)
    else:
        day = meeting.astimezone(tz).date() + timedelta(days=1)
    return starts_at(day, rules.answer_until, tz).astimezone(UTC)


def next_reminder(
    arrived: datetime, ends: datetime, rules: Rules, tz: tzinfo, *, after: datetime
) -> datetime:
    """When the committee is reminded next of what waits, or told that the clock has ended; UTC.

    Weekly on a morning, some days before the end, and at the end itself; afterwards weekly again.
    Always after `after`.
    """
    again, before = rules.feedback_again_days, rules.feedback_notice_days
    if after >= ends:
        return _weekly(ends, again, rules, tz, after=after)
    notice = _morning(ends, -before, rules, tz)
    moments = [ends, _weekly(arrived, again, rules, tz, after=after)]
    if notice > after:
        moments.append(notice)
    return min(moments)


def is_notice(ends: datetime, rules: Rules, tz: tzinfo, *, now: datetime) -> bool:
    """Whether a reminder speaks of the clock that ends soon, not only of what waits."""
    return _morning(ends, -rules.feedback_notice_days, rules, tz) <= now < ends


def _morning(at: datetime, days: int, rules: Rules, tz: tzinfo) -> datetime:
    day = at.astimezone(tz).date() + timedelta(days=days)
    return waits_until(starts_at(day, rules.morning, tz), rules, tz)


def _weekly(since: datetime, again: int, rules: Rules, tz: tzinfo, *, after: datetime) -> datetime:
    passed = max(0, (after - since).days // again)
    return next(
        at
        for n in range(max(1, passed), passed + 4)
        if (at := _morning(since, again * n, rules, tz)) > after
    )
