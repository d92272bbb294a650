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
        ({"accounts": "acct:JL:9", "amount": "0"}, "大于零"),
        ({"accounts": "acct:JL:9", "side": "both"}, "received"),
        ({"accounts": "acct:JL:9", "side": "received", "amount": "5"}, "时间"),
        ({"accounts": "acct:JL:9", "rule": "fairest"}, "pro_rata"),
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


def test_a_loss_known_by_its_sum_and_time_begins_with_the_transfer_of_that_sum(asked):
    result = asked(WORLD, "trace", accounts="acct:JL:1", amount="95000", since="2026-03-01", until="2026-03-02")
    assert result.frames["now"]["traced"].sum() == 9_500_000
    assert not [words for words in result.warnings if "损失" in words]


def test_a_loss_that_no_transfers_make_up_exactly_is_traced_and_said_to_be_a_guess(asked):
    result = asked(WORLD, "trace", accounts="acct:JL:9 acct:JL:7", amount="100000.5")
    assert result.frames["now"]["traced"].sum() == 10_000_050
    assert any("没有恰好等于损失" in words for words in result.warnings)
    short = asked(WORLD, "trace", accounts="acct:JL:9", amount="999999")
    assert short.frames["now"]["traced"].sum() == 10_000_000
    assert any("100,000.00" in words and "999,999.00" in words for words in short.warnings)


STATED = """
    李四 -[HOLDS]-> acct:BY:2
    acct:BY:2 -[TRANSFERRED at=2026-03-01T09:00:00 amount=9000000]-> acct:BY:3
"""


def test_an_arrival_that_no_file_shows_is_traced_as_stated_and_says_so(asked):
    terms = {"accounts": "acct:XX:1", "side": "received", "amount": "90000", "since": "2026-03-01T16:30"}
    result = asked(STATED, "trace", **terms)
    assert result.frames["now"][["account", "traced"]].to_numpy().tolist() == [["acct:XX:1", 9_000_000]]
    assert any("没有来源行" in words for words in result.warnings)
    assert result.frames["requests"]["owner"].tolist() == ["acct:XX:1"]


def test_an_arrival_that_a_file_shows_is_that_transfer_and_no_second_one(asked):
    terms = {"accounts": "acct:BY:3", "side": "received", "amount": "90000", "since": "2026-03-01T16:30"}
    result = asked(STATED, "trace", **terms)
    assert result.frames["transfers"]["event"].tolist() == [event(asked, "acct:BY:2")]
    assert not any("没有来源行" in words for words in result.warnings)


def test_an_arrival_that_a_statement_of_that_time_does_not_have_is_refused(asked):
    world = WORLD + "acct:JL:1 -[TRANSFERRED at=2026-03-01T11:00:00 amount=7]-> acct:JL:8"
    terms = {"accounts": "acct:JL:1", "side": "received", "amount": "5", "since": "2026-03-01T17:00"}
    with pytest.raises(UserError, match="没有一笔"):
        asked(world, "trace", **terms, until="2026-03-01T18:00")


def test_transfers_of_an_account_are_listed_with_unknown_parties_and_cash(asked):
    paid = asked(WORLD, "transfers", accounts="acct:BY:2 acct:JL:1")
    assert paid.frame[["source", "terminal"]].fillna("").to_numpy().tolist() == [
        ["acct:JL:1", ""],
        ["acct:BY:2", "cash"],
    ]
    got = asked(WORLD, "transfers", accounts="acct:JL:1", side="received")
    assert got.frame["amount"].tolist() == [10_000_000]
    few = asked(WORLD, "transfers", accounts="acct:BY:2 acct:JL:1", top=1)
    assert len(few.frame) == 1
    assert any("共 2 笔" in words for words in few.warnings)


PHONES = (
    WORLD
    + """
    李四 -[USES]-> tel:+8615400000001
    张三 -[USES]-> tel:+8615400000002
    tel:+8615400000001 -[CALLED at=2026-03-01T08:00:00 seconds=60]-> tel:+8615400000009
    tel:+8615400000009 -[CALLED at=2026-03-01T09:10:00 seconds=60]-> tel:+8615400000002
"""
)


def test_the_numbers_behind_the_accounts_that_a_sum_reached_are_asked_for_next(asked):
    numbers = asked(PHONES, "trace", accounts="acct:JL:9").frames["numbers"]
    by_number = dict(zip(numbers["number"], numbers["why"], strict=True))
    assert by_number["tel:+8615400000002"] == "holder" or "tel:+8615400000002" not in by_number
    assert set(numbers["why"]) <= {"holder", "contact"}
    assert numbers.loc[numbers["why"] == "holder", "at_stake"].gt(0).all()


def test_the_lists_follow_the_chosen_rule(asked):
    told = {rule: asked(WORLD, "trace", accounts="acct:JL:9", rule=rule) for rule in ("fifo", "clean_first")}
    for rule, result in told.items():
        moved = result.frames["transfers"].groupby("target")["traced"].sum()
        requests = result.frames["requests"]
        assert [moved[owner] for owner in requests["owner"]] == requests["at_stake"].tolist(), rule


def test_cash_drawn_is_traced_to_its_end_and_nobody_is_to_be_asked(asked):
    asked(WORLD, "transfers", accounts="acct:BY:2")
    result = asked(WORLD, "trace", events=event(asked, "acct:BY:2"))
    assert result.frames["now"][["place", "traced"]].to_numpy().tolist() == [["cash", 9_000_000]]
    assert result.frames["numbers"].empty
    assert result.frames["requests"].empty
