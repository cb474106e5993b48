"""Who may do what in a unit, who is summoned to its meetings, and who counts."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from bot.domain.words import _


class UnitKind(StrEnum):
    """A committee is a unit like a cell: it meets, and its secretary schedules it."""

    COMMITTEE = "committee"
    CELL = "cell"


class Role(StrEnum):
    """What a membership makes of a person; one membership may carry several."""

    MEMBER = "member"
    SECRETARY = "secretary"
    DEPUTY_SECRETARY = "deputy_secretary"
    NOTE_TAKER = "note_taker"
    COMMITTEE_MEMBER = "committee_member"
    SUBGROUP_LEAD = "subgroup_lead"
    MONITOR = "monitor"
    ADMIN = "admin"


class Status(StrEnum):
    """Standing of the membership."""

    FULL = "full"
    PROBATIONARY = "probationary"
    EXEMPT = "exempt"
    TEMPORARY = "temporary"
    SUSPENDED = "suspended"


class Presence(StrEnum):
    """Where the member lives and works, seen from the unit."""

    LOCAL = "local"
    DISPERSED = "dispersed"
    AWAY = "away"


class Relation(StrEnum):
    """How a membership stands to the unit in question."""

    INSIDE = "inside"
    ABOVE = "above"  # a membership of the committee directly above
    ELSEWHERE = "elsewhere"


class Right(StrEnum):
    """One thing one may do; always asked about one unit."""

    OWN = "own"
    ROLL_CALL = "roll_call"
    MINUTES = "minutes"
    DRAFTS = "drafts"
    SEE_SILENT = "see_silent"
    ROLL_CALL_OWN_PEOPLE = "roll_call_own_people"
    MINUTES_OWN_PEOPLE = "minutes_own_people"
    DRAFTS_OWN_PEOPLE = "drafts_own_people"
    SEE_SILENT_OWN_PEOPLE = "see_silent_own_people"
    NUDGE_OWN_PEOPLE = "nudge_own_people"
    NUDGE = "nudge"
    SEE_COUNTS = "see_counts"
    SEE_REASONS = "see_reasons"
    SEE_REASON_TOTALS = "see_reason_totals"
    SCHEDULE = "schedule"
    RESOLVE = "resolve"
    ASSIGN = "assign"
    CLOSE = "close"
    FORWARD = "forward"
    ANSWER_FOR = "answer_for"
    SEE_MEMBERS = "see_members"
    SET_RULES = "set_rules"
    INBOX = "inbox"
    ANSWER = "answer"
    ESCALATE = "escalate"
    DIGEST = "digest"
    FIGURES = "figures"
    INVITE = "invite"
    IMPORT = "import"
    SET_ROLES = "set_roles"


ROLE_NAMES = {
    Role.MEMBER: _("member"),
    Role.SECRETARY: _("secretary"),
    Role.DEPUTY_SECRETARY: _("deputy secretary"),
    Role.NOTE_TAKER: _("note-taker"),
    Role.COMMITTEE_MEMBER: _("committee member"),
    Role.SUBGROUP_LEAD: _("sub-group lead"),
    Role.MONITOR: _("monitor"),
    Role.ADMIN: _("administrator"),
}
STATUS_NAMES = {
    Status.FULL: _("full member"),
    Status.PROBATIONARY: _("probationary member"),
    Status.EXEMPT: _("exempt"),
    Status.TEMPORARY: _("temporary member"),
    Status.SUSPENDED: _("suspended"),
}
PRESENCE_NAMES = {
    Presence.LOCAL: _("here"),
    Presence.DISPERSED: _("dispersed"),
    Presence.AWAY: _("working away"),
}
KIND_NAMES = {UnitKind.COMMITTEE: _("committee"), UnitKind.CELL: _("cell")}

_LEADS = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})
_OFFICERS = _LEADS | {Role.COMMITTEE_MEMBER}
_AT_THE_TABLE = frozenset({Right.ROLL_CALL, Right.MINUTES, Right.DRAFTS, Right.SEE_SILENT})
_OWN_PEOPLE = frozenset(
    {
        Right.ROLL_CALL_OWN_PEOPLE,
        Right.MINUTES_OWN_PEOPLE,
        Right.DRAFTS_OWN_PEOPLE,
        Right.SEE_SILENT_OWN_PEOPLE,
    }
)
_DESK = frozenset({Right.INBOX, Right.ANSWER, Right.ESCALATE, Right.DIGEST, Right.FIGURES})
_LEADING = (
    _AT_THE_TABLE
    | _OWN_PEOPLE
    | _DESK
    | {Right.NUDGE, Right.NUDGE_OWN_PEOPLE}
    | {Right.SEE_COUNTS, Right.SEE_REASONS, Right.SEE_REASON_TOTALS}
    | {Right.SCHEDULE, Right.RESOLVE, Right.ASSIGN, Right.CLOSE, Right.FORWARD}
    | {Right.ANSWER_FOR, Right.SEE_MEMBERS, Right.SET_RULES, Right.INVITE}
)
_INSIDE = {
    Role.SECRETARY: _LEADING,
    Role.DEPUTY_SECRETARY: _LEADING,
    Role.NOTE_TAKER: _AT_THE_TABLE | _OWN_PEOPLE | {Right.SEE_COUNTS},
    Role.SUBGROUP_LEAD: _OWN_PEOPLE | {Right.SEE_COUNTS, Right.NUDGE_OWN_PEOPLE},
    Role.MONITOR: frozenset({Right.SEE_COUNTS}),
}
_FROM_ABOVE = frozenset({Right.SEE_COUNTS, Right.SEE_REASON_TOTALS, Right.FIGURES})
_EVERYWHERE = frozenset({Right.INVITE, Right.IMPORT, Right.SET_ROLES})


def rights(
    roles: Collection[Role], relation: Relation, kind: UnitKind = UnitKind.CELL
) -> frozenset[Right]:
    """What one membership's `roles` allow in a unit of `kind` to which it stands in `relation`.

    The desk (inbox, answer, escalate, digest) is always that of the unit asked about: a cell's is
    its secretary's, a committee's also its committee members'. So officers above reach what a cell
    has sent up at their own committee's desk, never at the cell's; of the cell itself they see the
    figures that their digest is made of. A wider right brings the
    narrower: who sees everyone or own people also sees counts. An admin's rights hold everywhere.
    Source: the table of rights.
    """
    held: set[Right] = {Right.OWN} if roles else set()
    if Role.ADMIN in roles:
        held |= _EVERYWHERE
    if relation is Relation.INSIDE:
        for role in roles:
            held |= _INSIDE.get(role, frozenset())
        if kind is UnitKind.COMMITTEE and not _OFFICERS.isdisjoint(roles):
            held |= _DESK
    elif relation is Relation.ABOVE and not _OFFICERS.isdisjoint(roles):
        held |= _FROM_ABOVE
    return frozenset(held)


def all_rights(
    ties: Iterable[tuple[Relation, Collection[Role]]], kind: UnitKind = UnitKind.CELL
) -> frozenset[Right]:
    """What a person with several memberships may do in one unit of `kind`."""
    return frozenset().union(*(rights(roles, relation, kind) for relation, roles in ties))


_NOT_SUMMONED = frozenset({Status.EXEMPT, Status.SUSPENDED})


def summoned(status: Status, roles: Collection[Role]) -> bool:
    """Whether the membership gets the invitation; the monitor does, as a guest.

    Exempt members are told what was decided but not called; suspended ones are neither.
    """
    return status not in _NOT_SUMMONED or Role.MONITOR in roles


def counts(status: Status, roles: Collection[Role]) -> bool:
    """Whether the membership is in the denominator of attendance: summoned, and no guest."""
    return Role.MONITOR not in roles and summoned(status, roles)
