import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.line.forwarding import forwarding_chains, forwardings
from graph.line.relays import call_relays, relay_chains

START = pd.Timestamp("2026-03-01T02:00", tz="UTC")
MINUTE, DAY = pd.Timedelta(minutes=1), pd.Timedelta(days=1)


def relayed(days, *way, seconds=60, gap=3):
    """Return calls along a way of numbers on some days, each `gap` minutes after the end of the one before."""
    return [
        (a, b, START + day * DAY + place * (gap * MINUTE + pd.Timedelta(seconds=seconds)), str(seconds))
        for day in days
        for place, (a, b) in enumerate(itertools.pairwise(way))
    ]


def noise(seed, count, *, people=30, days=40):
    random = np.random.default_rng(seed)
    for a, b, day, minute in zip(
        *random.integers(0, people, (2, count)),
        random.integers(0, days, count),
        random.integers(0, 600, count),
        strict=True,
    ):
        if a != b:
            yield f"n{a}", f"n{b}", START + int(day) * DAY + int(minute) * MINUTE, "60"


def test_a_message_passed_on_again_and_again_is_a_relay(calls_of):
    calls = calls_of([*relayed(range(0, 40, 8), "A", "B", "C"), *noise(1, 800)])
    found = call_relays(calls)
    assert found[["first", "relay", "last", "times"]].values.tolist()[0] == ["tel:A", "tel:B", "tel:C", 5]
    assert found["q"][0] < 0.01
    assert found["median_minutes"][0] == 3
    assert found["pairs"][0][0] == ("f:s:1", "f:s:2")
    assert (found["q"][1:] > 0.05).all()


def test_a_number_that_calls_all_the_time_relays_nothing(calls_of):
    busy = [("B", "C", START + day * DAY + 4 * n * MINUTE, "60") for day in range(20) for n in range(60)]
    first = [("A", "B", START + day * DAY + 37 * MINUTE, "60") for day in range(0, 20, 2)]
    (line,) = call_relays(calls_of([*busy, *first])).itertuples()
    assert line.times == 10
    assert line.expected == pytest.approx(10, rel=0.3)
    assert line.q > 0.2


@pytest.mark.parametrize(("gap", "found"), [(9, 1), (11, 0), (-0.5, 0)])
def test_the_second_call_begins_when_the_first_is_over_and_soon(calls_of, gap, found):
    calls = calls_of(relayed(range(5), "A", "B", "C", gap=gap))
    assert len(call_relays(calls, minutes=10)) == found


def test_calling_back_is_no_relay(calls_of):
    assert call_relays(calls_of(relayed(range(5), "A", "B", "A"))).empty


def test_two_first_calls_and_one_second_are_one_repetition(calls_of):
    lines = relayed([0], "A", "B", "C")
    again = [("A", "B", lines[0][2] + 90 * pd.Timedelta(seconds=1), "30")]
    (line,) = call_relays(calls_of([*lines, *again]), least=1).itertuples()
    assert (line.times, line.of_first, line.of_last) == (1, 2, 1)
    assert line.pairs == (("f:s:3", "f:s:2"),)


def test_relays_of_relays_make_a_chain(calls_of):
    calls = calls_of(relayed(range(4), "A", "B", "C", "D"))
    chains = relay_chains(call_relays(calls), calls)
    assert chains[["path", "times"]].values.tolist() == [[("tel:A", "tel:B", "tel:C", "tel:D"), 4]]
    assert chains["chains"][0][0] == ("f:s:1", "f:s:2", "f:s:3")
    assert relay_chains(call_relays(calls), calls, hops=2).empty


def test_no_calls_relay_nothing(calls_of):
    nothing = calls_of([])
    assert call_relays(nothing).empty
    assert relay_chains(call_relays(nothing), nothing).empty


