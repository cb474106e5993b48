"""A meeting as its secretary sees it: the plan to confirm or change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar

from bot.cards.makeups import makes_up_line
from bot.cards.sittings import Sits, line, rows
from bot.chat import Action, Card, Choice, Rows, Tone
from bot.domain.calendar import WEEKEND
from bot.domain.stamps import stamp
from bot.i18n import Speech


@dataclass(frozen=True)
class ShowPlan(Action):
    """A meeting as its secretary sees it now."""

    name: ClassVar[str] = "plan"
    meeting_id: int


@dataclass(frozen=True)
class ShowFairest(Action):
    """The fairest dates of a meeting."""

    name: ClassVar[str] = "fair"
    meeting_id: int


@dataclass(frozen=True)
class ShowHolding(Action):
    """How a meeting is held: in person, online or both."""

    name: ClassVar[str] = "hold"
    meeting_id: int


@dataclass(frozen=True)
class ConfirmPlan(Action):
    """The plan is right as it was shown: it begins at this moment (minutes since 1970)."""

    name: ClassVar[str] = "planok"
    meeting_id: int
    starts: int


@dataclass(frozen=True)
class TakeBack(Action):
    """A meeting that begins at this moment (minutes since 1970) was planned by mistake."""

    name: ClassVar[str] = "planundo"
    meeting_id: int
    starts: int


@dataclass(frozen=True)
class Plan:
    """What the secretary's card says of a meeting.

    `nominal` is the day its schedule names where that is another one, `because` what stands on
    it. `invites_at` is when the invitations go out, or went out to `invited` people; so many more
    have to be told `by_telephone`. `makes_up` is the day of the meeting that a make-up session
    makes up for. With `by_subgroup` each sub-group sits by itself; `may_split` says that it could.
    """

    meeting_id: int
    unit: str
    starts_at: datetime
    minutes: int
    place: str
    title: str = ""
    nominal: date | None = None
    because: str = ""
    proposal: bool = False
    confirmed: bool = False
    invites_at: datetime | None = None
    invited: int | None = None
    by_telephone: int = 0
    cancelled: bool = False
    cancel_reason: str = ""
    regular: bool = False
    makes_up: date | None = None
    may_split: bool = False
    by_subgroup: bool = False
    sittings: Sequence[Sits] = ()


def obstacle(t: Speech, name: str) -> str:
    """What stands on a day, in words: a holiday's name, the weekend, or a day off without one."""
    if name == WEEKEND:
        return t("weekend")
    return name or t("day off")


def heading(t: Speech, plan: Plan) -> str:
    """The unit first, then what and which day."""
    day = t.day(t.local_day(plan.starts_at))
    if plan.title:
        return t("{unit}: {title}, {day}", unit=plan.unit, title=plan.title, day=day)
    return t("{unit}: meeting on {day}", unit=plan.unit, day=day)


def plan_card(
    t: Speech,
    plan: Plan,
    *,
    now: datetime,
    news: Sequence[str] = (),
    note: str = "",
    takes_back: bool = False,
) -> Card:
    """A meeting with what is planned for it; until it is confirmed, with a button to do so.

    `news` are lines to say first about a change and whom it reaches, `note` is said over the tapped
    button. With `takes_back`, which is for whoever has just planned it, one tap takes it back.
    """
    lines = [*news, ""] if news else []
    choices: Rows = ()
    if plan.cancelled:
        lines += _cancelled(t, plan)
    else:
        lines += _particulars(t, plan)
        if now < plan.starts_at:
            lines += ["", *_standing(t, plan if not news else replace(plan, by_telephone=0))]
            choices = _taking_back(t, plan) if takes_back else _confirming(t, plan)
            if plan.regular and plan.invited is None and not plan.confirmed:
                choices += ((Choice(t("Look for a fairer day"), ShowFairest(plan.meeting_id)),),)
            choices += ((Choice(t("How the meeting is held"), ShowHolding(plan.meeting_id)),),)
            if plan.may_split or plan.by_subgroup:
                split = rows(t, plan.meeting_id, plan.sittings, on=plan.by_subgroup)
                choices = (*choices, *split)
    return Card(
        title=heading(t, plan),
        body="\n".join(lines).strip(),
        choices=choices,
        shows=ShowPlan(plan.meeting_id),
        toast=note,
    )


