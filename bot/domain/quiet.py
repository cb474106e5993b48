"""The hours in which nobody is disturbed for what somebody else has done."""

from datetime import UTC, datetime, timedelta, tzinfo

from bot.domain.rules import Rules


def is_quiet(at: datetime, rules: Rules, tz: tzinfo) -> bool:
    """Whether the local clock then stands between `rules.quiet_from` and `rules.quiet_until`.

    The hours may cross midnight (21:00 to 07:00) or not (01:00 to 05:00); equal ends mean none.
    """
    start, end, clock = rules.quiet_from, rules.quiet_until, at.astimezone(tz).time()
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end


def waits_until(at: datetime, rules: Rules, tz: tzinfo) -> datetime:
    """When a message caused for others at `at` may go out: then, or at the end of the quiet hours.

    Any aware moment goes in, UTC comes out, never before `at`.
    """
    if not is_quiet(at, rules, tz):
        return at.astimezone(UTC)
    local = at.astimezone(tz)
    day = local.date() + timedelta(days=local.time() >= rules.quiet_until)
    # where the clocks go back over it, the end comes twice, and the first may be behind us
    ends = (
        datetime.combine(day, rules.quiet_until.replace(fold=fold), tz).astimezone(UTC)
        for fold in (0, 1)
    )
    return next(end for end in ends if end > at)