moments = st.integers(0, 60).map(lambda n: START + 2 * n * MINUTE)
names = st.sampled_from("ABCD")
worlds = st.lists(st.tuples(names, names, moments, st.sampled_from(["0", "60", "200"])), min_size=1, max_size=25)
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(worlds, st.randoms(use_true_random=False))
def test_time_never_runs_backward_and_no_order_shows(calls_of, drawn, random):
    calls = calls_of(drawn)
    found = call_relays(calls, least=1)
    known = calls.set_index("event")
    for line in found.itertuples():
        for first, second in line.pairs:
            over = known["started_at"][first] + pd.Timedelta(seconds=int(known["seconds"][first]))
            assert pd.Timedelta(0) <= known["started_at"][second] - over <= 10 * MINUTE
            assert known["callee"][first] == known["caller"][second] == line.relay
    for chain in [c for some in relay_chains(found, calls)["chains"] for c in some]:
        begun = [known["started_at"][event] for event in chain]
        assert begun == sorted(begun)
        assert len(set(chain)) == len(chain)
    order = list(range(len(calls)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(found, call_relays(calls.iloc[order], least=1))


@quick
@given(worlds, st.integers(0))
def test_without_a_call_the_ways_that_do_not_touch_it_stay_and_none_cites_it(calls_of, drawn, number):
    calls = calls_of(drawn)
    gone = calls["event"].iloc[number % len(calls)]
    own = ["first", "relay", "last", "times", "pairs", "events"]
    before, after = (
        {tuple(row) for row in call_relays(part, least=1)[own].itertuples(index=False)}
        for part in (calls, calls[calls["event"] != gone])
    )
    citing = {line for line in before if gone in line[-1]}
    assert before - citing <= after
    assert not any(gone in line[-1] for line in after)


def forwards(calls_of, lines):
    """Return forwarded calls from lines `caller callee time to`."""
    rows = [line.split() for line in lines.strip().splitlines()]
    calls = calls_of([(a, b, when, "30", "forward") for a, b, when, _ in rows])
    return calls.assign(forwarded_to=[f"tel:{to}" for *_, to in rows])


HANDED = """
    9 B 03-01T08:00:00 C
    9 C 03-01T08:00:05 D
    8 B 03-02T08:00:00 C
    7 B 03-03T08:00:00 E
    6 C 03-03T09:00:00 D
"""


def test_forwardings_are_counted_per_setting_with_their_callers(calls_of):
    found = forwardings(forwards(calls_of, HANDED))
    assert found[["number", "to", "times", "callers"]].values.tolist() == [
        ["tel:B", "tel:C", 2, 2], ["tel:C", "tel:D", 2, 2], ["tel:B", "tel:E", 1, 1],
    ]  # fmt: skip
    assert found["events"][0] == ("f:s:1", "f:s:3")


def test_a_call_forwarded_twice_is_a_chain(calls_of):
    found = forwarding_chains(forwards(calls_of, HANDED))
    assert found[["caller", "path", "events"]].values.tolist() == [
        ["tel:9", ("tel:B", "tel:C", "tel:D"), ("f:s:1", "f:s:2")]
    ]


@pytest.mark.parametrize("second", ["9 C 03-01T08:01:01 D", "9 C 03-01T07:59:59 D", "5 C 03-01T08:00:05 D"])
def test_too_late_too_early_or_another_callers_is_no_chain(calls_of, second):
    assert forwarding_chains(forwards(calls_of, f"9 B 03-01T08:00:00 C\n{second}")).empty


def test_the_switch_may_name_the_forwarding_number_as_the_caller(calls_of):
    found = forwarding_chains(forwards(calls_of, "9 B 03-01T08:00:00 C\nB C 03-01T08:00:00 D\n9 D 03-01T08:00:02 E"))
    assert found["path"].tolist() == [("tel:B", "tel:C", "tel:D")]  # the last is a call of its own
    found = forwarding_chains(forwards(calls_of, "9 B 03-01T08:00:00 C\nB C 03-01T08:00:00 D\nB D 03-01T08:00:02 E"))
    assert found["path"].tolist() == [("tel:B", "tel:C", "tel:D", "tel:E")]


def test_two_numbers_that_forward_to_each_other_make_no_endless_chain(calls_of):
    assert forwarding_chains(forwards(calls_of, "9 B 03-01T08:00:00 C\n9 C 03-01T08:00:00 B")).empty


steps = st.lists(
    st.tuples(st.just("9"), st.sampled_from("BCDE"), st.integers(0, 8), st.sampled_from("BCDE")), min_size=1, max_size=8
)


@quick
@given(steps, st.randoms(use_true_random=False))
def test_along_a_forwarding_chain_time_never_runs_backward(calls_of, drawn, random):
    calls = calls_of([(a, b, START + n * pd.Timedelta(seconds=20), "30", "forward") for a, b, n, _ in drawn])
    calls = calls.assign(forwarded_to=[f"tel:{to}" for *_, to in drawn])
    known, found = calls.set_index("event"), forwarding_chains(calls)
    for line in found.itertuples():
        begun = [known["started_at"][event] for event in line.events]
        assert begun == sorted(begun)
        assert len(set(line.path)) == len(line.path)
        assert line.path[1:] == tuple(known["forwarded_to"][event] for event in line.events)
    order = list(range(len(calls)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(found, forwarding_chains(calls.iloc[order]))
