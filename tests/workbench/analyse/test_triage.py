"""The triage asked of a drawn world: a cycle and its mule before everybody else, with the rows that say so."""

from __future__ import annotations

import pytest

from workbench.analyse.spoken import spoken_frame
from workbench.errors import UserError
from workbench.wording import speak

ORDINARY = "\n".join(
    f"acct:JL:{n} -[TRANSFERRED at=2026-03-{1 + n % 9:02}T0{n % 9}:00:00 amount={10_000 + 37 * n}]-> acct:JL:{100 + n % 4}"
    for n in range(10, 40)
)
CYCLE = """
    张三 -[HOLDS]-> acct:BY:2
    acct:BY:1 -[TRANSFERRED at=2026-03-02T08:00:00 amount=50000]-> acct:BY:2
    acct:BY:2 -[TRANSFERRED at=2026-03-02T09:00:00 amount=49000]-> acct:BY:3
    acct:BY:3 -[TRANSFERRED at=2026-03-02T10:00:00 amount=48500]-> acct:BY:1
"""


def test_accounts_in_a_cycle_come_first_with_the_rows_that_close_it(asked):
    result = asked(CYCLE + ORDINARY, "account_triage")
    first = result.frame.head(3)
    assert set(first["account"]) == {"acct:BY:1", "acct:BY:2", "acct:BY:3"}
    assert first.set_index("account").loc["acct:BY:2", "account_name"] == "张三"
    reasons = result.frames["reasons"]
    (cycle,) = reasons[(reasons["account"] == "acct:BY:2") & (reasons["measure"] == "cycles")].to_dict("records")
    assert cycle["weight"] > 0
    transfers = asked.inputs.transfers
    own = transfers[(transfers["source"] == "acct:BY:2") | (transfers["target"] == "acct:BY:2")]
    assert cycle["events"] == tuple(own["event"])
    assert "cycles" in first.set_index("account").loc["acct:BY:2", "because"]


def test_items_of_an_account_sum_to_its_weight(asked):
    result = asked(CYCLE + ORDINARY, "account_triage")
    sums = result.frames["reasons"].groupby("account")["weight"].sum()
    for line in result.frame.itertuples():
        assert sums[line.account] == pytest.approx(line.weight, abs=1e-9)


def test_as_many_accounts_as_can_be_looked_at_and_the_budget_is_said(asked):
    result = asked(CYCLE + ORDINARY, "account_triage", budget="2")
    assert len(result.frame) == 2
    assert "2 个账户" in result.warnings[0]
    assert "不等于可疑" in result.warnings[1]
    with pytest.raises(UserError, match="至少为 1"):
        asked(CYCLE, "account_triage", budget="0")


def test_known_hubs_and_a_scope_without_transfers_are_no_trouble(asked):
    found = asked(CYCLE + ORDINARY, "account_triage", ignored=["acct:BY:1"]).frame
    assert "acct:BY:1" not in set(found["account"])
    assert asked("张三 -[HOLDS]-> acct:BY:2", "account_triage").frame.empty


@pytest.mark.parametrize(("lang", "word"), [("zh", "资金回流"), ("en", "money comes back")])
def test_reasons_are_said_in_both_languages(asked, lang, word):
    result = asked(CYCLE + ORDINARY, "account_triage")
    try:
        speak(lang)
        assert word in spoken_frame(result.frame, analysis="account_triage").to_string()
        assert word in spoken_frame(result.frames["reasons"], analysis="account_triage").to_string()
    finally:
        speak("zh")
