"""A loss of which only the sum is known, and the transfers that it is taken for."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.line.money.losses import STATED, loss, with_stated

DAY = pd.Timestamp("2026-03-01T00:00:00Z")


def paid(*amounts):
    lines = [(f"f::{n}", fen, DAY + pd.Timedelta(hours=n), n) for n, fen in enumerate(amounts)]
    return pd.DataFrame(lines, columns=["event", "amount", "occurred_at", "seq"])


@pytest.mark.parametrize(
    ("amounts", "sum_", "seeds", "basis"),
    [
        ((500, 700, 500), 500, {"f::0": 500}, "one"),
        ((500, 700), 1_200, {"f::0": 500, "f::1": 700}, "all"),
        ((500, 35, 700), 1_200, {"f::0": 500, "f::2": 700}, "together"),
        ((500, 700), 2_000, {"f::0": 500, "f::1": 700}, "short"),
        ((500, 700), 600, {"f::1": 600}, "largest"),
        ((500, 700, 100), 1_150, {"f::1": 700, "f::0": 450}, "largest"),
    ],
)
def test_a_loss_is_the_transfers_of_its_sum_and_says_how_sure_that_is(amounts, sum_, seeds, basis):
    found = loss(paid(*amounts), sum_)
    assert (found.seeds, found.basis) == (seeds, basis)


def test_the_fewest_transfers_are_taken():
    assert list(loss(paid(100, 200, 300, 400, 7), 700).seeds) == ["f::2", "f::3"]


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.integers(1, 120), st.randoms(use_true_random=False))
def test_no_more_than_the_loss_is_traced_and_an_exact_answer_is_found_when_there_is_one(amounts, sum_, random):
    lines = paid(*amounts)
    found = loss(lines, sum_)
    held = dict(zip(lines["event"], lines["amount"], strict=True))
    assert all(0 < fen <= held[event] for event, fen in found.seeds.items())
    assert sum(found.seeds.values()) == min(sum_, sum(amounts))
    exact = any(sum(of) == sum_ for n in range(len(amounts)) for of in itertools.combinations(amounts, n + 1))
    assert (found.basis in ("one", "all", "together")) == exact
    mixed = lines.sample(frac=1, random_state=random.randint(0, 99))
    assert loss(mixed, sum_) == found


def test_a_stated_arrival_is_a_transfer_from_nobody_known():
    known = paid(500).assign(
        source="acct:a", target="acct:b", terminal=None, balance_target=pd.Series([1], dtype="Int64")
    )
    made = with_stated(known, "acct:x", 900, at=DAY)
    last = made.iloc[-1]
    assert (last["event"], last["target"], last["amount"], last["terminal"]) == (STATED, "acct:x", 900, "unknown")
    assert pd.isna(last["source"])
    assert made["amount"].dtype == "int64"
    assert made["balance_target"].dtype == "Int64"
