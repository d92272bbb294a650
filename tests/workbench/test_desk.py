"""The desk's database: made by migrations, opened by many at once, refusing what a newer release made."""

import multiprocessing
import sqlite3
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from workbench import desk as desk_module
from workbench.desk import HEAD, Desk, metadata, visits, workspaces
from workbench.errors import UserError
from workbench.settings import Settings


def test_a_new_desk_has_every_table(desk):
    assert set(metadata.tables) <= set(sa.inspect(desk.engine).get_table_names())


def test_the_tables_in_code_have_the_columns_that_the_migrations_make(desk):
    made = {name: {c["name"] for c in sa.inspect(desk.engine).get_columns(name)} for name in metadata.tables}
    assert made == {name: set(table.columns.keys()) for name, table in metadata.tables.items()}


def test_the_newest_migration_is_the_one_the_code_expects():
    config = Config()
    config.set_main_option("script_location", str(desk_module._MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_opening_again_changes_nothing(settings, desk, task_force):
    again = Desk.open(settings)
    assert [row["name"] for row in again.rows(workspaces.select())] == [task_force]
    again.close()


def test_a_desk_of_a_newer_release_is_refused(settings, desk):
    with desk.change() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UserError, match="9999"):
        Desk.open(settings)


def test_an_interrupted_change_is_undone(desk):
    def break_off():
        with desk.change() as connection:
            values = {"name": "x", "slug": "x", "purpose": "p", "legal_basis": "b", "created_at": datetime.now(UTC)}
            connection.execute(workspaces.insert().values(**values))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert desk.rows(workspaces.select()) == []


def test_instants_are_kept_in_utc_whatever_zone_they_came_in(desk, task_force):
    noon = datetime(2026, 3, 5, 12, tzinfo=timezone(timedelta(hours=8)))
    with desk.change() as connection:
        connection.execute(visits.insert().values(workspace=task_force, actor="li", visited_at=noon, ledger_version=1))
    (row,) = desk.rows(visits.select())
    assert row["visited_at"] == datetime(2026, 3, 5, 4, tzinfo=UTC)
    assert row["visited_at"].tzinfo is UTC


@pytest.mark.parametrize("table", ["audit", "judgements"])
@pytest.mark.parametrize("change", ["UPDATE {} SET actor = 'eve'", "DELETE FROM {}"])
def test_lines_that_must_not_change_are_refused_by_the_database_itself(settings, desk, task_force, table, change):
    with sqlite3.connect(settings.home / "desk.sqlite") as connection:
        connection.execute("INSERT INTO judgements VALUES (1, ?, 'a', 'b', 'same', 'w', 'li', '2026')", [task_force])
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(change.format(table))
    connection.close()


def test_every_change_is_on_disk_before_it_is_acknowledged(desk):
    with desk.engine.connect() as connection:
        assert connection.scalar(sa.text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(sa.text("PRAGMA synchronous")) == 2


def open_desk(home):
    desk = Desk.open(Settings(home=home, cache=home))
    with desk.change() as connection:
        now = datetime.now(UTC)
        name = multiprocessing.current_process().name
        values = {"name": name, "slug": name, "purpose": "p", "legal_basis": "b", "created_at": now}
        connection.execute(workspaces.insert().values(**values))
    desk.close()


def test_processes_that_open_a_new_desk_at_once_all_find_it_ready(tmp_path):
    context = multiprocessing.get_context("spawn")
    openers = [context.Process(target=open_desk, args=(tmp_path,), name=f"opener{n}") for n in range(2)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join(60)
    assert [opener.exitcode for opener in openers] == [0] * 2
    desk = Desk.open(Settings(home=tmp_path, cache=tmp_path))
    assert len(desk.rows(workspaces.select())) == 2
    desk.close()
