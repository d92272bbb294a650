import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.city.dice import Dice

IDS = st.integers(min_value=-(2**40), max_value=2**40)


@given(seed=st.integers(0, 2**32), what=st.text(max_size=8), ids=st.lists(IDS, max_size=3))
def test_the_scalar_draws_are_those_of_the_arrays(seed, what, ids):
    dice = Dice(seed)
    assert dice.bits(what, *ids) == int(dice.raw(what, *ids)[0])
    assert dice.luck(what, *ids) == float(dice.unit(what, *ids)[0])
    assert dice.roll(1_000, what, *ids) == int(dice.below(1_000, what, *ids)[0])
    assert dice.happens(0.3, what, *ids) == bool(dice.chance(0.3, what, *ids)[0])
    assert dice.gauss(what, *ids) == pytest.approx(float(dice.normal(what, *ids)[0]), rel=1e-12, abs=1e-12)


@given(ids=st.lists(IDS, min_size=2, max_size=20), pick=st.data())
def test_a_draw_does_not_depend_on_what_else_is_asked(ids, pick):
    dice = Dice(3)
    place = pick.draw(st.integers(0, len(ids) - 1))
    assert dice.unit("x", np.array(ids))[place] == dice.luck("x", ids[place])


def test_other_words_and_other_seeds_give_other_numbers():
    one, other = Dice(1), Dice(2)
    ids = np.arange(1_000)
    assert (one.raw("a", ids) != one.raw("b", ids)).all()
    assert (one.raw("a", ids) != other.raw("a", ids)).all()
    assert len(set(one.raw("a", ids).tolist())) == 1_000


def test_units_fill_the_interval_evenly():
    drawn = Dice(5).unit("even", np.arange(50_000))
    assert drawn.min() >= 0
    assert drawn.max() < 1
    counts = np.histogram(drawn, bins=20, range=(0, 1))[0]
    assert abs(counts - 2_500).max() < 250


def test_normal_numbers_have_mean_zero_and_spread_one():
    drawn = Dice(5).normal("bell", np.arange(50_000))
    assert abs(drawn.mean()) < 0.02
    assert abs(drawn.std() - 1) < 0.02


@pytest.mark.parametrize("mean", [0.0, 0.3, 4.0, 29.0, 80.0])
def test_counts_have_the_mean_and_the_spread_of_a_poisson_law(mean):
    counts = Dice(9).poisson(np.full(20_000, mean), "count", np.arange(20_000))
    assert counts.min() >= 0
    assert abs(counts.mean() - mean) < 0.05 + 0.02 * mean
    assert abs(counts.var() - mean) < 0.1 + 0.08 * mean


def test_weighted_places_come_in_proportion_and_never_where_the_weight_is_zero():
    drawn = Dice(1).weighted([1, 0, 3], "w", np.arange(20_000))
    shares = np.bincount(drawn, minlength=3) / 20_000
    assert shares[1] == 0
    assert abs(shares[2] - 0.75) < 0.02


@given(pool=st.integers(1, 400), size=st.integers(0, 60), ident=IDS)
def test_a_sample_has_no_repeats_and_comes_from_the_pool(pool, size, ident):
    members = np.arange(pool) * 7
    sample = Dice(4).sample(members, size, "sample", ident)
    assert len(sample) == min(size, pool)
    assert len(set(sample.tolist())) == len(sample)
    assert set(sample.tolist()) <= set(members.tolist())


def test_an_order_is_a_permutation():
    assert sorted(Dice(4).order(100, "order").tolist()) == list(range(100))
