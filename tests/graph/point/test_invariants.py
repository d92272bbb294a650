"""What holds of every count about a point: no order of rows, the same twice, and a row changes only what cites it."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.point.contacts import contacts
from graph.point.odd_transfers import odd_transfers
from graph.point.rhythm import weekly_pattern
from graph.point.turnover import counterparties
from graph.point.whereabouts import visitors, whereabouts

START = pd.Timestamp("2026-03-01", tz="UTC")
moments = st.integers(0, 20).map(lambda n: START + pd.Timedelta(hours=5 * n))
names = st.sampled_from("1234")
calls = st.lists(st.tuples(names, names, moments, st.sampled_from(["5", "60"]), st.sampled_from(["call", "text"])))
transfers = st.lists(st.tuples(names, names, moments, st.sampled_from(["1", "10000", "500"])))
sightings = st.lists(st.tuples(names, st.sampled_from(["place:a", "place:b"]), st.just("hotel"), moments))
worlds = st.tuples(calls, transfers, sightings).filter(lambda world: all(map(len, world)))

# Question, which frame it reads, and its columns that no other event may change.
QUESTIONS = {
    "contacts": (lambda f: contacts(f, ["tel:1"]), 0, ["contact", "calls", "texts", "seconds", "days", "events"]),
    "weekly": (lambda f: weekly_pattern(f, ["tel:1"]), 0, ["weekday", "hour", "count", "days", "events"]),
    "counterparties": (lambda f: counterparties(f, ["acct:1"]), 1, ["other", "received", "paid", "days", "events"]),
    "odd": (lambda f: odd_transfers(f, ["acct:1"]), 1, ["kind", "event", "amount", "events"]),
    "whereabouts": (lambda f: whereabouts(f, ["1"]), 2, ["where", "times", "days", "events"]),
    "visitors": (lambda f: visitors(f, ["place:a"]), 2, ["who", "times", "days", "events"]),
}
quick = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=QUESTIONS)
def question(request):
    return QUESTIONS[request.param]


@pytest.fixture
def frame_of(calls_of, transfers_of, sightings_of):
    return lambda world, place: (calls_of, transfers_of, sightings_of)[place](world[place])


@quick
@given(worlds, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_shows(question, frame_of, world, random):
    ask, place, _ = question
    frame = frame_of(world, place)
    order = list(range(len(frame)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(ask(frame), ask(frame.iloc[order]))
    pd.testing.assert_frame_equal(ask(frame), ask(frame))


@quick
@given(worlds, st.integers(0))
def test_removing_an_event_changes_exactly_the_lines_that_cite_it(question, frame_of, world, number):
    ask, place, own = question
    frame = frame_of(world, place)
    gone = frame["event"].iloc[number % len(frame)]
    before, after = (_lines(ask(part), own) for part in (frame, frame[frame["event"] != gone]))
    citing = {line for line in before if gone in line[-1]}
    assert before - citing <= after
    assert not citing & after


def _lines(found, own):
    return {tuple(row) for row in found[own].itertuples(index=False)}
