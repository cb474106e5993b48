"""Addresses to hand on: of a meeting to the cell's group, of one invitation, of a calendar."""

from dataclasses import dataclass
from typing import ClassVar

from bot.cards.invitation import Facts
from bot.chat import Action, Card, Choice
from bot.i18n import Speech


@dataclass(frozen=True)
class NewCalendar(Action):
    """Another address for my calendar; the old one ends."""

    name: ClassVar[str] = "newcal"


def to_share(t: Speech, facts: Facts, link: str) -> Card:
    """The text to paste into the cell's group, whole: no names, no answers, one link."""
    lines = [
        t(
            "{unit} meets at {time}, {place}.",
            unit=facts.unit,
            time=t.when(facts.starts_at),
            place=facts.place,
        ),
        t("Please open this page and tap one answer: {link}", link=link),
        t("On a phone that has not joined yet, the join code is typed once."),
    ]
    return Card(title=t("Copy this into the group of the cell:"), body="\n".join(lines))


def calendar(t: Speech, link: str) -> Card:
    """The address of one's meetings for a calendar."""
    return Card(
        title=t("{Your} meetings in the calendar of the phone"),
        body="\n".join(
            [
                t("Open the link on the phone and agree to subscribe:"),
                link,
                t("A meeting that is moved or cancelled changes there too, within some hours."),
                t("Whoever has the link sees {your} meetings. Give it to nobody else."),
            ]
        ),
        choices=(
            (Choice(t("Open the calendar"), url=link),),
            (Choice(t("A new link, the old one ends"), NewCalendar()),),
        ),
    )


def one_tap(t: Speech, facts: Facts, name: str, link: str) -> Card:
    """A link with which one person answers without an account."""
    return Card(
        title=t("A link for {name} to answer with", name=name),
        body="\n".join(
            [
                t(
                    "{unit} meets at {time}, {place}.",
                    unit=facts.unit,
                    time=t.when(facts.starts_at),
                    place=facts.place,
                ),
                link,
                t("Send it to {name} only: whoever opens it answers for them.", name=name),
            ]
        ),
    )