def _particulars(t: Speech, plan: Plan) -> list[str]:
    lines = [] if plan.makes_up is None else [makes_up_line(t, plan.makes_up)]
    lines.append(t("Time: {time}", time=t.when(plan.starts_at)))
    if plan.place:
        lines.append(t("Place: {place}", place=plan.place))
    lines.append(t.plural("Length: {n} minute", "Length: {n} minutes", plan.minutes))
    if plan.by_subgroup:
        lines.append(t("Held by sub-group, with one joint result:"))
        lines += [f"• {line(t, each)}" for each in plan.sittings]
    if plan.nominal is not None and not plan.proposal:
        lines.append(
            t(
                "Moved from {day}: {reason}.",
                day=t.day(plan.nominal),
                reason=obstacle(t, plan.because),
            )
        )
    elif plan.nominal is not None:
        lines.append(
            t(
                "The regular day would be {day}: {reason}. No allowed day is left near it, so this "
                "day is only proposed.",
                day=t.day(plan.nominal),
                reason=obstacle(t, plan.because),
            )
        )
    return lines


def _cancelled(t: Speech, plan: Plan) -> list[str]:
    lines = [t("This meeting has been cancelled: {reason}", reason=plan.cancel_reason)]
    if plan.regular:
        lines.append(
            t(
                "It was the regular meeting of its month and is not planned again by itself. "
                "/plan makes another one."
            )
        )
    return lines


def _standing(t: Speech, plan: Plan) -> list[str]:
    lines = []
    if plan.invited is not None:
        lines.append(
            t.plural("{n} person has been invited.", "{n} people have been invited.", plan.invited)
        )
        lines += by_telephone(t, plan.by_telephone)
    elif plan.invites_at is not None:
        lines.append(t("Invitations go out: {time}", time=t.when(plan.invites_at)))
    if plan.confirmed:
        lines.append(t("Confirmed. /move changes it, /cancel calls it off."))
    elif plan.proposal:
        lines.append(
            t(
                "Please confirm this day, or choose another one, like /move 04/12 19:30. Without "
                "an answer the meeting is held on this day."
            )
        )
    else:
        lines.append(
            t(
                "Please confirm, or change it, like /move 04/12 19:30 or /cancel REASON. Without "
                "an answer it goes ahead as planned."
            )
        )
    return lines


def by_telephone(t: Speech, people: int) -> list[str]:
    """Whom no message reaches: a line, or none."""
    if not people:
        return []
    return [
        t.plural(
            "{n} more person can only be reached by telephone; please call.",
            "{n} more people can only be reached by telephone; please call.",
            people,
        )
    ]


def _confirming(t: Speech, plan: Plan) -> Rows:
    if plan.confirmed:
        return ()
    confirm = ConfirmPlan(plan.meeting_id, stamp(plan.starts_at))
    return ((Choice(t("Confirm"), confirm, tone=Tone.GOOD),),)


def _taking_back(t: Speech, plan: Plan) -> Rows:
    undo = TakeBack(plan.meeting_id, stamp(plan.starts_at))
    return ((Choice(t("Take it back"), undo, tone=Tone.BAD),),)


@dataclass(frozen=True)
class Option:
    """A meeting to choose from, and what choosing it does."""

    starts_at: datetime
    title: str
    action: Action


def which_meeting(t: Speech, unit: str, options: Sequence[Option]) -> Card:
    """Several meetings are ahead: which one is meant?"""
    return Card(
        title=t("{unit}: which meeting?", unit=unit),
        choices=tuple((Choice(_named(t, each), each.action),) for each in options),
    )


def _named(t: Speech, option: Option) -> str:
    when = t.when(option.starts_at)
    return t("{time}: {title}", time=when, title=option.title) if option.title else when


def ask(t: Speech, unit: str, question: str, *, back: Action | None = None) -> Card:
    """A question that is answered by typing; `question` is a whole translated text."""
    return Card(
        title=t("{unit}: please type the answer", unit=unit),
        body=question,
        choices=((Choice(t("Back"), back),),) if back is not None else (),
    )
