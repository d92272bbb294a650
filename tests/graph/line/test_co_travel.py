import itertools
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import QueryError
from graph.line.co_travel import co_travel
from graph.line.companions import Search, quiet, scored_pairs, slot_sizes, tracks
from graph.line.presence import Grid, counted, presence

START = pd.Timestamp("2026-03-02", tz="UTC")
MINUTE, DAY = pd.Timedelta(minutes=1), pd.Timedelta(days=1)
FEW = Search(rounds=3)


def town(seed, *, strangers=60, commuters=8, days=70):
    """People with journeys of their own, commuters on one morning train, and two companions 008 and 009."""
    random = np.random.default_rng(seed)
    rows = []
    for person in range(strangers):
        for day in random.choice(days, 5, replace=False):
            rows.append((f"{100 + person}", f"place:{random.integers(12)}", "hotel", day, random.integers(96)))
    for person, day in itertools.product(range(commuters), range(days)):
        if day % 7 < 5 and random.random() < 0.4:
            rows.append((f"{person:03}", "place:station", "ticket", day, 28))
    for number, person in itertools.product(range(5), ["008", "009"]):
        rows.append((person, f"place:{number * 2}", "checkpoint", 3 + 11 * number, 40 + 3 * number))
    frame = pd.DataFrame(rows, columns=["who", "where", "means", "day", "quarter"])
    moment = (
        START + pd.to_timedelta(frame.pop("day"), unit="D") + pd.to_timedelta(15 * frame.pop("quarter"), unit="min")
    )
    frame["from_at"] = moment.astype("datetime64[us, UTC]")
    return frame.assign(event=[f"w:s:{n}" for n in range(len(frame))], to_at=pd.NaT)


def early(world, days):
    return world[world["from_at"] < START + days * DAY]


@pytest.mark.parametrize("seed", range(3))
def test_companions_are_found_and_commuters_are_not(seed):
    found = co_travel(town(seed)).pairs
    assert found[["a", "b", "times"]].values.tolist()[0] == ["008", "009", 5]
    assert len(found) <= 2


def test_counting_would_have_found_the_commuters():
    world = town(0)
    slots = world.groupby(["where", "from_at"])["who"].agg(sorted)
    counts = Counter(pair for present in slots for pair in itertools.combinations(present, 2))
    assert max(pair for pair, times in counts.items() if times == max(counts.values())) < ("008",)


def test_a_finding_names_its_slots_and_they_make_its_score():
    found = co_travel(town(0))
    line = found.pairs.iloc[0]
    reasons = found.reasons[(found.reasons["a"] == line["a"]) & (found.reasons["b"] == line["b"])]
    assert len(reasons) == line["times"]
    assert reasons["weight"].sum() - (line["times"] - line["expected"]) == pytest.approx(line["score"], abs=1e-9)
    assert sorted(itertools.chain(*reasons["events"])) == list(line["events"])
    assert reasons["window_at"].tolist() == sorted(reasons["window_at"])


def test_nobody_is_found_where_everybody_goes_alone():
    world = town(1)
    assert co_travel(world[~world["who"].isin(["008", "009"])]).pairs.empty


def test_people_who_keep_one_rhythm_are_explained_by_it():
    days = [d for d in range(70) if d % 7 in (1, 4)]
    rows = [(who, "place:club", START + d * DAY + 1200 * MINUTE) for d in days for who in ("008", "009")]
    club = pd.DataFrame(rows, columns=["who", "where", "from_at"]).assign(means="netbar", to_at=pd.NaT)
    club["event"] = [f"c:s:{n}" for n in range(len(club))]
    others = town(2)
    whole = pd.concat([others[~others["who"].isin(["008", "009"])], club], ignore_index=True)
    assert co_travel(whole, search=FEW).pairs.empty


def test_a_crowd_is_left_out_and_said_to_be():
    world = town(0)
    found = co_travel(world, search=Search(crowd=3, rounds=3))
    assert found.left_out["people"].is_monotonic_decreasing
    assert set(found.left_out["where"]) == {"place:station"}
    assert found.left_out["people"].min() == 4


