"""Roster files as people save them: Excel in Vietnamese, LibreOffice, and worse."""

import contextlib
import io
import zipfile
from datetime import UTC, date, datetime, time

import openpyxl
import pytest
from openpyxl.styles import Font

from bot.domain.faults import Faulty
from bot.domain.roster_rows import Row
from bot.papers import roster_file, xlsx_sheet
from bot.papers.roster_file import read

HEADER = "unit_code,full_name"
MOMENT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC).replace(tzinfo=None)  # as a sheet has it


NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHARED = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def fault(name, content):
    with pytest.raises(Faulty) as found:
        read((name, content))
    (only,) = found.value.faults
    return str(only)


def csv(text, encoding="utf-8"):
    return ("danh-sach.csv", text.encode(encoding))


def book(*rows, **sheets):
    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    for title, content in sheets.items():
        sheet = made.create_sheet(title)
        for row in content:
            sheet.append(row)
    return made


def saved(made):
    content = io.BytesIO()
    made.save(content)
    return ("danh-sach.xlsx", content.getvalue())


def repacked(source, added=(), **changed):
    """The same package with parts added, and changed: a change is named by the part's file name."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source[1])) as old, zipfile.ZipFile(content, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            for name, change in changed.items():
                data = change(data) if f"{name}.xml" in part else data
            new.writestr(part, data, zipfile.ZIP_DEFLATED)
        for part, data in added:
            new.writestr(part, data, zipfile.ZIP_DEFLATED)
    return (source[0], content.getvalue())


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_csv_is_read_as_any_spreadsheet_saves_it(separator, encoding, newline):
    text = f"unit_code{separator}full_name{newline}CB1{separator}Nguyễn Văn An{newline}"
    assert read(csv(text, encoding)) == [Row(2, {"unit_code": "CB1", "full_name": "Nguyễn Văn An"})]


def test_columns_come_in_any_order_and_spelling_of_the_header():
    (row,) = read(csv("Full Name, UNIT-CODE ,person\nLê Minh,CB1,\n"))
    assert row.cells == {"full_name": "Lê Minh", "unit_code": "CB1", "person": ""}


def test_rows_are_numbered_as_the_spreadsheet_shows_them():
    text = f'{HEADER}\nCB1,"Lê\nMinh"\n\n,\nCB2,"Trần, ""Tư"" Bình"\n'
    assert [(row.number, row["full_name"]) for row in read(csv(text))] == [
        (2, "Lê\nMinh"),
        (5, 'Trần, "Tư" Bình'),
    ]


def test_the_header_may_stand_below_empty_rows():
    assert read(csv(f"\n,\n{HEADER}\nCB1,Lê Minh\n"))[0].number == 4


def test_excels_own_hint_of_the_separator_is_no_row():
    assert read(csv("sep=;\r\nunit_code;full_name\r\nCB1;Lê, Minh\r\n")) == [
        Row(2, {"unit_code": "CB1", "full_name": "Lê, Minh"})
    ]


def test_a_name_with_the_other_separator_in_it_stays_whole():
    (row,) = read(csv("unit_code;full_name;subgroup\nCB1;Lê Minh;Tổ 1, 2, 3\n"))
    assert row["subgroup"] == "Tổ 1, 2, 3"


def test_short_rows_and_empty_columns_at_the_side_are_fine():
    assert read(csv(f"{HEADER},,\nCB1\nCB2,Lê Minh,,,,\n")) == [
        Row(2, {"unit_code": "CB1"}),
        Row(3, {"unit_code": "CB2", "full_name": "Lê Minh"}),
    ]


def test_a_file_on_disk_is_read_by_its_path(tmp_path):
    path = tmp_path / "Danh sách.CSV"
    path.write_text(f"{HEADER}\nCB1,Lê Minh\n", encoding="utf-8")
    assert read(path) == read(str(path)) == [Row(2, {"unit_code": "CB1", "full_name": "Lê Minh"})]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("none.csv", "There is no file"),
        ("folder.csv", "is a folder"),
        ("x" * 300, "cannot be read"),
    ],
)
def test_a_path_that_leads_nowhere(tmp_path, name, sentence):
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(Faulty, match=sentence):
        read(tmp_path / name)


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\nCB1,Đặng Hữu Phước\n".encode("utf-16"),
        f"{HEADER}\nCB1,Đặng Hữu Phước\n".encode("utf-16-le"),
        f"{HEADER}\nCB1,Ðặng\n".encode("cp1258", "replace") + b"\xd0\xe3ng\n",
        b"unit_code,full_name\nCB1,Tr\xe2n\n",
    ],
)
def test_another_encoding_is_named_with_the_way_out(content):
    assert fault("a.csv", content) == (
        "a.csv is not in UTF-8; save it anew as “CSV UTF-8”, or as .xlsx."
    )


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n", b" \n,,\n"])
def test_an_empty_csv(content):
    assert fault("a.csv", content) == "The file a.csv is empty."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "CB1,Lê Minh\n",
            "1: The first row must name the columns: unit_code, unit_name, unit_kind, "
            "parent_code, full_name, role, status, presence, subgroup, person.",
        ),
        ("unit_code,role\nCB1,member\n", "1: The column full_name is missing."),
        ("full_name\nLê Minh\n", "1: The column unit_code is missing."),
        (f"{HEADER},sub_group\n", "1: The column sub_group is not known; did you mean subgroup?"),
        (
            f"{HEADER},Ghi chú\n",
            "1: The column Ghi chú is not known; remove it, or use: unit_code, unit_name, "
            "unit_kind, parent_code, full_name, role, status, presence, subgroup, person.",
        ),
        (f"{HEADER},full_name\n", "1: The column full_name is there twice; keep one."),
        (
            f"{HEADER}\nCB1,Lê Minh\nCB1,Nguyễn, An\n",
            "3: The row has more cells than the header; put text that contains the separator "
            "between quotation marks, or remove what is too much.",
        ),
        (
            f'{HEADER}\nCB1,Lê Minh\nCB1,"Nguyễn An\nCB2,Trần\n',
            "3: The quotation marks from this row on do not fit; close them, or write those "
            "inside the text twice.",
        ),
    ],
)
def test_a_fault_of_form_is_named_with_its_row(text, sentence):
    assert fault(*csv(text)) == sentence


def test_several_faults_of_the_header_are_named_together():
    with pytest.raises(Faulty) as found:
        read(csv("unit_code,fullname,role,role,xyz\n"))
    assert [str(fault).split(";")[0] for fault in found.value.faults] == [
        "1: The column fullname is not known",
        "1: The column xyz is not known",
        "1: The column role is there twice",
        "1: The column full_name is missing.",
    ]


@pytest.mark.parametrize("name", ["a.xls", "a.pdf", "a", "a.csv.zip", ".csv"])
def test_another_kind_of_file(name):
    assert "is neither .csv nor .xlsx" in fault(name, b"unit_code")


def test_an_excel_file_called_csv_and_the_reverse():
    assert "rename it to .xlsx" in fault("a.csv", saved(book(["unit_code"]))[1])
    assert "is damaged or no Excel file" in fault("a.xlsx", HEADER.encode())


def test_a_file_that_is_too_big(monkeypatch, tmp_path):
    monkeypatch.setattr(roster_file, "MOST_BYTES", 2_000_000)
    content = b"x" * 2_000_001
    assert fault("a.csv", content).startswith("The file a.csv is over 2 MB")
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(Faulty, match="over 2 MB"):
        read(tmp_path / "a.csv")


@pytest.mark.parametrize("made", [csv(f"{HEADER}\n" + "CB1,A\n" * 4), None])
def test_a_file_with_too_many_rows(monkeypatch, made):
    monkeypatch.setattr(roster_file, "MOST_ROWS", 3)
    source = made or saved(book(["unit_code", "full_name"], *[["CB1", "A"]] * 4))
    assert fault(*source) == "5: The file has over 3 rows; split it."


def test_an_xlsx_gives_the_text_its_reader_sees():
    columns = ["unit_code", "full_name", "subgroup", "person", "unit_name", "status", "presence"]
    values = [5.0, " Lê Minh ", date(2026, 12, 15), 2.5, True, MOMENT, time(8)]
    made = repacked(
        saved(book(columns, values)), sheet1=lambda xml: xml.replace(b"<v>5</v>", b"<v>5.0</v>")
    )
    (row,) = read(made)
    assert list(row.cells.values()) == [
        "5",
        "Lê Minh",
        "2026-12-15",
        "2.5",
        "true",
        "2026-01-02T03:04:00",
        "08:00:00",
    ]


def test_text_that_excel_keeps_apart_from_the_cells_is_found():
    made = saved(book(["unit_code", "full_name"], [0, 1]))
    strings = f'<sst xmlns="{NAMESPACE}"><si><t>CB1</t></si><si><t>Lê Minh</t></si></sst>'
    kept = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED}"/></Types>'.encode()
    shared = repacked(
        made,
        [("xl/sharedStrings.xml", strings)],
        sheet1=lambda xml: xml.replace(b't="n"', b't="s"'),
        **{"[Content_Types]": lambda xml: xml.replace(b"</Types>", kept)},
    )
    assert read(shared) == [Row(2, {"unit_code": "CB1", "full_name": "Lê Minh"})]


def test_an_xlsx_keeps_the_numbers_of_its_rows_and_forgets_empty_ones():
    made = book(["unit_code", "full_name"], ["CB1", "A"], [], ["CB2", "B"])
    made.worksheets[0].cell(900, 1).font = Font(bold=True)
    made.worksheets[0].cell(901, 1).value = "  "
    assert [row.number for row in read(saved(made))] == [2, 4]


def test_only_the_first_sheet_that_can_be_seen_is_read():
    made = book(["old"], Roster=[["unit_code", "full_name"], ["CB1", "A"]], Notes=[["x"]])
    made.worksheets[0].sheet_state = "hidden"
    assert read(saved(made)) == [Row(2, {"unit_code": "CB1", "full_name": "A"})]


def test_a_formula_gives_its_last_value_and_its_error_is_left_to_the_roster():
    made = saved(book(["unit_code", "full_name"], ["=A", "B"], ["CB2", "#N/A"]))
    calculated = repacked(
        made, sheet1=lambda xml: xml.replace(b"<f>A</f><v", b"<f>A</f><v>7</v><v", 1)
    )
    assert [dict(row.cells) for row in read(calculated)] == [
        {"unit_code": "7", "full_name": "B"},
        {"unit_code": "CB2", "full_name": "#N/A"},
    ]


def test_a_wrong_note_of_the_sheets_size_cuts_nothing_off():
    made = saved(book(["unit_code", "full_name"], ["CB1", "A"]))
    lying = repacked(made, sheet1=lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1:A1"'))
    assert read(lying) == read(made)


def test_a_row_said_to_be_beyond_the_last_one_ends_the_sheet():
    made = saved(book(["unit_code", "full_name"], ["CB1", "A"]))
    endless = repacked(made, sheet1=lambda xml: xml.replace(b'r="2"', b'r="99999999999"'))
    assert read(endless) == []


def test_what_excel_warns_of_does_not_disturb(recwarn):
    made = saved(book(["unit_code", "full_name"], ["CB1", "A"]))
    extension = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    read(repacked(made, sheet1=lambda xml: xml.replace(b"</worksheet>", extension)))
    assert not recwarn.list


@pytest.mark.parametrize(
    "change",
    [
        {"sheet1": lambda xml: xml[: len(xml) // 2]},
        {"workbook": lambda _: b"<workbook>"},
        {"styles": lambda _: b""},
    ],
)
def test_a_damaged_xlsx(change):
    made = saved(book(["unit_code", "full_name"], ["CB1", "A"]))
    assert "is damaged or no Excel file" in fault(*repacked(made, **change))


def test_a_truncated_or_bent_xlsx():
    name, content = saved(book(["unit_code", "full_name"], ["CB1", "A"]))
    assert "is damaged" in fault(name, content[:-40])
    middle = len(content) // 2
    for at in range(middle, middle + 400, 20):
        bent = content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
        with contextlib.suppress(Faulty):  # one sentence, and no other error
            read((name, bent))


def test_an_old_or_locked_excel_file():
    start = xlsx_sheet._OLD_EXCEL + b"\0" * 600
    locked = start + "EncryptedPackage".encode("utf-16-le")
    assert fault("a.xlsx", start) == "a.xlsx is an old Excel file; save it as .xlsx."
    assert fault("a.xlsx", locked) == "a.xlsx is protected by a password; save a copy without one."


def test_a_zip_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(xlsx_sheet, "MOST_UNPACKED", 5_000_000)
    made = saved(book(["unit_code", "full_name"], ["CB1", "A"]))
    bomb = repacked(made, [("xl/media/bomb.bin", b"0" * (xlsx_sheet.MOST_UNPACKED + 1))])
    assert len(bomb[1]) < 50_000
    assert "unpacks to far more than a roster" in fault(*bomb)


def test_a_bomb_of_entities_is_not_expanded():
    made = saved(book(["unit_code", "full_name"], ["CB1", "A"]))
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20}">' for n in range(1, 9))
    head = f'<!DOCTYPE worksheet [<!ENTITY e0 "boom">{lines}]>'.encode()
    laughs = repacked(made, sheet1=lambda xml: head + xml.replace(b"CB1", b"&e8;"))
    assert "is damaged" in fault(*laughs)


def test_an_xlsx_without_anything():
    assert fault(*saved(book())) == "The file danh-sach.xlsx is empty."
    assert fault("a.xlsx", b"") == "The file a.xlsx is empty."
    hidden = book(["unit_code"], Other=[])
    hidden.worksheets[0].sheet_state = hidden.worksheets[1].sheet_state = "visible"
    hollow = repacked(saved(hidden), workbook=lambda xml: xml.replace(b'"visible"', b'"hidden"'))
    assert "has no sheet with cells" in fault(*hollow)
