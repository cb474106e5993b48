"""A request to join an in-person meeting online, as those see it who decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from bot.cards.invitation import Facts, title
from bot.chat import Action, Card, Choice, Tone
from bot.i18n import Speech


class Verdict(StrEnum):
    """What has been said to a request."""

    NONE = "n"
    GRANTED = "g"
    DECLINED = "d"


@dataclass(frozen=True)
class ShowRequest(Action):
    """A request to join online, as it is now."""

    name: ClassVar[str] = "onl"
    invitation_id: int


@dataclass(frozen=True)
class Decide(Action):
    """A word on a request; `seen` is what the one who decides read there before."""

    name: ClassVar[str] = "onld"
    invitation_id: int
    seen: Verdict
    verdict: Verdict


@dataclass(frozen=True)
class ShowRequests(Action):
    """Everyone who asks to join a meeting online."""

    name: ClassVar[str] = "onls"
    meeting_id: int


@dataclass(frozen=True)
class Request:
    """Who asks, and whether the request still stands and may be decided."""

    invitation_id: int
    who: str
    verdict: Verdict = Verdict.NONE
    stands: bool = True
    closed: bool = False


def verdict_of(granted: bool | None) -> Verdict:
    """What a stored word means."""
    if granted is None:
        return Verdict.NONE
    return Verdict.GRANTED if granted else Verdict.DECLINED


def request(t: Speech, facts: Facts, asked: Request, *, note: str = "") -> Card:
    """One request with the buttons to decide it. `note` is said over the tapped button."""
    lines = [
        t("{name} asks to join this meeting online.", name=asked.who),
        t("Time: {time}", time=t.when(facts.starts_at)),
        "",
        _state(t, asked),
    ]
    choices: tuple[tuple[Choice, ...], ...] = ()
    if asked.stands and not asked.closed:
        choices = _choices(t, asked)
    return Card(
        title=title(t, facts),
        body="\n".join(lines),
        choices=choices,
        shows=ShowRequest(asked.invitation_id),
        toast=note,
    )


def _state(t: Speech, asked: Request) -> str:
    if not asked.stands:
        return t("The request has been withdrawn: {name} has answered otherwise.", name=asked.who)
    match asked.verdict:
        case Verdict.GRANTED:
            said = t("Granted: {name} joins online and counts as coming.", name=asked.who)
        case Verdict.DECLINED:
            said = t("Declined: {name} is asked to come in person.", name=asked.who)
        case _:
            said = t("Until it is granted, {name} does not count as coming.", name=asked.who)
    if asked.closed:
        return t("{said} Answers are closed for this meeting.", said=said)
    return said


def _choices(t: Speech, asked: Request) -> tuple[tuple[Choice, ...], ...]:
    grant = Decide(asked.invitation_id, asked.verdict, Verdict.GRANTED)
    decline = Decide(asked.invitation_id, asked.verdict, Verdict.DECLINED)
    match asked.verdict:
        case Verdict.GRANTED:
            return ((Choice(t("Decline after all"), decline),),)
        case Verdict.DECLINED:
            return ((Choice(t("Grant after all"), grant),),)
        case _:
            return (
                (
                    Choice(t("Grant"), grant, tone=Tone.GOOD),
                    Choice(t("Decline"), decline, tone=Tone.BAD),
                ),
            )


def requests(t: Speech, facts: Facts, asked: Sequence[Request]) -> Card:
    """Everyone who asks, each to be opened."""
    if not asked:
        return Card(title=title(t, facts), body=t("Nobody asks to join this meeting online."))
    return Card(
        title=title(t, facts),
        body=t.plural(
            "{n} person asks to join online. Tap the name to decide.",
            "{n} people ask to join online. Tap a name to decide.",
            len(asked),
        ),
        choices=tuple((Choice(_mark(each), ShowRequest(each.invitation_id)),) for each in asked),
        fresh=True,
    )


def _mark(asked: Request) -> str:
    sign = {Verdict.NONE: "?", Verdict.GRANTED: "✓", Verdict.DECLINED: "✗"}[asked.verdict]
    return f"{sign} {asked.who}"
