"""sinhhoat backup: a copy that is right although somebody writes all the while."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from storage.schema import is_current


def rows(path: Path, question: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(question).fetchall()


def test_the_copy_is_a_database_of_its_own(alone):
    alone.runs("import", alone.writes("roster.csv", "CB1,,,,Trần Thị Mai"))
    done = alone.runs("backup", "copy.db")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("copy.db: ")
    copy = alone.folder / "copy.db"
    assert rows(copy, "SELECT full_name FROM person") == [("Trần Thị Mai",)]
    assert is_current(f"sqlite:///{copy}")
    assert sorted(path.name for path in alone.folder.iterdir() if "copy" in path.name) == [
        "copy.db"
    ]
    alone.sets(BOT_DATABASE_URL=f"sqlite:///{copy}")
    assert alone.runs("invites").code == 0


def test_the_copy_is_consistent_while_somebody_writes(alone):
    alone.runs("import", alone.writes("roster.csv", *(f"CB1,,,,Người {n}" for n in range(5000))))
    source = alone.folder / "data" / "bot.db"
    ended, written = threading.Event(), threading.Event()

    def moves_everyone() -> None:
        with closing(sqlite3.connect(source, isolation_level=None, timeout=10)) as db:
            turn = 0
            while not ended.is_set():
                turn += 1
                db.execute("BEGIN IMMEDIATE")
                db.execute("UPDATE person SET locale = ?", (str(turn),))
                db.execute("COMMIT")
                written.set()

    writer = threading.Thread(target=moves_everyone)
    writer.start()
    try:
        assert written.wait(10)
        copies = [alone.folder / f"copy{number}.db" for number in range(3)]
        for copy in copies:
            assert alone.runs("backup", copy).code == 0
    finally:
        ended.set()
        writer.join()
    for copy in copies:
        assert rows(copy, "PRAGMA integrity_check") == [("ok",)]
        assert rows(copy, "SELECT count(*), count(DISTINCT locale) FROM person") == [(5000, 1)]


def test_what_is_there_already_is_left_as_it_is(alone):
    alone.runs("import", alone.writes("roster.csv", "CB1,,,,Trần Thị Mai"))
    (alone.folder / "copy.db").write_text("precious")
    done = alone.runs("backup", "copy.db")
    assert done.code == 1
    assert done.said == "copy.db is there already; name a new file."
    assert (alone.folder / "copy.db").read_text() == "precious"
    assert alone.runs("backup", alone.folder).code == 1
    assert alone.runs("backup", "data/bot.db").code == 1


def test_a_folder_that_is_not_there_is_one_line(alone):
    alone.runs("import", alone.writes("roster.csv", "CB1,,,,Trần Thị Mai"))
    done = alone.runs("backup", "nowhere/copy.db")
    assert done.code == 1
    assert done.said == "There is no folder nowhere; make it first."


def test_without_a_database_there_is_nothing_to_copy(alone):
    done = alone.runs("backup", "copy.db")
    assert done.code == 1
    assert "to copy; check BOT_DATABASE_URL" in done.said
    assert not (alone.folder / "copy.db").exists()


def test_a_file_that_is_no_database_is_not_copied(alone):
    (alone.folder / "data").mkdir()
    (alone.folder / "data" / "bot.db").write_text("These are my notes, and no database at all.")
    done = alone.runs("backup", "copy.db")
    assert done.code == 1
    assert "is no SQLite database" in done.said
    assert not (alone.folder / "copy.db").exists()
    assert not (alone.folder / "copy.db.part").exists()


def test_odd_names_of_files_are_names_all_the_same(alone):
    alone.sets(BOT_DATABASE_URL=f"sqlite:///{alone.folder}/chi bộ %20#1/bot.db")
    alone.runs("import", alone.writes("roster.csv", "CB1,,,,Trần Thị Mai"))
    assert alone.runs("backup", "bản sao #1.db").code == 0
    assert rows(alone.folder / "bản sao #1.db", "SELECT count(*) FROM person") == [(1,)]


def test_for_postgresql_its_own_tool_is_named_without_the_password(alone):
    alone.sets(BOT_DATABASE_URL="postgresql://bot:a-long-password@db.example:5433/hop")
    done = alone.runs("backup", "my copy.dump")
    assert done.code == 2
    assert done.said.endswith(
        "pg_dump --format=custom --file='my copy.dump' postgresql://bot@db.example:5433/hop"
    )
