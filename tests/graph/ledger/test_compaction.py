"""Compaction: fewer files, the same rows, and nobody who reads or imports is disturbed."""

import pyarrow as pa
import pytest
from filelock import FileLock

from graph.ledger import Report, compaction
from graph.ledger.draft import new_batch

DAY = 86_400_000 << 20  # in the numbering of batches


@pytest.fixture
def files(ledger):
    """Return a function that counts the files of a table."""
    return lambda table="calls": len(ledger._tables[table].files())


@pytest.fixture
def abandon(ledger, keep, rows_of):
    """Return a function that writes rows under a batch begun some days ago and never commits it."""

    def leave(text, *, days, rows=3):
        draft = ledger.draft(keep(text))
        draft.batch = new_batch() - days * DAY
        draft.append("calls", rows_of(keep(text), range(2, 2 + rows)).to_reader())
        return draft.batch

    return leave


def batches_on_disk(ledger):
    return {batch for file in ledger._tables["calls"].files() for batch in file.batches()}


def test_small_files_become_one_with_the_same_rows(ledger, put, count, files):
    for name in "abcdef":
        put(name, case=f"case:{name}", rows=3)
    ledger.compact()
    assert files() == 1
    assert [count("case:a"), count("case:a", "case:f"), count("case:z")] == [3, 6, 0]
    assert ledger.version == 6


def test_a_file_that_holds_rows_of_others_is_filtered(ledger, put):
    put("a", case="case:A", rows=3)
    put("b", case="case:B", rows=4)
    ledger.compact()
    with ledger.scope(["case:B"]) as scope:
        assert scope.sql('SELECT DISTINCT count(*), min("row"), max("row") FROM calls').fetchall() == [(4, 2, 5)]


def test_old_abandoned_rows_are_dropped_and_young_ones_kept(ledger, put, abandon, count):
    made = put("x", rows=3)
    old, young = abandon("killed", days=2), abandon("running", days=0)
    ledger.compact()
    assert batches_on_disk(ledger) == {made.batch, young}
    assert old not in batches_on_disk(ledger)
    assert count("case:A") == 3


def test_retracted_rows_are_kept_for_the_versions_that_show_them(ledger, put, count):
    made = put("x", rows=3)
    ledger.retract(made.import_id, actor="li", why="wrong")
    ledger.compact()
    assert [count("case:A", version=1), count("case:A")] == [3, 0]


def test_an_old_batch_that_is_listed_stays(ledger, keep, abandon, count):
    batch = abandon("x", days=2)
    ledger.acquire(keep("x"), batch, case_key="case:A", actor="li", report=Report())
    ledger.compact()
    assert count("case:A") == 3


def test_a_reader_that_began_before_reads_on(ledger, put):
    for name in "abcd":
        put(name, rows=3)
    with ledger.scope(["case:A"]) as scope:
        ledger.compact()
        put("e", rows=3)
        assert scope.sql("SELECT count(*) FROM calls").fetchall() == [(12,)]


def test_a_draft_begun_before_commits_after(ledger, keep, rows_of, put, count):
    put("a", rows=3)
    draft = ledger.draft(keep("b"))
    draft.append("calls", rows_of(keep("b"), [2, 3]).to_reader())
    ledger.compact()
    draft.commit(case_key="case:A", actor="li", report=Report())
    assert count("case:A") == 5


def test_the_list_of_imports_survives_its_own_compaction(ledger, put, files):
    made = [put(name) for name in "abcd"]
    ledger.compact()
    assert len(ledger._log.table.files()) == 1
    assert ledger.records() == made
    assert put("e").seq == 5


def test_while_another_process_compacts_nothing_is_done(ledger, put, files):
    for name in "abc":
        put(name)
    with FileLock(ledger.folder / "ledger" / ".compact.lock"):
        ledger.compact()
    assert files() == 3


def test_many_imports_compact_by_themselves(ledger, put, files, monkeypatch, count):
    monkeypatch.setattr("graph.ledger.store.MANY", 4)
    for name in "abcdefgh":
        put(name, rows=2)
    assert files() < 4
    assert count("case:A") == 16


def test_the_tables_stay_plain_enough_for_every_engine(ledger, put):
    put("a")
    put("b")
    ledger.compact()
    protocol = ledger._tables["calls"]._newest().protocol()
    assert (protocol.min_reader_version, protocol.min_writer_version) == (1, 2)
    assert not protocol.reader_features
    assert pa.schema(ledger._tables["calls"]._newest().schema().to_arrow()).field("started_at").type == pa.timestamp(
        "us", tz="UTC"
    )


def test_compaction_starts_at_a_number_that_a_reader_would_feel():
    assert 16 <= compaction.MANY <= 256
