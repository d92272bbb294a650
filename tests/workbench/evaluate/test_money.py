"""Measures of following money: on a world small enough to count by hand, and on a small city."""

from __future__ import annotations

import pandas as pd
import pytest

from graph.line.money.attribution import MAIN
from graph.line.money.bounds import ground
from workbench.evaluate.money import Measures, measured, named_truth, summary

MINUTE = pd.Timedelta(minutes=1)


def world(*, late=0):
    rows = [
        ("L0", "v", "m", 1_000, 0),
        ("L1", "m", "x", 950, 30 + late),
        ("L2", "x", "z", 900, 60 + late),
        ("L3", "o", "p", 900, 61),
    ]
    frame = pd.DataFrame(rows, columns=["event", "source", "target", "amount", "at"])
    start = pd.Timestamp("2026-03-01", tz="UTC")
    return frame.assign(occurred_at=start + frame.pop("at") * MINUTE, terminal=None)


def truth(*shares):
    lines = [("M0", event, share) for event, share in zip(("M0", "M1", "M2", "M9"), shares, strict=False)]
    frame = pd.DataFrame(lines, columns=["payment", "event", "share"])
    return named_truth(frame.assign(dwell="quick", innocent=False), {"M0": "L0", "M1": "L1", "M2": "L2"})


def of(measures: Measures, table: str, **where):
    lines = getattr(measures, table)
    for column, value in where.items():
        lines = lines[lines[column] == value]
    return lines


def test_what_is_found_is_held_against_what_is_true_and_in_the_data():
    measures = measured(ground(world()), truth(1_000, 950, 900, 500))
    line = of(measures, "chains", method=MAIN).iloc[0]
    assert (line.precision, line.recall, line.f1, line.n) == (1, 1, 1, 2)
    assert line.recall_all == pytest.approx(2 / 3)


def test_small_shares_are_no_part_of_the_chain():
    measures = measured(ground(world()), truth(1_000, 950, 49))
    line = of(measures, "chains", method=MAIN).iloc[0]
    assert (line.precision, line.recall, line.n) == (0.5, 1, 1)


def test_parked_money_is_lost_by_the_baseline_and_not_by_the_rule():
    measures = measured(ground(world(late=3_000)), truth(1_000, 950, 900))
    assert of(measures, "chains", method="baseline").f1.tolist() == [0]
    assert of(measures, "chains", method=MAIN).f1.tolist() == [1]


def test_bounds_hold_what_is_true_and_fail_what_is_not():
    right = measured(ground(world()), truth(1_000, 950, 900)).bounds
    assert right.inside.all()
    assert set(right.account) == {"m", "x", "z"}
    wrong = measured(ground(world()), truth(1_000, 950, 950)).bounds
    assert not wrong.set_index("account").inside["z"]


def test_a_payment_that_passes_an_account_twice_arrived_once():
    rows = [("L0", "v", "w", 100, 0), ("L1", "w", "c", 100, 1), ("L2", "c", "w", 100, 2), ("L3", "w", "x", 100, 3)]
    frame = pd.DataFrame(rows, columns=["event", "source", "target", "amount", "at"])
    frame = frame.assign(occurred_at=pd.Timestamp("2026-03-01", tz="UTC") + frame.pop("at") * MINUTE, terminal=None)
    lines = pd.DataFrame({"payment": "M0", "event": ["M0", "M1", "M2", "M3"], "share": 100, "dwell": "quick"})
    named = named_truth(lines.assign(innocent=False), {f"M{i}": f"L{i}" for i in range(4)})
    assert measured(ground(frame), named).bounds.set_index("account").true.to_dict() == {"c": 100, "w": 100, "x": 100}


def test_the_range_is_over_every_account_that_a_rule_names():
    ranges = measured(ground(world()), truth(1_000, 950, 900)).ranges
    assert ranges.set_index("account").share.to_dict() == {"m": 0, "x": 0, "z": 0}


def test_a_payment_that_no_file_tells_of_is_left_out():
    lines = truth(1_000, 950, 900).assign(seed=None)
    assert measured(ground(world()), lines).chains.empty


def test_the_summary_says_how_many_each_figure_rests_on():
    lines = summary(measured(ground(world()), truth(1_000, 950, 900)))
    f1 = lines[(lines.measure == "chain_f1") & (lines.method == MAIN) & (lines.dwell == "quick")].iloc[0]
    assert (f1.value, f1.n) == (1, 1)
    contained = lines[(lines.measure == "bounds_contain_truth") & (lines.dwell == "all")].iloc[0]
    assert (contained.value, contained.n) == (1, 3)
