"""The parts of the matching against plain oracles: probabilities, the likeliest set, rarities, candidates."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone

from models.ledgers import LedgerModel, matches
from models.ledgers.assignment import probabilities, taken
from models.ledgers.candidates import Reach, candidates
from models.ledgers.rarity import BINS, EQUAL, amount_chance, rarity, ratio_bins, start_chance
from models.ledgers.records import records, spelled
from models.persisted import digest, restored, stored

edges = st.dictionaries(
    st.tuples(st.integers(0, 3), st.integers(0, 3)), st.floats(-2, 3), min_size=1, max_size=7
)  # fmt: skip


def sets_of(pairs):
    """Yield every one-to-one set of pairs as tuples of places."""
    for size in range(len(pairs) + 1):
        for chosen in itertools.combinations(range(len(pairs)), size):
            ends = list(zip(*(pairs[n] for n in chosen), strict=True)) or [(), ()]
            if all(len(set(side)) == size for side in ends):
                yield chosen


def arrays(weights):
    pairs = sorted(weights)
    first, second = (np.array([pair[side] for pair in pairs]) for side in (0, 1))
    return pairs, first, second, np.array([weights[pair] for pair in pairs])


@given(edges)
@settings(max_examples=60, deadline=None)
def test_the_set_taken_is_the_likeliest_of_all(weights):
    pairs, first, second, logs = arrays(weights)
    best = max(sum(logs[list(chosen)]) for chosen in sets_of(pairs))
    assert logs[taken(first, second, logs)].sum() == pytest.approx(best)


def test_the_likelier_rival_waits_when_that_serves_both():
    chosen = taken(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([3.0, 2.5, 2.8]))
    assert chosen.tolist() == [False, True, True]


@given(st.lists(st.floats(-2, 3), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_probabilities_are_exact_where_pairs_form_no_ring(logs):
    weights = {
        ((n + 1) // 2, n // 2): log for n, log in enumerate(logs)
    }  # a path: each pair shares an end with the next
    pairs, first, second, values = arrays(weights)
    odds = 10**values
    every = [(chosen, np.prod(odds[list(chosen)])) for chosen in sets_of(pairs)]
    whole = sum(weight for _, weight in every)
    exact = [sum(weight for chosen, weight in every if n in chosen) / whole for n in range(len(pairs))]
    assert probabilities(first, second, odds) == pytest.approx(exact, abs=1e-6)


def test_bins_of_a_ratio_keep_direction_and_equality():
    bins = ratio_bins(np.array([1.0, 0.999, 1.001, 0.9, 1.1]))
    assert bins[0] == EQUAL
    assert bins[1] == EQUAL - 2  # ln .999 is a little beyond .001, ln 1.001 is not
    assert bins[2] == EQUAL + 1
    assert 0 <= bins[3] < bins[1] < EQUAL < bins[2] < bins[4] < BINS


def test_chances_are_counted_among_the_credits():
    frame = pd.DataFrame({
        "id": [f"k{n}" for n in range(10)],
        "date": "2026-03-01",
        "amount": [100.0] * 6 + [200.0, 300.0, 400.0, 500.0],
        "memo": ["li wei"] * 4 + ["li na"] * 3 + ["sun yan", "sun tao", "he"],
    })  # fmt: skip
    side = records(frame)
    known = rarity(side)
    chance = amount_chance(known, np.array([10_000, 20_000, 70_000]))
    assert chance[0, EQUAL] > 4 * chance[1, EQUAL] > 4 * chance[2, EQUAL]
    begun = start_chance(known, side.letters[:1])[0]
    assert begun[:7] == pytest.approx(np.array([9, 6, 6, 6, 3, 3, 3]) / 11 + 0.5 / 11)  # but one: the partner's own


def test_candidates_are_all_pairs_in_reach_when_few(statements):
    debits, credits, _ = statements(40, seed=1)
    a, b = records(debits), records(credits)
    reach = Reach(before=2, after=9, ratio=0.1, keep=40)
    found = set(zip(*(side.tolist() for side in candidates(a, b, known=rarity(b), reach=reach)), strict=True))
    apart = b.days[None, :] - a.days[:, None]
    near = np.abs(np.log(b.amounts[None, :] / a.amounts[:, None])) <= 0.1
    wanted = np.argwhere(near & (apart >= -2) & (apart <= 9))
    assert found == set(map(tuple, wanted.tolist()))


def test_memos_are_spelled_alike():
    assert spelled("ＷＡＮＧ  Fāng\t") == "wang fang"
    assert spelled("转账 张伟") == "转账 张伟"


def test_amounts_are_read_exactly_from_numbers_text_and_minor_units():
    frame = pd.DataFrame({"id": ["a"], "date": ["2026-03-01"]})
    for given_as in ({"amount": [0.29]}, {"amount": ["0.29"]}, {"minor": [29]}):
        assert records(frame.assign(**given_as)).amounts.tolist() == [29]


def test_a_model_clones_and_comes_back_from_its_bytes_with_the_same_answers(statements):
    debits, credits, _ = statements(60, seed=2)
    model = LedgerModel(after=20).fit(debits, credits)
    assert clone(model).get_params() == model.get_params()
    data = stored(model)
    again = restored(data, LedgerModel, sha256=digest(data))
    one, other = (matches(debits, credits, model=asked).pairs for asked in (model, again))
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_probabilities_under_a_declared_prior_follow_the_weights(statements):
    debits, credits, _ = statements(60, seed=3)
    model = LedgerModel(prior=0.01).fit(debits, credits)
    compared = model.compared(debits, credits)
    odds = 10 ** model.decision_function(compared) / 99
    assert model.predict_proba(compared)[:, 1] == pytest.approx(odds / (1 + odds))


def test_amounts_of_one_side_far_from_the_other_s_meet_nobody():
    debits = pd.DataFrame({"id": ["d"], "date": ["2026-03-01"], "amount": [9_000_000.0], "memo": ["x"]})
    credits = pd.DataFrame(
        {"id": ["k1", "k2"], "date": ["2026-03-02", "2026-03-09"], "amount": [5.0, 6.0], "memo": ["x", "y"]}
    )
    a, b = records(debits), records(credits)
    assert len(candidates(a, b, known=rarity(b), reach=Reach())[0]) == 0


def test_many_equal_amounts_on_one_day_are_looked_at_in_parts():
    size = 1_500
    sides = [
        records(pd.DataFrame({"id": [f"{n:04}" for n in range(size)], "date": "2026-03-01", "amount": 100.0}))
        for _ in "dk"
    ]
    first, second = candidates(*sides, known=rarity(sides[1]), reach=Reach(keep=3))
    assert np.bincount(first).tolist() == [3] * size
    assert set(second.tolist()) == {0, 1, 2}  # nothing tells them apart: the first by id
