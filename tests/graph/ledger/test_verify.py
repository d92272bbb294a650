"""Verification: one changed byte, one lost file, one missing row, and each is named."""

from pathlib import Path

import pyarrow as pa
import pytest

from graph.ledger import Difference, Report


@pytest.fixture
def differences(ledger):
    """Return a function that verifies and gives (kind, file name, import, where) of each difference."""

    def found(**options):
        return [(d.kind, d.file_name, d.import_id) for d in ledger.verify(**options)]

    return found


def test_an_untouched_ledger_has_no_differences(put, ledger, keep, differences):
    made = put("x")
    put("y", case="case:B")
    ledger.retract(made.import_id, actor="li", why="wrong")
    keep("never imported")
    assert differences() == []


def test_one_changed_byte_of_an_original_is_named(put, ledger, differences):
    put("x")
    made = put("y")
    path = ledger.original(made.file)
    path.chmod(0o644)
    path.write_bytes(b"Y")
    assert differences() == [("changed_original", "y.csv", made.import_id)]


def test_a_missing_original_is_named(put, ledger, differences):
    made = put("x")
    ledger.original(made.file).unlink()
    assert differences() == [("missing_original", "x.csv", made.import_id)]


def test_an_altered_original_that_no_import_names_is_found_too(ledger, keep):
    kept = keep("x")
    path = ledger.original(kept.sha256)
    path.chmod(0o644)
    path.write_bytes(b"forged")
    assert list(ledger.verify()) == [Difference("changed_original", kept.sha256, None, None, str(path))]


def test_rows_that_are_gone_are_named_with_their_import(put, ledger):
    made = put("x", rows=3)
    put("y", rows=3)
    ledger._tables["calls"].compact(drop={made.batch})
    (found,) = ledger.verify()
    assert (found.kind, found.import_id, found.where) == ("missing_rows", made.import_id, "calls: 0 / 3")


def test_rows_too_many_are_named_with_their_import(put, ledger, rows_of, keep):
    made = put("x", rows=3)
    draft = ledger.draft(keep("x"))
    draft.batch = made.batch
    draft.append("calls", rows_of(keep("x"), [99]).to_reader())
    (found,) = ledger.verify()
    assert (found.kind, found.import_id, found.where) == ("extra_rows", made.import_id, "calls: 4 / 3")


def test_a_broken_file_of_a_table_is_named(put, ledger):
    put("x")
    (file,) = ledger._tables["calls"].files()
    with Path(file.path).open("r+b") as parquet:
        parquet.truncate(100)
    assert ("unreadable", file.path) in {(d.kind, d.where) for d in ledger.verify()}


def test_an_acquisition_adds_no_rows_to_account_for(put, ledger, keep, differences):
    made = put("x")
    ledger.acquire(keep("x"), made.batch, case_key="case:B", actor="wu", report=Report())
    assert differences() == []


def test_rows_read_again_from_the_original_agree(put, rows_of, keep, differences):
    put("x", rows=3)
    assert differences(reread=lambda path, made: [("calls", rows_of(keep("x"), [2, 3, 4]))]) == []


def test_a_row_that_differs_from_its_original_is_named_by_sheet_and_row(put, ledger, rows_of, keep):
    put("x", rows=3)
    again = pa.concat_tables([rows_of(keep("x"), [2, 4]), rows_of(keep("x"), [3], caller="tel:77")])
    found = [(d.kind, d.where) for d in ledger.verify(reread=lambda path, made: [("calls", again)])]
    assert found == [("lost_row", "calls :3"), ("changed_row", "calls :3")]
