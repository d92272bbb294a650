"""Features of accounts on small books whose figures can be worked out by hand, and by plain loops on random ones."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.accounts.features import FEATURES, account_features
from models.accounts.rows import rows_behind
from models.errors import Protected


def book(*lines, **more):
    """Return transfers of lines (source, target, day, amount)."""
    frame = pd.DataFrame(lines, columns=["source", "target", "day", "amount"]).astype({"day": float})
    return frame.assign(event=[f"e{n}" for n in range(len(lines))], **more)


def test_there_are_about_twenty_five_features_and_a_line_for_every_account():
    found = account_features(book(("a", "b", 1, 100), ("b", "c", 2, 90)))
    assert found.index.tolist() == ["a", "b", "c"]
    assert tuple(found.columns) == FEATURES
    assert 20 <= len(FEATURES) <= 30


def test_a_mule_passes_on_nearly_everything_within_a_day():
    found = account_features(book(("a", "mule", 1, 100), ("mule", "c", 2, 95), ("a", "saver", 1, 100))).T
    assert found["mule"][["passed_on", "nearly_whole", "dwell"]].tolist() == [0.95, 1.0, 1.0]
    assert found["saver"][["passed_on", "nearly_whole"]].tolist() == [0.0, 0.0]
    assert math.isnan(found["saver"]["dwell"])
    assert math.isnan(found["a"]["passed_on"])  # nothing came, so nothing could be passed on
    assert found["mule"]["symmetry"] == pytest.approx(1 - 5 / 195)
    assert found["a"]["symmetry"] == 0


def test_what_leaves_before_it_came_or_long_after_is_not_passed_on():
    found = account_features(book(("m", "c", 1, 100), ("a", "m", 2, 100), ("m", "d", 9, 100))).T
    assert found["m"]["passed_on"] == 0
    assert found["m"]["dwell"] == 7


def test_parties_count_once_and_both_ways_is_their_share():
    found = account_features(book(("a", "b", 1, 1), ("a", "b", 2, 1), ("b", "a", 3, 1), ("a", "c", 4, 1))).T
    assert found["a"][["parties_in", "parties_out"]].tolist() == [1, 2]
    assert found["a"]["new_parties"] == 3 / 4
    assert found["a"]["both_ways"] == pytest.approx(2 / 3)
    assert found["c"]["both_ways"] == 0
    assert found["a"]["lean"] == pytest.approx(-1 / 3)


def test_amounts_say_what_is_usual_and_what_is_not():
    lines = [("a", "b", n, 20_000) for n in range(9)] + [("a", "b", 9, 200), ("c", "d", 1, 12_345)]
    found = account_features(book(*lines)).T
    assert found["a"]["odd"] == pytest.approx(2)
    assert found["c"]["odd"] == 0
    assert found["a"]["repeated"] == 0.9
    assert found["a"]["round"] == 0.9
    assert found["c"]["round"] == 0
    assert found["a"]["least"] == 0  # nothing in the book is less
    assert found["a"]["most"] == pytest.approx(2 / 11)


def test_night_is_known_only_where_hours_are():
    lines = (("a", "b", 10 + 2 / 24, 5), ("a", "b", 11 + 12 / 24, 5), ("c", "d", 12, 5))
    found = account_features(book(*lines, timed=[True, True, False])).T
    assert found["a"]["night"] == 0.5
    assert math.isnan(found["c"]["night"])
    assert account_features(book(*lines))["night"].isna().all()


def test_scatter_and_gather_count_the_middlemen():
    fan = [("boss", f"m{n}", 1, 100) for n in range(4)] + [(f"m{n}", "end", 2 + n % 3, 95) for n in range(4)]
    found = account_features(book(*fan, ("boss", "late", 1, 9), ("late", "end", 30, 9))).T
    assert found["boss"][["scatter", "fan_out"]].tolist() == [4, 5]
    assert found["end"]["gather"] == 4
    assert found["m0"][["scatter", "gather"]].tolist() == [0, 0]


def test_cycles_are_those_handed_in_and_unknown_without():
    ring = (("a", "b", 1, 10), ("b", "c", 2, 10), ("c", "a", 3, 10), ("c", "d", 4, 10))
    found = account_features(book(*ring, cycles=[1, 1, 1, 0])).T
    assert found["b"]["cycles"] == pytest.approx(math.log10(2))
    assert found["c"]["cycle_share"] == pytest.approx(2 / 3)
    assert found["d"]["cycles"] == 0
    assert account_features(book(*ring))[["cycles", "cycle_share"]].isna().all(axis=None)


def test_lines_without_an_end_and_to_oneself_are_left_out():
    whole = book(("a", "b", 1, 10), ("a", None, 2, 10), (None, "b", 2, 10), ("a", "a", 3, 10))
    pd.testing.assert_frame_equal(account_features(whole), account_features(whole[:1]))
    assert account_features(whole[:0]).empty


def test_protected_columns_are_refused():
    with pytest.raises(Protected):
        account_features(book(("a", "b", 1, 10), religion="x"))


transfers = st.lists(
    st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde"), st.integers(0, 12), st.integers(1, 400)),
    min_size=1,
    max_size=25,
).filter(lambda lines: any(a != b for a, b, _, _ in lines))


@given(transfers, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_order_of_lines_changes_nothing(lines, random):
    shuffled = random.sample(lines, len(lines))
    one, other = (account_features(book(*order)) for order in (lines, shuffled))
    pd.testing.assert_frame_equal(one, other, check_exact=True)


@given(transfers)
@settings(max_examples=25, deadline=None)
def test_figures_are_those_of_plain_loops(lines):
    found = account_features(book(*lines))
    kept = [line for line in lines if line[0] != line[1]]
    for account in found.index:
        came, went = ([line for line in kept if line[side] == account] for side in (1, 0))
        passed = sum(min(a, sum(b for _, _, d, b in went if day <= d <= day + 3)) for _, _, day, a in came)
        assert found.at[account, "passed_on"] == pytest.approx(passed / sum(a for *_, a in came)) if came else True
        waits = [
            min(d - day for _, _, d, _ in went if d >= day) for _, _, day, _ in came if any(w[2] >= day for w in went)
        ]
        dwell = found.at[account, "dwell"]
        assert dwell == pytest.approx(np.median(waits)) if waits else math.isnan(dwell)
        fans = [len({a for a, _, d, _ in came if d // 3 == spell}) for spell in range(5)]
        assert found.at[account, "fan_in"] == max(fans)
        days = sorted(day for _, _, day, _ in came + went)
        burst = max(sum(day <= d <= day + 3 for d in days) for day in days)
        assert found.at[account, "burst"] == pytest.approx(burst / len(days))


def test_every_feature_opens_the_rows_behind_it():
    ring = (("a", "b", 1, 10), ("b", "c", 2, 9_000), ("c", "a", 3, 10), ("d", "b", 4, 11))
    (of_b,) = rows_behind(book(*ring, cycles=[1, 1, 1, 0]), ["b"])
    assert set(of_b) >= set(FEATURES)
    assert of_b["cycles"] == ("e0", "e1")
    assert of_b["parties_in"] == ("e0", "e3")
    assert of_b["parties_out"] == ("e1",)
    assert (of_b["least"], of_b["most"], of_b["odd"]) == (("e0",), ("e1",), ("e1",))
    assert of_b["transfers"] == ("e0", "e1", "e3")
    assert rows_behind(book(*ring), ["nobody"])[0]["transfers"] == ()
