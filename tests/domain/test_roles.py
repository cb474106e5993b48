"""Who may do what, read from the table of rights itself."""

import pytest

from bot.domain.roles import (
    KIND_NAMES,
    PRESENCE_NAMES,
    ROLE_NAMES,
    STATUS_NAMES,
    Presence,
    Relation,
    Right,
    Role,
    Status,
    UnitKind,
    all_rights,
    counts,
    rights,
    summoned,
)

INSIDE, ABOVE, ELSEWHERE = Relation.INSIDE, Relation.ABOVE, Relation.ELSEWHERE

# A right of the unit ("yes"), its narrower form, or nothing ("").
TABLE = """
                       | member | note | lead | secretary | deputy | monitor | above | admin
own                    | yes    | yes  | yes  | yes       | yes    | yes     | yes   | yes
roll_call              |        | yes  | own  | yes       | yes    |         |       |
minutes                |        | yes  | own  | yes       | yes    |         |       |
drafts                 |        | yes  | own  | yes       | yes    |         |       |
see_silent             |        | yes  | own  | yes       | yes    | counts  | counts |
see_reasons            |        |      |      | yes       | yes    |         | totals |
schedule               |        |      |      | yes       | yes    |         |       |
resolve                |        |      |      | yes       | yes    |         |       |
assign                 |        |      |      | yes       | yes    |         |       |
close                  |        |      |      | yes       | yes    |         |       |
forward                |        |      |      | yes       | yes    |         |       |
inbox                  |        |      |      | yes       | yes    |         |       |
answer                 |        |      |      | yes       | yes    |         |       |
escalate               |        |      |      | yes       | yes    |         |       |
digest                 |        |      |      | yes       | yes    |         |       |
import                 |        |      |      |           |        |         |       | yes
invite                 |        |      |      | yes       | yes    |         |       | yes
set_roles              |        |      |      |           |        |         |       | yes
"""
HOLDERS = {
    "member": (Role.MEMBER, INSIDE),
    "note": (Role.NOTE_TAKER, INSIDE),
    "lead": (Role.SUBGROUP_LEAD, INSIDE),
    "secretary": (Role.SECRETARY, INSIDE),
    "deputy": (Role.DEPUTY_SECRETARY, INSIDE),
    "monitor": (Role.MONITOR, INSIDE),
    "above": (Role.COMMITTEE_MEMBER, ABOVE),
    "admin": (Role.ADMIN, ELSEWHERE),
}
NARROWER = {"counts": Right.SEE_COUNTS, "totals": Right.SEE_REASON_TOTALS}


def cells():
    header, *lines = [[c.strip() for c in line.split("|")] for line in TABLE.strip().splitlines()]
    for name, *marks in lines:
        for holder, mark in zip(header if header[0] else header[1:], marks, strict=True):
            yield Right(name), holder, mark


@pytest.mark.parametrize(("right", "holder", "mark"), list(cells()))
def test_the_table_of_rights_is_exact(right, holder, mark):
    role, relation = HOLDERS[holder]
    held = rights({role}, relation)
    assert (right in held) == (mark == "yes")
    if mark == "own":
        assert Right(f"{right}_own_people") in held
    if mark in NARROWER:
        assert NARROWER[mark] in held


def test_the_table_speaks_of_every_role_and_leaves_no_right_without_a_holder():
    held = frozenset[Right]().union(*(rights({r}, rel) for r, rel in HOLDERS.values()))
    assert held == set(Right)


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER])
def test_each_officer_above_sees_counts_and_totals_and_nothing_of_one_person(role):
    assert rights({role}, ABOVE) == {
        Right.OWN,
        Right.SEE_COUNTS,
        Right.SEE_REASON_TOTALS,
        Right.FIGURES,
    }


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER])
def test_officers_of_a_committee_work_at_its_desk(role):
    desk = {Right.INBOX, Right.ANSWER, Right.ESCALATE, Right.DIGEST}
    assert desk <= rights({role}, INSIDE, UnitKind.COMMITTEE)


def test_a_committee_member_inside_a_cell_is_a_member():
    assert rights({Role.COMMITTEE_MEMBER}, INSIDE) == {Right.OWN}


@pytest.mark.parametrize("role", [Role.MEMBER, Role.NOTE_TAKER, Role.SUBGROUP_LEAD, Role.MONITOR])
def test_other_members_of_the_committee_above_have_no_rights_in_the_cell(role):
    assert rights({role}, ABOVE) == {Right.OWN}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_in_other_units_only_an_admin_has_rights(role):
    assert rights({role}, ELSEWHERE) == {Right.OWN}


@pytest.mark.parametrize("relation", list(Relation))
def test_an_admin_is_one_everywhere_but_sees_nobodys_reasons(relation):
    assert rights({Role.ADMIN}, relation) == {
        Right.OWN,
        Right.INVITE,
        Right.IMPORT,
        Right.SET_ROLES,
    }


def test_roles_and_memberships_add_up():
    both = rights({Role.NOTE_TAKER, Role.SUBGROUP_LEAD}, INSIDE)
    assert both == rights({Role.NOTE_TAKER}, INSIDE) | rights({Role.SUBGROUP_LEAD}, INSIDE)
    several = all_rights([(INSIDE, {Role.MEMBER}), (ABOVE, {Role.SECRETARY})])
    assert several == {Right.OWN, Right.SEE_COUNTS, Right.SEE_REASON_TOTALS, Right.FIGURES}


def test_a_stranger_has_no_rights():
    assert rights(set(), INSIDE) == frozenset()
    assert all_rights([]) == frozenset()


@pytest.mark.parametrize(
    ("status", "called"),
    [
        (Status.FULL, True),
        (Status.PROBATIONARY, True),
        (Status.TEMPORARY, True),
        (Status.EXEMPT, False),
        (Status.SUSPENDED, False),
    ],
)
def test_exempt_and_suspended_members_are_not_summoned_and_do_not_count(status, called):
    assert summoned(status, {Role.MEMBER}) is called
    assert counts(status, {Role.SECRETARY}) is called


def test_the_monitor_is_invited_but_does_not_count():
    assert summoned(Status.FULL, {Role.MONITOR})
    assert not counts(Status.FULL, {Role.MONITOR})


def test_everything_has_a_name_for_people():
    assert ROLE_NAMES.keys() == set(Role)
    assert STATUS_NAMES.keys() == set(Status)
    assert PRESENCE_NAMES.keys() == set(Presence)
    assert KIND_NAMES.keys() == set(UnitKind)
