"""What must always hold: exact citation, bounded confidence, names that do not matter, records that go missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.swaps import Sources, number_swaps


@pytest.fixture(scope="module")
def changed_town():
    """The calls of a town with four changes of number, one of them of a busy and one of a quiet number."""
    generator = np.random.default_rng(11)
    lines = []

    def talk(a, b, *, first, last, every):
        day = first + every * generator.random()
        while day < last:
            lines.append((*((a, b) if generator.random() < 0.5 else (b, a)), day))
            day += every * (0.5 + generator.random())

    for one in range(50):
        for step in (1, 3, 7, 12):
            talk(f"p{one:02d}", f"p{(one + step) % 50:02d}", first=0, last=60, every=4)
        talk("hub", f"p{one:02d}", first=0, last=60, every=6)
    for place, every in enumerate((1.5, 2.5, 3.5, 6)):
        when = 20 + 5 * place
        for friend in range(5):
            talk(f"o{place}", f"p{7 * friend + place:02d}", first=0, last=when, every=every)
            if friend < 4:
                talk(f"n{place}", f"p{7 * friend + place:02d}", first=when + 0.3, last=60, every=every)
    frame = pd.DataFrame(lines, columns=["caller", "callee", "day"])
    moment = pd.Timestamp("2026-03-01", tz="UTC") + pd.to_timedelta(frame.pop("day"), unit="D")
    return frame.assign(started_at=moment.dt.as_unit("us"), seconds=60, event=[f"e{n:05d}" for n in range(len(frame))])


@pytest.fixture(scope="module")
def answered(changed_town):
    found = number_swaps(Sources(changed_town), cut=0.5)
    return found.common, found


TRUE = [(f"o{place}", f"n{place}") for place in range(4)]


def told(found):
    return sorted(zip(found.told["old"], found.told["new"], strict=True))


def place_of(found, old, new):
    here = found.pairs.index[(found.pairs["old"] == old) & (found.pairs["new"] == new)]
    return here[0] if len(here) else None


def test_all_four_are_told(answered):
    assert told(answered[1]) == TRUE


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 3))
def test_taking_any_call_of_a_pair_away_changes_no_item_that_does_not_cite_it(changed_town, answered, number, place):
    common, whole = answered
    was = whole.evidence(place_of(whole, *TRUE[place]))
    event = was.rows[number % len(was.rows)]
    less = number_swaps(Sources(changed_town[changed_town["event"] != event]), common=common)
    now = less.evidence(place_of(less, *TRUE[place]))
    for one, later in zip(was.items, now.items, strict=True):
        assert event not in later.rows
        assert (one == later) == (event not in one.rows), one.feature


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_taking_a_stranger_s_call_away_changes_nothing_of_a_pair(changed_town, answered, number):
    common, whole = answered
    was = whole.evidence(place_of(whole, "o0", "n0"))
    other = changed_town[~changed_town["event"].isin(was.rows)]
    event = other["event"].iloc[number % len(other)]
    less = number_swaps(Sources(changed_town[changed_town["event"] != event]), common=common)
    assert less.evidence(place_of(less, "o0", "n0")) == was


def test_scores_are_sums_and_confidences_are_shares(answered):
    pairs = answered[1].pairs
    items = ["contacts", "fall", "rise", "timing", "pace", "manner", "hours"]
    np.testing.assert_allclose(pairs["score"], pairs[items].sum(axis=1), atol=1e-9)
    assert pairs["confidence"].between(0, 1).all()
    assert (pairs.groupby("old")["confidence"].sum() <= 1 + 1e-6).all()
    assert (pairs.groupby("new")["confidence"].sum() <= 1 + 1e-6).all()
    assert pairs.groupby("old")["rank"].apply(lambda ranks: sorted(ranks) == list(range(1, len(ranks) + 1))).all()


def test_other_names_for_the_same_numbers_give_the_same_answer(changed_town, answered):
    other = {name: f"q{hash_of(name)}" for name in {*changed_town["caller"], *changed_town["callee"]}}
    renamed = changed_town.assign(caller=changed_town["caller"].map(other), callee=changed_town["callee"].map(other))
    found = number_swaps(Sources(renamed), cut=0.5)
    assert told(found) == sorted((other[old], other[new]) for old, new in TRUE)
    first, second = (found.told["score"].sort_values().to_numpy() for found in (answered[1], found))
    np.testing.assert_allclose(first, second)


def hash_of(name):
    return sum(ord(letter) * 31**place for place, letter in enumerate(name)) % 99_991


@pytest.mark.parametrize(("missing", "least"), [(0.1, 4), (0.3, 3), (0.5, 2)])
def test_missing_records_hide_changes_and_invent_none(changed_town, missing, least):
    for seed in range(3):
        kept = changed_town.sample(frac=1 - missing, random_state=seed)
        found = told(number_swaps(Sources(kept)))
        assert set(found) <= set(TRUE)
        first = number_swaps(Sources(kept)).pairs.query("rank == 1")
        right = {*zip(first["old"], first["new"], strict=True)} & set(TRUE)
        assert len(right) >= least


def test_shuffled_times_show_no_changes(changed_town):
    generator = np.random.default_rng(5)
    for _ in range(3):
        mixed = changed_town.assign(started_at=generator.permutation(changed_town["started_at"].to_numpy()))
        mixed["started_at"] = pd.to_datetime(mixed["started_at"], utc=True)
        assert told(number_swaps(Sources(mixed))) == []


def test_a_lower_cut_tells_more_and_never_other_things(changed_town):
    surer, less = (told(number_swaps(Sources(changed_town), cut=cut)) for cut in (0.99, 0.2))
    assert set(surer) <= set(less)
