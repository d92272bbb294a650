"""Clocks: one offset per file, from many uncertain differences between pairs of files."""

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.ledger.clocks import offsets, set_clocks


def differences(true, a, b):
    return true[b] - true[a]


@settings(deadline=None)
@given(st.lists(st.integers(-300_000, 300_000), min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_exact_differences_give_the_offsets_back(true, random):
    true = np.array(true, dtype=float)
    a = np.array([random.randrange(n) for n in range(1, len(true))])  # a tree: every clock is tied to an earlier one
    b = np.arange(1, len(true))
    found = offsets(a, b, differences(true, a, b), times=np.ones(len(a)))
    assert np.allclose(differences(found, a, b), differences(true, a, b), atol=1)


def test_a_long_chain_of_files_is_solved_to_its_end():
    true = np.linspace(-400_000, 400_000, 1_000)
    a, b = np.arange(999), np.arange(1, 1_000)
    found = offsets(a, b, differences(true, a, b), times=np.full(999, 5.0))
    assert np.ptp(found - true) < 10


def test_one_wrong_difference_is_outvoted():
    true = np.array([0.0, 40_000.0, -25_000.0, 10_000.0])
    a, b = np.array([0, 0, 0, 1, 1, 2]), np.array([1, 2, 3, 2, 3, 3])
    seen = differences(true, a, b)
    seen[4] += 500_000
    found = offsets(a, b, seen, times=np.full(6, 10.0))
    assert np.ptp(found - true) < 1_000


def test_what_was_seen_often_outweighs_what_was_seen_once():
    found = offsets(np.array([0, 0]), np.array([1, 1]), np.array([1_000.0, 90_000.0]), times=np.array([20.0, 1.0]))
    assert found[1] - found[0] == pytest.approx(1_000, abs=100)


def test_without_differences_there_are_no_offsets():
    none = np.zeros(0, dtype=np.int64)
    assert len(offsets(none, none, np.zeros(0), times=np.zeros(0))) == 0


@pytest.fixture
def clocks():
    """Return a function that sets clocks from (giver's file, getter's file, milliseconds apart)."""
    connection = duckdb.connect()

    def set_from(pairs):
        connection.execute("CREATE OR REPLACE TABLE plain (giver_clock INT, getter_clock INT, apart DOUBLE, half INT)")
        if pairs:
            connection.executemany("INSERT INTO plain VALUES (?, ?, ?, 0)", pairs)
        spread = set_clocks(connection, "plain")
        return dict(connection.execute("FROM _clocks").fetchall()), spread

    yield set_from
    connection.close()


def test_a_file_with_too_few_plain_pairs_keeps_its_own_time(clocks):
    ahead, _ = clocks([(1, 2, 50_000)] * 5 + [(1, 3, 90_000)] * 2)
    assert set(ahead) == {1, 2}
    assert ahead[2] - ahead[1] == pytest.approx(50_000, abs=1)


def test_the_spread_follows_how_well_clocks_agree(clocks):
    exact = clocks([(1, 2, 50_000)] * 9)[1]
    loose = clocks([(1, 2, 50_000 + 5_000 * n) for n in range(-8, 9)])[1]
    wild = clocks([(1, 2, 300_000 * n) for n in range(-8, 9)])[1]
    assert (exact, wild) == (10_000, 180_000)
    assert exact < loose < wild


def test_pairs_within_one_file_say_nothing_about_clocks(clocks):
    assert clocks([(1, 1, 70_000)] * 9)[0] == {}


def test_without_pairs_the_spread_is_the_narrowest(clocks):
    assert clocks([]) == ({}, 10_000)
