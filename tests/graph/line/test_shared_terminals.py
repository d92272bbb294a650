import math

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.line.shared_terminals import shared_terminals


@pytest.fixture(scope="session")
def paid(transfers_of):
    """Return what makes transfers from lines `source target device …` with devices as `ip=1`, `mac=2`, `counter=3`."""

    def made(drawn):
        rows = [line.split() for line in drawn.strip().splitlines()] if isinstance(drawn, str) else drawn
        world = transfers_of([(row[0], row[1], "03-01T08:00", "1") for row in rows])
        devices = [dict(word.split("=") for word in row[2:]) for row in rows]
        columns = {k: pd.Series([d.get(k) for d in devices], dtype="str") for k in ("ip", "mac", "counter")}
        return world.assign(**columns)

    return made


WORLD = """
    A X ip=1 mac=m counter=bank
    B X ip=1 mac=m counter=bank
    C X ip=2 counter=bank
    D X ip=2 counter=bank
    E X ip=2 counter=bank
    A X ip=9
    -cash F counter=bank
"""


def test_a_device_of_two_accounts_comes_before_one_of_three(paid):
    found = shared_terminals(paid(WORLD), cap=5).terminals
    assert found[["kind", "value", "accounts"]].values.tolist() == [["ip", "1", 2], ["mac", "m", 2], ["ip", "2", 3]]
    assert found["rarity"].tolist() == pytest.approx([math.log(3), math.log(3), math.log(2)])
    assert found["holders"][2] == ("acct:C", "acct:D", "acct:E")
    assert found["events"][0] == ("t:s:1", "t:s:2")


def test_a_public_counter_makes_no_pairs_and_is_said_to_be_left_out(paid):
    found = shared_terminals(paid(WORLD), cap=5)
    assert found.left_out[["kind", "value", "accounts"]].values.tolist() == [["counter", "bank", 6]]
    assert not any("counter" in dict(devices) for devices in found.pairs["terminals"])


def test_within_the_cap_a_shop_counts_less_than_a_laptop(paid):
    found = shared_terminals(paid(WORLD), cap=50).pairs
    assert found[["a", "b", "shared"]].values.tolist()[0] == ["acct:A", "acct:B", 3]
    assert found["terminals"][0] == (("ip", "1"), ("mac", "m"), ("counter", "bank"))
    assert found["score"][0] == pytest.approx(2 * math.log(3))  # the counter of all six tells nothing
    assert found["score"].is_monotonic_decreasing


def test_who_pays_in_cash_at_a_counter_is_known_by_the_account_it_goes_to(paid):
    found = shared_terminals(paid("-cash A counter=1\n-cash B counter=1"))
    assert found.terminals["holders"].tolist() == [("acct:A", "acct:B")]


def test_the_payers_network_is_not_the_payees(paid):
    assert shared_terminals(paid("A X ip=1\n-unknown X ip=1")).terminals.empty


def test_a_pair_says_how_likely_its_devices_coincide(paid):
    pairs = shared_terminals(paid(WORLD), cap=5).pairs.set_index(["a", "b"])
    line = pairs.loc[("acct:A", "acct:B")]
    assert (line["terminals_a"], line["terminals_b"], line["shared"]) == (3, 2, 2)
    assert line["chance"] == pytest.approx(3 / 6)  # two of four devices: three of the six pairs lie within A's three
    assert line["events"] == ("t:s:1", "t:s:2")


def test_no_devices_are_an_empty_answer(paid):
    found = shared_terminals(paid("A X"))
    assert found.terminals.empty
    assert found.pairs.empty


worlds = st.lists(
    st.tuples(st.sampled_from("ABCD"), st.just("X"), st.sampled_from(["ip=1", "ip=2", "mac=1", "counter=1"])),
    min_size=1,
)
quick = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(worlds, st.integers(0), st.randoms(use_true_random=False))
def test_no_order_shows_and_a_transfer_changes_exactly_what_cites_it(paid, drawn, number, random):
    world = paid(drawn)
    order = list(range(len(world)))
    random.shuffle(order)
    found, again = shared_terminals(world), shared_terminals(world.iloc[order])
    pd.testing.assert_frame_equal(found.terminals, again.terminals)
    pd.testing.assert_frame_equal(found.pairs, again.pairs)
    gone = world["event"].iloc[number % len(world)]
    left = shared_terminals(world[world["event"] != gone])
    for before, after, own in (
        (found.terminals, left.terminals, ["kind", "value", "accounts", "holders", "events"]),
        (found.pairs, left.pairs, ["a", "b", "shared", "events"]),
    ):
        lines = [{tuple(row) for row in part[own].itertuples(index=False)} for part in (before, after)]
        citing = {line for line in lines[0] if gone in line[-1]}
        assert lines[0] - citing <= lines[1]
        assert not any(gone in line[-1] for line in lines[1])
