"""The fairest dates of a meeting, with what each costs; chosen by the secretary or by a poll."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.cards.planning import Plan, ShowFairest, ShowPlan, heading
from bot.chat import Action, Card, Choice, Tone
from bot.domain.fairest import Option
from bot.domain.stamps import stamp
from bot.i18n import Speech


@dataclass(frozen=True)
class TryTime(Action):
    """Move a meeting to this time (minutes since 1970): first what that will do."""

    name: ClassVar[str] = "fairto"
    meeting_id: int
    to: int


@dataclass(frozen=True)
class AskMembers(Action):
    """Ask everybody at which of the fairest dates they can come."""

    name: ClassVar[str] = "poll"
    meeting_id: int


@dataclass(frozen=True)
class ShowPoll(Action):
    """What the members have said so far."""

    name: ClassVar[str] = "polled"
    poll_id: int


@dataclass(frozen=True)
class ShowVote(Action):
    """At which of some dates I can come."""

    name: ClassVar[str] = "vote"
    poll_id: int


@dataclass(frozen=True)
class Vote(Action):
    """I can come at the times whose bits are set, the first time being 1."""

    name: ClassVar[str] = "votes"
    poll_id: int
    times: int


Dates = Sequence[tuple[datetime, Option]]


def fairest_card(
    t: Speech, plan: Plan, best: Dates, fixed: Option | None, *, poll: Action | None
) -> Card:
    """The best dates in order, the trade-off of each in one line.

    `fixed` is how it stands on the day that is planned; `poll` asks the members or shows what they
    have said.
    """
    if not best:
        return Card(
            title=heading(t, plan),
            body=t("No other day is left for this meeting in its month."),
            choices=((Choice(t("Back to the plan"), ShowPlan(plan.meeting_id)),),),
            shows=ShowFairest(plan.meeting_id),
        )
    lines = [t("The days on which most can come, by what members have said of their days:")]
    for n, (at, option) in enumerate(best, start=1):
        lines += ["", t("{n}. {time}", n=n, time=t.when(at)), trade_off(t, option, fixed)]
    choices = [(_choice(t, plan, at),) for at, _option in best]
    if poll is not None:
        label = t("Ask the members") if isinstance(poll, AskMembers) else t("What the members say")
        choices.append((Choice(label, poll),))
    return Card(
        title=heading(t, plan),
        body="\n".join(lines),
        choices=(*choices, (Choice(t("Back to the plan"), ShowPlan(plan.meeting_id)),)),
        shows=ShowFairest(plan.meeting_id),
    )


def _choice(t: Speech, plan: Plan, at: datetime) -> Choice:
    if at == plan.starts_at:
        return Choice(t("Keep {time}", time=t.when(at)), ShowPlan(plan.meeting_id), tone=Tone.GOOD)
    return Choice(t("Move to {time}", time=t.when(at)), TryTime(plan.meeting_id, stamp(at)))


def trade_off(t: Speech, option: Option, fixed: Option | None) -> str:
    """What a date brings and costs, in one line."""
    all_ = option.here + option.online + option.away
    said = [t("{n} of {all} can come.", n=option.here, all=all_)]
    if option.online:
        said.append(t("Online: {n}.", n=option.online))
    if fixed is None or option.number == fixed.number:
        said.append(t("The day that is planned."))
    elif (more := option.coming - fixed.coming) > 0:
        said.append(t("{n} more than on the day that is planned.", n=more))
    elif more < 0:
        said.append(t("{n} fewer than on the day that is planned.", n=-more))
    else:
        said.append(t("As many as on the day that is planned."))
    if option.left_out_of:
        said.append(
            t(
                "Of {all} who missed most before, {n} can come.",
                all=option.left_out_of,
                n=option.left_out,
            )
        )
    if not option.quorum:
        said.append(t("No more than half can come."))
    return " ".join(said)


def vote_card(
    t: Speech, unit: str, poll_id: int, times: Sequence[datetime], given: int | None
) -> Card:
    """At which dates one member can come; every tap counts."""
    chosen = given or 0
    body = [t("The secretary is choosing the day. Please tap every time at which {you} can come.")]
    if given is not None:
        body.append(t("Noted. {You} can change it until the day is chosen."))
    return Card(
        title=t("{unit}: on which day can {you} come?", unit=unit),
        body="\n".join(body),
        choices=(
            *(
                (
                    Choice(
                        ("✓ " if chosen & 1 << n else "") + t.when(at),
                        Vote(poll_id, chosen ^ 1 << n),
                    ),
                )
                for n, at in enumerate(times)
            ),
            (
                Choice(
                    ("✓ " if given == 0 else "") + t("At none of them"),
                    Vote(poll_id, 0),
                ),
            ),
        ),
        shows=ShowVote(poll_id),
    )


def poll_over(t: Speech, unit: str) -> Card:
    """The day has been chosen, or the meeting is off."""
    return Card(
        title=t("{unit}: on which day can {you} come?", unit=unit),
        body=t("The day has been chosen. {You} will get the invitation."),
    )


def poll_card(
    t: Speech,
    plan: Plan,
    poll_id: int,
    votes: Sequence[tuple[datetime, int]],
    *,
    answered: int,
    asked: int,
) -> Card:
    """How many can come at each of the dates, by their own word."""
    lines = [t("Answered: {n} of {all}.", n=answered, all=asked), ""]
    lines += [t("{time}: {n} can come", time=t.when(at), n=n) for at, n in votes]
    return Card(
        title=heading(t, plan),
        body="\n".join(lines),
        choices=(
            *((_choice(t, plan, at),) for at, _n in votes),
            (Choice(t("Back to the plan"), ShowPlan(plan.meeting_id)),),
        ),
        shows=ShowPoll(poll_id),
    )
