"""The moments a meeting causes after its planned end: to close it, to report, to send up."""

from datetime import UTC, date, datetime, timedelta, tzinfo

from bot.domain.calendar import starts_at
from bot.domain.quiet import waits_until
from bot.domain.rules import Rules
from bot.domain.timetable import Moment, Step

_A_FORTNIGHT = timedelta(days=14)  # after which a word on a meeting's papers is pointless


def steps_after(start: datetime, minutes: int, rules: Rules, tz: tzinfo) -> dict[str, Moment]:
    """What is due after a meeting that starts at `start` and is planned for `minutes`.

    Keys are `close:0` some hours after the planned end, `close:1` and on each morning after,
    `close:up` when that has been in vain and the committee above hears of it, `report` and
    `forward`. Each word on closing ends when the next is due. Days are counted on the local
    calendar from the meeting's own and begin at `rules.morning`; nothing falls into the quiet
    hours.
    """
    end = (start + timedelta(minutes=minutes)).astimezone(UTC)
    day = start.astimezone(tz).date()

    def morning(days: int) -> datetime:
        return waits_until(starts_at(day + timedelta(days=days), rules.morning, tz), rules, tz)

    first = waits_until(end + timedelta(hours=rules.close_hours), rules, tz)
    days = [at for at in map(morning, range(1, rules.close_days + 1)) if at > first]
    upwards = max(morning(rules.close_days + 1), first + timedelta(days=1))
    ends = [*days, upwards]
    closing = {
        f"{Step.CLOSE}:{n}": Moment(at, until)
        for n, (at, until) in enumerate(zip([first, *days], ends, strict=True))
    }
    report, forward = morning(rules.report_notice_days), morning(rules.forward_days)
    found = closing | {
        f"{Step.CLOSE}:up": Moment(upwards, upwards + _A_FORTNIGHT),
        Step.REPORT.value: Moment(max(report, end), report + _A_FORTNIGHT),
        Step.FORWARD.value: Moment(max(forward, end), forward + _A_FORTNIGHT),
    }
    return dict(sorted(found.items(), key=lambda each: each[1].at))


def report_due(held_on: date, rules: Rules) -> date:
    """The day by which the report of a meeting is on the national app. Source: 42-HD/BTCTW."""
    return held_on + timedelta(days=rules.report_days)
