"""The ecosystem: suppliers that several gangs share, and what links the gangs through them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.net.ecosystem import ecosystem

MEMBERS = pd.DataFrame({"person": list("abcdef"), "gang": [0, 0, 1, 1, 2, 2]})
supplies = st.lists(
    st.tuples(st.sampled_from("stu"), st.sampled_from(["card", "number"]), st.sampled_from("abcdefx")), max_size=15
)


def frame(rows):
    table = pd.DataFrame(rows, columns=["supplier", "kind", "customer"], dtype=object)
    return table.assign(event=[f"e{n}" for n in range(len(rows))])


def test_gangs_that_buy_from_one_seller_are_linked_with_the_reason():
    found = ecosystem(MEMBERS, frame([("s", "card", "a"), ("s", "card", "c"), ("t", "number", "e")]))
    assert found.links.values.tolist() == [[0, 1, 1.0, 1, ("s",)]]
    line = found.suppliers.iloc[0]
    assert (line["supplier"], line["gangs"], line["customers"], line["events"]) == (
        "s",
        (0, 1),
        ("a", "c"),
        ("e0", "e1"),
    )


def test_a_seller_to_all_weighs_less_on_each_pair():
    found = ecosystem(MEMBERS, frame([("s", "card", who) for who in "ace"]))
    assert found.links["weight"].tolist() == [0.5, 0.5, 0.5]


def test_a_seller_who_is_a_member_links_the_own_gang_too():
    assert ecosystem(MEMBERS, frame([("a", "card", "c")])).links[["a", "b"]].values.tolist() == [[0, 1]]


def test_a_public_service_links_nobody_and_is_listed():
    found = ecosystem(MEMBERS, frame([("s", "card", who) for who in "ace"]), largest=2)
    assert found.links.empty
    assert found.left_out.values.tolist() == [["s", "card", (0, 1, 2)]]


@given(supplies, st.randoms())
@settings(max_examples=30, deadline=None)
def test_each_supplier_gives_one_unit_to_every_gang_and_order_does_not_matter(rows, chance):
    table = frame(rows)
    found = ecosystem(MEMBERS, table)
    each = found.suppliers["gangs"].map(len).sum()
    assert 2 * found.links["weight"].sum() == pytest.approx(each)
    again = table.sample(frac=1, random_state=chance.randint(0, 99))
    pd.testing.assert_frame_equal(ecosystem(MEMBERS, again).links, found.links)


@given(supplies)
@settings(max_examples=30, deadline=None)
def test_every_event_named_is_of_that_supplier_and_a_member(rows):
    table = frame(rows).set_index("event")
    for line in ecosystem(MEMBERS, frame(rows)).suppliers.itertuples():
        named = table.loc[list(line.events)]
        assert set(named["supplier"]) == {line.supplier}
        assert set(named["customer"]) == set(line.customers) <= set(MEMBERS["person"])