def test_the_order_of_rows_never_shows():
    world = town(0)
    first, second = co_travel(world, search=FEW), co_travel(world.sample(frac=1, random_state=1), search=FEW)
    pd.testing.assert_frame_equal(first.pairs, second.pairs)
    pd.testing.assert_frame_equal(first.reasons, second.reasons)
    pd.testing.assert_frame_equal(co_travel(world, search=FEW).pairs, first.pairs)


def test_another_seed_keeps_what_is_far_from_chance():
    found = [co_travel(town(0), search=Search(rounds=24, seed=seed)).pairs.iloc[0] for seed in (1, 2)]
    assert found[0]["events"] == found[1]["events"]


def test_without_one_sighting_its_pair_has_one_slot_less_and_cites_it_no_more():
    world = town(0)
    whole = co_travel(world).pairs.iloc[0]
    gone = whole["events"][0]
    left = co_travel(world[world["event"] != gone]).pairs.iloc[0]
    assert left["times"] == whole["times"] - 1
    assert len(set(whole["events"]) - set(left["events"])) == 2
    assert gone not in left["events"]


def test_cells_count_as_areas_when_asked_for():
    world = town(0).assign(means="cell")
    world["where"] = world["where"].where(world["who"] != "009", world["where"] + "b")
    areas = pd.Series({f"place:{n}b": f"place:{n}" for n in range(12)})
    grid = Grid(means=frozenset({"cell"}))
    assert co_travel(world, grid=grid, search=FEW).pairs.empty
    assert co_travel(world, grid=grid, areas=areas).pairs["b"].tolist()[:1] == ["009"]


def test_the_two_cells_of_one_call_are_no_meeting():
    rows = pd.DataFrame(
        {
            "event": ["f:s:1", "f:s:1", "f:s:2", "w:s:1", "w:s:1"],
            "who": ["tel:1", "tel:2", "tel:1", "person:1", "plate:1"],
            "where": "cell:A",
            "means": ["cell", "cell", "cell", "checkpoint", "checkpoint"],
            "from_at": START,
        }
    )
    assert counted(rows, Grid())["event"].tolist() == ["f:s:2", "w:s:1", "w:s:1"]


def test_a_period_too_short_for_habits_is_refused():
    with pytest.raises(QueryError, match="too few to know habits"):
        co_travel(early(town(0), 2))
    with pytest.raises(QueryError, match="too few"):
        co_travel(town(0).iloc[:0])
    with pytest.raises(QueryError, match="does not divide a day"):
        Grid(minutes=7)


def test_habits_are_weekly_from_four_weeks_on_and_daily_before():
    assert presence(town(0, days=28), Grid()).cycle == 7 * 96
    assert presence(early(town(0, days=60), 18), Grid()).cycle == 96


def test_a_shift_keeps_every_rhythm_and_moves_nobody_out():
    whole = presence(town(0), Grid())
    shift = (np.arange(len(whole.people)) % whole.cycles).astype(np.int32)
    moved = whole.shifted(shift)
    rhythms = [sorted(zip(p.who.tolist(), p.phase.tolist(), strict=True)) for p in (whole, moved)]
    assert rhythms[0] == rhythms[1]
    assert moved.window.max() < whole.cycle * whole.cycles


def test_pairs_moved_alike_are_no_pairs_of_chance():
    known = quiet(presence(counted(town(0), Grid()), Grid()), cap=200)
    alike = np.full(len(known.presence.people), 2, dtype=np.int32)
    assert len(scored_pairs(known, FEW, shift=alike).a) == 0
    assert len(scored_pairs(known, FEW).a) > 0


def test_the_chances_of_a_line_are_other_weeks_and_other_people():
    rows = [("a", 0), ("a", 7), ("a", 28), ("b", 0), ("c", 1)]
    frame = pd.DataFrame(
        {"who": [who for who, _ in rows], "where": "place:1", "from_at": [START + day * DAY for _, day in rows]}
    )
    whole = presence(frame, Grid())
    known, size = quiet(whole, cap=200), slot_sizes(whole.slot, span=whole.span)
    lines = tracks(known, whole.slot, size, people=np.ones(3, dtype=np.bool_))
    assert lines.habit.tolist() == [0.5, 0.5, 0.5, 0, 0]  # a: two of the four other weeks
    assert lines.crowd.tolist() == [0.5, 0, 0, 0.5, 0]  # one of two others is there on the first day


