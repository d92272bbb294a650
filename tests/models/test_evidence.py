import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evidence import Evidence, Item, posterior, strength, together

weights = st.lists(st.floats(-8, 8), max_size=8)


def evidence(found):
    return Evidence(("a", "b"), tuple(Item(f"f{n}", 1.0, w, (f"r{n}",)) for n, w in enumerate(found)))


@given(weights)
def test_the_items_sum_to_the_score(found):
    assert abs(evidence(found).score - sum(item.weight for item in evidence(found).items)) < 1e-9


@given(weights)
def test_without_a_feature_the_score_lacks_just_its_weight(found):
    whole = evidence(found)
    for item in whole.items:
        rest = whole.without(item.feature)
        assert abs(rest.score + item.weight - whole.score) < 1e-9
        assert set(rest.rows) == set(whole.rows) - set(item.rows)


def test_without_the_shared_handset_twenty_five_instead_of_two_thousand():
    found = Evidence(("a", "b"), (Item("handset", 2.0, math.log10(80)), Item("cases", 2.0, math.log10(25))))
    assert round(found.factor) == 2000
    assert round(found.without("handset").factor) == 25


@pytest.mark.parametrize(
    ("factor", "word"),
    [
        (1.9, "none"),
        (2.1, "weak"),
        (99, "moderate"),
        (101, "moderately_strong"),
        (9_000, "strong"),
        (900_000, "very_strong"),
        (2e6, "extremely_strong"),
        (1 / 50, "moderate"),
    ],
)
def test_the_verbal_scale_words_a_factor_and_its_inverse_alike(factor, word):
    assert strength(math.log10(factor)) == word


def test_a_probability_is_had_only_under_a_declared_prior():
    assert posterior(2.0, prior=0.01) == pytest.approx(100 / 199)
    assert posterior(0.0, prior=0.3) == pytest.approx(0.3)
    assert posterior(-400.0, prior=0.3) == 0.0
    for prior in (0, 1, -1):
        with pytest.raises(ValueError, match="prior"):
            posterior(1.0, prior=prior)


def test_what_one_source_could_compare_is_not_missing_in_the_whole():
    first = Evidence(("a", "b"), (Item("money", 1.0, 1.0, ("m1",)),), ("calls", "cells"))
    second = Evidence(("a", "b"), (Item("calls", 3.0, -0.5, ("c1", "c2")),), ("cells",))
    whole = together(("a", "b"), [first, second])
    assert whole.score == pytest.approx(0.5)
    assert whole.missing == ("cells",)
    assert whole.rows == ("m1", "c1", "c2")
