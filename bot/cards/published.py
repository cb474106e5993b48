"""What a closed meeting sends, and what is said of one that is not."""

from collections.abc import Sequence

from bot.cards.closing import Session, ShowClosing, ShowPaste, times
from bot.cards.decisions import Given, assignment_line, decision_lines, name_of
from bot.cards.invitation import Facts, title
from bot.cards.rollcall import figures
from bot.chat import Card, Choice, Rows
from bot.i18n import Speech


def result(t: Speech, facts: Facts, session: Session, mine: Sequence[Given], tasks: Rows) -> Card:
    """What a meeting decided, to each member: their own tasks first."""
    lines: list[str] = []
    if mine:
        lines.append(t.plural("{Your} task:", "{Your} tasks:", len(mine)))
        lines += [*(f"• {assignment_line(t, _without_name(each))}" for each in mine), ""]
    for each in session.decided:
        lines += [name_of(t, each), *decision_lines(t, each), ""]
    if session.others:
        lines += [t("Assignments:"), *(f"• {assignment_line(t, each)}" for each in session.others)]
    if session.makes_up and not session.decided and not session.others:
        lines.append(t("The make-up session is closed; what the meeting decided holds."))
    elif not session.decided and not session.others:
        lines.append(t("The meeting took no resolution or conclusion."))
    day = t.day(t.local_day(facts.starts_at))
    return Card(
        title=t("{unit}: results of the meeting of {day}", unit=facts.unit, day=day),
        body="\n".join(lines).strip(),
        choices=tasks,
    )


def _without_name(given: Given) -> Given:
    return Given(given.assignment_id, given.what, "", given.due_on, given.measure)


def paste(t: Speech, facts: Facts, session: Session) -> Card:
    """The whole as plain text, to copy into the national app; only what the bot knows."""
    lines = [
        t("Copy the following into the national app:"),
        "",
        title(t, facts),
        *times(t, session),
    ]
    if facts.place:
        lines.append(t("Place: {place}", place=facts.place))
    if session.roll is not None:
        lines += figures(t, session.roll)
    if session.guests:
        lines.append(t("Guests: {names}", names=", ".join(session.guests)))
    for each in session.decided:
        lines += ["", name_of(t, each), *decision_lines(t, each)]
    if session.others:
        lines += [
            "",
            t("Assignments:"),
            *(f"- {assignment_line(t, each)}" for each in session.others),
        ]
    if session.why_none:
        lines += ["", t("Nothing was decided: {reason}", reason=session.why_none)]
    if session.feedback:
        lines += ["", t("Feedback gathered: {n}", n=session.feedback)]
    return Card(title=t("{unit}: for the national app", unit=facts.unit), body="\n".join(lines))


def not_closed(t: Speech, facts: Facts) -> Card:
    """To the officers above: a meeting below has not been closed; nothing else."""
    return Card(
        title=title(t, facts),
        body=t("This meeting has not been closed yet. Please ask the secretary there."),
    )


def report_due(t: Speech, facts: Facts, *, by: str, decided: bool) -> Card:
    """To the secretary: what was decided has to be on the national app by a day."""
    lines = [t("The report is due on the national app by {day}.", day=by)]
    lines.append(t("Only what is not secret goes there; nothing of it belongs in this chat."))
    choices: Rows = ((Choice(t("Close the meeting"), ShowClosing(facts.meeting_id)),),)
    if decided:
        choices = ((Choice(t("Text for the national app"), ShowPaste(facts.meeting_id)),),)
    return Card(title=title(t, facts), body="\n".join(lines), choices=choices)
