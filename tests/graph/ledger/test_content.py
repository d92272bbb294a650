"""The content hash: the same files give the same hash, whatever the order, the batches and the clock."""

import pytest

from graph.ledger import Ledger, Report


@pytest.fixture
def hash_of(tmp_path, keep, rows_of):
    """Return a function that imports files into a new ledger and hashes it."""
    made = iter(range(100))

    def content(*files, case="case:A", compact=False):
        ledger = Ledger.open(tmp_path / f"ledger-{next(made)}")
        for text, rows in files:
            draft = ledger.draft(keep(text))
            draft.append("calls", rows_of(keep(text), rows))
            draft.commit(case_key=case, actor="li", report=Report(rows_read=len(rows)))
        if compact:
            ledger.compact()
        with ledger.scope([case]) as scope:
            return scope.content_hash()

    return content


def test_the_order_of_imports_does_not_matter(hash_of):
    assert hash_of(("x", [2, 3]), ("y", [2])) == hash_of(("y", [2]), ("x", [2, 3]))


def test_compaction_does_not_matter(hash_of):
    assert hash_of(("x", [2]), ("y", [2]), compact=True) == hash_of(("x", [2]), ("y", [2]))


def test_every_row_matters(hash_of):
    assert len({hash_of(("x", rows)) for rows in ([2], [3], [2, 3], [2, 2])}) == 4


def test_the_case_matters(hash_of):
    assert hash_of(("x", [2]), case="case:A") != hash_of(("x", [2]), case="case:B")
