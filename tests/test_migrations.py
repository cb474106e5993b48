"""The layout of the database goes up, down and up again, and is what the tables say."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from storage import schema
from storage.database import sync_url
from storage.tables import Unit
from tests.faults.program import FORKS


def tables(url: str) -> set[str]:
    engine = create_engine(sync_url(url))
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def differences(url: str) -> list[object]:
    """What a new migration would have to change."""
    engine = create_engine(sync_url(url))
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return list(compare_metadata(context, Unit.metadata))
    finally:
        engine.dispose()


def test_the_database_is_what_the_tables_say(database_url: str) -> None:
    assert differences(database_url) == []


def test_every_migration_can_be_undone_and_done_again(database_url: str) -> None:
    revisions = ScriptDirectory.from_config(schema.config(database_url)).walk_revisions()
    for revision in list(revisions):
        below = revision.down_revision or "base"
        assert isinstance(below, str)
        schema.downgrade(database_url, below)
        schema.upgrade(database_url, revision.revision)
        schema.downgrade(database_url, below)
    assert tables(database_url) == {"alembic_version"}
    assert not schema.is_current(database_url)

    schema.upgrade(database_url)
    assert schema.is_current(database_url)
    assert differences(database_url) == []


def test_an_upgrade_of_what_is_newest_changes_nothing(database_url: str) -> None:
    before = tables(database_url)
    schema.upgrade(database_url)
    assert tables(database_url) == before


def test_a_new_file_is_made_where_its_folder_is_missing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/data/deep/bot.db"
    schema.upgrade(url)
    assert schema.is_current(url)


def test_there_is_one_newest_layout(tmp_path: Path) -> None:
    heads = ScriptDirectory.from_config(schema.config(f"sqlite:///{tmp_path}/x.db")).get_heads()
    assert heads == schema.revisions()[-1:]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_programs_that_start_at_once_do_not_disturb_each_other(database_url: str) -> None:
    schema.downgrade(database_url, "base")
    both = [FORKS.Process(target=schema.upgrade, args=(database_url,)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert schema.is_current(database_url)
