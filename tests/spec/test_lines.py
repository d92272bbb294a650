"""Questions about what lies between two things."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.neo4j


def numbers(*ends):
    return [f"tel:+861540000000{n}" for n in ends]


def calls(*pairs):
    lines = []
    for place, pair in enumerate(pairs):
        a, b = numbers(*pair)
        lines.append(f"{a} -[CALLED at=2026-03-01T08:{place:02}:00 seconds=60]-> {b}")
    return "\n".join(lines)


def names(path):
    return [node.name if hasattr(node, "name") else node.props["name"][-1] for node in path.nodes]


def test_common_contacts_are_in_touch_with_both(world):
    world.project(calls("13", "32", "14", "25", "13") + "\n张三 -[USES]-> tel:+8615400000003")
    assert world.ask("common_contacts", "name", "holder", "with_a", "with_b", a="15400000001", b="15400000002") == [
        ("15400000003", ["张三"], 2, 1)
    ]


def test_common_contacts_leave_hubs_out(world):
    world.project(calls("13", "23", "14", "24", "53", "63", "73"))
    found = world.ask("common_contacts", "name", a="15400000001", b="15400000002", hub=5)
    assert found == [("15400000004",)]


def test_shortest_paths_are_all_of_the_shortest_and_no_longer_ones(world):
    world.project(calls("12", "24", "13", "34", "15", "56", "64"))
    rows = world.ask("shortest_paths", a="15400000001", b="15400000004")
    assert sorted("".join(names(path)) for path, _ in rows) == ["124", "134"]
    assert {hops for _, hops in rows} == {2}


def test_shortest_paths_go_by_any_kind_of_link_in_any_direction(world):
    world.project(calls("21") + "\n张三 -[USES]-> tel:+8615400000002\n张三 -[SUSPECT_IN]-> case:1")
    ((path, hops),) = world.ask("shortest_paths", a="15400000001", b="case:1")
    assert hops == 3
    assert [link.type for link in path.links] == ["CALLED", "USES", "SUSPECT_IN"]


def test_shortest_paths_go_around_hubs(world):
    world.project(calls("12", "24", "25", "26", "27", "13", "38", "84"))
    rows = world.ask("shortest_paths", a="15400000001", b="15400000004", hub=5)
    assert ["".join(names(path)) for path, _ in rows] == ["1384"]


def test_there_is_no_path_where_nothing_connects(world):
    world.project(calls("12", "34"))
    assert world.ask("shortest_paths", a="15400000001", b="15400000004") == []
    assert world.ask("shortest_paths", a="15400000001", b="15400000001") == []


def test_shared_handsets_name_the_other_numbers(world):
    world.project("""
        tel:cn:1 -[CALLED at=2026-03-01T08:00:00 imei=imei:1]-> tel:cn:9
        tel:cn:2 -[CALLED at=2026-03-02T08:00:00 imei=imei:1]-> tel:cn:9
        tel:cn:3 -[CALLED at=2026-03-03T08:00:00 imei=imei:2]-> tel:cn:9
    """)
    assert world.ask("shared_handsets", "device", "key", number="tel:cn:1") == [("imei:1", "tel:cn:2")]
