"""What agreement is worth is found again without labels, and relatives do not pass for one person after a second look."""

from __future__ import annotations

import numpy as np
import pytest

from models.resolution.learning import learned, patterns, relearned

SAME = [np.array([0.1, 0.2, 0.7]), np.array([0.05, 0.95]), np.array([0.2, 0.8])]
OTHER = [np.array([0.95, 0.04, 0.01]), np.array([0.9, 0.1]), np.array([0.98, 0.02])]


def drawn(random, shares, count):
    return np.column_stack([random.choice(len(share), count, p=share) for share in shares])


@pytest.fixture(scope="module")
def found():
    random = np.random.default_rng(5)
    ones, twos = drawn(random, SAME, 4_000), drawn(random, OTHER, 200_000)
    met = np.vstack([ones, twos])
    return learned(patterns(met), patterns(drawn(random, OTHER, 100_000)), sizes=[3, 2, 2], pairs=len(met))


def test_shares_of_levels_are_found_again(found):
    for here, true in zip(found.same, SAME, strict=True):
        assert here == pytest.approx(true, abs=0.05)
    for here, true in zip(found.other, OTHER, strict=True):
        assert here == pytest.approx(true, abs=0.01)


def test_how_common_one_person_is_is_found_again(found):
    assert found.prior == pytest.approx(4_000 / 204_000, rel=0.1)


def test_splink_is_told_the_levels_from_equal_to_different(found):
    chances = found.chances(["name", "sex", "birth"])
    assert chances["name"].same == tuple(found.same[0][::-1].tolist())
    assert sum(chances["birth"].other) == pytest.approx(1)


def test_a_field_is_not_learned_from_pairs_that_it_brought_together():
    random = np.random.default_rng(6)
    pairs = np.vstack([drawn(random, SAME, 3_000), drawn(random, OTHER, 100_000)])
    by_first = pairs[:, 0] == 2  # met by the first field: there it always agrees
    met = np.ones((len(pairs), 3), dtype=bool)
    met[by_first, 0] = False
    met[~by_first, 0] = random.random((~by_first).sum()) < 0.5
    kept = pairs[by_first | met[:, 0]], met[by_first | met[:, 0]]
    other = patterns(drawn(random, OTHER, 50_000))
    honest = learned(patterns(*kept), other, sizes=[3, 2, 2], pairs=1e5).same[0][2]
    naive = learned(patterns(kept[0]), other, sizes=[3, 2, 2], pairs=1e5).same[0][2]
    assert honest < naive


def test_missing_values_teach_nothing():
    levels = np.array([[2, -1], [0, -1], [2, 1]])
    found = learned(patterns(levels), patterns(levels), sizes=[3, 2], pairs=3)
    assert np.isfinite(found.same[1]).all()
    assert found.same[1].sum() == pytest.approx(1)


def test_a_second_look_counts_anew(found):
    again = relearned(found, patterns(np.array([[2, 1, 1]] * 1_000)), prior=0.5)
    assert again.same[0][2] > 0.99
    assert again.other is found.other
    assert again.prior == 0.5


def test_patterns_add_up_and_stand_in_a_fixed_order():
    levels = np.array([[1, 0], [0, 1], [1, 0]])
    found = patterns(levels)
    assert found.levels.tolist() == [[0, 1], [1, 0]]
    assert found.count.tolist() == [1, 2]
