"""Meetings as a calendar reads them, with the icalendar package."""

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event
from starlette.responses import Response

from bot.cards.invitation import answer_line
from bot.domain.answers import Mode
from bot.i18n import Speech
from handlers.invitations import as_said
from storage.invitations import Asked

HOURS = timedelta(hours=3)  # between two looks of a calendar


def answer(t: Speech, meetings: Iterable[Asked], public_url: str | None) -> Response:
    """The file, as a browser or a calendar takes it."""
    return Response(
        made(t, meetings, public_url),
        media_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="sinhhoat.ics"',
            "Cache-Control": "private, no-cache",
            "X-Content-Type-Options": "nosniff",
        },
    )


def made(t: Speech, meetings: Iterable[Asked], public_url: str | None) -> bytes:
    """One event a meeting: the same UID for ever, a SEQUENCE that rises with every change."""
    calendar = Calendar()
    calendar.add("prodid", "-//sinhhoat//meetings//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", t("Meetings of the cell"))
    calendar.add("refresh-interval", HOURS, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", HOURS)
    for asked in meetings:
        calendar.add_component(_event(t, asked, public_url))
    return bytes(calendar.to_ical())


def _event(t: Speech, asked: Asked, public_url: str | None) -> Event:
    meeting = asked.meeting
    cancelled = meeting.cancelled_at is not None
    event = Event()
    event.add("uid", f"meeting-{meeting.id}@sinhhoat")
    event.add("sequence", meeting.changes + cancelled)
    event.add("dtstamp", meeting.cancelled_at or meeting.invited_at or meeting.starts_at)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.starts_at + timedelta(minutes=meeting.minutes))
    event.add("summary", _summary(t, asked))
    if meeting.mode != Mode.ONLINE:
        event.add("location", meeting.place)
    if line := _answer(t, asked):
        event.add("description", line)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if public_url is not None:
        event.add("url", f"{public_url}/b/{meeting.id}")
    return event


def _summary(t: Speech, asked: Asked) -> str:
    title = asked.meeting.title or t("meeting")
    return t("{unit}: {title}", unit=asked.unit.name, title=title)


def _answer(t: Speech, asked: Asked) -> str:
    """What its owner has answered, never why: calendars are shown to others."""
    said = as_said(asked.meeting, asked.invitation)
    if said.answer is None or not said.stands:
        return t("No answer yet.")
    return answer_line(t, Mode(asked.meeting.mode), said)
