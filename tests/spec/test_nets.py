"""Questions about the whole network."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.neo4j

CASES = """
    case:1 category=盗窃
    case:2 category=诈骗
    case:3 category=盗窃
    case:4
    place:1 name=东街 address=东街1号 postcode=250001
    case:1 -[AT]-> place:1
    case:3 -[AT]-> place:1
    case:2 -[AT]-> place:2
    officer:1 name='李 警官' rank=一级
    case:1 -[INVESTIGATED_BY]-> officer:1
    case:2 -[INVESTIGATED_BY]-> officer:1
    case:3 -[INVESTIGATED_BY]-> officer:2
"""


def test_cases_by_category(world):
    world.project(CASES)
    assert world.ask("cases_by_category") == [("盗窃", 2), ("诈骗", 1), (None, 1)]


def test_places_by_cases(world):
    world.project(CASES)
    assert world.ask("places_by_cases", "name", "postcode", "cases", limit=1) == [("东街", "250001", 2)]


def test_cases_of_officers_can_be_narrowed_by_part_of_a_name(world):
    world.project(CASES)
    assert world.ask("cases_of_officers", "key", "cases") == [("officer:1", 2), ("officer:2", 1)]
    assert world.ask("cases_of_officers", "name", "rank", "cases", name="警官") == [("李 警官", "一级", 2)]


def knows(*pairs):
    return "\n".join(f"{a} -[KNOWS]-> {b}" for a, b in pairs)


def test_people_around_cases_have_none_themselves(world):
    world.project("""
        甲 -[KNOWS]-> 乙
        丙 -[KNOWS]-> 甲
        丁 -[KNOWS]-> 乙
        甲 -[KNOWS means=phone]-> 丙
        乙 -[SUSPECT_IN]-> case:1
        丙 -[INVOLVED_IN]-> case:1
    """)
    assert world.ask("people_around_cases", "name", "known") == [("甲", 2), ("丁", 1)]


def test_triangles_are_counted_once_whatever_the_directions(world):
    pairs = [("甲", "乙"), ("乙", "丙"), ("丙", "甲"), ("甲", "丁"), ("丁", "乙"), ("丁", "戊"), ("乙", "甲")]
    world.project(knows(*pairs))
    assert sorted(world.ask("triangles", "name", "triangles")) == [("丁", 1), ("丙", 1), ("乙", 2), ("甲", 2)]


def test_betweenness_is_unnormalised_and_parallel_links_do_not_distort_it(world):
    world.project(knows(("甲", "乙"), ("乙", "甲"), ("乙", "丙"), ("丙", "丁"), ("乙", "戊")))
    assert world.ask("betweenness", "name", "betweenness", limit=2) == [("乙", 5.0), ("丙", 3.0)]
