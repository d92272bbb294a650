"""The index of transfers, against sorting them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.kernels.transfers import transfer_index

NODES = 6
account = st.integers(0, NODES - 1)
columns = st.lists(st.tuples(account, account, st.integers(-50, 50), st.integers(1, 10**12)), max_size=60)


def index_of(drawn, *, nodes=NODES, scale=1):
    table = np.array(drawn, dtype=np.int64).reshape(-1, 4)
    return transfer_index(table[:, 0], table[:, 1], table[:, 2] * scale, table[:, 3], nodes=nodes)


@given(columns, st.sampled_from([1, 10**16]))
def test_the_rows_are_the_transfers_by_source_time_and_position(drawn, scale):
    index = index_of(drawn, scale=scale)
    expected = sorted(range(len(drawn)), key=lambda p: (drawn[p][0], drawn[p][2], p))
    assert index.rows["position"].tolist() == expected
    for name, column in (("target", 1), ("amount", 3)):
        assert index.rows[name].tolist() == [drawn[p][column] for p in expected]
    assert index.rows["time"].tolist() == [drawn[p][2] * scale for p in expected]
    assert index.first.tolist() == [sum(d[0] < a for d in drawn) for a in range(NODES + 1)]


@given(columns)
def test_a_position_finds_its_row(drawn):
    index = index_of(drawn)
    positions = np.arange(len(drawn))[::-1]
    assert index.rows["position"][index.row_of(positions)].tolist() == positions.tolist()


def test_many_accounts_and_one_that_pays_for_nearly_all_are_ordered_too():
    random = np.random.default_rng(5)
    size, nodes = 60_000, 9_000
    source = np.where(random.random(size) < 0.6, 17, random.integers(0, nodes, size))
    time = random.integers(0, 10**6, size)
    index = transfer_index(source, source[::-1], time, np.ones(size, int), nodes=nodes)
    assert np.array_equal(index.rows["position"], np.lexsort((time, source)))


def test_columns_that_nobody_may_write_are_read():
    column = np.array([0, 1])
    column.setflags(write=False)
    assert transfer_index(column, column, column, column + 1, nodes=2).nodes == 2


def test_an_index_may_be_empty():
    index = index_of([], nodes=0)
    assert (index.nodes, len(index.rows), index.row_of([]).tolist()) == (0, 0, [])


def test_what_is_no_transfer_is_refused():
    with pytest.raises(ValueError, match="only 0 to 2"):
        transfer_index([3], [0], [0], [1], nodes=3)
    with pytest.raises(ValueError, match="above 0"):
        transfer_index([1], [0], [0], [0], nodes=3)
    with pytest.raises(ValueError, match="differ in length"):
        transfer_index([1], [0], [0, 1], [1], nodes=3)
    with pytest.raises(ValueError, match="only 0 to 0"):
        index_of([(0, 1, 0, 1)]).row_of([1])
