"""The numbers of the rules that hold until a meeting begins."""

from dataclasses import dataclass, field
from datetime import time

from bot.domain.calendar import Weekends
from bot.domain.rule_kinds import Clocks, KeepOrMove, Numbers, clock_rule, number_rule
from bot.domain.words import _

_DAYS, _HOURS, _MINUTES, _MONTHS = _("days"), _("hours"), _("minutes"), _("months")
_DIRECTIVE, _GUIDANCE = "50-CT/TW", "42-HD/BTCTW"


@dataclass(frozen=True)
class Before:
    """When a unit meets, whom it asks and when, and how long what is private is kept."""

    first_week_ends: int = field(
        default=7,
        metadata=number_rule(
            _("Last day of the first week, within which a meeting is moved."),
            3,
            14,
            source=_DIRECTIVE,
        ),
    )
    weekends: Weekends = field(
        default="keep",
        metadata={"rule": KeepOrMove(says=_("Whether a meeting on a weekend is kept or moved."))},
    )
    meeting_minutes: int = field(
        default=90,
        metadata=number_rule(_("Shortest length of a meeting."), 15, 480, _MINUTES, _GUIDANCE),
    )
    meeting_times: tuple[time, ...] = field(
        default=(),
        metadata={
            "rule": Clocks(
                says=_("Other times of day at which the unit could meet, for the fairest date."),
                low=time(6),
                high=time(21),
                most=4,
            )
        },
    )
    plan_day: int = field(
        default=20,
        metadata=number_rule(_("Day of the month on which the next month is planned."), 1, 28),
    )
    plan_lead_days: int = field(
        default=5,
        metadata=number_rule(
            _("Time for the secretary between the plan and the first invitation."), 1, 30, _DAYS
        ),
    )
    notice_days: int = field(
        default=7,
        metadata=number_rule(_("How long before the meeting people are invited."), 1, 30, _DAYS),
    )
    notice_days_in_break: int = field(
        default=14,
        metadata=number_rule(
            _("How long before a meeting in or before a break people are invited."), 1, 60, _DAYS
        ),
    )
    break_question_days: int = field(
        default=28,
        metadata=number_rule(
            _("How long before a break everyone is asked when they are away."), 7, 60, _DAYS
        ),
    )
    reminder_days: tuple[int, ...] = field(
        default=(3, 1),
        metadata={
            "rule": Numbers(
                says=_("How long before the meeting the silent are reminded."),
                low=1,
                high=30,
                most=5,
                unit=_DAYS,
            )
        },
    )
    reminder_hours: int = field(
        default=3,
        metadata=number_rule(
            _("How long before the meeting the silent are reminded last; 0 for never."),
            0,
            23,
            _HOURS,
        ),
    )
    see_you_days: int = field(
        default=1,
        metadata=number_rule(
            _("How long before the meeting everyone coming is told about it again."), 1, 7, _DAYS
        ),
    )
    report_days_before: int = field(
        default=1,
        metadata=number_rule(
            _("How long before the meeting the secretary is told who comes."), 1, 7, _DAYS
        ),
    )
    documents_days: int = field(
        default=1,
        metadata=number_rule(
            _("How long before the meeting its documents are on the national app."),
            1,
            7,
            _DAYS,
            _GUIDANCE,
        ),
    )
    documents_notice_days: int = field(
        default=2,
        metadata=number_rule(
            _("How long before the meeting the secretary is told that documents are due."),
            1,
            14,
            _DAYS,
        ),
    )
    big_move_hours: int = field(
        default=2,
        metadata=number_rule(
            _("Shift of the start beyond which everyone is asked again."), 0, 24, _HOURS
        ),
    )
    morning: time = field(
        default=time(8),
        metadata=clock_rule(_("When what is due on a day is sent."), time(6), time(12)),
    )
    quiet_from: time = field(
        default=time(21),
        metadata=clock_rule(_("From when on nobody is disturbed."), time(18), time(23)),
    )
    quiet_until: time = field(
        default=time(7),
        metadata=clock_rule(_("Until when nobody is disturbed."), time(5), time(9)),
    )
    retention_months: int = field(
        default=12,
        metadata=number_rule(_("How long reasons of absence are kept."), 1, 60, _MONTHS),
    )
    code_days: int = field(
        default=30,
        metadata=number_rule(_("How long a join code can be used."), 1, 90, _DAYS),
    )
    connect_minutes: int = field(
        default=15,
        metadata=number_rule(
            _("How long a code for another phone or app can be used."), 5, 60, _MINUTES
        ),
    )
