import csv

import numpy as np
import pandas as pd
import pytest

from graph.line.companions import Search
from graph.line.presence import attributed
from workbench.city.build import build
from workbench.city.options import Options
from workbench.evaluate.meetings import TrueCity, co_travel_measures, mean_over_cities, over_cities

MEANS = {"住宿": "hotel", "卡口": "checkpoint", "车票": "ticket", "网吧": "netbar"}


def rows(path, encoding):
    with path.open(encoding=encoding, newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> TrueCity:
    """The journeys of a small city, read with csv alone."""
    folder = tmp_path_factory.mktemp("city") / "made"
    build(folder, Options(seed=5, people=600, days=42))
    person = {row["id_number"]: f"person:{row['person']}" for row in rows(folder / "truth/people.csv", "utf-8")}
    records = rows(folder / "truth/records.csv", "utf-8")
    owner = {int(r["row"]): f"person:{r['person']}" for r in records if r["file"] == "registers/车辆登记.csv"}
    vehicles = rows(folder / "registers/车辆登记.csv", "gb18030")
    owners = {f"plate:{row['号牌号码']}": owner[n] for n, row in enumerate(vehicles, start=2)}
    seen = [
        (
            f"s::{n}",
            person.get(row["证件号码"], f"plate:{row['号牌号码']}"),
            f"place:{row['地点名称']}",
            MEANS[row["类型"]],
            pd.Timestamp(row["时间"], tz="Asia/Shanghai").tz_convert("UTC").as_unit("us"),
        )
        for n, row in enumerate(rows(folder / "registers/轨迹.csv", "gb18030"), start=2)
    ]
    sightings = pd.DataFrame(seen, columns=["event", "who", "where", "means", "from_at"])
    true = pd.DataFrame(rows(folder / "truth/companions.csv", "utf-8"))
    pairs = pd.DataFrame({"a": "person:" + true["b"], "b": "person:" + true["a"]})
    return TrueCity(5, attributed(sightings, pd.Series(owners)), pairs)


def value(measures, measure, method):
    (found,) = measures.loc[(measures["measure"] == measure) & (measures["method"] == method), "value"]
    return found


def test_companions_stand_before_commuters_where_counting_puts_them_after(city):
    measures = co_travel_measures(city)
    assert len(city.companions) >= 20
    assert value(measures, "precision@20", "shifted") >= 0.95
    assert value(measures, "precision@20", "count") <= 0.5
    assert value(measures, "recall", "shifted") >= 0.8
    assert value(measures, "precision", "shifted") >= 0.85


def test_what_nobody_planted_is_not_found_by_luck(city):
    strangers = city.companions.assign(a=city.companions["a"].iloc[::-1].to_numpy())
    measures = co_travel_measures(TrueCity(5, city.sightings, strangers), search=Search(rounds=2))
    assert value(measures, "precision@20", "shifted") <= 0.1


def test_an_empty_place_counts_as_wrong(city):
    unsure = co_travel_measures(city, search=Search(rounds=2, false=1e-9))
    assert value(unsure, "found", "shifted") == 0
    assert value(unsure, "precision@20", "shifted") == 0
    assert value(unsure, "precision@20", "rarity") > 0.5


def test_each_city_has_its_lines_and_the_mean_its_interval(city):
    small = Search(rounds=2)
    other = TrueCity(6, city.sightings, city.companions.iloc[:5])
    measures = over_cities([city, other], search=small)
    assert measures["seed"].tolist() == [5] * 6 + [6] * 6
    mean = mean_over_cities(measures).set_index(["measure", "method"])
    line = mean.loc[("precision@20", "shifted")]
    both = measures.query("measure == 'precision@20' and method == 'shifted'")["value"]
    assert line["value"] == pytest.approx(np.mean(both))
    assert line["lo"] == pytest.approx(min(both))
    assert line["hi"] == pytest.approx(max(both))
    assert (line["role"], line["n"]) == ("ours", 2)
