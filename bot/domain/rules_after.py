"""The numbers of the rules that hold from a meeting's end on."""

from dataclasses import dataclass, field
from datetime import time

from bot.domain.rule_kinds import clock_rule, number_rule
from bot.domain.words import _

_DAYS, _HOURS, _PERCENT, _PEOPLE, _MEETINGS, _MONTHS = (
    _("days"),
    _("hours"),
    _("percent"),
    _("people"),
    _("meetings"),
    _("months"),
)
_GUIDANCE, _OLDER_GUIDANCE, _LETTER = "42-HD/BTCTW", "12-HD/BTCTW", "436-CV/ĐU"


@dataclass(frozen=True)
class After:
    """How a meeting is closed, how tasks and feedback are followed, when committees hear of it."""

    adopt_above: int = field(
        default=50,
        metadata=number_rule(
            _("Share of those who may vote that a resolution has to exceed."), 50, 99, _PERCENT
        ),
    )
    attendance_wanted: int = field(
        default=90,
        metadata=number_rule(
            _("Share of those summoned who should be at a meeting."), 1, 100, _PERCENT, _GUIDANCE
        ),
    )
    excused_in_a_row: int = field(
        default=3,
        metadata=number_rule(
            _("More excused absences than this in a row in a year are told to the secretary."),
            1,
            12,
            _MEETINGS,
            _OLDER_GUIDANCE,
        ),
    )
    unexcused_months: int = field(
        default=3,
        metadata=number_rule(
            _("Absences without a reason in so many months of a year are told to the secretary."),
            1,
            12,
            _MONTHS,
        ),
    )
    quiet_meetings: int = field(
        default=3,
        metadata=number_rule(
            _("After how many meetings without speaking somebody is asked to prepare a point."),
            1,
            12,
            _MEETINGS,
            _LETTER,
        ),
    )
    close_hours: int = field(
        default=2,
        metadata=number_rule(
            _("How long after its planned end the secretary is reminded to close a meeting."),
            1,
            23,
            _HOURS,
        ),
    )
    close_days: int = field(
        default=5,
        metadata=number_rule(
            _("For how long the reminder to close comes again each day."), 0, 30, _DAYS
        ),
    )
    report_days: int = field(
        default=2,
        metadata=number_rule(
            _("How long after the meeting its report is on the national app."),
            1,
            14,
            _DAYS,
            _GUIDANCE,
        ),
    )
    report_notice_days: int = field(
        default=1,
        metadata=number_rule(
            _("How long after the meeting the secretary is told that the report is due."),
            1,
            14,
            _DAYS,
        ),
    )
    task_notice_days: int = field(
        default=3,
        metadata=number_rule(
            _("How long before its date who has a task is reminded of it."), 1, 30, _DAYS
        ),
    )
    task_again_days: int = field(
        default=7,
        metadata=number_rule(
            _("How long until who has an overdue task is reminded again."), 1, 60, _DAYS
        ),
    )
    forward_days: int = field(
        default=1,
        metadata=number_rule(
            _("How long after the meeting the secretary is told of feedback not yet sent up."),
            1,
            14,
            _DAYS,
            _LETTER,
        ),
    )
    answer_lead_days: int = field(
        default=3,
        metadata=number_rule(
            _("How long before a committee's meeting feedback has to arrive to be answered there."),
            0,
            30,
            _DAYS,
        ),
    )
    answer_look_days: int = field(
        default=35,
        metadata=number_rule(
            _("How far ahead the committee's meeting that answers feedback is looked for."),
            1,
            120,
            _DAYS,
        ),
    )
    answer_days: int = field(
        default=30,
        metadata=number_rule(
            _("How long a committee without a planned meeting has to answer feedback."),
            1,
            120,
            _DAYS,
        ),
    )
    answer_until: time = field(
        default=time(17),
        metadata=clock_rule(
            _("Until when feedback is answered on the day after the committee's meeting."),
            time(8),
            time(20),
        ),
    )
    feedback_again_days: int = field(
        default=7,
        metadata=number_rule(
            _("How long until a committee is reminded again of feedback that waits."), 1, 60, _DAYS
        ),
    )
    feedback_notice_days: int = field(
        default=3,
        metadata=number_rule(
            _("How long before its clock ends the committee is told of feedback that waits."),
            1,
            30,
            _DAYS,
        ),
    )
    digest_day: int = field(
        default=10,
        metadata=number_rule(
            _("Day of the month on which the officers of a committee get the digest."), 1, 28
        ),
    )
    totals_from: int = field(
        default=3,
        metadata=number_rule(
            _("From how many absentees on a cell's totals of reasons are shown above."),
            1,
            20,
            _PEOPLE,
        ),
    )
