"""Before a meeting is moved or called off: what that will do, and one tap to do it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.cards.planning import Plan, ShowPlan, by_telephone, heading, obstacle
from bot.chat import Action, Card, Choice, Tone
from bot.i18n import Speech


@dataclass(frozen=True)
class AskMove(Action):
    """Where to move this meeting is typed next."""

    name: ClassVar[str] = "mvask"
    meeting_id: int


@dataclass(frozen=True)
class TryMove(Action):
    """What was typed is meant for this meeting; `mark` is the mark of the words."""

    name: ClassVar[str] = "mvtry"
    meeting_id: int
    mark: str


@dataclass(frozen=True)
class Move(Action):
    """Move a meeting that begins at `was`, in its round, to `to` (minutes since 1970).

    `mark` is the mark of the new place's words, "" where the place stays.
    """

    name: ClassVar[str] = "mv"
    meeting_id: int
    round: int
    was: int
    to: int
    mark: str


@dataclass(frozen=True)
class AskCancel(Action):
    """Why this meeting is called off is typed next."""

    name: ClassVar[str] = "offask"
    meeting_id: int


@dataclass(frozen=True)
class TryCancel(Action):
    """The reason that was typed is meant for this meeting; `mark` is the mark of the words."""

    name: ClassVar[str] = "offtry"
    meeting_id: int
    mark: str


@dataclass(frozen=True)
class Cancel(Action):
    """Call off a meeting that begins at `was`; `mark` is the mark of the reason."""

    name: ClassVar[str] = "off"
    meeting_id: int
    was: int
    mark: str


@dataclass(frozen=True)
class Effect:
    """Whom a change reaches: `told` people by message, `by_telephone` more have to be called.

    `invited` is False before the invitations went out; `asks_again` says that answers given so
    far are for the old time; `day_off` names what stands on the new day.
    """

    told: int
    by_telephone: int = 0
    invited: bool = True
    asks_again: bool = False
    day_off: str | None = None


def confirm_move(
    t: Speech, plan: Plan, to: datetime, place: str, effect: Effect, move: Move
) -> Card:
    """The old time and place, the new ones, and who will be told."""
    lines = [
        t("Now: {time}, {place}", time=t.when(plan.starts_at), place=plan.place),
        t("New: {time}, {place}", time=t.when(to), place=place),
        "",
    ]
    if effect.day_off is not None:
        name = obstacle(t, effect.day_off)
        lines.append(t("Please note that the new day is a day off: {name}.", name=name))
    if effect.asks_again:
        lines.append(t("Everyone is asked again; earlier answers are shown as for the old time."))
    elif effect.invited:
        lines.append(t("The answers given so far stand."))
    lines += reach(t, effect)
    return Card(
        title=heading(t, plan),
        body="\n".join(lines),
        choices=(
            (Choice(t("Move the meeting"), move, tone=Tone.GOOD),),
            (Choice(t("Leave it as it is"), ShowPlan(plan.meeting_id)),),
        ),
    )


def confirm_cancel(t: Speech, plan: Plan, reason: str, effect: Effect, cancel: Cancel) -> Card:
    """The meeting, the reason as people will read it, and who will be told."""
    lines = [
        t("Time: {time}", time=t.when(plan.starts_at)),
        t("Place: {place}", place=plan.place),
        t("Reason: {reason}", reason=reason),
        "",
        t("Everyone invited reads this reason."),
    ]
    if not effect.invited:
        lines.pop()
    return Card(
        title=heading(t, plan),
        body="\n".join([*lines, *reach(t, effect)]),
        choices=(
            (Choice(t("Cancel the meeting"), cancel, tone=Tone.BAD),),
            (Choice(t("Leave it as it is"), ShowPlan(plan.meeting_id)),),
        ),
    )


def reach(t: Speech, effect: Effect) -> list[str]:
    """Who will be told of a change."""
    if not effect.invited:
        return [t("Invitations have not gone out yet, so nobody needs to be told.")]
    will = t.plural("{n} person will be told.", "{n} people will be told.", effect.told)
    return [will, *by_telephone(t, effect.by_telephone)]


def told(t: Speech, effect: Effect) -> list[str]:
    """The same, once the change has been made."""
    if not effect.invited:
        return []
    being = t.plural("{n} person is being told.", "{n} people are being told.", effect.told)
    return [being, *by_telephone(t, effect.by_telephone)]
