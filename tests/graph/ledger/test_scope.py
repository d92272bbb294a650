"""Scopes: each case sees its own rows, at any version, once."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from graph.ledger import Ledger, Report
from graph.ledger.tables import ROW_TABLES


def test_a_case_sees_its_own_rows_and_no_others(put, count):
    put("x", case="case:A", rows=3)
    put("y", case="case:B", rows=5)
    assert [count("case:A"), count("case:B"), count("case:A", "case:B"), count("case:C"), count()] == [3, 5, 8, 0, 0]


def test_the_administrator_sees_every_case(ledger, put):
    put("x", case="case:A", rows=3)
    put("y", case="case:B", rows=5)
    with ledger.scope(None) as scope:
        assert scope.sql("SELECT count(*) FROM calls").fetchall() == [(8,)]


def test_an_earlier_version_shows_what_was_known_then(ledger, put, count):
    put("x", rows=3)
    second = put("y", rows=5)
    ledger.retract(second.import_id, actor="li", why="wrong")
    assert [count("case:A", version=v) for v in (0, 1, 2, 3)] == [0, 3, 8, 3]


def test_every_table_is_a_view_with_the_columns_of_its_schema(ledger, put):
    put("x")
    with ledger.scope(["case:A"]) as scope:
        for table, schema in ROW_TABLES.items():
            assert scope.sql(f"FROM {table} LIMIT 0").columns == schema.names


def test_instants_come_out_in_utc(ledger, keep):
    draft = ledger.draft(keep("x"))
    noon = datetime(2026, 3, 5, 12, tzinfo=UTC)
    draft.append("calls", pa.table({"row": pa.array([2], pa.int32()), "started_at": [noon]}))
    draft.commit(case_key="case:A", actor="li", report=Report())
    with ledger.scope(["case:A"]) as scope:
        assert scope.sql("SELECT started_at, started_at::text FROM calls").fetchall() == [
            (noon, "2026-03-05 12:00:00+00")
        ]


def test_the_view_of_imports_lists_what_counts_in_scope(ledger, put):
    put("x", case="case:A")
    put("y", case="case:B")
    gone = put("z", case="case:A")
    ledger.retract(gone.import_id, actor="li", why="wrong")
    with ledger.scope(["case:A"]) as scope:
        assert scope.sql("SELECT import_id, file_name FROM imports").fetchall() == [("I000001", "x.csv")]


def test_the_key_of_a_scope_follows_its_content(ledger, put):
    empty = ledger.scope(["case:A"]).key
    first = put("x")
    one = ledger.scope(["case:A"]).key
    put("y", case="case:B")
    assert ledger.scope(["case:A"]).key == one
    assert len({empty, one, ledger.scope(["case:A", "case:B"]).key}) == 3
    ledger.retract(first.import_id, actor="li", why="wrong")
    assert ledger.scope(["case:A"]).key == empty


def test_parameters_are_values_and_never_text(ledger, put):
    put("x", rows=3)
    with ledger.scope(["case:A"]) as scope:
        assert scope.sql("SELECT count(*) FROM calls WHERE caller = $1", ["tel:1' OR '1'='1"]).fetchall() == [(0,)]
        assert scope.sql("SELECT count(*) FROM calls WHERE caller = $who", {"who": "tel:1"}).fetchall() == [(3,)]


def test_a_batch_of_two_acquisitions_in_scope_is_shown_once(ledger, keep, put, count):
    made = put("x", rows=3)
    ledger.acquire(keep("x"), made.batch, case_key="case:B", actor="wu", report=Report())
    assert count("case:A", "case:B") == 3


def test_of_two_readings_of_one_file_the_later_counts(put, count):
    put("x", case="case:A", mapping="old", rows=3)
    put("x", case="case:B", mapping="new", rows=4)
    assert [count("case:A"), count("case:B"), count("case:A", "case:B")] == [3, 4, 4]


@pytest.fixture
def correct(ledger, keep):
    """Return a function that imports corrected rows of an import."""

    def correct_rows(made, text, rows, *, table="calls"):
        draft = ledger.draft(keep(text))
        draft.append(table, rows)
        return draft.commit(
            case_key=made.case_key, actor="li", report=Report(), action="correct", of_import=made.import_id, why="typo"
        )

    return correct_rows


def test_a_corrected_row_stands_instead_of_the_row_it_corrects(ledger, keep, put, rows_of, correct):
    made = put("x", rows=3)
    correct(made, "first", rows_of(keep("x"), [3], caller="tel:9"))
    with ledger.scope(["case:A"]) as scope:
        shown = scope.sql('SELECT "row", caller FROM calls ORDER BY ALL').fetchall()
    assert shown == [(2, "tel:1"), (3, "tel:9"), (4, "tel:1")]


def test_of_two_corrections_the_last_stands_until_it_is_retracted(ledger, keep, put, rows_of, correct):
    made = put("x", rows=1)
    correct(made, "first", rows_of(keep("x"), [2], caller="tel:8"))
    last = correct(made, "last", rows_of(keep("x"), [2], caller="tel:9"))
    with ledger.scope(["case:A"]) as scope:
        assert scope.sql("SELECT caller FROM calls").fetchall() == [("tel:9",)]
    ledger.retract(last.import_id, actor="li", why="worse")
    with ledger.scope(["case:A"]) as scope:
        assert scope.sql("SELECT caller FROM calls").fetchall() == [("tel:8",)]


def test_a_rejection_goes_when_its_row_is_corrected_and_the_corrections_stay_on_record(ledger, keep, rows_of, correct):
    original = keep("x")
    place = {"file": [original.sha256], "sheet": [""], "row": pa.array([7], pa.int32())}
    draft = ledger.draft(original)
    draft.append("rejections", pa.table(place | {"why": ["no number"]}))
    made = draft.commit(case_key="case:A", actor="li", report=Report(rows_read=1, rejected=1))
    correct(made, "first", pa.table(place | {"column": ["主叫"], "old": ["1O"], "new": ["10"]}), table="corrections")
    correct(made, "second", pa.table(place | {"column": ["主叫"], "old": ["10"], "new": ["110"]}), table="corrections")
    with ledger.scope(["case:A"]) as scope:
        assert scope.sql("FROM rejections").fetchall() == []
        assert scope.sql("SELECT old, new FROM corrections ORDER BY ALL").fetchall() == [("10", "110"), ("1O", "10")]


def test_a_ledger_of_a_release_with_fewer_columns_opens_and_shows_nulls(tmp_path, ledger, put, monkeypatch):
    put("x", rows=3)
    later = ROW_TABLES | {"calls": ROW_TABLES["calls"].append(pa.field("roaming", pa.string()))}
    for module in ("store", "scope", "draft"):
        monkeypatch.setattr(f"graph.ledger.{module}.ROW_TABLES", later)
    with Ledger.open(ledger.folder).scope(["case:A"]) as scope:
        assert scope.sql("SELECT caller, roaming FROM calls").fetchall() == [("tel:1", None)] * 3


def test_a_scope_is_open_until_it_is_closed(ledger):
    with ledger.scope(["case:A"]) as scope:
        assert scope.sql("SELECT 1").fetchall() == [(1,)]
    with pytest.raises(Exception, match="closed"):
        scope.sql("SELECT 1")
