"""sinhhoat import: a file is taken whole or not at all, and says what is wrong with it."""

import asyncio
import sqlite3
import zipfile
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.app import utc_now
from storage import database, privacy
from storage.database import Database
from storage.tables import Person
from tests.commands.conftest import HEADER, Shell

CELL = "CB1,Chi bộ Toán,cell,,Trần Thị Mai,secretary,,,,"


def spreadsheet(path: Path, *rows: list[str]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, *rows):
        sheet.append(row)
    book.save(path)
    return path


def test_a_file_is_taken_and_the_same_file_again_changes_nothing(shell):
    file = shell.writes("roster.csv", CELL, "CB1,,,,Lê Văn Bình")
    first = shell.runs("import", file)
    assert (first.code, first.err) == (0, "")
    assert first.out == "Units: 1 new, 0 changed.\nMemberships: 2 new, 0 changed.\n"
    again = shell.runs("import", file)
    assert again.out == "Units: 0 new, 0 changed.\nMemberships: 0 new, 0 changed.\n"


def erased(shell: Shell, name: str) -> None:
    async def erase() -> None:
        database = Database(shell.database_url)
        async with database.transaction() as db:
            person = (
                await db.execute(select(Person).where(col(Person.full_name) == name))
            ).scalar_one()
            await privacy.erase(db, person.id, now=utc_now())
        await database.close()

    asyncio.run(erase())


def test_whoever_asked_to_be_erased_does_not_come_back_silently(shell):
    file = shell.writes("roster.csv", CELL, "CB1,,,,Lê Văn Bình", "CB2,,,,Phạm Văn Cường")
    shell.runs("import", file)
    erased(shell, "Lê Văn Bình")

    refused = shell.runs("import", file)
    assert (refused.code, refused.out) == (1, "")
    assert refused.said == (
        "Row 3: Lê Văn Bình is new in CB1, where somebody asked to be erased. If that was them, "
        "remove the row; if it is somebody else or they want to come back, import with --again."
    )
    others = shell.writes("others.csv", CELL, "CB2,,,,Đỗ Mới")
    assert shell.runs("import", others).out.endswith("Memberships: 1 new, 0 changed.\n")

    again = shell.runs("import", "--again", file)
    assert again.out.endswith("Memberships: 1 new, 0 changed.\n")
    assert shell.runs("import", file).out.endswith("Memberships: 0 new, 0 changed.\n")


def test_a_database_that_was_not_made_yet_is_made(alone):
    done = alone.runs("import", alone.writes("roster.csv", CELL))
    assert (done.code, done.err) == (0, "")
    assert (alone.folder / "data" / "bot.db").is_file()


def test_a_spreadsheet_will_do(alone):
    file = spreadsheet(
        alone.folder / "roster.xlsx", ["CB1", "Chi bộ Toán", "cell", "", "Trần Thị Mai"]
    )
    done = alone.runs("import", file)
    assert done.out == "Units: 1 new, 0 changed.\nMemberships: 1 new, 0 changed.\n"


def test_a_header_alone_says_nothing_new(alone):
    done = alone.runs("import", alone.writes("roster.csv"))
    assert (done.code, done.err) == (0, "")
    assert done.out.count("0 new, 0 changed") == 2


def test_every_fault_is_named_with_its_row_and_nothing_is_taken(shell):
    file = shell.writes(
        "roster.csv",
        CELL,
        "CB1,,,,Lê Văn Bình,sekretary",
        "CB2,,,DX,Phạm Văn Cường",
        "CB1,,,,Lê Văn Bình,,retired",
    )
    done = shell.runs("import", file)
    assert (done.code, done.out) == (1, "")
    lines = done.err.splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "Row 3",
        "Row 4",
        "Row 5",
        "Row 5",
        "Nothing was imported",
    ]
    assert "did you mean secretary?" in lines[0]
    assert "DX" in lines[1]

    rest = shell.runs("import", shell.writes("roster.csv", CELL))
    assert rest.out == "Units: 1 new, 0 changed.\nMemberships: 1 new, 0 changed.\n"


def test_pairs_that_look_like_one_person_are_shown(shell):
    file = shell.writes(
        "roster.csv",
        CELL,
        "CB2,,,,Tran Thi Mai",
        "CB3,,,,Lê Văn Bình,,,,,binh",
        "CB2,,,,Lê Văn Bình,,,,,binh",
    )
    done = shell.runs("import", file)
    assert "the same key in the column person" in done.out
    assert "  Trần Thị Mai, CB1 (row 2) = Tran Thi Mai, CB2 (row 3)\n" in done.out
    assert "Bình" not in done.out


def test_who_is_known_to_be_one_person_is_no_pair_without_the_key_either(shell):
    keyed = ("CB1,,,,Lê Văn Bình,,,,,binh", "CB2,,,,Lê Văn Bình,,,,,binh")
    shell.runs("import", shell.writes("roster.csv", *keyed))
    plain = shell.writes("plain.csv", "CB1,,,,Lê Văn Bình", "CB2,,,,Lê Văn Bình")
    done = shell.runs("import", plain)
    assert done.out == "Units: 0 new, 0 changed.\nMemberships: 0 new, 0 changed.\n"


def test_a_file_without_any_keys_does_not_fill_the_screen(alone):
    file = alone.writes("roster.csv", *(f"CB{number},,,,Lê Văn Bình" for number in range(40)))
    done = alone.runs("import", file)
    lines = done.out.splitlines()
    assert lines[-1] == "  and more."
    assert len(lines) == 104


