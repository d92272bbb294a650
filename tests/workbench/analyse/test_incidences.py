"""Who shares what: every layer once, people behind their numbers, unknown users under their numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from graph.projection.clusters import Decision
from workbench.analyse.incidences import LAYERS, MOST_REASONS, OWN, TRAFFIC, chosen, incidences, traffic
from workbench.analyse.people import belongings, cells, likely_roots, links, marks, names, people

T1, T2, T3, T4 = (f"tel:+8615400000{n:03}" for n in range(1, 5))


@pytest.fixture
def shared(drawn):
    """Return what gives the incidences of a drawing as {(layer, event): {who: rows}}, people by their names."""

    def of(text, decisions=()):
        scope = drawn(text)
        made = [Decision(*(record(scope, name) for name in pair), same=same) for *pair, same in decisions]
        called = dict(zip(*names(scope, made).to_numpy().T, strict=True))
        frame = incidences(scope, made)
        of.scope = scope
        of.frame = frame
        found = {}
        for line in frame.itertuples():
            found.setdefault((line.layer, line.event), {})[called.get(line.person, line.person)] = line.rows
        return found

    return of


def record(scope, name):
    return scope.sql("SELECT min(record) FROM persons WHERE name = $1", [name]).fetchall()[0][0]


def test_suspects_of_a_case_share_it_and_its_victim_does_not(shared):
    found = shared("""
        张三 -[SUSPECT_IN]-> case:1
        李四 -[INVOLVED_IN]-> case:1
        王五 -[VICTIM_IN]-> case:1
        赵六 -[SUSPECT_IN]-> case:2
    """)
    assert found == {("case", "case:1"): {"张三": 1, "李四": 1}}


def test_calls_tie_numbers_from_the_second_on_and_both_sides_of_one_are_one(shared):
    found = shared(f"""
        张三 -[USES]-> {T1}
        {T1} -[CALLED at=2026-03-01T08:00:00 seconds=60]-> {T2}
        {T2} -[CALLED at=2026-03-02T08:00:00]-> {T1}
        {T1} -[CALLED at=2026-03-09T08:00:00]-> {T3}
        == b
        {T1} -[CALLED at=2026-03-01T08:00:02 seconds=61 owner={T2}]-> {T2}
    """)
    assert found.pop(("calls", f"{T1}|{T2}")) == {T1: 2, T2: 2}
    assert [(layer, set(who)) for (layer, _), who in found.items()] == [(OWN, {"张三", T1})]


@pytest.fixture
def busy(drawn):
    """A scope of numbers and accounts with calls, payments and a handset in common."""
    return drawn(f"""
        {T1} -[CALLED at=2026-03-01T08:00:00 imei=imei:1]-> {T2}
        {T1} -[CALLED at=2026-03-02T08:00:00 imei=imei:1]-> {T2}
        {T2} -[CALLED at=2026-03-03T08:00:00 imei=imei:2]-> {T1}
        {T3} -[CALLED at=2026-03-03T09:00:00 imei=imei:1]-> {T4}
        acct:A:1 -[TRANSFERRED at=2026-03-01T09:00:00 amount=5000]-> acct:A:2
        acct:A:2 -[TRANSFERRED at=2026-03-01T10:00:00 amount=5000]-> acct:A:1
        acct:A:1 -[TRANSFERRED at=2026-03-01T11:00:00 amount=5000]-> acct:A:3
    """)


def test_calls_and_payments_weigh_the_logarithm_of_their_number_and_a_handset_three(busy):
    ours = chosen(incidences(busy, ()), [])
    three, two = np.log2(4), np.log2(3)
    assert lines(ours.assign(weight=ours["weight"].round(9))) == [
        ("calls", f"{T1}|{T2}", T1, round(three, 9), 3),
        ("calls", f"{T1}|{T2}", T2, round(three, 9), 3),
        ("handset", "imei:1", T1, 3.0, 2),
        ("handset", "imei:1", T3, 3.0, 1),
        ("money", "acct:A:1|acct:A:2", "acct:A:1", round(two, 9), 2),
        ("money", "acct:A:1|acct:A:2", "acct:A:2", round(two, 9), 2),
    ]


def test_traffic_alone_is_what_the_whole_says_of_it(busy):
    alone, whole = traffic(busy), chosen(incidences(busy, ()), TRAFFIC)
    assert lines(alone) == lines(whole)
    assert alone["reasons"].map(list).tolist() == whole["reasons"].map(list).tolist()


def test_the_traffic_of_a_period_begins_in_it(busy):
    day = [pd.Timestamp(f"2026-03-0{n}", tz="UTC") for n in (1, 3, 4)]
    assert {(layer, rows) for layer, *_, rows in lines(traffic(busy, period=(day[0], day[1])))} == {
        ("calls", 2),
        ("money", 2),
    }
    assert lines(traffic(busy, period=(day[1], day[2]))) == []
    assert lines(traffic(busy, period=(day[0], day[2]))) == lines(traffic(busy))


def test_a_call_to_oneself_and_a_missing_end_tie_nobody(drawn):
    scope = drawn(f"""
        {T1} -[CALLED at=2026-03-01T08:00:00]-> {T1}
        {T1} -[CALLED at=2026-03-02T08:00:00]-> {T1}
        {T1} -[CALLED at=2026-03-01T09:00:00]-> -
        {T1} -[CALLED at=2026-03-02T09:00:00]-> -
    """)
    assert traffic(scope).empty


def lines(frame):
    return sorted(frame[["layer", "event", "person", "weight", "rows"]].itertuples(index=False, name=None))


def test_layers_are_chosen_by_name_and_people_s_bring_what_people_have(shared):
    shared(f"张三 -[USES]-> {T1}\n张三 -[LIVES_AT]-> place:1\n李四 -[LIVES_AT]-> place:1")
    assert set(chosen(shared.frame, ["address"])["layer"]) == {"address", OWN}
    assert chosen(shared.frame, ["calls", "sim"]).empty
    with pytest.raises(ValueError, match="horoscope"):
        chosen(shared.frame, ["horoscope"])


def test_handsets_and_cards_that_several_used_are_shared_and_one_s_own_is_not(shared):
    found = shared(f"""
        {T1} -[CALLED at=2026-03-01T08:00:00 imei=imei:1 imsi=imsi:1]-> -
        {T2} -[CALLED at=2026-03-02T08:00:00 imei=imei:1 imsi=imsi:2]-> -
        {T2} -[CALLED at=2026-03-03T08:00:00 imei=imei:1 imsi=imsi:2]-> -
        {T3} -[CALLED at=2026-03-04T08:00:00 imsi=imsi:1]-> -
    """)
    assert found == {("handset", "imei:1"): {T1: 1, T2: 2}, ("sim", "imsi:1"): {T1: 1, T3: 1}}


def test_whom_cases_name_is_marked_and_their_victims_numbers_are_not(drawn):
    scope = drawn(f"""
        张三 -[SUSPECT_IN]-> case:1
        王五 -[VICTIM_IN]-> case:1
        王五 -[USES]-> {T1}
        case:1 -[MENTIONS]-> {T1}
        case:1 -[MENTIONS]-> {T2}
        case:2 -[MENTIONS]-> acct:A:1
    """)
    found = marks(scope, [])
    assert len(found) == 3
    assert set(found["person"]) >= {T2, "acct:A:1"}
    assert T1 not in set(found["person"])


def test_the_number_that_a_case_gives_its_suspect_is_marked_and_a_registers_or_the_victims_is_not(drawn):
    scope = drawn(f"""
        张三 id_number=370102199001011234
        张三 -[SUSPECT_IN]-> case:1
        张三 -[USES]-> {T1}
        李四 -[SUSPECT_IN]-> case:1
        李四 -[USES]-> {T2}
        王五 -[VICTIM_IN]-> case:1
        王五 -[USES]-> {T2}
        == register
        张三 id_number=370102199001011234
        张三 -[USES]-> {T3}
    """)
    found = marks(scope, [])
    assert [key for key in found["person"] if not key.startswith("person:")] == [T1]
    assert found["person"].str.startswith("person:").sum() == 2


def test_kin_homes_and_stays_tie_and_mere_acquaintance_does_not(shared):
    found = shared("""
        张三 -[KNOWS relation=配偶]-> 李四
        张三 -[KNOWS relation=同事]-> 王五
        张三 -[LIVES_AT]-> place:1
        王五 -[LIVES_AT]-> place:1
        张三 -[SEEN_AT at=2026-03-01T15:00:00 means=hotel]-> place:2
        赵六 -[SEEN_AT at=2026-03-01T15:30:00 means=hotel]-> place:2
        王五 -[SEEN_AT at=2026-03-01T16:30:00 means=hotel]-> place:2
    """)
    assert {layer for layer, _ in found} == {"kin", "address", "travel"}, "nobody has a number here"
    assert found["address", "place:1"] == {"张三": 1, "王五": 1}
    assert found["travel", "place:2@2026-03-01"] == {"张三": 1, "赵六": 1}, "half past four UTC is the next day here"


def test_every_line_names_rows_that_exist_at_most_so_many(shared, drawn):
    text = "\n".join(f"{T1} -[CALLED at=2026-03-01T08:{n:02}:00]-> {T2}" for n in range(MOST_REASONS + 5))
    shared(text)
    scope = drawn(text)
    there = {row for (row,) in scope.sql("SELECT file || ':' || sheet || ':' || row FROM calls").fetchall()}
    assert set(shared.frame["rows"]) == {MOST_REASONS + 5}
    assert all(len(of) == MOST_REASONS and set(of) <= there for of in shared.frame["reasons"])
    assert set(shared.frame["layer"]) <= {*LAYERS, OWN}


def test_a_holder_whom_three_statements_name_is_one_person_in_a_network(shared):
    text = """
        张三 -[HOLDS]-> acct:A:1
        == b
        张三 -[HOLDS]-> acct:A:1
        张三 -[USES]-> tel:cn:1
        == c
        张三 -[USES]-> tel:cn:1
        李四 -[USES]-> tel:cn:2
    """
    shared(text)
    assert shared.frame["person"].str.startswith("person:").groupby(shared.frame["person"]).first().sum() == 2


def test_likely_doubles_with_different_numbers_or_judged_different_stay_apart():
    lines = [("g", "p:1", "37", "r1"), ("g", "p:2", "11", "r2"), ("g", "p:3", None, "r3")]
    assert likely_roots(lines) == {"p:3": "p:1"}
    assert likely_roots([("g", "p:1", None, "r1"), ("g", "p:2", None, "r2")], {frozenset(("r1", "r2"))}) == {}
    assert likely_roots([]) == {}


def test_records_are_the_persons_of_the_projection_and_belongings_are_theirs(drawn):
    scope = drawn(f"""
        张三 -[USES since=2026-01-01]-> {T1}
        张三 id_number=370102199001011234
        张叁 id_number=370102199001011234
        李四 -[HOLDS]-> acct:A:1
    """)
    same = [Decision(record(scope, "张三"), record(scope, "李四"), same=True)]
    assert (people(scope, [])["person"].nunique(), people(scope, same)["person"].nunique()) == (2, 1)
    (hers, his) = belongings(scope, []).to_dict("records")
    assert (hers["key"], hers["type"], his["key"], his["type"]) == ("acct:A:1", "HOLDS", T1, "USES")
    assert str(his["since"]) == "2026-01-01 00:00:00+00:00"
    (link,) = links(scope, []).query("type == 'USES'").to_dict("records")
    assert link["id"] == f"USES|{link['source']}|{T1}"
    assert link["weight"] == 1


def test_cells_come_with_their_place(drawn):
    scope = drawn("cell:LC-1-1 lat=36.65 lon=117.12 datum=WGS84\ncell:LC-1-2 name=无坐标\ncase:1 lat=1")
    first, second = cells(scope).to_dict("records")
    assert (first["cell"], first["lat"], first["datum"], second["cell"]) == (
        "cell:LC-1-1",
        36.65,
        "WGS84",
        "cell:LC-1-2",
    )
