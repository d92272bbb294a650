"""Which communities are reported: those that cases name beyond chance, with the names; lookalikes are not."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from graph.net.reported import reported

MEMBERS = pd.DataFrame({"person": [f"p{n}" for n in range(100)], "gang": [n // 10 for n in range(100)]})
marks = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 5)), max_size=25)


def frame(pairs):
    return pd.DataFrame([(f"p{n}", f"case:{c}") for n, c in pairs], columns=["person", "case"])


def test_a_community_that_cases_name_again_and_again_is_reported_with_who_and_where():
    table = reported(MEMBERS, frame([(0, 1), (1, 1), (2, 2), (3, 3), (55, 4)])).set_index("gang")
    assert table.index[table["reported"]].tolist() == [0]
    line = table.loc[0]
    assert (line["people"], line["marked"], line["cases"], line["expected"]) == (10, 4, 3, 0.5)
    assert line["named"][0] == ("p0", "case:1")
    assert line["p"] == pytest.approx(hypergeom.sf(3, 100, 5, 10))


def test_one_case_is_not_enough_however_many_it_names():
    assert not reported(MEMBERS, frame([(n, 1) for n in range(6)]))["reported"].any()


def test_two_people_are_no_gang():
    members = MEMBERS.assign(gang=[0, 0, *range(1, 99)])
    assert not reported(members, frame([(0, 1), (1, 2), (0, 2)]))["reported"].any()


def test_marks_spread_evenly_report_nobody():
    assert not reported(MEMBERS, frame([(n, n % 7) for n in range(0, 100, 5)]))["reported"].any()


def test_without_marks_nothing_is_reported():
    table = reported(MEMBERS, frame([]))
    assert not table["reported"].any()
    assert table["p"].tolist() == pytest.approx([1.0] * 10)


@given(marks)
@settings(max_examples=30, deadline=None)
def test_rates_grow_with_p_and_every_named_member_is_counted(pairs):
    table = reported(MEMBERS, frame(pairs))
    assert table["p"].is_monotonic_increasing
    assert table["q"].is_monotonic_increasing
    assert (table["q"] >= table["p"] - 1e-12).all()
    assert [len({who for who, _ in named}) for named in table["named"]] == table["marked"].tolist()
    assert table["marked"].sum() == len({n for n, _ in pairs})


@given(marks, st.randoms())
@settings(max_examples=20, deadline=None)
def test_the_order_of_lines_does_not_matter(pairs, chance):
    again = list(pairs) + list(pairs)[:3]
    chance.shuffle(again)
    pd.testing.assert_frame_equal(reported(MEMBERS, frame(pairs)), reported(MEMBERS, frame(again)))
