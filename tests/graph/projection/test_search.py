"""Finding things by what people remember of them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.projection.lines import Lines, write_lines
from graph.projection.readings import SURNAMES, readings
from graph.projection.search import Index, bare, fold, write_search
from graph.projection.target import write_target

np = pytest.importorskip("numpy")

WORLD = """
    单田芳 id_number=370102199001011234 aliases=老单,芳叔
    张三 id_number=370102198505055678
    张三丰
    Anne#1 name='Anne Freeman'
    tel:+8615400138000 x=1
    tel:+8615413800007 x=1
    tel:cn:10086 x=1
    acct:card:6299000000000000123 x=1
    plate:鲁A12345 x=1
    case:A2026 name=某网络诈骗案 category=诈骗
    place:1 name=听澜花园 address=望溪区竹影街18号
    imei:868001234567890 x=1
    officer:099 name=曾志伟
"""


@pytest.fixture
def index(drawn, tmp_path):
    folder = tmp_path / "state"
    folder.mkdir()
    write_search(write_target(drawn(WORLD), [], folder))
    return Index(folder)


@pytest.mark.parametrize(
    ("text", "name", "matched", "how"),
    [
        ("15400138000", "15400138000", "number", "exact"),
        ("154 0013 8000", "15400138000", "number", "exact"),
        ("１５４００１３８０００", "15400138000", "number", "exact"),
        ("15400", "15400138000", "number", "prefix"),
        ("8000", "15400138000", "number", "suffix"),
        ("0013", "15400138000", "number", "middle"),
        ("0123", "6299000000000000123", "number", "suffix"),
        ("a12345", "鲁A12345", "number", "suffix"),
        ("370102198505055678", "张三", "number", "exact"),
        ("5678", "张三", "number", "suffix"),
        ("单田芳", "单田芳", "name", "exact"),
        ("田芳", "单田芳", "name", "suffix"),
        ("芳叔", "单田芳", "name", "exact"),
        ("shantianfang", "单田芳", "pinyin", "exact"),
        ("dantian", "单田芳", "pinyin", "prefix"),
        ("stf", "单田芳", "initials", "exact"),
        ("zengzhi", "曾志伟", "pinyin", "prefix"),
        ("cengzhiwei", "曾志伟", "pinyin", "exact"),
        ("anne f", "Anne Freeman", "name", "prefix"),
        ("FREEMAN", "Anne Freeman", "name", "suffix"),
        ("网络诈骗", "某网络诈骗案", "name", "middle"),
        ("A2026", "某网络诈骗案", "number", "exact"),
        ("竹影街", "听澜花园", "name", "middle"),
        ("case:A2026", "某网络诈骗案", "key", "exact"),
        ("8680012", "868001234567890", "number", "prefix"),
    ],
)
def test_a_thing_is_found_by_what_is_remembered_of_it(index, text, name, matched, how):
    hit = index.find(text)[0]
    assert (hit.name, hit.matched, hit.how) == (name, matched, how)


def test_the_whole_name_comes_before_a_longer_one(index):
    assert [hit.name for hit in index.find("张三")] == ["张三", "张三丰"]
    assert [hit.name for hit in index.find("zs")] == ["张三", "张三丰"]


def test_what_starts_so_comes_before_what_ends_so_and_what_has_it_inside(index):
    assert [(hit.name, hit.how) for hit in index.find("138")] == [("15400138000", "middle"), ("15413800007", "middle")]
    assert [hit.how for hit in index.find("0")] == sorted(
        (h.how for h in index.find("0")), key=(["exact", "prefix", "suffix", "middle"]).index
    )


def test_no_more_hits_than_asked_for(index):
    assert len(index.find("1", limit=2)) == 2


@pytest.mark.parametrize("text", ["", "  ", "-", "999999", "ng", "\n", "zzz"])
def test_what_is_not_there_is_not_found(index, text):
    assert index.find(text) == []


def test_exact_leaves_partial_hits_out(index):
    assert [hit.name for hit in index.exact("张三")] == ["张三"]
    assert index.exact("1540013") == []
    assert [hit.name for hit in index.exact("10086")] == ["10086"]


@pytest.mark.parametrize("surname", sorted(SURNAMES))
def test_a_surname_can_be_typed_as_the_surname_it_is_and_as_the_character_usually_reads(surname):
    from pypinyin import lazy_pinyin

    typed = [pinyin for pinyin, _ in readings(f"{surname}明")]
    for reading in SURNAMES[surname]:
        assert reading.replace(" ", "") + "ming" in typed
    assert "".join(lazy_pinyin(c)[0] for c in surname) + "ming" in typed


def test_initials_have_a_letter_for_each_character():
    assert readings("欧阳修") == [("ouyangxiu", "oyx")]
    assert ("yuchigong", "ycg") in readings("尉迟恭")
    assert readings("Anne Freeman") == []
    assert readings("") == []


@given(st.text())
@settings(max_examples=200)
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)
    assert bare(bare(text)) == bare(text)


words = st.lists(st.text(alphabet="01ab张", min_size=1, max_size=6), max_size=30)


@given(words, st.text(alphabet="01ab张", min_size=1, max_size=3))
def test_lines_find_what_a_plain_search_finds(tmp_path_factory, lines, sought):
    folder = tmp_path_factory.mktemp("lines")
    ordered = sorted(lines, key=str.encode)
    write_lines(folder / "x", ordered, np.arange(len(ordered)))
    found = Lines(folder / "x")
    assert [found[at] for at in range(len(found))] == ordered
    assert [at for at in found.exact(sought)] == [n for n, line in enumerate(ordered) if line == sought]
    assert [at for at in found.starting(sought)] == [n for n, line in enumerate(ordered) if line.startswith(sought)]
    assert found.ending(sought, 99) == [n for n, line in enumerate(ordered) if line.endswith(sought)]
    assert found.containing(sought, 99) == [n for n, line in enumerate(ordered) if sought in line]


def test_a_sweep_ends_after_as_many_as_asked_for(tmp_path):
    numbers = sorted(str(random.Random(1).randrange(10**10)) for _ in range(200))
    write_lines(tmp_path / "x", numbers, np.arange(200))
    assert len(Lines(tmp_path / "x").containing("1", 7)) <= 7
