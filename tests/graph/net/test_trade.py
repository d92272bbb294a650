"""Functions in the trade chain: each rule speaks on its own behaviour, says why, and is silent otherwise."""

from __future__ import annotations

import pandas as pd
import pytest

from graph.net.trade import FUNCTIONS, trade_functions

CALLS = ["event", "caller", "callee", "act", "seconds"]
TRANSFERS = ["event", "source", "target", "terminal", "amount"]


def asked(members, *, calls=(), transfers=(), held=None):
    return trade_functions(
        pd.DataFrame(members, columns=["person", "key"]),
        calls=pd.DataFrame(list(calls), columns=CALLS, dtype=object).astype({"seconds": int}),
        transfers=pd.DataFrame(list(transfers), columns=TRANSFERS, dtype=object).astype({"amount": int}),
        held=None if held is None else pd.DataFrame(held, columns=["person", "key"]),
    )


def function_of(found, person):
    return found.functions.set_index("person").loc[person, "function"]


def canvass(act, count=60):
    return [(f"c{n}", "tel:1", f"tel:s{n}", act, 0 if act == "text" else 20) for n in range(count)]


@pytest.mark.parametrize(("act", "function"), [("text", "引流"), ("call", "话务")])
def test_who_reaches_many_strangers_once_lures_by_text_or_calls(act, function):
    found = asked([("a", "tel:1")], calls=canvass(act))
    assert function_of(found, "a") == function
    reason = found.reasons.iloc[0]
    assert (reason["measure"], reason["value"], len(reason["events"])) == ("strangers", 60, 20)


def test_long_talks_with_several_outsiders_are_calling():
    calls = [(f"c{who}{n}", "tel:1", f"tel:v{who}", "call", 300) for who in range(4) for n in range(5)]
    found = asked([("a", "tel:1")], calls=calls)
    assert function_of(found, "a") == "话务"
    assert found.reasons["measure"].tolist() == ["long_talks"]


def test_calls_among_members_say_nothing():
    members = [("a", "tel:1"), *((f"m{n}", f"tel:s{n}") for n in range(60))]
    assert function_of(asked(members, calls=canvass("call")), "a") == ""


def test_few_strangers_say_nothing():
    assert function_of(asked([("a", "tel:1")], calls=canvass("text", 14)), "a") == ""


def chain():
    """Nine victims pay the collector, who passes to the launderer, who passes to the casher, who draws cash."""
    paid = [(f"v{n}", f"acct:v{n}", "acct:c", None, 1000) for n in range(9)]
    return [
        *paid, ("p1", "acct:c", "acct:w", None, 8900), ("p2", "acct:w", "acct:q", None, 8800),
        ("p3", "acct:q", None, "cash", 8000),
    ]  # fmt: skip


MONEY = [("收", "acct:c"), ("洗", "acct:w"), ("取", "acct:q")]


def test_collector_launderer_and_casher_are_told_apart():
    found = asked(MONEY, transfers=chain())
    assert {person: function_of(found, person) for person, _ in MONEY} == {"收": "收款", "洗": "水房", "取": "取现"}
    reasons = found.reasons.set_index("person")
    assert reasons.loc["取", "events"] == ("p3",)
    assert reasons.loc["取", "value"] == pytest.approx(1.0)
    assert reasons.loc["收", "value"] == 9


def test_a_shop_that_keeps_its_takings_is_no_collector():
    assert function_of(asked(MONEY[:1], transfers=chain()[:9]), "收") == ""


def test_taking_a_transfer_away_changes_only_who_it_concerns():
    whole, less = (asked(MONEY, transfers=lines).functions for lines in (chain(), chain()[:-1]))
    assert less.set_index("person").loc[["收", "洗"]].equals(whole.set_index("person").loc[["收", "洗"]])
    assert function_of(asked(MONEY, transfers=chain()[:-1]), "取") == ""


def test_in_whose_name_others_numbers_stand_supplies_them():
    members = [("s", "tel:0"), ("a", "tel:1"), ("b", "tel:2"), ("c", "acct:3")]
    held = [("s", "tel:0"), ("s", "tel:1"), ("s", "tel:2"), ("s", "acct:3"), ("stranger", "tel:1")]
    found = asked(members, held=held)
    assert function_of(found, "s") == "号卡"
    assert found.reasons.iloc[0]["events"] == ("acct:3", "tel:1", "tel:2")
    assert function_of(asked(members, held=held[:3]), "s") == ""


def test_the_order_of_the_lines_does_not_matter():
    one, other = (asked(MONEY[::s], transfers=chain()[::s], calls=canvass("text")[::s]) for s in (1, -1))
    pd.testing.assert_frame_equal(one.functions, other.functions)
    pd.testing.assert_frame_equal(one.reasons, other.reasons)


def test_every_function_is_of_the_chain_and_strength_is_a_share():
    found = asked([*MONEY, ("a", "tel:1")], transfers=chain(), calls=canvass("call"))
    assert set(found.functions["function"]) <= {*FUNCTIONS, ""}
    assert found.functions["strength"].between(0, 1).all()
