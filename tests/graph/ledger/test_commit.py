"""The commit point: an import is there with all its rows, or not at all."""

import pyarrow as pa
import pytest

from graph.errors import LedgerError
from graph.ledger import Ledger, Report
from graph.ledger.draft import batch_age, new_batch
from graph.ledger.tables import ROW_TABLES


def test_a_new_ledger_is_empty_and_at_version_0(ledger, count):
    assert ledger.version == 0
    assert [count("case:A", table=table) for table in ROW_TABLES] == [0] * len(ROW_TABLES)


def test_a_committed_import_is_listed_and_shows_its_rows(ledger, put, count):
    made = put("x", rows=3)
    assert (made.seq, made.import_id, made.action, made.rows_read) == (1, "I000001", "import", 3)
    assert ledger.version == 1
    assert count("case:A") == 3


def test_rows_count_for_nothing_before_the_commit(ledger, keep, rows_of, count):
    original = keep("x")
    draft = ledger.draft(original)
    draft.append("calls", rows_of(original, range(2, 400_002)))
    assert count("case:A") == 0
    draft.commit(case_key="case:A", actor="li", report=Report(rows_read=400_000, accepted=400_000))
    assert count("case:A") == 400_000


def test_an_attempt_that_is_never_committed_stays_invisible_and_can_be_made_again(ledger, keep, rows_of, put, count):
    original = keep("x")
    ledger.draft(original).append("calls", rows_of(original, range(2, 5)).to_reader())
    assert count("case:A") == 0
    put("x", rows=3)
    assert count("case:A") == 3


def test_the_same_bytes_case_and_document_change_nothing(ledger, put, count):
    first = put("x")
    assert put("x") == first
    assert ledger.version == 1
    assert count("case:A") == 3


def test_another_document_number_is_another_import_of_the_same_rows(ledger, put, count):
    first, second = put("x", document="D1"), put("x", document="D2")
    assert second.import_id != first.import_id
    assert count("case:A") == 3


def test_another_case_acquires_the_rows_without_writing_them_again(ledger, keep, put, count):
    first = put("x")
    batch = ledger.batch_of(first.file, "m", "1", "1")
    second = ledger.acquire(keep("x"), batch, case_key="case:B", document_no="D9", actor="wu", report=Report())
    assert second.batch == first.batch
    assert [count("case:A"), count("case:B"), count("case:A", "case:B")] == [3, 3, 3]


def test_a_batch_is_offered_only_for_the_mapping_and_normaliser_that_made_it(ledger, put):
    made = put("x", mapping="m")
    assert ledger.batch_of(made.file, "m", "1", "1") == made.batch
    assert ledger.batch_of(made.file, "m", "2", "1") is None
    assert ledger.batch_of(made.file, "m", "1", "2") is None
    assert ledger.batch_of(made.file, "other", "1", "1") is None


def test_retracting_one_acquisition_leaves_the_other(ledger, keep, put, count):
    first = put("x")
    ledger.acquire(keep("x"), first.batch, case_key="case:B", actor="wu", report=Report())
    ledger.retract(first.import_id, actor="li", why="wrong case")
    assert [count("case:A"), count("case:B")] == [0, 3]


def test_a_retraction_is_a_line_of_its_own_that_says_what_and_why(ledger, put):
    made = put("x")
    gone = ledger.retract(made.import_id, actor="wu", why="wrong case")
    assert (gone.action, gone.of_import, gone.actor, gone.why) == ("retract", made.import_id, "wu", "wrong case")
    assert (gone.case_key, gone.file, gone.batch) == (made.case_key, made.file, None)


def test_an_import_can_be_retracted_once(ledger, put):
    made = put("x")
    ledger.retract(made.import_id, actor="li", why="wrong")
    with pytest.raises(LedgerError, match="I000001"):
        ledger.retract(made.import_id, actor="li", why="again")
    with pytest.raises(LedgerError, match="I000777"):
        ledger.retract("I000777", actor="li", why="never was")


def test_what_was_retracted_can_be_imported_again(ledger, put, count):
    ledger.retract(put("x").import_id, actor="li", why="wrong")
    put("x")
    assert count("case:A") == 3


