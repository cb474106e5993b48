"""Meeting online: who cannot be in one place, by the reasons that the rule on it names."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.domain import reading
from bot.domain.answers import Reason
from bot.domain.refusal import Refused
from bot.domain.roles import Presence

LONGEST_LINK = 500

# HD 03-HD/TW (27/12/2022, a pilot): dispersed over a wide area or abroad, working away from home,
# student members during the summer break, posts that cannot be left.
APART = frozenset({Reason.FAR, Reason.TRAVEL, Reason.SUMMER_BREAK, Reason.SHIFT})


@dataclass(frozen=True)
class Apart:
    """How many of those who count cannot be in one place for such a reason."""

    apart: int
    counted: int

    @property
    def more_than_half(self) -> bool:
        """Whether the rule lets the unit meet online. Source: HD 03-HD/TW."""
        return 2 * self.apart > self.counted


def is_apart(presence: Presence, reasons: Iterable[Reason]) -> bool:
    """Whether somebody cannot be where the others are; `reasons` are what they gave for the day."""
    return presence is not Presence.LOCAL or not APART.isdisjoint(reasons)


def read_link(text: str) -> str:
    """An address at which a meeting is joined, as it is kept; Refused for anything else."""
    link = reading.tidy(text)
    if "://" not in link and "." in link.partition("/")[0]:
        link = f"https://{link}"
    try:
        parts = urlsplit(link)
        good = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
    except ValueError:
        good = False
    if not good or " " in link:
        raise Refused("Please send the link alone, like https://meet.google.com/abc-defg-hij")
    if len(link) > LONGEST_LINK:
        raise Refused("Please send a link of at most {most} characters.", most=LONGEST_LINK)
    return link
