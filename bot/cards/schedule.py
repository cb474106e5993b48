"""The regular meetings of a unit: what was understood, and the next dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.cards.planning import obstacle
from bot.chat import Card
from bot.domain.calendar import Ordinal, Schedule, Weekday
from bot.domain.words import _
from bot.i18n import Speech

_ORDINALS = {
    Ordinal.FIRST: _("Every month on the first {weekday}, at {time}."),
    Ordinal.SECOND: _("Every month on the second {weekday}, at {time}."),
    Ordinal.THIRD: _("Every month on the third {weekday}, at {time}."),
    Ordinal.FOURTH: _("Every month on the fourth {weekday}, at {time}."),
    Ordinal.LAST: _("Every month on the last {weekday}, at {time}."),
}
_WEEKDAYS = {
    Weekday.MON: _("Monday"),
    Weekday.TUE: _("Tuesday"),
    Weekday.WED: _("Wednesday"),
    Weekday.THU: _("Thursday"),
    Weekday.FRI: _("Friday"),
    Weekday.SAT: _("Saturday"),
    Weekday.SUN: _("Sunday"),
}
_IN_EVERY_MONTH = 28  # later days are missing in some


@dataclass(frozen=True)
class Ahead:
    """A coming regular meeting: when, the day its schedule names if another, and what is there.

    `settled` says that the meeting stands at a time that its schedule would not give.
    """

    starts_at: datetime
    nominal: date | None = None
    because: str = ""
    ask: bool = False
    settled: bool = False


def schedule_card(
    t: Speech,
    unit: str,
    schedule: Schedule,
    ahead: Sequence[Ahead],
    *,
    plans_on: date,
    news: Sequence[str] = (),
) -> Card:
    """What is set, the next dates, and `news`: what became of meetings planned before."""
    lines = [rule(t, schedule), t("Place: {place}", place=schedule.place), "", t("Next dates:")]
    lines += [f"• {_date(t, each)}" for each in ahead]
    if news:
        lines += ["", *news]
    lines += ["", t("The next plan comes on {day}.", day=t.day(plans_on))]
    return Card(title=t("{unit}: regular meetings", unit=unit), body="\n".join(lines))


def rule(t: Speech, schedule: Schedule) -> str:
    """The rule of the day and the time, as a sentence."""
    time = t.clock(schedule.at)
    if schedule.day is not None and schedule.day <= _IN_EVERY_MONTH:
        return t("Every month on day {day}, at {time}.", day=schedule.day, time=time)
    if schedule.day is not None:
        return t(
            "Every month on day {day}, at {time}; in a shorter month on its last day.",
            day=schedule.day,
            time=time,
        )
    assert schedule.ordinal is not None
    assert schedule.weekday is not None
    weekday = t(_WEEKDAYS[schedule.weekday])
    return t(_ORDINALS[schedule.ordinal], weekday=weekday, time=time)


def _date(t: Speech, each: Ahead) -> str:
    time = t.when(each.starts_at)
    if each.settled:
        return t("{time} (planned already)", time=time)
    if each.nominal is None:
        return time
    day, reason = t.day(each.nominal), obstacle(t, each.because)
    if each.ask:
        return t("{time} (proposed, because of {day}: {reason})", time=time, day=day, reason=reason)
    return t("{time} (moved from {day}: {reason})", time=time, day=day, reason=reason)
