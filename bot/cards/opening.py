"""The meeting has been opened: when, by whom, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.cards.invitation import Facts, title
from bot.chat import Action, Card, Choice, Rows, Tone
from bot.i18n import Speech


@dataclass(frozen=True)
class ShowOpening(Action):
    """The opened meeting, as it is now."""

    name: ClassVar[str] = "rco"
    meeting_id: int


def opened(
    t: Speech,
    facts: Facts,
    *,
    at: datetime | None,
    by: str,
    roll: Action,
    review: Sequence[str] = (),
    tasks: Action | None = None,
    above: str = "",
) -> Card:
    """When the meeting was opened and by whom; next comes the roll call, then the open tasks."""
    lines = [above, ""] if above else []
    if at is not None:
        lines.append(
            t(
                "Opened at {time} by {name}; planned for {planned}.",
                time=t.clock(at),
                name=by or t("somebody who has left"),
                planned=t.clock(facts.starts_at),
            )
        )
    lines += ["", *review] if review else []
    choices: Rows = ((Choice(t("Call the roll"), roll, tone=Tone.GOOD),),)
    if tasks is not None and review:
        choices = (*choices, (Choice(t("Open tasks"), tasks),))
    return Card(
        title=title(t, facts),
        body="\n".join(lines),
        choices=choices,
        shows=ShowOpening(facts.meeting_id),
    )
