"""One person of a unit, and what a secretary can do about how they are reached."""

from dataclasses import dataclass
from typing import ClassVar

from bot.cards.accounts import Code, Connected, account_line, code_lines, end_label, numbered
from bot.cards.roster import MakeCode, Member, ShowMember, ShowMembers, roles_text
from bot.chat import Action, Card, Choice, Tone
from bot.domain.roles import PRESENCE_NAMES, STATUS_NAMES
from bot.i18n import Speech


@dataclass(frozen=True)
class CallOnly(Action):
    """Mark a person as one who is telephoned and never pinged, or take the mark away."""

    name: ClassVar[str] = "callonly"
    unit_id: int
    person_id: int
    on: bool


@dataclass(frozen=True)
class EndTheirs(Action):
    """End an account of a person of a unit; asks first unless `sure`."""

    name: ClassVar[str] = "endtheirs"
    unit_id: int
    person_id: int
    account_id: int
    sure: bool


def member(
    t: Speech,
    unit: str,
    unit_id: int,
    one: Member,
    *,
    back: bool,
    note: str = "",
    says: str = "",
) -> Card:
    """One person: what they are, how they are reached, and what can be done about it.

    `says` is the first line of the answer to a command, `note` what is said over a tapped button.
    """
    lines = [
        *((says, "") if says else ()),
        t("Role: {roles}", roles=roles_text(t, one)),
        t("Status: {status}", status=t(STATUS_NAMES[one.status])),
        t("Place: {presence}", presence=t(PRESENCE_NAMES[one.presence])),
    ]
    if one.subgroup:
        lines.append(t("Sub-group: {subgroup}", subgroup=one.subgroup))
    lines += ["", *_reached(t, one)]
    return Card(
        title=t("{unit}: {name}", unit=unit, name=one.name),
        body="\n".join(lines),
        choices=(
            (Choice(_code_label(t, one), MakeCode(unit_id, one.person_id), tone=Tone.GOOD),),
            (_call_only(t, unit_id, one),),
            *(
                (
                    Choice(
                        end_label(t, n, each),
                        EndTheirs(unit_id, one.person_id, each.id, sure=False),
                        tone=Tone.BAD,
                    ),
                )
                for n, each in enumerate(one.accounts, start=1)
            ),
            *(((Choice(t("All members"), ShowMembers(unit_id, 0)),),) if back else ()),
        ),
        shows=ShowMember(unit_id, one.person_id),
        toast=note,
    )


def code(t: Speech, unit: str, one: Member, made: Code) -> Card:
    """A new code, to hand over by hand or on Zalo."""
    return Card(
        title=t("{unit}: join code for {name}", unit=unit, name=one.name),
        body="\n".join(
            [
                *code_lines(t, made),
                t("It can be used once, until {time}.", time=t.when(made.until)),
                t("Hand it to {name} only: whoever uses it speaks for {name}.", name=one.name),
                t("Codes handed out earlier stay good."),
            ]
        ),
        fresh=True,
    )


def ask_end_theirs(t: Speech, unit: str, unit_id: int, one: Member, account: Connected) -> Card:
    """Make sure before an account of somebody else is ended."""
    lines = [account_line(t, account), ""]
    if len(one.accounts) == 1:
        lines.append(
            t("This is the only one. Without it no invitation reaches {name}.", name=one.name)
        )
    else:
        lines.append(t("I will send nothing there any more; the others stay connected."))
    ends = EndTheirs(unit_id, one.person_id, account.id, sure=True)
    return Card(
        title=t("{unit}: end this connection of {name}?", unit=unit, name=one.name),
        body="\n".join(lines),
        choices=(
            (Choice(t("Yes, end it"), ends, tone=Tone.BAD),),
            (Choice(t("No, keep it"), ShowMember(unit_id, one.person_id)),),
        ),
        shows=ShowMember(unit_id, one.person_id),
    )


def _reached(t: Speech, one: Member) -> list[str]:
    lines = numbered([account_line(t, each) for each in one.accounts])
    if lines:
        lines.insert(0, t("Connected:"))
    else:
        lines.append(t("Has not joined yet."))
    if one.phone_only:
        lines.append(t("Phone only: I send nothing; please telephone."))
    return lines


def _code_label(t: Speech, one: Member) -> str:
    return t("Code for another phone") if one.accounts else t("Make a join code")


def _call_only(t: Speech, unit_id: int, one: Member) -> Choice:
    label = t("Send messages again") if one.phone_only else t("Mark as phone only")
    return Choice(label, CallOnly(unit_id, one.person_id, not one.phone_only))
