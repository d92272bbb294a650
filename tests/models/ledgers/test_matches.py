"""Matching debits with credits: planted pairs, rivals, nobody, reasons that add up, and no order of lines."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import Protected
from models.ledgers import LedgerModel, matches, reasons


def f1(found, true):
    hits = len(found.pairs.merge(true, on=["debit", "credit"]))
    return 2 * hits / (len(found.pairs) + len(true))


def test_planted_pairs_are_found_though_amounts_dates_and_memos_differ(statements):
    debits, credits, pairs = statements()
    assert (
        debits.set_index("id")["amount"].loc[pairs["debit"]].to_numpy() != credits["amount"].to_numpy()
    ).mean() > 0.6
    assert f1(matches(debits, credits), pairs) >= 0.98


def test_nobody_has_two_partners(statements):
    found = matches(*statements(seed=1, alone=40)[:2])
    assert found.pairs["debit"].is_unique
    assert found.pairs["credit"].is_unique


def test_who_has_no_partner_is_said_to_have_none(statements):
    debits, credits, pairs = statements(alone=50, seed=2)
    found = matches(debits, credits)
    alone = set(debits["id"]) - set(pairs["debit"])
    assert len(alone & set(found.unmatched_debits["id"])) >= 48
    assert set(found.pairs["debit"]) | set(found.unmatched_debits["id"]) == set(debits["id"])
    assert set(found.pairs["credit"]) | set(found.unmatched_credits["id"]) == set(credits["id"])
    assert not set(found.pairs["credit"]) & set(found.unmatched_credits["id"])


def test_confidence_is_about_the_share_of_true_pairs(statements):
    debits, credits, pairs = statements(400, alone=100, seed=3)
    found = matches(debits, credits)
    hits = len(found.pairs.merge(pairs, on=["debit", "credit"]))
    assert found.pairs["confidence"].sum() == pytest.approx(hits, abs=12)


def test_two_equal_debits_of_two_equal_credits_are_each_a_half(statements):
    debits, credits, _ = statements(100, seed=4)
    twin, answer = debits.iloc[[0]].assign(id="E1"), credits.iloc[[0]].assign(id="L1")
    found = matches(pd.concat([debits, twin]), pd.concat([credits, answer])).pairs.set_index("debit")
    for debit in ("D0000", "E1"):
        assert found.loc[debit, "confidence"] == pytest.approx(0.5, abs=0.05)
        assert found.loc[debit, "rival_confidence"] == pytest.approx(0.5, abs=0.05)
    assert {found.loc["D0000", "credit"], found.loc["E1", "credit"]} == {credits["id"].iloc[0], "L1"}


@pytest.mark.parametrize("memo", ["missing", "constant", "empty"])
def test_without_memos_equal_and_rare_amounts_are_still_matched(statements, memo):
    debits, credits, pairs = statements(150, seed=5)
    credits["amount"] = debits["amount"].to_numpy()
    change = {
        "missing": lambda frame: frame.drop(columns="memo"),
        "constant": lambda frame: frame.assign(memo="transfer"),
        "empty": lambda frame: frame.assign(memo=None),
    }[memo]
    model = LedgerModel().fit(change(debits), change(credits))
    found = matches(change(debits), change(credits), model=model)
    assert f1(found, pairs) >= 0.95
    assert reasons(model, found)[0].missing == ("memo_start", "memo_likeness")


def test_dates_off_by_weeks_do_not_hide_equal_amounts(statements):
    debits, credits, pairs = statements(150, seed=6)
    credits["amount"] = debits["amount"].to_numpy()
    credits["date"] = (
        (pd.to_datetime(debits["date"]) + pd.to_timedelta(21, unit="D")).dt.strftime("%Y-%m-%d").to_numpy()
    )
    assert f1(matches(debits, credits), pairs) >= 0.97


def test_misspelt_memos_are_found_by_their_letters(statements):
    debits, credits, pairs = statements(200, seed=7)
    credits["memo"] = ["X" + memo[1:4] + memo[5:] for memo in credits["memo"]]
    assert f1(matches(debits, credits), pairs) >= 0.9


def test_items_sum_to_the_score_and_name_both_records(statements):
    debits, credits, _ = statements(80, seed=8)
    model = LedgerModel().fit(debits, credits)
    found = matches(debits, credits, model=model)
    told = reasons(model, found)
    for evidence, line in zip(told, found.pairs.itertuples(), strict=True):
        assert math.fsum(item.weight for item in evidence.items) == pytest.approx(line.score, abs=1e-9)
        assert evidence.about == evidence.rows == (line.debit, line.credit)
        assert [item.feature for item in evidence.items] == ["amount", "days", "memo_start", "memo_likeness"]


def test_a_rare_amount_says_more_than_a_round_one_paid_every_day():
    days = pd.date_range("2026-01-01", periods=60).strftime("%Y-%m-%d")
    amounts = [100.0] * 50 + list(np.linspace(3_000, 9_000, 10).round(2) + 0.37)
    debits = pd.DataFrame({"id": [f"d{n:02}" for n in range(60)], "date": days, "amount": amounts})
    credits = debits.assign(id=[f"k{n:02}" for n in range(60)])
    model = LedgerModel(before=0, after=0).fit(debits, credits)
    compared = model.compared(debits, credits)
    weight = model.weights(compared)["amount"].groupby(compared["debit"]).max()
    assert weight[55] > weight[5] + 1


def test_the_order_of_lines_changes_nothing(statements):
    debits, credits, _ = statements(120, seed=9, alone=20)
    one = matches(debits, credits)
    other = matches(debits[::-1], credits.sample(frac=1, random_state=3))
    for name in ("pairs", "unmatched_debits", "unmatched_credits"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)


def test_a_record_gone_at_scoring_time_changes_only_the_pairs_that_cite_it(statements):
    debits, credits, _ = statements(120, seed=10)
    model = LedgerModel().fit(debits, credits)
    gone = credits["id"].iloc[7]
    before, after = (
        {e.about: e.items for e in reasons(model, matches(debits, left, model=model))}
        for left in (credits, credits[credits["id"] != gone])
    )
    assert any(gone in pair for pair in before)
    kept = {pair: items for pair, items in before.items() if gone not in pair}
    assert {pair: after.get(pair) for pair in kept} == kept


def test_unrelated_statements_are_mostly_left_alone(statements):
    debits, credits = statements(200, seed=11)[0], statements(200, seed=12)[1]
    assert len(matches(debits, credits).pairs) <= 6


def test_nothing_and_one_side_alone_have_no_pairs(statements):
    debits, credits, _ = statements(5, seed=13)
    for one, other in ((debits[:0], credits), (debits, credits[:0]), (debits[:0], credits[:0])):
        found = matches(one, other)
        assert found.pairs.empty
        assert len(found.unmatched_debits) == len(one)
        assert len(found.unmatched_credits) == len(other)


def test_protected_columns_ids_twice_and_amounts_of_nothing_are_refused(statements):
    debits, credits, _ = statements(5)
    with pytest.raises(Protected, match="ethnicity"):
        matches(debits.assign(ethnicity="x"), credits)
    with pytest.raises(ValueError, match="stands in two lines"):
        matches(pd.concat([debits, debits]), credits)
    with pytest.raises(ValueError, match="not above zero"):
        matches(debits.assign(amount=0.0), credits)
    with pytest.raises(ValueError, match="a date is missing"):
        matches(debits, credits.assign(date=None))


@given(st.integers(0, 10_000))
@settings(max_examples=8, deadline=None)
def test_pairs_are_one_to_one_and_every_probability_is_one(seed):
    random = np.random.default_rng(seed)
    sides = [
        pd.DataFrame({
            "id": [f"{letter}{n}" for n in range(12)],
            "date": pd.Timestamp("2026-03-01") + pd.to_timedelta(random.integers(0, 5, 12), unit="D"),
            "amount": random.choice([10.0, 10.1, 55.0, 56.0], 12),
            "memo": random.choice(["li wei", "li we", "sun fang", None], 12),
        })
        for letter in "dk"
    ]  # fmt: skip
    found = matches(*sides, least=0)
    assert found.pairs["debit"].is_unique
    assert found.pairs["credit"].is_unique
    assert found.pairs["confidence"].between(0, 1).all()
    assert len(found.pairs) + len(found.unmatched_debits) == len(found.pairs) + len(found.unmatched_credits) == 12
