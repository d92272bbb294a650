from collections import Counter, defaultdict
from datetime import datetime
from itertools import combinations

import pytest


@pytest.fixture(scope="module")
def together(city):
    """Return ({pair: times together}, {pair: times weighted by how few others were there}) by quarter hours."""
    people = {row["id_number"]: int(row["person"]) for row in city.truth("people")}
    owner_of_row = {
        int(r["row"]): int(r["person"]) for r in city.truth("records") if r["file"] == "registers/车辆登记.csv"
    }
    owners = {row["号牌号码"]: owner_of_row[n] for n, row in enumerate(city.rows("registers/车辆登记.csv"), start=2)}
    slots = defaultdict(set)
    for row in city.rows("registers/轨迹.csv"):
        person = owners[row["号牌号码"]] if row["号牌号码"] else people[row["证件号码"]]
        moment = datetime.fromisoformat(row["时间"])
        slots[row["类型"], row["地点名称"], int(moment.timestamp()) // 900].add(person)
    times, weighted = Counter(), Counter()
    for present in slots.values():
        for pair in combinations(sorted(present), 2):
            times[pair] += 1
            weighted[pair] += 1 / (len(present) - 1)
    return times, weighted


def _companions(city):
    return {tuple(sorted((int(row["a"]), int(row["b"])))) for row in city.truth("companions")}


def test_companions_are_seen_together_several_times(city, together):
    counts = [together[0][pair] for pair in _companions(city)]
    assert len(counts) >= 40
    assert min(counts) >= 2


def test_counting_coincidences_finds_commuters_instead_of_companions(city, together):
    top = [pair for pair, _ in together[0].most_common(20)]
    assert sum(pair in _companions(city) for pair in top) <= 10


def test_rare_coincidences_tell_companions(city, together):
    top = [pair for pair, _ in together[1].most_common(20)]
    assert sum(pair in _companions(city) for pair in top) >= 19


def test_innocent_couples_travel_together_too(city):
    assert {row["group"] == "-1" for row in city.truth("companions")} == {True, False}


def test_hotel_guests_leave_after_they_come(city):
    for row in city.rows("registers/轨迹.csv"):
        if row["类型"] in ("住宿", "网吧"):
            assert row["离开时间"] > row["时间"]
        else:
            assert not row["离开时间"]


def test_gates_see_plates_and_the_others_see_people(city):
    for row in city.rows("registers/轨迹.csv"):
        assert bool(row["号牌号码"]) == (row["类型"] == "卡口") != bool(row["姓名"])


def test_meetings_show_in_the_cells_of_calls(city):
    cell = {}
    user = {row["number"]: row["user"] for row in city.truth("phones")}
    for event in city.truth("call_events"):
        line = city.sheets(event["file"])[event["sheet"]][int(event["row"]) - 1]
        if "联川" in event["file"] and "broken" not in event["flaw"]:
            cell[user[line[1]], line[4]] = line[6], line[7]
    shared = 0
    for meeting in city.truth("meetings"):
        people = set(meeting["people"].split())
        seen = {(p, c) for (p, when), c in cell.items() if p in people and meeting["from"] <= when < meeting["until"]}
        counts = Counter(c for _, c in seen)
        shared += bool(counts) and max(counts.values()) >= 2
    assert shared >= 10
