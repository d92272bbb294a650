"""Whose call records to ask for next: holders of accounts that a sum reached, and whom several of them ring."""

from __future__ import annotations

import pandas as pd
import pytest

from graph.line.money.numbers import AROUND, next_numbers

AT = pd.Timestamp("2026-03-10T08:00:00Z")
HOUR = pd.Timedelta(hours=1)


def reached(**traced):
    lines = [(account, fen, AT, AT + HOUR) for account, fen in traced.items()]
    return pd.DataFrame(lines, columns=["account", "traced", "first_at", "last_at"]).assign(
        account=lambda of: "acct:" + of["account"]
    )


def belongings(*lines):
    rows = [
        (person, key, "HOLDS" if key.startswith("acct") else "USES", f"r::{n}") for n, (person, key) in enumerate(lines)
    ]
    return pd.DataFrame(rows, columns=["person", "key", "type", "event"])


def calls(*pairs, at=AT):
    rows = [(f"c::{n}", a, b, at) for n, (a, b) in enumerate(pairs)]
    return pd.DataFrame(rows, columns=["event", "caller", "callee", "started_at"]).astype(
        {"started_at": "datetime64[us, UTC]"}
    )


def statements(*owners, begin=AT - HOUR, end=AT + 2 * HOUR):
    rows = [(owner, begin, end) for owner in owners]
    return pd.DataFrame(rows, columns=["owner", "period_from", "period_to"]).astype(
        dict.fromkeys(("period_from", "period_to"), "datetime64[us, UTC]")
    )


def asked(owned, rung=(), files=(), **more):
    return next_numbers(reached(a=500, b=300), belongings(*owned), calls(*rung), statements=statements(*files), **more)


OWNED = (("p1", "acct:a"), ("p1", "tel:1"), ("p2", "acct:b"), ("p2", "tel:2"), ("p3", "acct:c"), ("p3", "tel:3"))


def test_the_numbers_of_who_holds_a_reached_account_are_asked_for_with_the_rows_that_say_so():
    found = asked(OWNED)
    assert found[["owner", "why", "accounts", "at_stake"]].to_numpy().tolist() == [
        ["tel:1", "holder", ("acct:a",), 500],
        ["tel:2", "holder", ("acct:b",), 300],
    ]
    assert found["events"].tolist() == [("r::0", "r::1"), ("r::2", "r::3")]
    assert found["period_from"].tolist() == [AT - AROUND] * 2
    assert found["period_to"].tolist() == [AT + HOUR + AROUND] * 2


def test_who_holds_two_reached_accounts_is_asked_for_once_with_both():
    (line,) = asked((("p", "acct:a"), ("p", "acct:b"), ("p", "tel:1"))).to_dict("records")
    assert (line["accounts"], line["at_stake"]) == (("acct:a", "acct:b"), 800)


def test_a_number_whose_records_cover_the_arrivals_is_not_asked_for_again():
    assert asked(OWNED, files=["tel:1"])["owner"].tolist() == ["tel:2"]
    late = statements("tel:1", begin=AT + HOUR / 2)
    found = next_numbers(reached(a=500), belongings(*OWNED), calls(), statements=late)
    assert found["owner"].tolist() == ["tel:1"]


def test_whom_two_of_them_ring_is_asked_for_too_and_those_of_one_only_are_not():
    found = asked(OWNED, rung=[("tel:1", "tel:9"), ("tel:9", "tel:2"), ("tel:1", "tel:8")])
    (line,) = found[found["why"] == "contact"].to_dict("records")
    assert (line["owner"], line["contacts"], line["calls"], line["events"]) == ("tel:9", 2, 2, ("c::0", "c::1"))


def test_calls_of_another_time_lead_nowhere():
    owned, far = belongings(*OWNED), AT + 2 * AROUND
    rung = calls(("tel:1", "tel:9"), ("tel:2", "tel:9"), at=far)
    found = next_numbers(reached(a=500, b=300), owned, rung, statements=statements())
    assert set(found["why"]) == {"holder"}


def test_by_carrier_the_unknown_last():
    found = asked(OWNED, carriers={"tel:2": "联川"})
    assert found[["owner", "carrier"]].fillna("").to_numpy().tolist() == [["tel:2", "联川"], ["tel:1", ""]]


@pytest.mark.parametrize("owned", [(), (("p1", "acct:a"),), (("p1", "tel:1"),)])
def test_nobody_known_is_an_empty_list_with_its_columns(owned):
    assert asked(owned).empty
    assert "carrier" in asked(owned)


def test_the_order_of_lines_does_not_matter():
    pairs = [("tel:1", "tel:9"), ("tel:9", "tel:2"), ("tel:1", "tel:7"), ("tel:2", "tel:7")]
    one = next_numbers(reached(a=500, b=300), belongings(*OWNED), calls(*pairs), statements=statements())
    other = next_numbers(
        reached(a=500, b=300).iloc[::-1],
        belongings(*OWNED).iloc[::-1],
        calls(*pairs).iloc[::-1],
        statements=statements(),
    )
    pd.testing.assert_frame_equal(one, other)
