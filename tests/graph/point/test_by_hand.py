"""The counts about a point against plain loops over drawn worlds."""

import itertools
from collections import Counter, defaultdict
from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.point.anchors import anchors
from graph.point.areas import cell_areas
from graph.point.balances import balance_path
from graph.point.contacts import contacts
from graph.point.exchanges import exchanges
from graph.point.identifiers import device_runs, linked
from graph.point.odd_transfers import odd_transfers
from graph.point.related_cases import related_cases
from graph.point.rhythm import day_ends, silences, weekly_pattern
from graph.point.turnover import counterparties, turnover

START = pd.Timestamp("2026-03-01", tz="Asia/Shanghai")
HOUR = timedelta(hours=1)
quick = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
names = st.sampled_from("1234-")
moments = st.integers(0, 24 * 12).map(lambda hour: (START + hour * HOUR).tz_convert("UTC"))
acts = st.sampled_from(["call", "text", "forward"])
calls = st.lists(st.tuples(names, names, moments, st.sampled_from(["5", "60"]), acts), min_size=1, max_size=25)


def ours(drawn, owner="1"):
    """Yield (contact, outgoing, moment, seconds, act) of the calls of a number with others, in the order of time."""
    for caller, callee, moment, seconds, act in sorted(drawn, key=lambda line: line[2]):
        if caller != callee and owner in (caller, callee):
            yield (callee if caller == owner else caller), caller == owner, moment, int(seconds), act


def day(moment):
    return moment.tz_convert("Asia/Shanghai").date()


@quick
@given(calls)
def test_contacts_are_what_a_loop_counts(calls_of, drawn):
    met = defaultdict(list)
    for contact, *rest in ours(drawn):
        if contact != "-":
            met[f"tel:{contact}"].append(rest)
    found = contacts(calls_of(drawn), ["tel:1"]).set_index("contact")
    assert set(found.index) == set(met)
    last = max(moment for _, _, moment, *_ in drawn)
    for contact, lines in met.items():
        line = found.loc[contact]
        assert (line["outgoing"], line["incoming"]) == (sum(o for o, *_ in lines), sum(not o for o, *_ in lines))
        assert line["seconds"] == sum(seconds for _, _, seconds, _ in lines)
        assert line["days"] == len({day(moment) for _, moment, *_ in lines})
        assert line["quiet_days"] == (last - max(moment for _, moment, *_ in lines)).days
        acts_seen = Counter(act for *_, act in lines)
        assert (line["calls"], line["texts"], line["forwards"]) == tuple(
            acts_seen[a] for a in ("call", "text", "forward")
        )


@quick
@given(calls)
def test_every_exchange_is_seen_from_one_side_once(calls_of, drawn):
    found = exchanges(calls_of(drawn), ["tel:1"])
    assert len(found) == len(list(ours(drawn)))
    assert found["event"].is_unique
    both = exchanges(calls_of(drawn), ["tel:1", "tel:2"])
    assert not {"tel:1", "tel:2"} & set(both["contact"].dropna())


@quick
@given(calls)
def test_the_week_counts_every_exchange_once(calls_of, drawn):
    week = weekly_pattern(calls_of(drawn), ["tel:1"]).set_index(["weekday", "hour"])
    local = [moment.tz_convert("Asia/Shanghai") for _, _, moment, *_ in ours(drawn)]
    counted = Counter((moment.weekday(), moment.hour) for moment in local)
    assert {slot: count for slot, count in week["count"].items() if count} == dict(counted)
    assert all(len(events) == count for events, count in zip(week["events"], week["count"], strict=True))


@quick
@given(calls)
def test_days_and_silences_follow_the_exchanges(calls_of, drawn):
    made = calls_of(drawn)
    times = [moment for _, _, moment, *_ in ours(drawn)]
    days = day_ends(made, ["tel:1"])
    assert [d.date() for d in days["day"]] == sorted({day(moment) for moment in times})
    assert days["count"].sum() == len(times)
    gaps = sorted((later - earlier for earlier, later in itertools.pairwise(times)), reverse=True)
    found = silences(made, ["tel:1"], top=5)
    assert found["hours"].tolist() == [gap / HOUR for gap in gaps[:5]]


