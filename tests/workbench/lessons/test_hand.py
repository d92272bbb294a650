"""What a trainee works out by hand on one statement is what the product says."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.line.money.attribution import attribution
from graph.point.balances import balance_path
from workbench.lessons.hand import amount_matches, first_in_first_out

moves = st.lists(st.tuples(st.booleans(), st.integers(1, 90)), max_size=12)


def statement_of(opening, changes):
    """Return the transfers of an account M that begins with `opening`, by (comes in?, amount); it never overdraws."""
    lines, balance = [], opening
    for number, (comes, amount) in enumerate(changes):
        if not comes and amount > balance:
            continue
        balance += amount if comes else -amount
        ends = (f"acct:{number}", "acct:M") if comes else ("acct:M", f"acct:{number}")
        own = {"balance_target": balance} if comes else {"balance_source": balance}
        lines.append({"event": f"f:s:{number}", "source": ends[0], "target": ends[1], "amount": amount, **own})
    frame = pd.DataFrame(lines, columns=["event", "source", "target", "amount", "balance_source", "balance_target"])
    moments = pd.date_range("2026-03-01", periods=len(frame), freq="h", tz="UTC")
    made = frame.assign(occurred_at=moments, seq=range(len(frame)), terminal=None, currency="CNY", precision="second")
    return made.astype({"balance_source": "Int64", "balance_target": "Int64"})


@settings(deadline=None, max_examples=40)
@given(opening=st.integers(1, 90), before=moves, after=moves, amount=st.integers(1, 90))
def test_first_in_first_out_by_hand_is_what_the_tool_traces(opening, before, after, amount):
    transfers = statement_of(opening, [*before, (True, amount), *after])
    event = f"f:s:{len(before)}"
    hand = first_in_first_out(balance_path(transfers, "acct:M"), event).set_index("event")["traced"]
    tool = attribution(transfers, {event: amount}, rule="fifo").transfers
    tool = tool[tool["source"] == "acct:M"].set_index("event")["traced"]
    assert hand.to_dict() == tool.to_dict()


def test_money_that_was_there_before_leaves_first():
    rows = balance_path(statement_of(50, [(True, 30), (False, 60), (False, 20)]), "acct:M")
    assert first_in_first_out(rows, "f:s:0")["traced"].tolist() == [10, 20]


def test_an_arrival_that_still_lies_there_is_carried_by_nothing():
    rows = balance_path(statement_of(50, [(True, 30), (False, 50)]), "acct:M")
    assert first_in_first_out(rows, "f:s:0").empty


def test_amounts_match_within_three_days_and_from_85_percent_to_the_whole():
    rows = pd.DataFrame(
        {
            "event": ["in", "large", "whole", "least", "small", "other", "late"],
            "moment": pd.Timestamp("2026-03-01", tz="UTC") + pd.to_timedelta([0, 1, 2, 3, 4, 72, 73], unit="h"),
            "change": [100, -101, -100, -85, -84, -90, -90],
        }
    )
    assert amount_matches(rows, "in")["event"].tolist() == ["whole", "least", "other"]
