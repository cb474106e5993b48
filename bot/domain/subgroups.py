"""A meeting held by sub-group: one day and one result, a place and perhaps a time for each."""

from collections.abc import Collection
from datetime import date, datetime, time, tzinfo

from bot.domain import reading
from bot.domain.calendar import starts_at
from bot.domain.refusal import Refused

FEWEST = 2


def check_may_split(groups: Collection[str], *, is_makeup: bool) -> None:
    """Refuse to hold a meeting by sub-group where there are no two of them."""
    if is_makeup:
        raise Refused("A make-up session is for a few, so it is held in one place.")
    if len(groups) < FEWEST:
        raise Refused(
            "There are no two sub-groups here. They stand in the roster, in the column subgroup."
        )


def sits_at(start: datetime, clock: time | None, zone: tzinfo) -> datetime:
    """When a sub-group sits: at its own time on the day of the meeting, never before it."""
    if clock is None:
        return start
    return max(start, starts_at(start.astimezone(zone).date(), clock, zone))


def read(text: str, *, start: datetime, zone: tzinfo, today: date) -> tuple[time | None, str]:
    """`19:30; phòng 201`, `phòng 201` or `19:30` for a meeting that begins at `start`.

    A day may stand with the time and has to be the meeting's. None or "" for what is left out.
    """
    local = start.astimezone(zone)
    parts = reading.fields(text)
    clock = None
    if parts and reading.names_a_time(parts[0]):
        clock = _clock(parts.pop(0), local.date(), today)
        if clock is not None and clock < local.time():
            raise Refused(
                "The meeting begins at {time}, and no sub-group sits before it. /move makes the "
                "meeting earlier.",
                time=start,
            )
    if len(parts) > 1 or (clock is None and not parts):
        raise Refused("Please write the time and the place, like 19:30; phòng 201.")
    return clock, reading.place(parts[0]) if parts else ""


def _clock(text: str, day: date, today: date) -> time | None:
    if reading.names_a_day(text):
        on, clock = reading.day(text, today=today), None
    else:
        try:
            return reading.clock(text)
        except Refused:
            on, clock = reading.date_and_time(text, today=today)
    if on != day:
        raise Refused(
            "Every sub-group sits on the day of the meeting, {day}. /move moves the meeting.",
            day=day,
        )
    return clock
