"""The money's analyses asked of drawn worlds: chains, one sum under every rule, bounds, the two lists, roles."""

from __future__ import annotations

import pytest

from workbench.errors import UserError

WORLD = """
    张三 -[HOLDS]-> acct:JL:1
    李四 -[HOLDS]-> acct:BY:2
    acct:JL:9 -[TRANSFERRED at=2026-03-01T08:00:00 amount=10000000]-> acct:JL:1
    acct:JL:1 -[TRANSFERRED at=2026-03-01T08:30:00 amount=9500000]-> acct:BY:2
    acct:BY:2 -[TRANSFERRED at=2026-03-01T09:00:00 amount=9000000 terminal=cash]-> -
    acct:JL:7 -[TRANSFERRED at=2026-03-02T09:00:00 amount=100]-> acct:JL:8
"""


def event(asked, source):
    transfers = asked.inputs.transfers
    return transfers.loc[transfers["source"] == source, "event"].iloc[0]


@pytest.fixture
def loss(asked):
    """The id of the first payment."""
    asked(WORLD, "money_chains", accounts="acct:JL:9")
    return event(asked, "acct:JL:9")


def test_a_chain_goes_on_hop_by_hop_with_the_holders_names(asked):
    result = asked(WORLD, "money_chains", accounts="acct:JL:9")
    (chain,) = result.frame.to_dict("records")
    assert (chain["hops"], chain["delivered"], chain["terminal"]) == (3, 9_000_000, "cash")
    assert result.frames["steps"]["target_name"].dropna().tolist() == ["张三", "李四"]
    assert result.warnings == ("列出 1 条链，共找到 1 条。",)


def test_a_chain_is_followed_backward_from_an_account(asked):
    result = asked(WORLD, "money_chains", accounts="acct:BY:2", direction="backward")
    assert result.frames["steps"]["source"].tolist() == ["acct:JL:9", "acct:JL:1"]


def test_a_sum_is_traced_under_every_rule_with_bounds_and_where_it_is(asked, loss):
    result = asked(WORLD, "trace", events=loss)
    assert result.frames["now"]["traced"].sum() == 10_000_000
    (first, second) = result.frames["accounts"].head(2).to_dict("records")
    assert (first["account_name"], first["least"], first["most"]) == ("张三", 10_000_000, 10_000_000)
    assert second["lower"] <= second["least"] <= second["most"] <= second["upper"]
    places = result.frames["places"]
    assert set(places["rule"]) == {"fifo", "lifo", "pro_rata", "dirty_first", "clean_first"}
    assert (places[["held", "cash", "fee", "left"]].sum(axis=1) == 10_000_000).all()
    assert "100,000.00" in result.warnings[0]
    assert {"requests", "stops"} <= result.frames.keys()


def test_a_link_s_id_names_its_transfer_and_a_part_of_it_can_be_traced(asked, loss):
    file, sheet, row = loss.rpartition(":")[0].partition(":")[0], "", loss.rpartition(":")[2]
    link = f"TRANSFERRED|acct:JL:9|acct:JL:1|{file}:{sheet}:{row}"
    result = asked(WORLD, "trace", events=link, amount="50000", rule="fifo")
    assert result.frames["now"]["traced"].sum() == 5_000_000
    assert result.params["amount"] == 5_000_000


def test_all_that_an_account_paid_in_a_period_can_be_traced(asked):
    result = asked(WORLD, "trace", accounts="acct:JL:1", since="2026-03-01", until="2026-03-02")
    assert result.frames["now"]["traced"].sum() == 9_500_000


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({}, "没有起点"),
        ({"accounts": "acct:JL:9", "since": "2027-01-01"}, "没有起点"),
        ({"events": "nothing::1"}, "没有这笔转账"),
        ({"accounts": "acct:JL:9 acct:JL:1", "amount": "5"}, "amount"),
        ({"accounts": "acct:JL:9", "rule": "fairest"}, "pro_rata"),
        ({"accounts": "acct:JL:9", "amount": "999999999"}, "within|不大于"),
    ],
)
def test_what_cannot_be_traced_is_told_why(asked, params, words):
    with pytest.raises(UserError, match=words):
        asked(WORLD, "trace", **params)


def test_accounts_have_roles_with_the_events_they_rest_on(asked):
    result = asked(WORLD, "money_roles")
    roles = set(zip(result.frame["account"], result.frame["role"], strict=True))
    assert {("acct:JL:1", "pass_through"), ("acct:BY:2", "cash_out")} <= roles
    assert {"fan_in", "fan_out", "scatter_gather", "gather_scatter", "cycles"} <= result.frames.keys()
