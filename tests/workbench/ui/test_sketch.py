"""The small drawings: money flows forwards only, inferences are dotted, too much is cut."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from workbench.ui.sketch import MOST_FLOWS, flow, sketch


def moves(*lines):
    return pd.DataFrame(lines, columns=["source", "target", "terminal", "traced"])


def series(made):
    return made.option["series"][0]


def test_transfers_between_two_accounts_are_one_flow_in_yuan():
    made = flow(moves(("acct:1", "acct:2", None, 100), ("acct:1", "acct:2", None, 50)), "traced")
    assert series(made)["links"] == [{"source": "acct:1", "target": "acct:2", "value": 1.5}]


def test_money_that_comes_back_is_cut_and_said_so():
    made = flow(moves(("acct:1", "acct:2", None, 100), ("acct:2", "acct:1", None, 30)), "traced")
    assert len(series(made)["links"]) == 1
    assert made.cut


def test_money_that_went_to_nobody_named_ends_at_what_is_known():
    made = flow(moves(("acct:1", None, "cash", 100), ("acct:1", None, None, 40)), "traced")
    assert {link["target"] for link in series(made)["links"]} == {"现金", "对方不明"}


def test_nothing_has_no_drawing():
    assert flow(moves(), "traced") is None
    assert sketch("gang", {"reasons": pd.DataFrame()}) is None
    assert sketch("money_roles", {"roles": pd.DataFrame({"account": ["acct:1"]})}) is None


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 99)), max_size=60))
def test_a_flow_never_has_a_loop_nor_more_than_fits(lines):
    made = flow(moves(*((f"acct:{a}", f"acct:{b}", None, n) for a, b, n in lines)), "traced")
    links = series(made)["links"] if made else []
    assert len(links) <= MOST_FLOWS
    left = {(link["source"], link["target"]) for link in links}
    while left:  # take away what nothing leads to, until nothing is left
        targets = {b for _, b in left}
        first = {(a, b) for a, b in left if a not in targets}
        assert first, "a loop"
        left -= first


def test_a_pair_inferred_in_two_ways_is_one_dotted_line_without_arrow():
    reasons = pd.DataFrame(
        {"member": ["person:1", "person:2"], "member_name": ["甲", "乙"], "other": ["person:2", "person:1"]}
    )
    made = sketch("gang", {"reasons": reasons})
    (link,) = series(made)["links"]
    assert link["lineStyle"]["type"] == "dotted"
    assert series(made)["edgeSymbol"] == ["none", "none"]
    assert {point["name"] for point in series(made)["data"]} == {"甲", "乙"}


def test_a_path_is_drawn_solid_with_the_kind_of_each_link():
    steps = pd.DataFrame({"path": [0], "source": ["tel:1"], "target": ["tel:2"], "types": [("CALLED",)]})
    (link,) = series(sketch("paths", {"paths": pd.DataFrame(), "steps": steps}))["links"]
    assert (link["value"], link["lineStyle"]["type"]) == ("通话", "solid")


def test_the_curve_of_removal_is_in_percent():
    curve = pd.DataFrame({"removed": [0, 1], "share": [1.0, 0.333], "largest": [6, 2]})
    assert series(sketch("key_players", {"curve": curve}))["data"] == [100.0, 33.3]


def test_a_drawing_that_shows_only_some_ties_says_so():
    pairs = [(f"tel:{n}", f"tel:{n + 1}") for n in range(200)]
    lines = pd.DataFrame(pairs, columns=["a", "b"]).assign(weight=1.0)
    many, few = (sketch("gangs", {"ties": lines.head(count)}) for count in (200, 20))
    assert many is not None
    assert few is not None
    assert (many.cut, few.cut) == (True, False)
    assert many.most < 200


def test_the_hours_of_a_week_are_drawn_and_without_calls_the_balances():
    week = pd.DataFrame({"weekday": [0, 6], "hour": [8, 23], "count": [3, 1]})
    made = sketch("profile", {"week": week})
    assert made is not None
    assert made.option["series"][0]["data"] == [[8, 0, 3], [23, 6, 1]]
    moment = pd.to_datetime(["2026-03-01T08:00Z", "2026-03-02T08:00Z"])
    balances = pd.DataFrame(
        {"account": "acct:A:1", "moment": moment, "balance": pd.array([5_000, None], dtype="Int64")}
    )
    drawn = sketch("profile", {"balances": balances})
    assert drawn is not None
    assert drawn.option["series"][0]["data"] == [["2026-03-01 16:00:00", 50.0]]
    assert sketch("profile", {}) is None


def test_a_replaced_number_points_to_the_one_that_took_its_place():
    replaced = pd.DataFrame({"old": ["tel:9"], "new": ["tel:1"]})
    (link,) = series(sketch("replaced_numbers", {"replaced": replaced}))["links"]
    assert (link["source"], link["target"]) == ("tel:9", "tel:1")
    assert link["lineStyle"]["type"] == "dotted"
