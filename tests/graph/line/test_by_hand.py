"""Answers about lines against plain loops over drawn worlds."""

import itertools
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.line.collision import collision, present
from graph.line.forwarding import forwarding_chains, forwardings
from graph.line.meetings import meetings
from graph.line.relays import call_relays
from graph.line.shared_contacts import shared_contacts
from graph.line.shared_terminals import shared_terminals

START = pd.Timestamp("2026-03-02T02:00", tz="UTC")
MINUTE, HOUR, DAY = pd.Timedelta(minutes=1), pd.Timedelta(hours=1), pd.Timedelta(days=1)
quick = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
names = st.sampled_from("ABCD")
calls = st.lists(
    st.tuples(names, names, st.integers(0, 40).map(lambda n: START + 3 * n * MINUTE), st.sampled_from(["0", "60"])),
    min_size=1,
    max_size=18,
)


@quick
@given(calls)
def test_every_two_calls_that_could_be_a_relay_are_in_one_or_give_way_to_nearer_ones(calls_of, drawn):
    made = calls_of(drawn)
    found = call_relays(made, least=1)
    paired = {line[:3]: line.pairs for line in found[["first", "relay", "last", "pairs"]].itertuples(index=False)}
    order = {event: n for n, event in enumerate(made.sort_values(["started_at", "event"])["event"])}
    lines = [
        (e, c.caller, c.callee, c.started_at, c.started_at + pd.Timedelta(seconds=int(c.seconds)))
        for e, c in _by_event(made)
    ]
    for one, two in itertools.permutations(lines, 2):
        wait = two[3] - one[4]
        if one[1] == one[2] or one[2] != two[1] or two[1] == two[2] or one[1] == two[2]:
            continue
        if pd.Timedelta(0) <= wait <= 10 * MINUTE and order[two[0]] > order[one[0]]:
            used = {event for pair in paired[one[1], one[2], two[2]] for event in pair}
            assert used & {one[0], two[0]}
    for pairs in paired.values():
        assert len({first for first, _ in pairs}) == len({second for _, second in pairs}) == len(pairs)


def _by_event(frame):
    return ((line.event, line) for line in frame.itertuples())


@quick
@given(calls)
def test_a_relay_counts_all_calls_on_both_its_ways(calls_of, drawn):
    found = call_relays(calls_of(drawn), least=1)
    for line in found.itertuples():
        ends = [(f"tel:{a}", f"tel:{b}") for a, b, *_ in drawn]
        assert line.of_first == ends.count((line.first, line.relay))
        assert line.of_last == ends.count((line.relay, line.last))
        assert line.times == len(line.pairs) <= min(line.of_first, line.of_last)
        assert 0 <= line.chance <= 1
    assert found["chance"].is_monotonic_increasing


handed = st.lists(st.tuples(st.sampled_from("89"), names, st.integers(0, 12), names), min_size=1, max_size=12)


@quick
@given(handed)
def test_forwardings_and_their_chains_are_those_of_the_settings(calls_of, drawn):
    made = calls_of([(a, b, START + n * 10 * pd.Timedelta(seconds=1), "30", "forward") for a, b, n, _ in drawn])
    made = made.assign(forwarded_to=[f"tel:{to}" for *_, to in drawn])
    counted = defaultdict(list)
    for n, (_, number, _, to) in enumerate(drawn, start=1):
        if number != to:
            counted[f"tel:{number}", f"tel:{to}"].append(f"f:s:{n}")
    found = forwardings(made)
    assert {(line.number, line.to): sorted(line.events) for line in found.itertuples()} == {
        ends: sorted(events) for ends, events in counted.items()
    }
    for line in forwarding_chains(made).itertuples():
        assert len(line.events) == len(line.path) - 1 >= 2
        assert all(
            event in counted[step] for event, step in zip(line.events, itertools.pairwise(line.path), strict=True)
        )


devices = st.lists(st.tuples(names, st.sampled_from(["1", "2", "3"])), min_size=1, max_size=15)


