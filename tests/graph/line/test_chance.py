import itertools
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.line.chance import count_chance, false_discovery, overlap_chance, several_chance

chances = st.lists(st.floats(0, 1), min_size=1, max_size=8)


def test_two_random_sets_share_what_counting_says():
    sets = list(itertools.combinations(range(6), 3))
    at_least = sum(len(set(s) & {0, 1}) >= 1 for s in sets) / comb(6, 3)
    assert overlap_chance([0, 1], first=2, second=3, population=6) == pytest.approx([1, at_least])


def test_no_event_is_certain_to_be_reached():
    assert count_chance([0, 1], expected=[3.0, 0.5]) == pytest.approx([1, 1 - np.exp(-0.5)])


@settings(deadline=None)
@given(chances)
def test_several_of_independent_things_are_as_likely_as_all_their_outcomes(drawn):
    at_least = np.zeros(len(drawn) + 1)
    for outcome in itertools.product([0, 1], repeat=len(drawn)):
        likely = np.prod([c if o else 1 - c for c, o in zip(drawn, outcome, strict=True)])
        at_least[: sum(outcome) + 1] += likely
    assert several_chance(drawn) == pytest.approx(at_least, abs=1e-9)


def by_definition(given_chances, tests):
    """Reject the k smallest where p(k) ≤ q k / tests, for the smallest such q."""
    order = sorted(given_chances)
    raw = [p * tests / (k + 1) for k, p in enumerate(order)]
    return [min(1, min(raw[k:])) for k in [order.index(p) for p in given_chances]]


@settings(deadline=None)
@given(chances, st.integers(0, 5))
def test_the_false_share_is_benjamini_and_hochbergs(drawn, more):
    tests = len(drawn) + more
    assert false_discovery(drawn, tests=tests) == pytest.approx(by_definition(drawn, tests))


@settings(deadline=None)
@given(chances)
def test_the_order_of_tests_does_not_matter(drawn):
    assert false_discovery(drawn[::-1])[::-1] == pytest.approx(false_discovery(drawn))


def test_findings_of_pure_chance_are_seldom_accepted():
    random = np.random.default_rng(5)
    accepted = [(false_discovery(random.random(50)) <= 0.05).any() for _ in range(400)]
    assert np.mean(accepted) <= 0.08
