"""Backup and restore: a copy that proves itself, taken while others work, brought back into an empty folder."""

import json
import threading
from dataclasses import replace

import pyarrow as pa
import pytest

from graph.ledger import Ledger, Report
from workbench import audit, backup, workspace
from workbench.backup import MANIFEST, back_up, restore
from workbench.desk import Desk
from workbench.errors import UserError


@pytest.fixture
def ledger(settings):
    return Ledger.open(settings.home)


@pytest.fixture
def put(ledger, tmp_path):
    """Return a function that imports a file of three calls into case A1."""

    def put_in(name):
        path = tmp_path / f"{name}.csv"
        path.write_text(name)
        original = ledger.keep(path)
        draft = ledger.draft(original)
        file = [original.sha256] * 3
        draft.append("calls", pa.table({"file": file, "sheet": [""] * 3, "row": pa.array([2, 3, 4], pa.int32())}))
        return draft.commit(case_key="case:A1", actor="li", report=Report(rows_read=3, accepted=3))

    return put_in


@pytest.fixture
def elsewhere(settings, tmp_path):
    return replace(settings, home=tmp_path / "elsewhere")


def content(home):
    with Ledger.open(home).scope(None) as scope:
        return scope.content_hash()


def test_what_was_backed_up_comes_back(settings, desk, task_force, put, elsewhere, tmp_path):
    put("x")
    (settings.home / "rejected").mkdir()
    (settings.home / "rejected" / "I000001.csv").write_text("主叫\n1O\n")
    made = back_up(settings, tmp_path / "copy")
    back = restore(elsewhere, tmp_path / "copy")
    assert back == made
    assert made.ledger_version == 1
    assert content(elsewhere.home) == content(settings.home)
    assert list(Ledger.open(elsewhere.home).verify()) == []
    assert (elsewhere.home / "rejected" / "I000001.csv").read_text() == "主叫\n1O\n"
    restored = Desk.open(elsewhere)
    assert workspace.get(restored, task_force).members == {"he": "reader", "li": "owner", "wu": "analyst"}
    assert audit.verify_chain(restored) == audit.verify_chain(desk)
    restored.close()


def test_a_restored_ledger_goes_on(settings, desk, put, elsewhere, tmp_path):
    put("x")
    back_up(settings, tmp_path / "copy")
    restore(elsewhere, tmp_path / "copy")
    ledger = Ledger.open(elsewhere.home)
    ledger.retract("I000001", actor="li", why="wrong")
    assert Ledger.open(elsewhere.home).version == 2
    assert Ledger.open(settings.home).version == 1


def test_a_backup_taken_while_others_import_is_whole(settings, desk, put, elsewhere, tmp_path):
    put("first")
    stop = threading.Event()

    def go_on():
        for n in range(200):
            if stop.is_set():
                return
            put(f"file {n}")

    importer = threading.Thread(target=go_on)
    importer.start()
    try:
        made = back_up(settings, tmp_path / "copy")
    finally:
        stop.set()
        importer.join()
    restore(elsewhere, tmp_path / "copy")
    ledger = Ledger.open(elsewhere.home)
    assert list(ledger.verify()) == []
    assert len(ledger.records()) == ledger.version == made.ledger_version
    with ledger.scope(None) as scope:
        assert scope.sql("SELECT count(*) FROM calls").fetchall() == [(3 * made.ledger_version,)]


def test_a_backup_follows_a_compaction(settings, desk, ledger, put, elsewhere, tmp_path):
    for name in "abcd":
        put(name)
    ledger.compact()
    put("e")
    back_up(settings, tmp_path / "copy")
    restore(elsewhere, tmp_path / "copy")
    assert content(elsewhere.home) == content(settings.home)


@pytest.mark.parametrize("victim", ["desk.sqlite", "ledger/calls/_delta_log/00000000000000000000.json"])
def test_an_altered_file_of_a_backup_is_refused_and_nothing_restored(settings, desk, put, elsewhere, tmp_path, victim):
    put("x")
    back_up(settings, tmp_path / "copy")
    path = tmp_path / "copy" / victim
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(UserError, match=path.name):
        restore(elsewhere, tmp_path / "copy")
    assert not elsewhere.home.exists()


def test_a_missing_file_of_a_backup_is_named(settings, desk, put, elsewhere, tmp_path):
    made = put("x")
    back_up(settings, tmp_path / "copy")
    (tmp_path / "copy" / "originals" / made.file[:2] / made.file).unlink()
    with pytest.raises(UserError, match=made.file):
        restore(elsewhere, tmp_path / "copy")
    assert not elsewhere.home.exists()


def test_an_original_altered_before_the_backup_is_told(settings, desk, ledger, put, tmp_path):
    made = put("x")
    path = ledger.original(made.file)
    path.chmod(0o644)
    path.write_bytes(b"forged")
    assert back_up(settings, tmp_path / "copy").damaged == (f"originals/{made.file[:2]}/{made.file}",)


def test_nothing_is_written_over(settings, desk, put, tmp_path):
    put("x")
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "thesis.txt").write_text("mine")
    with pytest.raises(UserError, match="copy"):
        back_up(settings, tmp_path / "copy")
    back_up(settings, tmp_path / "other")
    with pytest.raises(UserError, match="home"):
        restore(settings, tmp_path / "other")


def test_a_folder_that_is_no_backup_is_refused(elsewhere, tmp_path):
    (tmp_path / "photos").mkdir()
    with pytest.raises(UserError, match="photos"):
        restore(elsewhere, tmp_path / "photos")
    (tmp_path / "photos" / MANIFEST).write_text(json.dumps({"format": 99}))
    with pytest.raises(UserError, match="photos"):
        restore(elsewhere, tmp_path / "photos")


def test_a_desk_in_a_database_server_is_not_copied_by_halves(settings, tmp_path):
    with pytest.raises(UserError, match="postgresql"):
        back_up(replace(settings, desk="postgresql://somewhere/desk"), tmp_path / "copy")


def test_a_backup_that_breaks_off_leaves_no_folder_that_looks_like_one(settings, desk, put, tmp_path, monkeypatch):
    put("x")

    def full(source, target):
        raise OSError("no space left")

    monkeypatch.setattr(backup, "copy_hashed", full)
    with pytest.raises(OSError, match="space"):
        back_up(settings, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