@pytest.mark.parametrize("span", [10, 10**12])
def test_slots_are_counted_alike_however_many_there_could_be(span):
    assert slot_sizes(np.array([3, 9, 3, 3]), span=span).tolist() == [3, 1, 3, 3]
    assert slot_sizes(np.empty(0, dtype=np.int64), span=span).tolist() == []


def test_many_lines_get_fewer_rounds_unless_told_otherwise():
    assert [Search().rounds_of(lines) for lines in (0, 10**6, 3 * 10**6, 10**8)] == [24, 24, 8, 3]
    assert Search(rounds=5).rounds_of(10**8) == 5


visits = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("XY"), st.integers(0, 3), st.sampled_from([0, 1, 9])),
    min_size=1,
    max_size=30,
    unique=True,
)


def by_definition(drawn, *, least, cap):
    """Return {pair: (times, expected, score)} of four weeks of visits (who, where, week, hour), in plain loops."""
    people = sorted({who for who, *_ in drawn})
    full = {slot: {who for who, *at in drawn if tuple(at) == slot} for slot in {tuple(at) for _, *at in drawn}}
    slots = {slot: present for slot, present in full.items() if len(present) <= cap}
    others = max(1, len(people) - 1)
    weeks = Counter((who, where, hour) for (where, _, hour), present in slots.items() for who in present)
    seen = Counter(who for present in slots.values() for who in present)
    met = Counter()
    for present in slots.values():
        for who in present:
            met[who] += (len(present) - 1) / others
    found = {}
    for a, b in itertools.combinations(people, 2):
        shared = [slot for slot, present in slots.items() if {a, b} <= present]
        if len(shared) < least:
            continue
        products = sum(n * weeks[b, where, hour] for (who, where, hour), n in weeks.items() if who == a)
        expected = (products - len(shared)) / 3 + min(met[a], met[b])
        rate, score = len(shared) / min(seen[a], seen[b]), 0.0
        for where, week, hour in shared:
            habit = (max(weeks[a, where, hour], weeks[b, where, hour]) - 1) / 3
            crowd = (len(slots[where, week, hour]) - 1) / others
            score += np.log(rate / (habit + crowd - habit * crowd))
        found[a, b] = len(shared), expected, score - (len(shared) - expected)
    return found


@settings(max_examples=40, deadline=None)
@given(visits, st.integers(1, 2), st.integers(2, 4))
def test_scores_are_those_of_the_definition(drawn, least, cap):
    last = [("z", "Z", 3, 0)]  # so that there are four weeks whatever is drawn
    frame = pd.DataFrame([*drawn, ("z", "Z", 0, 0), *last], columns=["who", "where", "week", "hour"])
    at = START + pd.to_timedelta(7 * frame["week"], unit="D") + pd.to_timedelta(frame["hour"], unit="h")
    whole = presence(frame.assign(from_at=at.astype("datetime64[us, UTC]")), Grid(minutes=60, cycle_days=7))
    known = quiet(whole, cap=cap)
    pairs = scored_pairs(known, Search(least=least, crowd=cap))
    ends = zip(whole.people[pairs.a], whole.people[pairs.b], strict=True)
    made = zip(pairs.times.tolist(), pairs.expected.tolist(), pairs.score.tolist(), strict=True)
    found = dict(zip(ends, made, strict=True))
    expected = by_definition([*drawn, ("z", "Z", 0, 0), *last], least=least, cap=cap)
    assert found.keys() == expected.keys()
    assert all(found[pair] == pytest.approx(expected[pair]) for pair in expected)


def test_chance_finds_what_it_should_in_tracks_without_appointments():
    """Of towns without companions one in many shows a pair by luck, not one in two."""
    found = []
    for seed in range(8):
        world = town(10 + seed)
        found.append(len(co_travel(world[~world["who"].isin(["008", "009"])], search=Search(rounds=24)).pairs))
    assert sum(count > 0 for count in found) <= 2
