"""The cards of joining: who one would be, what is kept, who sees it."""

from dataclasses import dataclass
from typing import ClassVar

from bot.chat import Action, Card, Choice, Tone
from bot.i18n import Speech


@dataclass(frozen=True)
class Agree(Action):
    """I am this person and agree to what is kept; `code_id` names the code that was sent."""

    name: ClassVar[str] = "agree"
    code_id: int


@dataclass(frozen=True)
class Decline(Action):
    """I am not this person, or do not agree."""

    name: ClassVar[str] = "decline"
    code_id: int


@dataclass(frozen=True)
class Role:
    """What a person is in a unit, in words."""

    unit: str
    roles: str


def consent(t: Speech, name: str, roles: list[Role], code_id: int) -> Card:
    """Ask for the consent without which nothing is tied together."""
    return Card(
        title=t("Are {you} {name}?", name=name),
        body="\n".join(
            [
                *(t("{unit}: {roles}", unit=role.unit, roles=role.roles) for role in roles),
                "",
                t("What I keep: your name, your unit, your answers and tasks, and this account."),
                t(
                    "Who sees it: the secretary and the deputy of the unit. Reasons of absence go "
                    "no further."
                ),
                t("Committees above see numbers only. Send /mydata to see or erase it all."),
                t("Never send secret documents here."),
            ]
        ),
        choices=(
            (Choice(t("I agree"), Agree(code_id), tone=Tone.GOOD),),
            (Choice(t("That is not me"), Decline(code_id)),),
        ),
    )


def welcome(t: Speech, name: str, *, phone_only: bool) -> Card:
    """What happens from now on; for a person to be telephoned, that nothing is sent."""
    lines = [
        t(
            "I will send the invitation to each meeting here. {You} answer with one tap.\n"
            "Send /help to see everything else."
        )
    ]
    if phone_only:
        lines = [
            t("The secretary telephones {you}, so I send no messages on my own."),
            t("If {you} want the invitations here, please tell the secretary."),
            t("Send /meeting to see the next meeting."),
        ]
    return Card(title=t("Welcome, {name}.", name=name), body="\n".join(lines))
