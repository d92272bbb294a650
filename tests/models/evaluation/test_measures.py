"""Measures: partitions, heads of rankings with ties, areas, and intervals by group."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score, roc_auc_score

from models.evaluation.measures import agreement, area, head_share, mean_by_group

scores = st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=1, max_size=12)


@given(scores, st.integers(1, 12), st.integers(0, 2**16))
@settings(max_examples=40, deadline=None)
def test_equals_at_the_border_count_as_chance_would_take_them(pairs, head, seed):
    values, wanted = np.array([s for s, _ in pairs], float), np.array([w for _, w in pairs])
    head = min(head, len(pairs))
    generator, taken = np.random.default_rng(seed), []
    for _ in range(600):
        order = np.lexsort((generator.random(len(values)), -values))[:head]
        taken.append(wanted[order].mean())
    assert head_share(values, wanted, head=head) == pytest.approx(np.mean(taken), abs=0.12)


def test_a_head_of_nothing_is_nothing():
    assert head_share([], [], head=3) == 0
    assert head_share([1.0], [True], head=0) == 0


@given(scores)
@settings(max_examples=40, deadline=None)
def test_the_area_is_that_of_scikit_learn(pairs):
    values, wanted = [s for s, _ in pairs], [w for _, w in pairs]
    expected = roc_auc_score(wanted, values) if 0 < sum(wanted) < len(wanted) else 0.5
    assert area(values, wanted) == pytest.approx(expected)


def test_agreement_is_the_adjusted_rand_index_within_its_interval():
    found, true = list("aabbccaabb"), list("aaabbbcccc")
    figure = agreement(found, true)
    assert figure.value == pytest.approx(adjusted_rand_score(true, found))
    assert figure.lo < figure.value < figure.hi
    assert agreement(true, true).value == agreement(true, true, mutual=True).value == 1


def test_the_interval_of_a_mean_is_wider_when_groups_differ():
    apart = mean_by_group([0, 0, 0, 1, 1, 1], list("aaabbb"))
    mixed = mean_by_group([0, 1, 0, 1, 0, 1], list("abcdef"))
    assert apart.value == mixed.value == 0.5
    assert (apart.lo, apart.hi) == (0, 1)
    assert mixed.hi - mixed.lo < 1


def test_the_interval_repeats_and_a_mean_of_nothing_is_nothing():
    assert mean_by_group([0.1, 0.7, 0.4], list("abc")) == mean_by_group([0.1, 0.7, 0.4], list("abc"))
    assert mean_by_group([], []).value == 0
