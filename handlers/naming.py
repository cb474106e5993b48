"""What a person is called where a list or a title has to say who is meant."""

from bot.domain.roles import STATUS_NAMES, Status
from bot.i18n import Speech
from storage.reach import OnRoster


def label(t: Speech, one: OnRoster) -> str:
    """The name; of people of one name in a unit with what tells one from another."""
    if not one.namesake:
        return one.name
    return told_apart(t, one.name, one.person_id, one.subgroup, one.status)


def told_apart(t: Speech, name: str, person_id: int, subgroup: str, status: Status) -> str:
    """A name that somebody else has too, with the sub-group or the status, and the number."""
    told = subgroup or t(STATUS_NAMES[status])
    return t("{name} ({what}, no. {n})", name=name, what=told, n=person_id)
