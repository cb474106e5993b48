"""What a change of rules or days off does to the meetings ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.i18n import Speech


@dataclass(frozen=True)
class Replanned:
    """A meeting ahead: when it was, when it is now, and when its invitations go out.

    `invites_at` is None once people have been invited.
    """

    was: datetime
    starts_at: datetime
    invites_at: datetime | None = None


def consequences(t: Speech, meetings: Sequence[Replanned]) -> list[str]:
    """What becomes of each meeting, a line each."""
    return [_line(t, each) for each in meetings]


def _line(t: Speech, each: Replanned) -> str:
    if each.was != each.starts_at:
        return t(
            "The meeting planned for {old} is now: {new}",
            old=t.when(each.was),
            new=t.when(each.starts_at),
        )
    if each.invites_at is None:
        return t(
            "People have been invited to {time} already; what is still to come follows this.",
            time=t.when(each.starts_at),
        )
    return t(
        "For {time} the invitations go out: {invites}",
        time=t.when(each.starts_at),
        invites=t.when(each.invites_at),
    )