def nowhere(folder: Path) -> Path:
    return folder / "roster.csv"


def a_folder(folder: Path) -> Path:
    (folder / "roster.csv").mkdir()
    return folder / "roster.csv"


def an_empty_file(folder: Path) -> Path:
    (folder / "roster.csv").touch()
    return folder / "roster.csv"


def another_kind(folder: Path) -> Path:
    (folder / "roster.pdf").write_bytes(b"%PDF-1.7")
    return folder / "roster.pdf"


def another_encoding(folder: Path) -> Path:
    text = "unit_code,full_name\nCB1,Nguyễn Văn A\n"
    (folder / "roster.csv").write_bytes(text.encode("utf-16"))
    return folder / "roster.csv"


def bytes_of_no_text(folder: Path) -> Path:
    (folder / "roster.csv").write_bytes(b"unit_code,full_name\nCB1,Nguy\xea\x80n\n")
    return folder / "roster.csv"


def missing_columns(folder: Path) -> Path:
    (folder / "roster.csv").write_text("unit_code,unit_name\nCB1,Toán\n", encoding="utf-8")
    return folder / "roster.csv"


def no_header(folder: Path) -> Path:
    (folder / "roster.csv").write_text("CB1,Nguyễn Văn A\n", encoding="utf-8")
    return folder / "roster.csv"


def a_misspelt_column(folder: Path) -> Path:
    text = "unit_code,full_name,statsu\nCB1,Nguyễn Văn A,full\n"
    (folder / "roster.csv").write_text(text, encoding="utf-8")
    return folder / "roster.csv"


def no_spreadsheet(folder: Path) -> Path:
    (folder / "roster.xlsx").write_bytes(b"PK\x03\x04 and then nothing")
    return folder / "roster.xlsx"


def another_zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "roster.xlsx", "w") as archive:
        archive.writestr("letter.txt", "Kính gửi")
    return folder / "roster.xlsx"


def half_a_spreadsheet(folder: Path) -> Path:
    whole = spreadsheet(folder / "roster.xlsx").read_bytes()
    (folder / "roster.xlsx").write_bytes(whole[: len(whole) // 2])
    return folder / "roster.xlsx"


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (nowhere, "There is no file"),
        (a_folder, "is a folder"),
        (an_empty_file, "is empty"),
        (another_kind, "neither .csv nor .xlsx"),
        (another_encoding, "UTF-8"),
        (bytes_of_no_text, "UTF-8"),
        (missing_columns, "full_name is missing"),
        (no_header, "must name the columns"),
        (a_misspelt_column, "did you mean status?"),
        (no_spreadsheet, "roster.xlsx"),
        (another_zip, "roster.xlsx"),
        (half_a_spreadsheet, "roster.xlsx"),
    ],
)
def test_a_file_that_is_no_roster_is_one_line(alone, made, said):
    done = alone.runs("import", made(alone.folder))
    assert done.code == 1
    assert said in done.said
    assert not (alone.folder / "data").exists()


def test_a_database_that_is_none_is_one_line(alone):
    (alone.folder / "data").mkdir()
    (alone.folder / "data" / "bot.db").write_text("These are my notes, and no database at all.")
    done = alone.runs("import", alone.writes("roster.csv", CELL))
    assert done.code == 1
    assert "is no SQLite database; check BOT_DATABASE_URL" in done.said


def test_a_folder_in_place_of_the_database_is_one_line(alone):
    (alone.folder / "data" / "bot.db").mkdir(parents=True)
    done = alone.runs("import", alone.writes("roster.csv", CELL))
    assert done.code == 1
    assert "cannot be opened" in done.said


def test_a_file_in_place_of_the_folder_is_one_line(alone):
    (alone.folder / "data").touch()
    done = alone.runs("import", alone.writes("roster.csv", CELL))
    assert done.code == 1
    assert "cannot be used" in done.said


def test_a_database_made_by_a_newer_program_is_left_alone(alone):
    file = alone.writes("roster.csv", CELL)
    alone.runs("import", file)
    with sqlite3.connect(alone.folder / "data" / "bot.db") as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.close()
    done = alone.runs("import", file)
    assert done.code == 1
    assert "newer version of this program" in done.said


def test_a_server_that_does_not_answer_is_one_line(alone):
    alone.sets(BOT_DATABASE_URL="postgresql://bot:a-long-password@127.0.0.1:1/bot")
    done = alone.runs("import", alone.writes("roster.csv", CELL))
    assert done.code == 1
    assert "PostgreSQL at 127.0.0.1:1 does not answer" in done.said
    assert "a-long-password" not in done.err


def test_a_server_without_such_a_database_says_so(alone, postgres):
    alone.sets(BOT_DATABASE_URL=postgres.replace("/postgres", "/nowhere", 1))
    done = alone.runs("import", alone.writes("roster.csv", CELL))
    assert done.code == 1
    assert "has no such database" in done.said


def test_a_lock_held_elsewhere_is_waited_for_and_then_said(alone, monkeypatch):
    file = alone.writes("roster.csv", CELL)
    alone.runs("import", file)
    monkeypatch.setattr(database, "BUSY_MS", 300)
    other = sqlite3.connect(alone.folder / "data" / "bot.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        done = alone.runs("import", alone.writes("more.csv", "CB1,,,,Lê Văn Bình"))
    finally:
        other.close()
    assert done.code == 1
    assert "Another program holds the database" in done.said
    assert alone.runs("import", alone.folder / "more.csv").code == 0
