"""Whether a person can be reached by the bot, and why not."""

from enum import StrEnum

from bot.domain.words import _


class Reach(StrEnum):
    """How the bot stands to a person of a unit."""

    JOINED = "joined"
    NOT_JOINED = "not_joined"
    UNREACHABLE = "unreachable"
    PHONE_ONLY = "phone_only"


REACH_NAMES = {
    Reach.JOINED: _("joined"),
    Reach.NOT_JOINED: _("not joined yet"),
    Reach.UNREACHABLE: _("cannot be reached"),
    Reach.PHONE_ONLY: _("phone only"),
}
# What a channel says of an account that takes no messages.
WHY_NAMES = {
    "blocked": _("the bot was blocked there"),
    "deleted": _("the account was deleted"),
    "never started": _("the bot was never started there"),
    "removed": _("the bot was removed there"),
}
OTHERWISE = _("the account takes no messages")


def reach(*, phone_only: bool, accounts: int, reachable: int) -> Reach:
    """How a person with so many accounts, of which so many take messages, can be reached."""
    if phone_only:
        return Reach.PHONE_ONLY
    if not accounts:
        return Reach.NOT_JOINED
    return Reach.JOINED if reachable else Reach.UNREACHABLE
