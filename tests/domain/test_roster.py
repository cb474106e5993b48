"""A roster file is taken whole, or every fault in it is named with its row."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.faults import Faulty
from bot.domain.roles import Presence, Role, Status, UnitKind
from bot.domain.roster import (
    COLUMNS,
    KnownUnit,
    MembershipRow,
    Row,
    UnitRow,
    build,
    lookalikes,
)

COMMITTEE, CELL = UnitKind.COMMITTEE, UnitKind.CELL
KNOWN = {"DU": KnownUnit(COMMITTEE, None), "CB1": KnownUnit(CELL, "DU")}


def sheet(text):
    """Rows of a file whose header, row 1, names all columns."""
    for number, line in enumerate(text.strip().splitlines(), start=2):
        cells = [cell.strip() for cell in line.split(",")]
        yield Row(number, dict(zip(COLUMNS, cells, strict=False)))


def people(text):
    """The same with only unit_code, full_name, role, status, presence, subgroup and person."""
    columns = ("unit_code", *COLUMNS[4:])
    for number, line in enumerate(text.strip().splitlines(), start=2):
        cells = [cell.strip() for cell in line.split(",")]
        yield Row(number, dict(zip(columns, cells, strict=False)))


def faults(rows, known=None):
    with pytest.raises(Faulty) as found:
        build(rows, known)
    return [str(fault) for fault in found.value.faults]


def test_a_school_with_its_committee_two_cells_and_their_people():
    roster = build(
        sheet(
            """
            CB1, Chi bộ 1, cell, DU, Nguyễn Văn An, secretary+admin, , , , nva
            DU, Đảng ủy Trường, committee, , , , , , ,
            CB2, Chi bộ 2, cell, DU, Trần Thị Bình, , probationary, away, Tổ 1,
            CB1, , , , Lê Minh, monitor, , , ,
            DU, , , , Nguyễn Văn An, committee member, FULL, , , nva
            """
        )
    )
    assert roster.units == (
        UnitRow(3, "DU", "Đảng ủy Trường", COMMITTEE, None),
        UnitRow(2, "CB1", "Chi bộ 1", CELL, "DU"),
        UnitRow(4, "CB2", "Chi bộ 2", CELL, "DU"),
    )
    assert roster.memberships[0] == MembershipRow(
        row=2,
        unit_code="CB1",
        full_name="Nguyễn Văn An",
        roles=frozenset({Role.SECRETARY, Role.ADMIN}),
        status=Status.FULL,
        presence=Presence.LOCAL,
        subgroup=None,
        person="nva",
    )
    binh, minh, an = roster.memberships[1:]
    assert (binh.roles, binh.status) == (frozenset({Role.MEMBER}), Status.PROBATIONARY)
    assert (binh.presence, binh.subgroup, binh.person) == (Presence.AWAY, "Tổ 1", None)
    assert minh.roles == {Role.MONITOR}
    assert an.roles == {Role.COMMITTEE_MEMBER}


def test_text_is_composed_and_stray_spaces_and_invisible_signs_are_dropped():
    name = unicodedata.normalize("NFD", "Nguyễn  Văn\nAn\u200b")
    roster = build([Row(2, {"unit_code": "\ufeffCB1", "full_name": name})])
    assert roster.memberships[0].full_name == "Nguyễn Văn An"
    assert roster.units[0].code == "CB1"


def test_a_file_may_hold_only_people_of_known_units():
    roster = build(people("CB1, Nguyễn Văn An"), KNOWN)
    assert roster.units == (UnitRow(2, "CB1", None, CELL, "DU"),)


def test_a_unit_nobody_described_is_a_cell_named_by_its_code():
    roster = build(people("CB9, Nguyễn Văn An"))
    assert roster.units == (UnitRow(2, "CB9", "CB9", CELL, None),)


def test_a_unit_nobody_described_is_a_committee_when_units_are_below_it():
    roster = build(sheet("DU, , , , Nguyễn Văn An\nCB1, Chi bộ 1, cell, DU"))
    assert [unit.kind for unit in roster.units] == [COMMITTEE, CELL]


def test_an_empty_file_of_rows_is_an_empty_roster():
    assert build([]).units == ()
    assert build([Row(2, {"unit_code": " ", "full_name": ""})]).memberships == ()


def test_the_order_of_rows_may_put_children_before_parents_but_units_come_out_parents_first():
    roster = build(sheet("CB1, , , DB\nDB, , , DU\nDU, , committee, "))
    assert [unit.code for unit in roster.units] == ["DU", "DB", "CB1"]


def test_every_fault_is_named_with_its_row_in_the_order_of_rows():
    assert faults(
        sheet(
            """
            CB1, Chi bộ 1, cel, DU, Nguyễn Văn An, secretery
            , , , , Trần Thị Bình
            CB2, , , CB3, 12345, , retired
            CB1, Chi bộ Một, , , Lê Minh, zzz, , here
            """
        )
    ) == [
        "2: cel is not known in unit_kind; did you mean cell?",
        "2: The parent DU of CB1 is not known; add a row that describes it.",
        "2: secretery is not known in role; did you mean secretary?",
        "3: The unit_code is missing; write the unit's code.",
        "4: The name has no letters; write the full name.",
        "4: The parent CB3 of CB2 is not known; did you mean CB1?",
        "4: retired is not known in status; use one of: "
        "full, probationary, exempt, temporary, suspended.",
        "5: unit_name of CB1 is Chi bộ Một here but Chi bộ 1 in row 2; keep one.",
        "5: zzz is not known in role; use one of: member, secretary, deputy_secretary, "
        "note_taker, committee_member, subgroup_lead, monitor, admin.",
        "5: here is not known in presence; use one of: local, dispersed, away.",
    ]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            "A, , committee\nB, , cell, A\nB, , committee, ",
            "4: unit_kind of B is committee here but cell in row 3; keep one.",
        ),
        (
            "A, , committee\nC, , committee\nB, , cell, A\nB, , , C",
            "5: parent_code of B is C here but A in row 4; keep one.",
        ),
        (
            "A, , cell\nB, , cell, A",
            "3: The parent A of B is a cell; only a committee has units below it.",
        ),
        (
            "A, , committee, A",
            "2: These units are below one another in a circle: A → A; mend one parent.",
        ),
        (
            "B, , cell, A\nA, , , C\nC, , , A",
            "3: These units are below one another in a circle: A → C → A; mend one parent.",
        ),
        ("A, , \na, , ", "3: The unit codes a and A differ only in capitals; keep one."),
    ],
)
def test_a_contradiction_between_units(rows, sentence):
    assert faults(sheet(rows)) == [sentence]


def test_known_units_are_part_of_the_tree():
    build(sheet("CB2, Chi bộ 2, cell, DU"), KNOWN)
    assert faults(sheet("CB2, Chi bộ 2, cell, CB1"), KNOWN) == [
        "2: The parent CB1 of CB2 is a cell; only a committee has units below it."
    ]
    assert faults(sheet("DU, , cell"), KNOWN) == [
        "2: DU cannot become a cell, because CB1 is below it."
    ]
    assert faults(sheet("cb1, Chi bộ 1, cell"), KNOWN) == [
        "2: The unit codes cb1 and CB1 differ only in capitals; keep one."
    ]
    assert faults(sheet("DU, , , B\nB, , committee, DU"), KNOWN)[0].startswith("2: These units")


def test_a_cell_may_move_to_another_committee():
    roster = build(sheet("CB1, , , DU2\nDU2, Đảng ủy 2, committee, DU"), KNOWN)
    assert roster.units[-1] == UnitRow(2, "CB1", None, CELL, "DU2")


def test_one_name_twice_in_a_unit_needs_a_key_for_each():
    for second in ("Nguyễn Văn An", "NGUYỄN VĂN AN", "Nguyễn Văn An, , , , , key"):
        (sentence,) = faults(people(f"CB1, Nguyễn Văn An\nCB1, {second}"))
        assert sentence.startswith("3: ")
        assert "already in CB1, in row 2" in sentence
        assert "key of their own in the column person" in sentence
    build(people("CB1, Nguyễn Văn An, , , , , a\nCB1, Nguyễn Văn An, , , , , b"))


def test_an_and_ân_are_two_people_in_one_unit():
    build(people("CB1, Nguyễn Văn An\nCB1, Nguyễn Văn Ân"))


def test_one_key_is_one_human_once_in_a_unit():
    assert faults(people("CB1, Lê Minh, , , , , k\nCB1, Lê Minh, , , , , k")) == [
        "3: The person key k is already in CB1, in row 2; remove one."
    ]
    assert faults(people("CB1, Lê Minh, , , , , k\nCB2, Lê Mình, , , , , k")) == [
        "3: The person key k belongs to Lê Minh in row 2, but here to Lê Mình; "
        "write one name, or use another key."
    ]


def test_the_monitor_has_no_other_role():
    (sentence,) = faults(people("CB1, Lê Minh, monitor+member"))
    assert sentence.startswith("2: The monitor Lê Minh watches CB1 from outside")


def test_roles_are_read_kindly():
    (one,) = build(people("CB1, Lê Minh, Deputy-Secretary + note taker++NOTE_TAKER")).memberships
    assert one.roles == {Role.DEPUTY_SECRETARY, Role.NOTE_TAKER}


@pytest.mark.parametrize(
    ("column", "text", "sentence"),
    [
        ("full_name", "12 34", "The name has no letters; write the full name."),
        (
            "full_name",
            "L" * 121,
            "The cell in full_name is longer than 120 characters; shorten it.",
        ),
        ("unit_code", "C" * 41, "The cell in unit_code is longer than 40 characters; shorten it."),
        ("person", "k" * 81, "The cell in person is longer than 80 characters; shorten it."),
        ("role", "r" * 201, "The cell in role is longer than 200 characters; shorten it."),
        (
            "full_name",
            "Lê\u202eMinh",
            "The cell in full_name holds invisible control characters; type it anew.",
        ),
        (
            "subgroup",
            "Tổ\0 1",
            "The cell in subgroup holds invisible control characters; type it anew.",
        ),
        (
            "full_name",
            "Nguy?n V?n An",
            "The name has lost letters; save the file anew as “CSV UTF-8” or as .xlsx.",
        ),
        (
            "full_name",
            "Nguy\ufffdn An",
            "The name has lost letters; save the file anew as “CSV UTF-8” or as .xlsx.",
        ),
        (
            "status",
            "#N/A",
            "The formula in status gives only an error; mend it, or type the value.",
        ),
    ],
)
def test_a_cell_that_cannot_stand(column, text, sentence):
    row = Row(7, {"unit_code": "CB1", "full_name": "Lê Minh", column: text})
    assert faults([row]) == [f"7: {sentence}"]


def test_the_longest_allowed_name_passes():
    assert build([Row(2, {"unit_code": "C" * 40, "full_name": "L" * 120})]).memberships


def test_pairs_that_look_like_one_person_are_named_unless_keyed():
    def pairs(text):
        found = lookalikes(build(people(text)))
        return [(one.row, other.row) for one, other in found]

    assert pairs("CB1, Nguyễn Văn An\nDU, NGUYEN VAN AN") == [(2, 3)]
    assert pairs("CB1, Nguyễn Văn An, , , , , k\nDU, Nguyễn Văn An") == [(2, 3)]
    assert pairs("CB1, Nguyễn Văn An, , , , , k\nDU, Nguyễn Văn An, , , , , k") == []
    assert pairs("CB1, Nguyễn Văn An, , , , , k\nDU, Nguyễn Văn An, , , , , m") == []
    assert pairs("CB1, Nguyễn Văn An\nCB1, Nguyễn Văn Ân") == []
    assert pairs("CB1, Lê Minh\nCB2, Lê Minh\nCB3, Lê Minh") == [(2, 3), (2, 4), (3, 4)]


def attempt(all_):
    try:
        return build(all_), ()
    except Faulty as faulty:
        return None, faulty.faults


cells = st.sampled_from(["", "A", "B", "C", "cell", "committee", "Lê An", "member", "x", "k"])
rows = st.lists(
    st.dictionaries(st.sampled_from(COLUMNS), cells | st.text(max_size=4)), max_size=8
).map(lambda all_: [Row(number, cells) for number, cells in enumerate(all_, start=2)])


@given(rows)
def test_any_rows_make_a_sound_roster_or_faults_with_rows_of_the_file(all_):
    roster, found = attempt(all_)
    if roster is None:
        assert {fault.row for fault in found} <= {row.number for row in all_}
        assert all(str(fault) for fault in found)
        return
    seen = set()
    for unit in roster.units:
        assert unit.parent is None or unit.parent in seen
        seen.add(unit.code)
    assert {one.unit_code for one in roster.memberships} <= seen
    known = {unit.code: KnownUnit(unit.kind, unit.parent) for unit in roster.units}
    again = build(all_, known)
    assert again.memberships == roster.memberships
    assert [(u.code, u.kind, u.parent) for u in again.units] == [
        (u.code, u.kind, u.parent) for u in roster.units
    ]
