"""A moment as a short number that fits a button: whole minutes since 1970."""

from datetime import UTC, datetime

from bot.domain.refusal import Refused


def stamp(at: datetime) -> int:
    """The minutes of an aware moment."""
    return int(at.timestamp()) // 60


def moment(stamp: int) -> datetime:
    """The aware UTC moment of a stamp; Refused for one that no calendar has."""
    try:
        return datetime.fromtimestamp(stamp * 60, UTC)
    except (OverflowError, ValueError, OSError):
        raise Refused("This button is no longer valid. Please send the command again.") from None
