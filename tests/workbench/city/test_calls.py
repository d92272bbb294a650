from collections import Counter

import numpy as np
import pytest

from workbench.city.calls import CallBook, day_fraction, event_name
from workbench.city.options import DAY
from workbench.city.world import FORWARD, TEXT


@pytest.fixture(scope="module")
def book(planned):
    return CallBook.of(planned.world)


@pytest.fixture(scope="module")
def asked(planned):
    table = planned.world.requests.table()
    return sorted(set(table["owner"][table["kind"] == "calls"].tolist()))


def test_a_call_is_the_same_in_both_parties_files(book, asked):
    events = {phone: dict(zip(*_columns(book.calls_of(phone)), strict=True)) for phone in asked[:40]}
    shared = 0
    for phone, mine in events.items():
        for ident, call in mine.items():
            other = call[1] if call[0] == phone else call[0]
            if other in events:
                assert events[other][ident] == call
                shared += 1
    assert shared > 20


def _columns(calls):
    rest = [name for name in calls.columns if name != "ident"]
    return calls["ident"].tolist(), list(calls.values(*rest))


def test_asking_twice_gives_the_same_calls(book, asked):
    assert _columns(book.calls_of(asked[0])) == _columns(book.calls_of(asked[0]))


def test_calls_come_in_the_order_of_time_within_the_period_and_never_to_oneself(book, asked, planned):
    for phone in asked[:20]:
        calls = book.calls_of(phone)
        assert (np.diff(calls["second"]) >= 0).all()
        assert calls["second"].min(initial=0) >= 0
        assert calls["second"].max(initial=0) < planned.world.options.seconds
        assert (calls["caller"] != calls["callee"]).all()
        assert ((calls["caller"] == phone) | (calls["callee"] == phone)).all()


def test_texts_have_no_length_and_calls_have_one(book, asked):
    for phone in asked[:20]:
        calls = book.calls_of(phone)
        texts = calls["act"] == TEXT
        assert (calls["seconds"][texts] == 0).all()
        assert (calls["seconds"][~texts] > 0).all()


def test_nobody_calls_a_number_before_it_is_taken_or_after_it_is_given_up(book, planned):
    for old, new, second in planned.world.swaps.table().values("old", "new", "second"):
        assert book.calls_of(old)["second"].max(initial=-1) < second
        assert book.calls_of(new)["second"].min(initial=10**9) >= second


def test_after_a_change_of_number_some_contacts_follow_late_and_some_never(book, planned):
    world = planned.world
    lines, ties = world.lines.table(), world.ties.table()
    swapped = {
        int(new): int(second)
        for new, second in zip(world.swaps.column("new"), world.swaps.column("second"), strict=True)
    }
    outside = ~ties["follow"] & (ties["end"] > world.options.seconds)
    expected = Counter()
    for side, other in (("a", "b"), ("b", "a")):
        changed = lines["new"][ties[side]] >= 0
        for tie in np.flatnonzero(changed & outside):
            expected[int(lines["new"][ties[side][tie]])] += int(lines["new"][ties[other][tie]] < 0)
    delays = []
    for new, second in swapped.items():
        found = book.ties.take((book.ties["a"] == new) | (book.ties["b"] == new))
        delays += ((found["start"] - second) / DAY).tolist()
    assert len(delays) < 0.95 * sum(expected.values())
    assert sum(delay > 1 for delay in delays) > 0.1 * len(delays)
    assert sum(delay == 0 for delay in delays) > 0.3 * len(delays)


def test_how_often_two_numbers_call_has_a_heavy_tail(book, asked):
    pairs = Counter()
    for phone in asked:
        calls = book.calls_of(phone)
        pairs.update(zip(calls["caller"].tolist(), calls["callee"].tolist(), strict=True))
    counts = sorted(pairs.values())
    assert np.median(counts) <= 3
    assert counts[-1] > 25 * np.median(counts)


def test_days_have_a_rhythm(book, asked):
    hours = np.concatenate([book.calls_of(phone)["second"] % DAY // 3600 for phone in asked])
    counts = np.bincount(hours, minlength=24)
    assert counts[2:6].sum() < 0.05 * counts.sum()
    assert counts[9:21].sum() > 0.6 * counts.sum()


@pytest.mark.parametrize("rhythm", range(6))
def test_moments_of_the_day_never_run_backward(rhythm):
    moments = day_fraction(np.linspace(0, 1, 500, endpoint=False), np.full(500, rhythm))
    assert (np.diff(moments) >= 0).all()
    assert moments.min() >= 0
    assert moments.max() < 1


def test_forwarded_calls_go_where_no_file_shows_them_twice(book, asked):
    forwarded = [row for phone in asked for row in book.calls_of(phone).values() if row[5] == FORWARD]
    assert len(forwarded) > 20
    for _, caller, relay, _, _, _, end in forwarded:
        assert relay in asked
        assert caller not in asked
        assert end not in asked


def test_event_names_are_one_to_one():
    assert event_name(-1) == "P0"
    assert event_name(5_000_003) == "C5.3"