@quick
@given(devices, st.integers(2, 4))
def test_pairs_of_accounts_share_what_a_loop_says(transfers_of, drawn, cap):
    world = transfers_of([(account, "X", "03-01T08:00", "1") for account, _ in drawn])
    world = world.assign(ip=[ip for _, ip in drawn], mac=None, counter=None)
    users = defaultdict(set)
    for account, ip in drawn:
        users[ip].add(f"acct:{account}")
    everybody = len(set().union(*users.values()))
    worth = defaultdict(float)
    for present_here in users.values():
        if len(present_here) <= cap:
            for pair in itertools.combinations(sorted(present_here), 2):
                worth[pair] += np.log(everybody / len(present_here)) / (len(present_here) - 1)
    found = shared_terminals(world, cap=cap)
    scores = {(line.a, line.b): line.score for line in found.pairs.itertuples()}
    assert scores == {pair: pytest.approx(score, abs=1e-6) for pair, score in worth.items()}
    assert set(found.left_out["value"]) == {ip for ip, present_here in users.items() if len(present_here) > cap}


contacts = st.lists(st.tuples(st.sampled_from("123xyz"), st.sampled_from("123xyz")), min_size=1, max_size=20)


@quick
@given(contacts, st.integers(1, 3))
def test_shared_contacts_are_the_sets_intersections(calls_of, drawn, least):
    touch = defaultdict(set)
    for a, b in drawn:
        if a != b:
            touch[f"tel:{a}"].add(f"tel:{b}")
            touch[f"tel:{b}"].add(f"tel:{a}")
    asked = ["tel:1", "tel:2", "tel:3"]
    made = shared_contacts(calls_of([(a, b, "03-01T08:00") for a, b in drawn]), asked, least=least)
    expected = {c: sum(c in touch.get(a, ()) for a in asked) for c in touch}
    found = dict(zip(made.contacts["contact"], made.contacts["of"], strict=True))
    assert found == {contact: of for contact, of in expected.items() if of >= least}
    for line in made.contacts.itertuples():
        assert line.known == len(touch[line.contact])
        assert [who for who, _ in line.with_each] == sorted(a for a in asked if line.contact in touch[a])
    for line in made.pairs.itertuples():
        assert line.shared == len(touch[line.a] & touch[line.b])


seen = st.lists(
    st.tuples(st.sampled_from("123"), st.sampled_from("XY"), st.integers(0, 5), st.integers(0, 3)),
    min_size=1,
    max_size=20,
)


@quick
@given(seen)
def test_meetings_are_the_windows_in_which_several_were_in_one_place(sightings_of, drawn):
    frame = [("tel:z", "cell:Z", "ticket", START + day * DAY) for day in (0, 5)]
    frame += [
        (f"tel:{who}", f"cell:{where}", "ticket", START + day * DAY + 2 * hour * HOUR)
        for who, where, day, hour in drawn
    ]
    there = defaultdict(set)
    for who, where, day, hour in drawn:
        there[f"cell:{where}", START + day * DAY + 2 * hour * HOUR].add(f"tel:{who}")
    expected = {(where, at, tuple(sorted(people))) for (where, at), people in there.items() if len(people) > 1}
    found = meetings(sightings_of(frame), ["tel:1", "tel:2", "tel:3"])
    assert {(line.where, line.from_at, line.people) for line in found.itertuples()} == expected
    assert all(line.until_at - line.from_at == HOUR for line in found.itertuples())
    assert found.empty or found["chance"].between(0, 1).all()


@quick
@given(seen, st.integers(0, 5), st.integers(1, 6))
def test_scenes_hold_whom_a_loop_finds_there_then(sightings_of, drawn, begin, lasting):
    frame = sightings_of([(f"tel:{w}", f"cell:{c}", "ticket", START + d * DAY + h * HOUR) for w, c, d, h in drawn])
    since, until = START + begin * 12 * HOUR, START + (begin + lasting) * 12 * HOUR
    scenes = pd.DataFrame({"list": ["1", "2"], "where": ["cell:X", "cell:Y"], "from_at": since, "to_at": until})
    lists = present(frame, scenes)
    expected = {
        (name, f"tel:{w}", f"w:s:{n}")
        for n, (w, c, d, h) in enumerate(drawn, start=1)
        for name, where in (("1", "X"), ("2", "Y"))
        if c == where and since <= START + d * DAY + h * HOUR <= until
    }
    assert set(lists.itertuples(index=False, name=None)) == expected
    both = {who for name, who, _ in expected if name == "1"} & {who for name, who, _ in expected if name == "2"}
    assert set(collision(lists).found["who"]) == both