def test_retracting_an_import_withdraws_the_corrections_made_of_it(ledger, keep, rows_of, put, count):
    made = put("x", rows=3)
    mended = keep("x mended")
    draft = ledger.draft(mended)
    draft.append("calls", rows_of(keep("x"), [9]))
    draft.commit(
        case_key="case:A",
        actor="li",
        report=Report(rows_read=1),
        action="correct",
        of_import=made.import_id,
        why="typo",
    )
    assert count("case:A") == 4
    ledger.retract(made.import_id, actor="li", why="wrong")
    assert count("case:A") == 0


def test_find_import_finds_only_what_counts(ledger, put):
    made = put("x")
    assert ledger.find_import(made.file, "case:A", "D1") == made
    assert ledger.find_import(made.file, "case:A", "D2") is None
    assert ledger.find_import(made.file, "case:B", "D1") is None
    ledger.retract(made.import_id, actor="li", why="wrong")
    assert ledger.find_import(made.file, "case:A", "D1") is None


def test_the_list_of_imports_tells_which_lines_count(ledger, put):
    put("x")
    second = put("y", case="case:B")
    ledger.retract(second.import_id, actor="li", why="wrong")
    lines = ledger.imports().select(["import_id", "action", "live"]).to_pylist()
    assert lines == [
        {"import_id": "I000001", "action": "import", "live": True},
        {"import_id": "I000002", "action": "import", "live": False},
        {"import_id": "I000003", "action": "retract", "live": False},
    ]
    assert ledger.imports(["case:B"]).num_rows == 2
    assert ledger.imports(version=2)["live"].to_pylist() == [True, True]


def test_the_report_stored_with_an_import_names_the_rows_of_each_table(ledger, put):
    assert Report.from_json(put("x", rows=3).report).tables == {"calls": 3}


def test_columns_left_out_are_null_and_the_batch_is_filled_in(ledger, put):
    made = put("x", rows=1)
    with ledger.scope(["case:A"]) as scope:
        assert scope.sql("SELECT batch, owner, seconds FROM calls").fetchall() == [(made.batch, None, None)]


def test_an_unknown_column_is_refused(ledger, keep):
    with pytest.raises(LedgerError, match="colour"):
        ledger.draft(keep("x")).append("calls", pa.table({"colour": ["red"]}))


def test_an_unknown_table_is_refused(ledger, keep):
    with pytest.raises(LedgerError, match="rumours"):
        ledger.draft(keep("x")).append("rumours", pa.table({"row": [1]}))


def test_a_value_of_the_wrong_type_is_refused(ledger, keep):
    with pytest.raises(LedgerError, match="fit"):
        ledger.draft(keep("x")).append("calls", pa.table({"seconds": ["soon"]}))


def test_a_reader_that_breaks_off_leaves_nothing_visible(ledger, keep, rows_of, count):
    original = keep("x")
    schema = rows_of(original, [2]).schema

    def broken():
        yield from rows_of(original, range(2, 10)).to_batches()
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="disk"):
        ledger.draft(original).append("calls", pa.RecordBatchReader.from_batches(schema, broken()))
    assert count("case:A") == 0


def test_a_draft_left_lying_for_a_day_can_no_longer_be_committed(ledger, keep, rows_of, count):
    original = keep("x")
    draft = ledger.draft(original)
    draft.append("calls", rows_of(original, [2]))
    draft.batch -= 86_400_000 << 20
    with pytest.raises(LedgerError, match="too long ago"):
        draft.commit(case_key="case:A", actor="li", report=Report())
    assert count("case:A") == 0


def test_batches_never_repeat_and_only_grow():
    made = [new_batch() for _ in range(1_000)]
    assert made == sorted(set(made))


def test_a_batch_tells_its_age():
    assert 0 <= batch_age(new_batch()) < 5
    assert 86_399 < batch_age(new_batch() - (86_400_000 << 20)) < 86_405


def test_another_process_opening_the_folder_sees_the_same(ledger, put):
    made = put("x")
    again = Ledger.open(ledger.folder)
    assert (again.version, again.records()) == (1, [made])
