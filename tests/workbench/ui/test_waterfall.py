"""The waterfall: bars that begin where the last ended, above and below zero, and a sum that is the score."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evidence import Evidence, Item
from models.statement import Statement
from workbench.ui.waterfall import waterfall
from workbench.ui.widgets.sides import alike
from workbench.wording import speak

weights = st.lists(st.floats(-5, 5, allow_subnormal=False), min_size=1, max_size=6)


def drawn(found):
    items = tuple(Item(f"f{n}", "x", weight) for n, weight in enumerate(found))
    return waterfall(Statement("same_person", Evidence(("rec:1", "rec:2"), items)))


def parts(sketch):
    base, above, below = (series["data"] for series in sketch.option["series"])
    return [(b, up["value"], down["value"]) for b, up, down in zip(base, above, below, strict=True)]


@given(weights)
def test_every_bar_has_the_length_of_its_weight_and_the_last_that_of_the_score(found):
    bars = parts(drawn(found))
    lengths = sorted(round(up - down, 3) for _, up, down in bars[:-1])
    assert lengths == pytest.approx(sorted(abs(w) for w in found), abs=2e-3)
    _, up, down = bars[-1]
    assert up + down == pytest.approx(sum(found), abs=1e-3)


@given(weights)
def test_an_unseen_base_lies_on_the_side_of_what_is_seen(found):
    for base, up, down in parts(drawn(found)):
        assert up >= 0 >= down
        assert base == pytest.approx(0, abs=1e-9) or (base > 0 and not down) or (base < 0 and not up)


def test_bars_begin_where_the_last_ended():
    told = [2.0, 1.0, -4.0, -0.5]  # in the order in which they are told: the heaviest against it is the last
    assert parts(drawn(told)) == [(0.0, 2.0, 0.0), (2.0, 1.0, 0.0), (2.5, 0.5, 0.0), (0.0, 2.5, -1.5), (0.0, 0.0, -1.5)]


@pytest.mark.parametrize(("lang", "word"), [("zh", "合计"), ("en", "Sum")])
def test_items_are_named_in_the_language_spoken_and_those_against_have_a_pattern(lang, word):
    speak(lang)
    items = (Item("name", "张三" * 12, 2.0), Item("phone", "1 / 2", -1.0))
    sketch = waterfall(Statement("same_person", Evidence(("rec:1", "rec:2"), items)))
    speak("zh")
    labels = sketch.option["yAxis"]["data"]
    assert labels[-1] == word
    assert labels[0].endswith("…")
    above = sketch.option["series"][1]["data"]
    assert ["decal" in bar["itemStyle"] for bar in above] == [False, True, False]


@pytest.mark.parametrize(
    ("values", "word"),
    [(["a", "a"], "alike"), (["a", "b"], "unlike"), (["a", ""], "one_side"), (["", "b"], "one_side")],
)
def test_two_sides_are_alike_or_written_otherwise_or_only_one_says_anything(values, word):
    assert alike(values) == word