accounts = st.sampled_from(["A", "B", "C", "-cash", "-fee"])
amounts = st.sampled_from(["1", "5", "300", "10000", "12345"])
transfers = st.lists(st.tuples(accounts, accounts, moments, amounts), min_size=1, max_size=20)


def named(drawn):
    return [line for line in drawn if not (line[0].startswith("-") and line[1].startswith("-"))]


@quick
@given(transfers)
def test_turnover_is_the_sum_of_its_counterparties_and_of_its_balances(transfers_of, drawn):
    world = transfers_of(drawn)
    totals, others = turnover(world, ["acct:A"]), counterparties(world, ["acct:A"])
    paid = sum(int(amount) * 100 for source, target, _, amount in drawn if source == "A" != target)
    received = sum(int(amount) * 100 for source, target, _, amount in drawn if target == "A" != source)
    if paid + received == 0:
        assert totals.empty
        assert others.empty
        return
    assert (totals["paid"].sum(), totals["received"].sum()) == (paid, received)
    assert (others["paid"].sum(), others["received"].sum()) == (paid, received)
    assert balance_path(world, "acct:A")["change"].sum() == received - paid
    assert sorted(event for events in others["events"] for event in events) == sorted(totals["events"][0])


@quick
@given(transfers, st.integers(0, 10_000))
def test_a_whole_statement_adds_up_and_a_lost_row_shows_where_it_was(transfers_of, drawn, opening):
    mine = sorted((line for line in drawn if (line[0] == "A") != (line[1] == "A")), key=lambda line: line[2])
    balance, rows = opening, []
    for source, target, moment, amount in mine:
        balance += int(amount) if target == "A" else -int(amount)
        rows.append((source, target, moment, amount, *((str(balance), "?") if source == "A" else ("?", str(balance)))))
    whole = balance_path(transfers_of(rows), "acct:A") if rows else pd.DataFrame({"gap": []})
    assert (whole["gap"].dropna() == 0).all()
    if len(rows) > 2:
        left = balance_path(transfers_of(rows).drop(index=1), "acct:A")
        assert left["gap"].tolist()[1] == whole["change"].tolist()[1]
        assert (left["gap"][2:] == 0).all()


@quick
@given(transfers)
def test_odd_transfers_are_those_a_loop_finds(transfers_of, drawn):
    world = transfers_of(drawn)
    expected = set()
    for n, (source, target, moment, amount) in enumerate(drawn):
        if (source == "A") == (target == "A"):
            continue
        if moment.tz_convert("Asia/Shanghai").hour < 6:
            expected.add(("night", (f"t:s:{n + 1}",)))
        if int(amount) % 10_000 == 0:
            expected.add(("round", (f"t:s:{n + 1}",)))
        later = [
            (then, place)
            for place, (s, t, then, much) in enumerate(drawn)
            if (s, t) == (source, target) and "-" not in s + t and int(amount) <= 10 and int(much) >= 100 * int(amount)
            and (moment, n) < (then, place) and then - moment <= HOUR
        ]  # fmt: skip
        if later:
            expected.add(("test", (f"t:s:{n + 1}", f"t:s:{min(later)[1] + 1}")))
    found = odd_transfers(world, ["acct:A"])
    assert set(zip(found["kind"], found["events"], strict=True)) == expected


sides = st.lists(
    st.tuples(st.sampled_from("12"), st.integers(0, 24 * 12), st.sampled_from("AB-"), st.sampled_from("XY-")),
    max_size=20,
)


def side_text(drawn):
    lines = (f"{phone} {START + hour * HOUR:%m-%dT%H:%M} {cell} {imei}" for phone, hour, cell, imei in drawn)
    return "\n".join(lines)


@quick
@given(sides)
def test_runs_tell_of_every_row_with_a_handset_once_and_neighbours_differ(sides_of, drawn):
    found = device_runs(sides_of(side_text(drawn)), ["tel:1"])
    assert found["count"].sum() == sum(phone == "1" and imei != "-" for phone, _, _, imei in drawn)
    assert (found["value"] != found["value"].shift()).all()
    assert (found["first_at"] <= found["last_at"]).all()
    assert (found["first_at"].iloc[1:].array >= found["last_at"].iloc[:-1].array).all()


