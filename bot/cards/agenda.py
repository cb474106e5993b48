"""The agenda of a meeting, as its secretary makes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.cards.planning import Option
from bot.cards.short import short
from bot.chat import Action, Card, Choice, Rows
from bot.i18n import Speech


@dataclass(frozen=True)
class ShowAgenda(Action):
    """The agenda of a meeting as it is now."""

    name: ClassVar[str] = "agenda"
    meeting_id: int


@dataclass(frozen=True)
class AskPoint(Action):
    """A point for this meeting's agenda is typed next."""

    name: ClassVar[str] = "point"
    meeting_id: int


@dataclass(frozen=True)
class PutPoint(Action):
    """The point that was typed belongs to this meeting; `mark` is the mark of the words."""

    name: ClassVar[str] = "pointto"
    meeting_id: int
    mark: str


@dataclass(frozen=True)
class RemovePoint(Action):
    """Take a point off the agenda."""

    name: ClassVar[str] = "pointoff"
    meeting_id: int
    point_id: int


@dataclass(frozen=True)
class Point:
    """A point of the agenda, by its number in the database."""

    id: int
    category: str
    minutes: int
    title: str


def agenda_card(
    t: Speech,
    unit: str,
    meeting_id: int,
    starts_at: datetime,
    minutes: int,
    points: Sequence[Point],
    *,
    others: Sequence[Option] = (),
    open: bool = True,
    review: Sequence[str] = (),
    tasks: Action | None = None,
    note: str = "",
) -> Card:
    """The points with their sum against the meeting's length; `open` ones can be changed.

    `others` are the unit's other meetings ahead. `review` are the open tasks, which head every
    agenda by themselves, `tasks` the way to them.
    """
    lines = [*review, ""] if review else []
    lines += [
        t(
            "{n}. {title} ({category}, {minutes} minutes)",
            n=n,
            title=point.title,
            category=point.category,
            minutes=point.minutes,
        )
        for n, point in enumerate(points, start=1)
    ]
    lines += [""] if points else []
    lines.append(_sum(t, sum(point.minutes for point in points), minutes, bool(points)))
    choices: Rows = ()
    if open:
        choices = (
            (Choice(t("Add a point"), AskPoint(meeting_id)),),
            *(((Choice(t("Open tasks"), tasks),),) if tasks and review else ()),
            *((Choice(_removing(t, each), RemovePoint(meeting_id, each.id)),) for each in points),
            *(
                (Choice(t("Agenda of {time}", time=t.when(each.starts_at)), each.action),)
                for each in others
            ),
        )
    return Card(
        title=t("{unit}: agenda for {time}", unit=unit, time=t.when(starts_at)),
        body="\n".join(lines),
        choices=choices,
        shows=ShowAgenda(meeting_id),
        toast=note,
    )


def _sum(t: Speech, total: int, minutes: int, any: bool) -> str:
    if not any:
        return t("There is no point yet. The meeting has {minutes} minutes.", minutes=minutes)
    if total > minutes:
        return t(
            "Together {total} minutes: {over} more than the {minutes} of the meeting.",
            total=total,
            over=total - minutes,
            minutes=minutes,
        )
    return t("Together {total} of the {minutes} minutes.", total=total, minutes=minutes)


def _removing(t: Speech, point: Point) -> str:
    title = short(point.title)
    return t("Remove: {title}", title=title)
