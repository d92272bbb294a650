"""Values as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from graph.schema import KINDS, LINKS, Property
from workbench import present, wording


@pytest.fixture(autouse=True)
def chinese():
    wording.speak("zh")
    yield
    wording.speak("zh")


def test_instants_are_shown_in_shanghai_time_and_dates_are_never_shifted():
    assert present.written(datetime(2026, 3, 5, 17, 30, tzinfo=UTC)) == "2026-03-06 01:30:00"
    assert present.written("2026-03-05T17:30:00+00:00") == "2026-03-06 01:30:00"
    assert present.written("2026-03-05T17:30:00Z") == "2026-03-06 01:30:00"
    assert present.written(date(1990, 1, 1)) == "1990-01-01"
    assert present.written("1990-01-01") == "1990-01-01"


def test_money_is_shown_in_yuan_and_says_so():
    amount = Property("amount", "金额(分)", "integer")
    assert present.shown(amount, 123456) == "1,234.56"
    assert present.cell(amount, 123456) == 1234.56
    assert present.property_name(amount) == "金额 (元)"


def test_a_count_stays_a_number_in_a_table_so_that_it_sorts():
    assert present.cell(Property("calls", "通话次数", "integer"), 1200) == 1200
    assert present.shown(Property("calls", "通话次数", "integer"), 1200) == "1,200"


def test_lists_flags_and_nothing_become_words():
    assert present.written(["张三", "张山"]) == "张三、张山"
    assert present.written(True) == "是"
    assert present.written(None) == ""


@pytest.mark.parametrize(
    "text", ["![x](https://a.example/p.png)", "[点我](https://a.example)", "$x$", ":red[红]", "<b>", "# 标题", "a_b_c"]
)
def test_case_data_never_becomes_markup(text):
    escaped = present.plain(text)
    assert escaped.replace("\\", "") == text
    for mark in "[]($<:#_!":
        assert all(escaped[i - 1] == "\\" for i, c in enumerate(escaped) if c == mark)


def test_every_label_and_link_type_has_a_chinese_name():
    assert all(present.kind_name(kind.label) == kind.zh for kind in KINDS)
    assert all(present.link_name(link.type) == link.zh for link in LINKS)


def test_english_names_are_words_without_chinese():
    wording.speak("en")
    names = [present.kind_name(k.label) for k in KINDS] + [present.link_name(k.type) for k in LINKS]
    names += [present.property_name(p) for k in (*KINDS, *LINKS) for p in k.properties]
    assert not [name for name in names if not name.isascii() or "_" in name]
    assert present.kind_name("OnlineId") == "Online ID"


def test_an_unknown_label_is_shown_as_it_is_called():
    assert present.kind_name("Thing") == "Thing"


def test_standing_tells_fact_from_inference():
    assert [present.standing(kind) for kind in ("fact", "assessment", "inference", None)] == [
        "事实",
        "研判",
        "推断",
        "",
    ]
