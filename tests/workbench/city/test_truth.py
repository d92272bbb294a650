from collections import Counter, defaultdict

import pytest


def test_people_numbers_and_accounts_in_other_tables_exist(city):
    people = {row["person"] for row in city.truth("people")}
    phones = {row["number"] for row in city.truth("phones")}
    accounts = {row["account"] for row in city.truth("accounts")} | {"cash", "fee", "bank"}
    assert {
        row["person"] for table in ("records", "gangs", "lookalikes", "swaps") for row in city.truth(table)
    } <= people
    assert {row[end] for row in city.truth("calls") for end in ("caller", "callee")} <= phones
    assert {row[end] for row in city.truth("transfers") for end in ("source", "target")} <= accounts
    assert {row["user"] for row in city.truth("phones")} - {"-1"} <= people


@pytest.mark.parametrize(("events", "rows"), [("calls", "call_events"), ("transfers", "transfer_events")])
def test_events_are_told_once_and_every_row_has_one(city, events, rows):
    known = Counter(row["event"] for row in city.truth(events))
    assert set(known.values()) == {1}
    assert {row["event"] for row in city.truth(rows)} <= set(known)


def test_no_event_is_told_twice_under_two_names(city):
    said = Counter((r["source"], r["target"], r["occurred_at"], r["amount"]) for r in city.truth("transfers"))
    assert sum(count > 1 for count in said.values()) < 5


def test_three_frauds_two_crews_and_a_tree_are_planted(city):
    kinds = Counter(kind for _, kind in city.groups("gangs"))
    assert kinds == {"fraud": 3, "theft": 2, "drugs": 1}
    roles = {row["role"] for row in city.truth("gangs") if row["kind"] == "fraud"}
    assert {"引流", "话务", "号卡", "收款", "水房", "取现"} <= roles


def test_series_hold_the_cases_of_each_gang(city):
    series = defaultdict(list)
    for row in city.truth("series"):
        series[row["series"].split("-")[0]].append(row["series"])
    assert len(set(series["chain"])) == 3
    assert len(set(series["crew"])) == 2
    assert min(Counter(series["crew"]).values()) >= 10


def test_shares_of_a_payment_never_exceed_it_in_one_layer_of_bank_cards(city):
    first = defaultdict(int)
    amount = {}
    for row in city.truth("chains"):
        if row["event"] == row["payment"]:
            amount[row["payment"]] = int(row["amount"])
            assert row["share"] == row["amount"]
        if row["layer"] == "1":
            first[row["payment"]] += int(row["share"])
    assert amount
    assert all(amount[payment] > 0 for payment in first)


def test_changes_of_number_say_how_far_they_can_be_seen(city):
    calls = defaultdict(set)
    seen = {row["event"] for row in city.truth("call_events")}
    for row in city.truth("calls"):
        if row["event"] in seen:
            calls[row["caller"]].add(row["callee"])
            calls[row["callee"]].add(row["caller"])
    swaps = city.truth("swaps")
    for row in swaps:
        assert int(row["before"]) == len(calls[row["old"]])
        assert int(row["both"]) == len(calls[row["old"]] & calls[row["new"]])
    assert sum(int(row["both"]) > 0 for row in swaps) > 60
    assert sum(int(row["both"]) == 0 for row in swaps) > 3


def test_handsets_are_passed_on_and_one_belongs_to_a_repair_shop(city):
    users = defaultdict(set)
    for row in city.truth("devices"):
        if row["kind"] == "imei":
            users[row["value"]].add(row["number"])
    assert max(len(numbers) for numbers in users.values()) >= 12
    work = {row["number"] for row in city.truth("phones") if row["purpose"] == "work"}
    assert sum(bool(numbers & work) for numbers in users.values()) > 20


def test_gangs_pay_through_accounts_of_others(city):
    members = set().union(*city.groups("gangs").values())
    pool = [row for row in city.truth("accounts") if row["layer"] != "-1"]
    gangs = {gang for gang, _ in city.groups("gangs")}
    for row in pool:
        if row["group"] in gangs:
            assert int(row["holder"]) not in members
            assert int(row["controller"]) in members
