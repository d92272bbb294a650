"""Where neighbours share their contacts, shared contacts weigh less; where they do not, they weigh what they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.swaps import Sources, number_swaps
from models.swaps.temper import _power


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-2, 12), min_size=1, max_size=40), st.integers(0, 10_000))
def test_at_the_power_the_mean_over_all_pairs_is_at_most_one(scores, others):
    score, without = np.sort(np.array(scores)), np.array([-0.5, -0.2])
    every = float(len(score) + others)
    power = _power(score, without, every=every)
    assert 0 <= power <= 1

    def mean(at):
        return (np.sum(10.0 ** (at * score)) + others * np.mean(10.0 ** (at * without))) / every

    assert mean(power) <= 1 + 1e-6
    if power < 1 - 1e-6:
        assert mean(min(1.0, power + 1e-3)) > 1 - 1e-9


def test_more_that_strangers_share_means_less_power():
    without = np.array([-0.3])
    powers = [_power(np.full(50, strength), without, every=1_000.0) for strength in (0.5, 2.0, 4.0, 8.0)]
    assert powers == sorted(powers, reverse=True)
    assert powers[0] == 1
    assert powers[-1] < 0.5


@pytest.fixture
def estate(town):
    """Return a town in which many come and go, each in touch with a few of one stair of an estate, for a time of its own."""
    made = town(people=60)
    generator = made.generator
    for number in range(60):
        stair = [f"p{(5 * (number % 12) + place):02d}" for place in range(5)]
        first = float(generator.uniform(0, 50))
        last = first + float(generator.uniform(5, 30))
        for contact in generator.choice(stair, 4, replace=False):
            made.talk(f"r{number:02d}", str(contact), first=first, last=last, every=2)
    return made


def test_neighbours_who_come_and_go_are_not_each_other_s_successors(estate, changed):
    calls = changed(estate, "old", "new").calls
    found = number_swaps(Sources(calls))
    assert found.common.temper < 0.9
    told = set(zip(found.told["old"], found.told["new"], strict=True))
    assert len(told - {("old", "new")}) <= 1
    best = found.pairs[found.pairs["rank"] == 1]
    assert ("old", "new") in set(zip(best["old"], best["new"], strict=True))


def test_the_power_is_given_back_and_held_fixed(estate):
    sources = Sources(estate.calls)
    first = number_swaps(sources)
    again = number_swaps(sources, common=first.common)
    assert again.common.temper == first.common.temper
    assert first.pairs.equals(again.pairs)
