"""Which records are one person."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.neo4j

NAMES = "MATCH (p:Person) RETURN p.name, p.records ORDER BY p.name, p.records"


def test_records_with_the_same_valid_id_number_are_one_person(world):
    world.project("""
        张三 id_number=370102199001011234
        张叁 id_number=370102199001011234
        张三#2 id_number=370102198505055678
    """)
    assert world.cypher(NAMES) == [("张三", 1), ("张三", 2)]


def test_records_without_a_valid_id_number_stay_apart(world):
    world.project("""
        张三 birth_date=1990-01-01
        张三#2 birth_date=1990-01-01
        李四 id_number=3701021990010112??
        李四#2 id_number=3701021990010112??
    """)
    assert world.cypher(NAMES) == [("张三", 1), ("张三", 1), ("李四", 1), ("李四", 1)]


def test_other_spellings_and_aliases_are_kept_with_the_person(world):
    world.project("""
        张三 id_number=370102199001011234 aliases=老三
        张叁 id_number=370102199001011234 aliases=三哥,老三
    """)
    assert world.cypher("MATCH (p:Person) RETURN p.name, p.names, p.aliases") == [("张三", ["张叁"], ["三哥", "老三"])]


def test_a_judgement_unites_two_records_and_their_links(world):
    world.project("""
        张三 -[USES]-> tel:cn:1
        == b
        张三 -[USES]-> tel:cn:2
    """)
    world.judge("张三", "张三@b", "same")
    world.project()
    assert world.ask("belongings", "key", person="张三") == [("tel:cn:1",), ("tel:cn:2",)]


def test_a_judgement_splits_records_that_share_an_id_number(world):
    world.project("""
        张三 id_number=370102199001011234
        王五 id_number=370102199001011234
    """)
    world.judge("张三", "王五", "different")
    world.project()
    assert world.cypher(NAMES) == [("张三", 1), ("王五", 1)]


def test_different_also_blocks_a_union_through_a_third_record(world):
    world.project("""
        张三 sex=男
        李四 sex=男
        王五 sex=男
    """)
    world.judge("张三", "王五", "different")
    world.judge("张三", "李四", "same")
    world.judge("李四", "王五", "same")
    world.project()
    assert world.cypher(NAMES) == [("张三", 2), ("王五", 1)] or world.cypher(NAMES) == [("李四", 2), ("王五", 1)]


def test_a_judgement_taken_back_leaves_no_trace(world):
    before = world.project("""
        张三 sex=男
        李四 sex=男
    """).hash
    world.judge("张三", "李四", "same")
    assert world.project().hash != before
    world.judge("张三", "李四", "withdrawn")
    assert world.project().hash == before
