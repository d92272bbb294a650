import itertools
import math

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.line.shared_contacts import shared_contacts, shared_counterparties

quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
RING = """
    1 x 03-01T08:00
    x 2 03-01T09:00
    1 h 03-01T10:00
    2 h 03-01T11:00
    3 h 03-01T12:00
    4 h 03-01T13:00
    5 h 03-01T14:00
    1 y 03-01T15:00
    1 2 03-01T16:00
"""


def test_the_rare_common_contact_comes_before_the_hotline(calls_of):
    found = shared_contacts(calls_of(RING), ["tel:1", "tel:2"]).contacts
    assert found[["contact", "of", "known"]].values.tolist() == [["tel:x", 2, 2], ["tel:h", 2, 5]]
    assert found["rarity"].tolist() == pytest.approx([math.log(8 / 2), math.log(8 / 5)])


def test_each_common_contact_names_the_events_with_each(calls_of):
    found = shared_contacts(calls_of(RING), ["tel:1", "tel:2"]).contacts
    assert found["with_each"][0] == (("tel:1", ("f:s:1",)), ("tel:2", ("f:s:2",)))
    assert found["events"][0] == ("f:s:1", "f:s:2")


def test_the_chance_is_that_of_drawing_the_contacts_friends_at_random(calls_of):
    shared = shared_contacts(calls_of(RING), ["tel:1", "tel:2"])
    assert shared.population == 8
    friends = list(itertools.combinations(range(7), 5))  # of h: five of the seven others; 0 and 1 are asked about
    chance = sum({0, 1} <= set(some) for some in friends) / len(friends)
    assert shared.contacts["chance"][1] == pytest.approx(chance)


def test_pairs_say_how_many_contacts_they_share_and_would_share(calls_of):
    (pair,) = shared_contacts(calls_of(RING), ["tel:1", "tel:2"]).pairs.itertuples()
    assert (pair.a, pair.b, pair.contacts_a, pair.contacts_b, pair.shared) == ("tel:1", "tel:2", 4, 3, 2)
    assert pair.expected == pytest.approx(4 * 3 / 6)
    assert pair.events == ("f:s:1", "f:s:2", "f:s:3", "f:s:4")


def test_common_to_three_may_be_asked_for(calls_of):
    found = shared_contacts(calls_of(RING), ["tel:1", "tel:2", "tel:3"], least=3).contacts
    assert found["contact"].tolist() == ["tel:h"]


def test_numbers_without_calls_share_nothing(calls_of):
    shared = shared_contacts(calls_of(RING), ["tel:8", "tel:9"])
    assert shared.contacts.empty
    assert shared.pairs.empty


def test_accounts_share_counterparties_and_cash_is_none(transfers_of):
    world = transfers_of("A X 03-01T08:00 1\nX B 03-01T09:00 1\nA -cash 03-01T10:00 1\nB -cash 03-01T10:00 1")
    found = shared_counterparties(world, ["acct:A", "acct:B"]).contacts
    assert found[["contact", "events"]].values.tolist() == [["acct:X", ("t:s:1", "t:s:2")]]


worlds = st.lists(
    st.tuples(st.sampled_from("1234"), st.sampled_from("xyz12"), st.just("03-01T08:00")), min_size=1, max_size=15
)


@quick
@given(worlds, st.randoms(use_true_random=False))
def test_the_order_of_calls_never_shows(calls_of, drawn, random):
    calls = calls_of(drawn)
    order = list(range(len(calls)))
    random.shuffle(order)
    first, second = (shared_contacts(part, ["tel:1", "tel:2"]) for part in (calls, calls.iloc[order]))
    pd.testing.assert_frame_equal(first.contacts, second.contacts)
    pd.testing.assert_frame_equal(first.pairs, second.pairs)


@quick
@given(worlds, st.integers(0))
def test_removing_a_call_changes_exactly_what_cites_it(calls_of, drawn, number):
    calls = calls_of(drawn)
    gone = calls["event"].iloc[number % len(calls)]
    own = ["contact", "of", "with_each", "events"]
    before, after = (
        {tuple(row) for row in shared_contacts(part, ["tel:1", "tel:2"]).contacts[own].itertuples(index=False)}
        for part in (calls, calls[calls["event"] != gone])
    )
    citing = {line for line in before if gone in line[-1]}
    assert before - citing == after - {line for line in after if line[0] in {c[0] for c in citing}}
    assert not citing & after
