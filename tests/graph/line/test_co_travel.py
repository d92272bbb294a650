import itertools
from collections import Counter

import numpy as np
import pandas as pd
import pytest

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
