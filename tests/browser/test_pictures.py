"""The README's pictures, taken from the running pages so that they cannot show what is not there.

`make pictures` writes them into pictures/; as a test they go to a scratch folder and must be readable and small.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.lessons import CITY
from workbench.settings import Settings
from workbench.view import View

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]

MOST = 400_000  # bytes of one picture
QUESTION = """MATCH path = (p:Person)-[:SUSPECT_IN]->(c:Case)<-[:VICTIM_IN]-(q:Person)
RETURN c.name AS 案件, p.name AS 嫌疑人, q.name AS 受害人, path
ORDER BY 案件 LIMIT 8"""
CALLED = (
    "MATCH (t:Phone)-[c:CALLED]->(o:Phone) RETURN t.key, c.id, c.calls + c.texts AS n ORDER BY n DESC, c.id LIMIT 1"
)

VICTIM = """MATCH (c:Case)<-[:VICTIM_IN]-(:Person)-[:HOLDS]->(:Account)-[t:TRANSFERRED]->(:Account)
RETURN c.key ORDER BY t.amount DESC, c.key LIMIT 1"""
NAMED = """MATCH (c:Case)-[:MENTIONS]->(p:Phone)-[l:CALLED]-(:Phone)
WITH p, count(DISTINCT c) AS cases, count(l) AS ties WHERE ties < 60
RETURN p.key ORDER BY cases DESC, ties DESC, p.key LIMIT 1"""

TWICE = """MATCH (c:Case)-[:MENTIONS]->(a:Account)<-[:MENTIONS]-(d:Case) WHERE c.key < d.key
RETURN c.key, count(*) AS n ORDER BY n DESC, c.key LIMIT 1"""


@pytest.fixture
def folder(tmp_path):
    return Path(os.environ.get("FUSION_PICTURES") or tmp_path)


@pytest.fixture
def first(training_city, monkeypatch):
    """Return what gives the first line of the answer to a question about the city."""
    monkeypatch.setenv("FUSION_HOME", str(training_city))
    with View.open(CITY, settings=Settings.from_environment()) as view:
        yield lambda question: view.cypher(question).rows[0]


def test_the_case_page_has_its_picture(desk, folder):
    desk.open("")
    desk.click_row(0, 2)
    keep(desk, folder / "case.png", height=1000)


def test_the_point_page_has_its_picture(desk, folder, first):
    link = first(CALLED)
    desk.open("point", key=link[0], link=link[1])
    desk.page.wait_for_selector("[data-testid=stDataFrame] >> nth=2")
    keep(desk, folder / "point.png", height=1250)


def test_the_query_page_has_its_picture(desk, folder):
    page = desk.open("query")
    page.get_by_text("Cypher", exact=True).click()
    desk.settle()
    page.locator("textarea").first.fill(QUESTION)
    page.locator("textarea").first.press("Control+Enter")
    page.wait_for_selector("[data-testid=stDataFrame]")
    keep(desk, folder / "query.png", height=1250)


def test_the_line_page_has_its_picture(desk, folder, first):
    page = desk.open("line", q=first(VICTIM)[0])
    box = page.locator("[data-testid=stDataFrame]").first.bounding_box()
    page.mouse.click(box["x"] + 12, box["y"] + 33 * 1.5)
    desk.settle()
    page.get_by_text("开始分析").click()
    page.wait_for_selector("text=钱现在在哪")
    keep(desk, folder / "line.png", height=1500)


def test_the_net_page_has_its_picture(desk, folder, first):
    page = desk.open("net", q=first(NAMED)[0])
    page.get_by_text("开始分析").click()
    page.wait_for_selector("[data-testid=stSlider]")
    keep(desk, folder / "net.png", height=1500)


def test_the_series_page_has_its_picture(desk, folder, first):
    page = desk.open("series", q=first(TWICE)[0])
    page.get_by_text("开始分析").click()
    page.wait_for_selector("text=贝叶斯因子约")
    keep(desk, folder / "series.png", height=2000)


def test_the_identity_page_has_its_picture(desk, folder):
    page = desk.open("identity")
    page.get_by_text("开始分析").click()
    page.wait_for_selector("text=贝叶斯因子约")
    keep(desk, folder / "identity.png", height=1500)


def keep(desk, path, *, height):
    """Take the picture of a window of this height, as soon as it stands still."""
    desk.page.set_viewport_size({"width": 1440, "height": height})
    desk.settle()
    desk.page.mouse.move(0, 0)
    desk.page.wait_for_timeout(1500)
    path.parent.mkdir(exist_ok=True)
    desk.page.screenshot(path=path)
    assert 20_000 < path.stat().st_size < MOST
