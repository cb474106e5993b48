"""How a meeting is held, and whether the rule lets the unit meet online."""

from dataclasses import dataclass
from typing import ClassVar

from bot.cards.planning import Plan, ShowHolding, ShowPlan, heading
from bot.chat import Action, Card, Choice
from bot.domain.answers import Mode
from bot.domain.online import Apart
from bot.domain.words import _
from bot.i18n import Speech


@dataclass(frozen=True)
class SetMode(Action):
    """Hold a meeting so."""

    name: ClassVar[str] = "holdset"
    meeting_id: int
    mode: Mode


@dataclass(frozen=True)
class AskLink(Action):
    """The link at which a meeting is joined is typed next."""

    name: ClassVar[str] = "holdlink"
    meeting_id: int


MODE_LABELS = {
    Mode.IN_PERSON: _("In person"),
    Mode.ONLINE: _("Online for all"),
    Mode.MIXED: _("In person and online"),
}


def holding_card(
    t: Speech, plan: Plan, mode: Mode, link: str, apart: Apart, *, note: str = ""
) -> Card:
    """How the meeting is held now, what the rule says of it, and the ways to choose from."""
    lines = [t("The meeting is held: {how}", how=t(MODE_LABELS[mode])), *rule_lines(t, apart)]
    if link:
        lines += [
            t("Link: {link}", link=link),
            t("Those invited see it shortly before the meeting, nobody else does."),
        ]
    elif mode is not Mode.IN_PERSON:
        lines.append(t("No link has been set yet."))
    return Card(
        title=heading(t, plan),
        body="\n".join(lines),
        choices=(
            *(
                (
                    Choice(
                        ("✓ " if each is mode else "") + t(MODE_LABELS[each]),
                        SetMode(plan.meeting_id, each),
                    ),
                )
                for each in Mode
            ),
            (Choice(t("Set the link"), AskLink(plan.meeting_id)),),
            (Choice(t("Back to the plan"), ShowPlan(plan.meeting_id)),),
        ),
        shows=ShowHolding(plan.meeting_id),
        toast=note,
    )


def rule_lines(t: Speech, apart: Apart) -> list[str]:
    """How many cannot be in one place, and what the rule says when they are more than half."""
    if not apart.apart:
        return []
    counted = t(
        "Cannot be in one place (far away, working away, summer break, on shift): {n} of {all}.",
        n=apart.apart,
        all=apart.counted,
    )
    if not apart.more_than_half:
        return [counted]
    return [
        counted,
        t(
            "That is more than half: by 03-HD/TW, a pilot, the unit may meet online. The decision "
            "is the secretary's."
        ),
    ]


def type_link(t: Speech, plan: Plan) -> Card:
    """The link is typed."""
    return Card(
        title=heading(t, plan),
        body=t("Please send the link of the meeting, like https://meet.google.com/abc-defg-hij"),
        choices=((Choice(t("Back"), ShowHolding(plan.meeting_id)),),),
    )


def apart_card(t: Speech, plan: Plan, apart: Apart) -> Card:
    """More than half cannot be in one place, and nobody has decided how to meet."""
    return Card(
        title=heading(t, plan),
        body="\n".join(rule_lines(t, apart)),
        choices=((Choice(t("How the meeting is held"), ShowHolding(plan.meeting_id)),),),
    )
