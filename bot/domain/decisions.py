"""What a meeting decides: resolutions and conclusions, their numbers, and the vote on them."""

from enum import StrEnum

from bot.domain.refusal import Refused
from bot.domain.roles import UnitKind
from bot.domain.words import _


class Kind(StrEnum):
    """A cell may issue a conclusion instead of a resolution."""

    RESOLUTION = "resolution"
    CONCLUSION = "conclusion"


KIND_NAMES = {Kind.RESOLUTION: _("resolution"), Kind.CONCLUSION: _("conclusion")}
_MARKS = {Kind.RESOLUTION: "NQ", Kind.CONCLUSION: "KL"}
_ISSUERS = {UnitKind.CELL: "CB", UnitKind.COMMITTEE: "ĐU"}


def written_number(kind: Kind, number: int, issuer: UnitKind = UnitKind.CELL) -> str:
    """The number as papers carry it: 05-NQ/CB of a cell, 03-KL/ĐU of a committee.

    Numbers run per unit, kind and year.
    """
    return f"{number:02d}-{_MARKS[kind]}/{_ISSUERS[issuer]}"


def check_vote(votes_for: int, votes_against: int, voters: int) -> None:
    """Refuse a vote of more people than may vote: full members present; guests may not.

    Who abstained is in neither number. Source: the Charter, art. 3.
    """
    if votes_for + votes_against > voters:
        raise Refused(
            "{n} votes are more than the {voters} who may vote: full members present. Please "
            "check the vote or the roll call.",
            n=votes_for + votes_against,
            voters=voters,
        )


def adopted(votes_for: int, voters: int, above: int = 50) -> bool:
    """Whether `votes_for` is more than `above` percent of those who may vote."""
    return votes_for * 100 > voters * above


def may_publish(votes_for: int | None, voters: int | None, above: int = 50) -> bool:
    """Whether a resolution can be published: nobody voted on it, or it was adopted.

    A conclusion is the chair's and needs no vote; of a resolution no national rule demands that
    the tally is written down, so one without a vote is published and says so.
    """
    return votes_for is None or adopted(votes_for, voters or 0, above)
