"""Single weights: what is rare weighs more, what everybody has weighs nothing, and nothing behind it gives one on average."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom, nbinom

from models.swaps import follow
from models.swaps.activity import covered
from models.swaps.ends import ends_of
from models.swaps.rivals import confidence
from models.swaps.ties import shared_ties, ties_of
from models.swaps.timing import density
from models.swaps.usual import surprise, tail, usual

DAY = 86_400.0


def test_surprise_is_one_on_average_when_nothing_is_behind_it():
    values = np.sort(np.random.default_rng(0).exponential(size=20_000))
    factors = 10 ** surprise(values, values)
    assert 0.9 < factors.mean() < 1.05
    assert factors[-1] > 100
    assert factors[0] < 1


@given(st.lists(st.floats(0, 50), min_size=1, max_size=30), st.floats(0, 60), st.floats(0, 60))
def test_the_rarer_the_more(values, one, other):
    ordered = np.sort(np.array(values))
    low, high = sorted((one, other))
    shares = tail(ordered, np.array([low, high]))
    assert shares[0] >= shares[1] > 0


def test_days_on_which_many_come_up_are_usual():
    risen = np.sort(np.concatenate([np.full(50, 10 * DAY), np.linspace(0, 60 * DAY, 50)]))
    crowded, quiet = density(risen, np.array([10 * DAY, 30 * DAY]), span=60.0)
    assert crowded > 5 * quiet


def brute(score, old, new, odds):
    """Return how likely each pair is by counting all matchings."""
    worth = 10.0**score * odds
    total, of = 0.0, np.zeros(len(score))
    for mask in range(2 ** len(score)):
        inside = [n for n in range(len(score)) if mask >> n & 1]
        if len({old[n] for n in inside}) == len({new[n] for n in inside}) == len(inside):
            weight = float(np.prod([worth[n] for n in inside]))
            total += weight
            of[inside] += weight
    return of / total


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-3, 5), min_size=5, max_size=5))
def test_confidence_is_exact_where_rivals_form_no_circle(scores):
    old, new = np.array([0, 0, 1, 1, 2]), np.array([10, 11, 11, 12, 13])
    score = np.array(scores)
    np.testing.assert_allclose(confidence(score, (old, new), odds=0.1), brute(score, old, new, 0.1), atol=1e-9)


def test_a_better_rival_takes_a_successor_away():
    score = np.array([30.0, 30.0, 60.0])
    sure = confidence(score, (np.array([0, 1, 1]), np.array([5, 5, 6])), odds=1e-3)
    assert sure[0] > 0.999
    assert sure[1] < 1e-6
    assert sure[2] > 0.999


def test_overwhelming_scores_neither_overflow_nor_tie():
    sure = confidence(np.array([400.0, 90.0, 40.0]), (np.array([0, 1, 1]), np.array([2, 3, 4])), odds=1e-5)
    assert np.isfinite(sure).all()
    assert sure[0] == pytest.approx(1)
    assert sure[1] > 0.999
    assert sure[2] < 1e-6


def test_no_pairs_have_no_confidence():
    assert confidence(np.zeros(0), (np.zeros(0, np.int64),) * 2, odds=0.1).tolist() == []


@pytest.fixture
def met():
    """Return the ties of a few numbers: old and new share a rare contact and a hub, a stranger shares the hub."""
    lines = [(who, "hub") for who in ("old", "new", "stranger", *(f"x{n}" for n in range(30)))]
    lines += [("old", "sister"), ("new", "sister"), ("stranger", "other")] * 3
    start = pd.Timestamp("2026-03-01", tz="UTC").as_unit("us")
    frame = pd.DataFrame(lines, columns=["caller", "callee"])
    frame = frame.assign(event=[f"e{n:03d}" for n in range(len(lines))], seconds=60)
    frame["started_at"] = (start + pd.to_timedelta(np.arange(len(lines)), unit="h")).astype("datetime64[us, UTC]")
    ends = ends_of(frame)
    return ends, ties_of(ends, np.arange(len(ends.names))), usual(ends, covered(ends))


def pairs_of(ends, *pairs):
    old, new = (ends.places(side) for side in zip(*pairs, strict=True))
    return old, new


def test_shared_ties_are_those_of_sets(met):
    ends, ties, _ = met
    pairs = pairs_of(ends, ("old", "new"), ("old", "stranger"), ("x1", "x2"), ("sister", "other"))
    shared = shared_ties(ties, pairs)
    found = {(int(pair), ends.names[contact]) for pair, contact in zip(shared.pair, shared.contact, strict=True)}
    assert found == {(0, "sister"), (0, "hub"), (1, "hub"), (2, "hub")}
    place = list(zip(shared.pair, ends.names[shared.contact], strict=True)).index((0, "sister"))
    assert (shared.calls[0][place], shared.calls[1][place]) == (3, 3)


def test_a_rare_contact_weighs_much_and_a_hub_next_to_nothing(met):
    ends, ties, common = met
    pairs = pairs_of(ends, ("old", "new"), ("old", "stranger"))
    shared = shared_ties(ties, pairs)
    both, hub = follow.followed(shared, ties.total[pairs[1]], common.customs).tolist()
    assert both > 0.5
    assert hub < 0.1


def test_a_hundred_contacts_of_its_own_do_not_speak_much_against_a_number(met):
    ends, ties, common = met
    pairs = pairs_of(ends, ("old", "new"))
    shared = shared_ties(ties, pairs)
    few, many = (float(follow.followed(shared, ties.total[pairs[1]] + more, common.customs)[0]) for more in (0, 50))
    assert many < few
    assert many > -1.5


def test_pace_and_manner_are_the_ratios_of_their_distributions():
    count, days, shape, rate = np.array([4.0]), np.array([20.0]), np.array([1.5]), np.array([3.0])
    told = follow._counted(count, days, shape=shape, rate=rate)[0]
    chance = nbinom(1.5, 3 / 23)
    assert told == pytest.approx(chance.logpmf(4) - np.log1p(-chance.pmf(0)))
    part, whole, prior = (
        (np.array([6.0]), np.array([2.0])),
        (np.array([10.0]), np.array([5.0])),
        (np.array([2.0]), np.array([2.0])),
    )
    ratio = betabinom(5, 2 + 1.8, 2 + 1.2).logpmf(2) - betabinom(5, 2, 2).logpmf(2)
    assert follow._alike(part, whole, prior)[0] == pytest.approx(ratio)
