"""Companions of a city are told from commuters, whom counting puts first; scores count empty places as wrong."""

from __future__ import annotations

import csv

import pandas as pd
import pytest

from graph.line.co_travel import co_travel
from graph.line.companions import Search
from graph.line.presence import Grid, attributed
from workbench.city.build import build
from workbench.city.options import Options
from workbench.evaluate import city_companions
from workbench.evaluate.capability import Predictions
from workbench.evaluate.city_companions import COUNT, MEANS, OURS, RARITY, TOP

MEANT = {"住宿": "hotel", "卡口": "checkpoint", "车票": "ticket", "网吧": "netbar"}


def rows(path, encoding):
    with path.open(encoding=encoding, newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """The journeys of a small city, read with csv alone, and who travels with whom."""
    folder = tmp_path_factory.mktemp("city") / "made"
    build(folder, Options(seed=5, people=600, days=42))
    person = {row["id_number"]: row["person"] for row in rows(folder / "truth/people.csv", "utf-8")}
    records = rows(folder / "truth/records.csv", "utf-8")
    owner = {int(r["row"]): r["person"] for r in records if r["file"] == "registers/车辆登记.csv"}
    vehicles = rows(folder / "registers/车辆登记.csv", "gb18030")
    owners = {f"plate:{row['号牌号码']}": owner[n] for n, row in enumerate(vehicles, start=2)}
    seen = [
        (
            f"s::{n}",
            person.get(row["证件号码"], f"plate:{row['号牌号码']}"),
            f"place:{row['地点名称']}",
            MEANT[row["类型"]],
            pd.Timestamp(row["时间"], tz="Asia/Shanghai").tz_convert("UTC").as_unit("us"),
        )
        for n, row in enumerate(rows(folder / "registers/轨迹.csv", "gb18030"), start=2)
    ]
    sightings = pd.DataFrame(seen, columns=["event", "who", "where", "means", "from_at"])
    pairs = {frozenset((row["a"], row["b"])) for row in rows(folder / "truth/companions.csv", "utf-8")}
    return attributed(sightings, pd.Series(owners)), pairs


def right(pairs, true):
    return sum(frozenset(pair) in true for pair in pairs[:TOP]) / TOP


def test_companions_stand_before_commuters_where_counting_puts_them_after(city, tmp_path):
    seen, true = city
    found = co_travel(seen, grid=Grid(means=MEANS)).pairs
    simple = city_companions.simple(seen, Predictions(tmp_path))
    assert len(true) >= 20
    assert right(list(zip(found["a"], found["b"], strict=True)), true) >= 0.95
    assert right(simple[COUNT], true) <= 0.5
    assert right(simple[RARITY], true) > 0.5
    assert len(simple[COUNT]) == len(simple[RARITY]) == TOP


def test_what_is_not_sure_is_not_said(city):
    unsure = co_travel(city[0], grid=Grid(means=MEANS), search=Search(rounds=2, false=1e-9))
    assert unsure.pairs.empty


@pytest.fixture
def scored(tmp_path):
    """Return what scores pairs of each method, of people p0 to p9 who are truly 0 to 9; (0, 1) and (2, 3) are true."""
    records = pd.DataFrame([("registers/a.csv", "", n + 2, "姓名", n) for n in range(10)])
    records.set_axis(["file", "sheet", "row", "slot", "person"], axis=1).to_csv(tmp_path / "records.csv", index=False)
    (tmp_path / "companions.csv").write_text("a,b,trips,group\n1,0,4,2\n2,3,5,-1\n", encoding="utf-8")
    people = pd.DataFrame([(f"p{n}", "a.csv", "", n + 2) for n in range(9)], columns=["person", "file", "sheet", "row"])

    def of(**methods):
        (folder := tmp_path / "predictions").mkdir(exist_ok=True)
        people.to_csv(folder / "companions_people.csv", index=False)
        lines = [(method, f"p{a}", f"p{b}") for method, pairs in methods.items() for a, b in pairs]
        pd.DataFrame(lines, columns=["method", "a", "b"]).to_csv(folder / "companions.csv", index=False)
        return {(f.measure, f.method): f for f in city_companions.score(folder, tmp_path)}

    return of


def test_an_empty_place_counts_as_wrong_and_either_way_round_is_right(scored):
    found = scored(shifted=[(0, 1), (3, 2)], count=[(4, 5)])
    assert found["precision@20", OURS].value == 2 / TOP
    assert (found["false discovery", OURS].value, found["recall of pairs", OURS].value) == (0, 1)
    assert found["precision@20", COUNT].value == 0
    assert (found["precision@20", COUNT].role, found["precision@20", RARITY].role) == ("baseline", "variant")


def test_every_accepted_pair_counts_for_false_discovery_not_only_the_head(scored):
    wrong = [(4, 5), (4, 6), (5, 6)]
    found = scored(shifted=[(0, 1), *wrong])
    assert found["false discovery", OURS].value == 0.75
    assert found["false discovery", OURS].n == 4
    assert found["recall of pairs", OURS].value == 0.5


def test_a_pair_that_is_found_twice_is_found_once(scored):
    assert scored(shifted=[(0, 1), (1, 0)])["recall of pairs", OURS].value == 0.5


def test_somebody_whom_no_row_tells_apart_is_nobodys_companion(scored):
    assert scored(shifted=[(0, 9)])["precision@20", OURS].value == 0


def test_vehicles_stand_under_their_owners(drawn):
    scope = drawn("""
        张三 -[OWNS]-> plate:1
        plate:1 -[SEEN_AT at=2026-03-01T15:00:00 means=checkpoint]-> place:2
        李四 -[SEEN_AT at=2026-03-01T15:00:00 means=hotel]-> place:2
    """)
    seen = city_companions.journeys(scope)
    assert seen["who"].str.startswith("person:").all()
    assert seen["who"].nunique() == 2
