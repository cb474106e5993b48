"""A task after it was given: where it stands, and when somebody hears of it again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import IntEnum, StrEnum

from bot.domain.calendar import starts_at
from bot.domain.quiet import waits_until
from bot.domain.rules import Rules

A_YEAR = timedelta(days=366)  # after which an overdue task is a matter of the meeting alone


class State(StrEnum):
    """Where a task stands. DONE is its owner's word, CONFIRMED the secretary's."""

    GIVEN = "given"
    SEEN = "seen"
    HELP = "help"
    DONE = "done"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"


class Snooze(IntEnum):
    """For how many days a reminder is put off; the due date never moves."""

    TOMORROW = 1
    THREE_DAYS = 3
    A_WEEK = 7


@dataclass(frozen=True)
class Task:
    """What the rules need to know of a task. `outcome` is "" while nobody has settled it."""

    due_on: date | None = None
    seen: bool = False
    help: bool = False
    done: bool = False
    outcome: str = ""

    @property
    def state(self) -> State:
        if self.outcome:
            return State(self.outcome)
        if self.done:
            return State.DONE
        if self.help:
            return State.HELP
        return State.SEEN if self.seen else State.GIVEN

    @property
    def open(self) -> bool:
        """Whether the secretary has still to settle it."""
        return not self.outcome

    def overdue(self, today: date) -> bool:
        """Whether its day has passed and its owner has not said that it is done."""
        return self.open and not self.done and self.due_on is not None and self.due_on < today


def next_reminder(
    due_on: date | None, rules: Rules, tz: tzinfo, *, after: datetime
) -> datetime | None:
    """When a task is spoken of next: some days before, on the day, then again and again; in UTC.

    Always on a morning after `after`. None without a date, and when it has been overdue for a
    year.
    """
    if due_on is None:
        return None
    days = [due_on - timedelta(days=rules.task_notice_days), due_on]
    again = timedelta(days=rules.task_again_days)
    passed = max(0, (after.astimezone(tz).date() - due_on) // again)
    days += [due_on + again * n for n in range(max(1, passed), passed + 3)]
    moments = (waits_until(starts_at(day, rules.morning, tz), rules, tz) for day in days)
    found = next((moment for moment in moments if moment > after), None)
    late = found is not None and found.astimezone(tz).date() - due_on > A_YEAR
    return None if late else found


def snoozed_until(days: Snooze, rules: Rules, tz: tzinfo, *, now: datetime) -> datetime:
    """The morning until which a reminder is put off, in UTC."""
    day = now.astimezone(tz).date() + timedelta(days=int(days))
    return waits_until(starts_at(day, rules.morning, tz), rules, tz)


def next_list(rules: Rules, tz: tzinfo, *, now: datetime) -> datetime:
    """The morning of the secretary's weekly list: this Monday's while it is ahead, else the next.

    In UTC; a list due within the last hour still counts, since the tasks in it are swept by then.
    """
    today = now.astimezone(tz).date()
    monday = today - timedelta(days=today.weekday())
    for day in (monday, monday + timedelta(days=7)):
        at = waits_until(starts_at(day, rules.morning, tz), rules, tz)
        if at > now - timedelta(hours=1):
            return at
    raise AssertionError("the next Monday is ahead")