@quick
@given(sides)
def test_anchors_are_areas_of_enough_nights_or_working_days(sides_of, drawn):
    nights, works = defaultdict(set), defaultdict(set)
    for phone, hour, cell, _ in drawn:
        moment = START + hour * HOUR
        if phone != "1" or cell == "-":
            continue
        if moment.hour >= 21 or moment.hour < 7:
            nights[f"cell:{cell}"].add((moment - 12 * HOUR).date())
        elif 9 <= moment.hour < 18 and moment.weekday() < 5:
            works[f"cell:{cell}"].add(moment.date())
    expected = {("night", cell): len(days) for cell, days in nights.items() if len(days) >= 2}
    expected |= {("day", cell): len(days) for cell, days in works.items() if len(days) >= 2}
    found = anchors(sides_of(side_text(drawn)), ["tel:1"], least_days=2)
    assert {(part, area): days for part, area, days in found[["part", "area", "days"]].values.tolist()} == expected


points = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=25, unique=True)


@quick
@given(points, st.integers(50, 900))
def test_no_cell_lies_farther_from_the_founder_of_its_area_and_founders_lie_apart(drawn, within):
    cells = pd.DataFrame(
        [(f"cell:{n:02}", 31 + y * 100 / 111_320, 121 + x * 100 / 95_400) for n, (x, y) in enumerate(drawn)],
        columns=["cell", "lat", "lon"],
    )
    areas = cell_areas(cells, within=within)
    place = {f"cell:{n:02}": (x * 100, y * 100) for n, (x, y) in enumerate(drawn)}

    def apart(a, b):
        return ((place[a][0] - place[b][0]) ** 2 + (place[a][1] - place[b][1]) ** 2) ** 0.5

    founders = sorted(set(areas))
    assert all(areas[founder] == founder for founder in founders)
    assert all(apart(cell, area) <= within * 1.01 for cell, area in areas.items())
    assert all(apart(a, b) > within * 0.99 for a in founders for b in founders if a < b)
    assert all(
        apart(c, a) <= min(apart(c, f) for f in founders) * 1.02 + 1 for c, a in areas.items() if c not in founders
    )


things = st.sampled_from(["tel:1", "tel:2", "acct:A", "person:p"])
files = st.lists(st.tuples(st.sampled_from(["case:1", "case:2", "case:3"]), things), min_size=1, max_size=12)


@quick
@given(files)
def test_cases_are_related_by_everything_they_share(links_of, drawn):
    links = links_of("\n".join(f"{case} MENTIONS {thing}" for case, thing in drawn))
    holds = defaultdict(set)
    for case, thing in drawn:
        holds[case].add(thing)
    first = holds["case:1"]
    expected = {c: tuple(sorted(things & first)) for c, things in holds.items() if c != "case:1" and things & first}
    found = related_cases(links, "case:1")
    assert {
        case: tuple(sorted(things)) for case, things in zip(found["case"], found["things"], strict=True)
    } == expected
    assert found["score"].is_monotonic_decreasing
    assert set(linked(links, ["case:1"])["other"]) == first


def test_a_case_between_two_cases_is_no_thing_they_share(links_of):
    assert related_cases(links_of("case:1 SERIES_WITH case:2\ncase:2 SERIES_WITH case:3"), "case:1").empty


@pytest.mark.parametrize("frame", ["calls", "transfers"])
def test_an_empty_scope_has_empty_answers(calls_of, transfers_of, frame):
    if frame == "calls":
        assert contacts(calls_of([]), ["tel:1"]).empty
        assert weekly_pattern(calls_of([]), ["tel:1"])["count"].sum() == 0
        assert silences(calls_of([]), ["tel:1"]).empty
    else:
        assert turnover(transfers_of([]), ["acct:A"]).empty
        assert odd_transfers(transfers_of([]), ["acct:A"]).empty
        assert balance_path(transfers_of([]), "acct:A").empty
