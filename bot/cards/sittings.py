"""A meeting held by sub-group: where each sits, asked, settled and told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.chat import Action, Card, Choice, Rows
from bot.i18n import Speech


@dataclass(frozen=True)
class HoldBySubgroup(Action):
    """The meeting is held by sub-group with one joint result, or in one place again."""

    name: ClassVar[str] = "sg"
    meeting_id: int
    on: bool


@dataclass(frozen=True)
class AskSitting(Action):
    """The time and place of one sub-group are typed next."""

    name: ClassVar[str] = "sgs"
    sitting_id: int


@dataclass(frozen=True)
class Sits:
    """Where and when a sub-group sits; `place` is the meeting's own while nobody said another.

    `subgroup` is "" for somebody who is in none.
    """

    subgroup: str
    starts_at: datetime
    place: str
    sitting_id: int = 0


def line(t: Speech, sits: Sits) -> str:
    """One sub-group, its time of the day and its place."""
    time = t.clock(sits.starts_at)
    if not sits.place:
        return t("{subgroup}: {time}", subgroup=sits.subgroup, time=time)
    return t("{subgroup}: {time}, {place}", subgroup=sits.subgroup, time=time, place=sits.place)


def rows(t: Speech, meeting_id: int, sits: Sequence[Sits], *, on: bool) -> Rows:
    """The secretary's buttons: each sub-group to be changed, or the way there and back."""
    if not on:
        return ((Choice(t("Hold it by sub-group"), HoldBySubgroup(meeting_id, True)),),)
    back = Choice(t("Hold it in one place again"), HoldBySubgroup(meeting_id, False))
    return (*((Choice(line(t, each), AskSitting(each.sitting_id)),) for each in sits), (back,))


def ask(t: Speech, heading: str, sits: Sits, *, back: Action) -> Card:
    """When and where does a sub-group sit? It is typed next."""
    return Card(
        title=heading,
        body="\n".join(
            [
                t("So far: {words}", words=line(t, sits)),
                "",
                t(
                    "When and where does {subgroup} sit? Please type it like 19:30; phòng 201, or "
                    "only the place.",
                    subgroup=sits.subgroup,
                ),
            ]
        ),
        choices=((Choice(t("Back"), back),),),
    )


def noted(t: Speech, heading: str, sits: Sits, *, told: int, back: Action) -> Card:
    """It is settled where a sub-group sits; `told` is how many of its people hear of it."""
    return Card(
        title=heading,
        body="\n".join(
            [
                line(t, sits),
                t.plural(
                    "{n} person of the sub-group is told.",
                    "{n} people of the sub-group are told.",
                    told,
                ),
            ]
        ),
        choices=((Choice(t("Back"), back),),),
    )


def wanted(t: Speech, heading: str, sits: Sits) -> Card:
    """To the lead of a sub-group: the meeting is held by sub-group, so where does it sit?"""
    return Card(
        title=heading,
        body="\n".join(
            [
                t("The meeting is held by sub-group, with one joint result."),
                line(t, sits),
                t(
                    "Please call the roll of {subgroup} there: /rollcall.",
                    subgroup=sits.subgroup,
                ),
            ]
        ),
        choices=((Choice(t("Another time or place"), AskSitting(sits.sitting_id)),),),
    )
