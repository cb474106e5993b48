"""The notes of the days before a meeting: see you there, and what is due on the national app."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.cards.invitation import Facts, Said, ShowInvitation, answer_line, particulars, title
from bot.chat import Card, Choice
from bot.i18n import Speech


def see_you(
    t: Speech,
    facts: Facts,
    said: Said,
    *,
    now: datetime,
    review: Sequence[str] = (),
    quiet: bool = False,
) -> Card:
    """To one who comes: when, where, what about, and a way to change the answer.

    `review` are the open tasks with which the meeting begins. `quiet` asks one who has long been
    silent to prepare a point; nobody else hears of it.
    """
    return Card(
        title=title(t, facts),
        body="\n".join(
            [
                _greeting(t, facts, t.local_day(now)),
                "",
                *particulars(t, facts),
                "",
                *([*review, ""] if review else ()),
                *(
                    [t("The meeting would like to hear {you}: please prepare a point."), ""]
                    if quiet
                    else ()
                ),
                answer_line(t, facts.mode, said),
            ]
        ),
        choices=((Choice(t("Change my answer"), ShowInvitation(facts.meeting_id)),),),
        shows=ShowInvitation(facts.meeting_id),
    )


def _greeting(t: Speech, facts: Facts, today: date) -> str:
    day = t.local_day(facts.starts_at)
    if day == today:
        return t("See {you} today.")
    if day == today + timedelta(days=1):
        return t("See {you} tomorrow.")
    return t("See {you} on {day}.", day=t.day(day))


def documents_due(t: Speech, facts: Facts, *, days: int) -> Card:
    """To the secretary: the documents have to be on the national app `days` days before."""
    by = t.local_day(facts.starts_at) - timedelta(days=days)
    return Card(
        title=title(t, facts),
        body="\n".join(
            [
                t("Time: {time}", time=t.when(facts.starts_at)),
                t("The documents are due on the national app by {day}.", day=t.day(by)),
                t("Only what is not secret goes there; nothing of it belongs in this chat."),
            ]
        ),
    )
