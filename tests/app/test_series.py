"""串并案: a case and the others that are likely of the same hand, its address, and the rows behind a line."""

from __future__ import annotations

import pytest

from workbench.ui.offers import LINKED_CASES

pytestmark = pytest.mark.neo4j


def test_the_page_explains_itself_before_anything_was_asked(site):
    app = site().open("series")
    assert not app.exception
    assert "同一人所为" in app.caption[0].value


def test_a_case_is_given_and_its_likeliest_others_are_shown_with_chart_reasons_and_rows(site, city, analysed):
    case = city.analyse("linked_cases").frames["series"]["case"].iloc[0]
    session = site()
    session.open("series", q=case)
    app = analysed(session)
    assert not app.error
    assert app.get("echarts_chart")
    shown = session.table("found:linked_cases:links").value
    frame = city.analyse("linked_cases", cases=[case]).frame
    assert len(shown) == len(frame)
    assert shown["概率"].iloc[0].endswith("%")
    assert any("贝叶斯因子约" in text.value and "若不计" in text.value for text in app.markdown)
    session.choose("found:linked_cases:links", 0)
    rows = session.table("rows:")
    assert len(rows.value) >= 2


def test_every_table_of_the_page_is_one_that_the_analysis_has(city):
    assert set(LINKED_CASES.tables) == set(city.analyse("linked_cases").frames)
