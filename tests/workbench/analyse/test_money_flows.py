"""Transfers as the triage reads them: local days, whether the hour is known, and cycles counted like by hand."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.ledger.frames import transfer_events
from models.accounts.features import account_features
from workbench.analyse.money_flows import flows_of, with_cycles


def test_days_are_of_shanghai_and_terminals_are_left_out(drawn):
    scope = drawn("""
        acct:A -[TRANSFERRED at=2026-03-01T15:30:00 amount=100]-> acct:B
        acct:A -[TRANSFERRED at=2026-03-02T04:00:00 amount=100]-> acct:B
        acct:B -[TRANSFERRED at=2026-03-02T13:00:00 amount=100 terminal=cash]-> -
        acct:B -[TRANSFERRED at=2026-03-02T14:00:00 amount=100]-> acct:B
    """)
    flows = flows_of(transfer_events(scope))
    assert (flows["day"] % 1).tolist() == pytest.approx([23.5 / 24, 0.5])
    assert flows["timed"].all()
    assert account_features(flows).loc["acct:A", "night"] == 0.5


def book(lines):
    return pd.DataFrame(lines, columns=["source", "target", "day"]).assign(amount=1)


def test_a_cycle_counts_for_each_of_its_transfers_and_only_within_ten_days():
    ring = [("a", "b", 1.0), ("b", "c", 2.0), ("c", "a", 3.0), ("c", "d", 3.0)]
    assert with_cycles(book(ring))["cycles"].tolist() == [1, 1, 1, 0]
    late = [(a, b, day * 6) for a, b, day in ring]
    assert with_cycles(book(late))["cycles"].tolist() == [0, 0, 0, 0]


def test_what_comes_back_on_the_same_day_has_no_known_order():
    assert with_cycles(book([("a", "b", 1), ("b", "a", 1)]))["cycles"].tolist() == [0, 0]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc"), st.integers(0, 30)), min_size=1, max_size=9))
@settings(max_examples=40, deadline=None)
def test_cycles_of_three_are_those_of_plain_loops(lines):
    kept = sorted({line for line in lines if line[0] != line[1]}, key=lambda line: line[2])
    if len(kept) < 2:
        return
    part = set()
    for size in (2, 3):
        for way in itertools.permutations(range(len(kept)), size):
            ends = [kept[n] for n in way]
            closed = (
                all(x[1] == y[0] and x[2] < y[2] for x, y in itertools.pairwise(ends)) and ends[-1][1] == ends[0][0]
            )
            if closed and len({end[0] for end in ends}) == size and ends[-1][2] - ends[0][2] <= 10:
                part |= set(way)
    found = with_cycles(book(kept))["cycles"]
    assert {n for n, count in enumerate(found) if count} == part
