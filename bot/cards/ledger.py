"""The ledger of a meeting: every change with who and when, the newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.cards.invitation import Facts, title
from bot.cards.minutes import ShowLedger, ShowMinutes
from bot.cards.paging import page, turning
from bot.chat import Card, Choice
from bot.domain.attendance import ATTENDED_NAMES, Attended
from bot.domain.words import _
from bot.i18n import Speech

A_PAGE = 10
LONGEST = 160  # characters of words in one entry


@dataclass(frozen=True)
class Entry:
    """One change; `by` and `whom` are names of today, "" for nobody or one who has vanished."""

    at: datetime
    by: str
    whom: str
    subject: str
    change: str
    was: Mapping[str, Any]
    became: Mapping[str, Any]


_CHANGES = {
    ("meeting", "opened"): _("meeting opened"),
    ("meeting", "roll confirmed"): _("roll call confirmed"),
    ("meeting", "guests"): _("guests"),
    ("meeting", "end"): _("real end"),
    ("meeting", "why none"): _("reason for no decision"),
    ("meeting", "closed"): _("meeting closed"),
    ("attendance", "marked"): _("roll call"),
    ("attendance", "as answered"): _("roll call, as answered"),
    ("attendance", "taken off"): _("taken off the roll"),
    ("resolution", "drafted"): _("resolution drafted"),
    ("resolution", "words"): _("words of the resolution"),
    ("resolution", "vote"): _("vote"),
    ("resolution", "item added"): _("item added"),
    ("resolution", "deleted"): _("draft resolution deleted"),
    ("resolution", "published"): _("resolution published"),
    ("assignment", "drafted"): _("assignment drafted"),
    ("assignment", "what"): _("assignment: what"),
    ("assignment", "who"): _("assignment: who"),
    ("assignment", "due"): _("assignment: by when"),
    ("assignment", "measure"): _("assignment: how measured"),
    ("assignment", "deleted"): _("draft assignment deleted"),
    ("assignment", "published"): _("assignment published"),
    ("assignment", "taken back"): _("assignment taken back"),
    ("assignment", "seen"): _("task seen"),
    ("assignment", "reported"): _("task reported done"),
    ("assignment", "withdrawn"): _("report withdrawn"),
    ("assignment", "put off"): _("reminder put off"),
    ("assignment", "help"): _("help asked for"),
    ("assignment", "handing asked for"): _("handing over asked for"),
    ("assignment", "handing declined"): _("handing over declined"),
    ("assignment", "handed over"): _("task handed over"),
    ("assignment", "confirmed"): _("task confirmed as done"),
    ("assignment", "not yet done"): _("task not yet done"),
}
_COUNTS = ("present", "late", "online", "excused", "unexcused")


def ledger_card(t: Speech, facts: Facts, entries: Sequence[Entry], number: int) -> Card:
    """A page of the ledger."""
    found = page(entries, number, A_PAGE)
    lines = [_line(t, each) for each in found.things] or [t("Nothing has been noted yet.")]
    if found.count > 1:
        lines.append(t("Page {n} of {all}.", n=found.number + 1, all=found.count))
    return Card(
        title=title(t, facts),
        body="\n\n".join(lines),
        choices=(
            *turning(t, found, lambda to: ShowLedger(facts.meeting_id, to)),
            (Choice(t("Minutes"), ShowMinutes(facts.meeting_id)),),
        ),
    )


def _line(t: Speech, each: Entry) -> str:
    what = t(_CHANGES[each.subject, each.change])
    if each.whom:
        what = t("{what}, {name}", what=what, name=each.whom)
    when = f"{t.clock(each.at)} {t.short_day(t.local_day(each.at))}"
    line = t(
        "{when}, {name}: {what}", when=when, name=each.by or t("somebody who has left"), what=what
    )
    before, after = _said(t, each.was), _said(t, each.became)
    if before and after:
        return t("{line}: {before} → {after}", line=line, before=before, after=after)
    return f"{line}: {after or before}" if after or before else line


def _said(t: Speech, values: Mapping[str, Any]) -> str:
    if "state" in values:
        said = t(ATTENDED_NAMES[Attended(values["state"])])
        return t("{state}, spoke", state=said) if values.get("spoke") else said
    if set(_COUNTS) <= set(values):
        there = sum(int(values[name]) for name in ("present", "late", "online"))
        return t("There: {n} of {all}", n=there, all=values["counted"])
    if set(values) == {"for", "against"}:
        return "" if values["for"] is None else f"{values['for']}-{values['against']}"
    words = [_value(t, name, value) for name, value in values.items()]
    text = "; ".join(filter(None, words))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _value(t: Speech, name: str, value: Any) -> str:
    if value is None or name in ("person", "from_id", "kind"):
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name in ("value", "at", "until") and isinstance(value, str):
        try:
            return t.when(datetime.fromisoformat(value))
        except ValueError:
            return value
    if name == "due":
        return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
    return str(value)
