"""Every number of the meeting rules: its national default, its source, what a unit makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import time
from typing import Self

from bot.domain.calendar import Weekends
from bot.domain.faults import nearest
from bot.domain.names import fold
from bot.domain.refusal import Refused
from bot.domain.rule_kinds import OURS, Clock, KeepOrMove, Number, Numbers, Phrase, Rule
from bot.domain.words import _

_DAYS, _HOURS, _MINUTES, _MONTHS = _("days"), _("hours"), _("minutes"), _("months")
_DIRECTIVE, _GUIDANCE = "50-CT/TW", "42-HD/BTCTW"


def _number(
    says: str, low: int, high: int, unit: str | None = None, source: str = OURS
) -> dict[str, Rule]:
    return {"rule": Number(says=says, low=low, high=high, unit=unit, source=source)}


def _clock(says: str, low: time, high: time) -> dict[str, Rule]:
    return {"rule": Clock(says=says, low=low, high=high)}


@dataclass(frozen=True)
class Rules:
    """The rules as they hold in one unit; without overrides, the national defaults."""

    first_week_ends: int = field(
        default=7,
        metadata=_number(
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
        metadata=_number(_("Shortest length of a meeting."), 15, 480, _MINUTES, _GUIDANCE),
    )
    plan_day: int = field(
        default=20,
        metadata=_number(_("Day of the month on which the next month is planned."), 1, 28),
    )
    plan_lead_days: int = field(
        default=5,
        metadata=_number(
            _("Time for the secretary between the plan and the first invitation."), 1, 30, _DAYS
        ),
    )
    notice_days: int = field(
        default=7,
        metadata=_number(_("How long before the meeting people are invited."), 1, 30, _DAYS),
    )
    notice_days_in_break: int = field(
        default=14,
        metadata=_number(
            _("How long before a meeting in or before a break people are invited."), 1, 60, _DAYS
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
        metadata=_number(
            _("How long before the meeting the silent are reminded last; 0 for never."),
            0,
            23,
            _HOURS,
        ),
    )
    see_you_days: int = field(
        default=1,
        metadata=_number(
            _("How long before the meeting everyone coming is told about it again."), 1, 7, _DAYS
        ),
    )
    report_days_before: int = field(
        default=1,
        metadata=_number(
            _("How long before the meeting the secretary is told who comes."), 1, 7, _DAYS
        ),
    )
    documents_days: int = field(
        default=1,
        metadata=_number(
            _("How long before the meeting its documents are on the national app."),
            1,
            7,
            _DAYS,
            _GUIDANCE,
        ),
    )
    documents_notice_days: int = field(
        default=2,
        metadata=_number(
            _("How long before the meeting the secretary is told that documents are due."),
            1,
            14,
            _DAYS,
        ),
    )
    big_move_hours: int = field(
        default=2,
        metadata=_number(
            _("Shift of the start beyond which everyone is asked again."), 0, 24, _HOURS
        ),
    )
    morning: time = field(
        default=time(8),
        metadata=_clock(_("When what is due on a day is sent."), time(6), time(12)),
    )
    quiet_from: time = field(
        default=time(21),
        metadata=_clock(_("From when on nobody is disturbed."), time(18), time(23)),
    )
    quiet_until: time = field(
        default=time(7),
        metadata=_clock(_("Until when nobody is disturbed."), time(5), time(9)),
    )
    retention_months: int = field(
        default=12,
        metadata=_number(_("How long reasons of absence are kept."), 1, 60, _MONTHS),
    )
    code_days: int = field(
        default=30,
        metadata=_number(_("How long a join code can be used."), 1, 90, _DAYS),
    )
    connect_minutes: int = field(
        default=15,
        metadata=_number(
            _("How long a code for another phone or app can be used."), 5, 60, _MINUTES
        ),
    )
    address: str = field(
        default="đồng chí",
        metadata={"rule": Phrase(says=_("What the bot calls the people it speaks to."), most=30)},
    )

    @classmethod
    def of(cls, *overrides: Mapping[str, str]) -> Self:
        """The defaults, changed by stored texts (name to text), the nearest unit's last.

        A name that is no rule any more is passed over; a text that is not allowed is Refused.
        """
        texts = {name: text for each in overrides for name, text in each.items()}
        return cls(
            **{rule.name: rule.read(texts[rule.name]) for rule in RULES if rule.name in texts}
        )

    def show(self, name: str) -> str:
        """The value of a rule as text, the one `parse` would return for it."""
        rule = rule_named(name)
        return rule.write(getattr(self, rule.name))


RULES: tuple[Rule, ...] = tuple(
    replace(each.metadata["rule"], name=each.name, default=each.default) for each in fields(Rules)
)
_BY_NAME = {rule.name: rule for rule in RULES}


def rule_named(name: str) -> Rule:
    """The rule of that name, whatever its case or dashes; Refused with the nearest one if none."""
    key = fold(name).replace("-", "_").replace(" ", "_")
    if key in _BY_NAME:
        return _BY_NAME[key]
    near = nearest(key, _BY_NAME)
    if near is None:
        raise Refused("There is no such rule; /rules shows all of them.")
    raise Refused("There is no such rule; did you mean {rule}?", rule=near)


def parse(name: str, text: str) -> str:
    """The text to store for a rule; Refused when there is no such rule or value."""
    rule = rule_named(name)
    return rule.write(rule.read(text))
