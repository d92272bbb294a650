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

MOST = 300_000  # bytes of one picture
QUESTION = """MATCH path = (p:Person)-[:SUSPECT_IN]->(c:Case)<-[:VICTIM_IN]-(q:Person)
RETURN c.name AS 案件, p.name AS 嫌疑人, q.name AS 受害人, path
ORDER BY 案件 LIMIT 8"""
CALLED = (
    "MATCH (t:Phone)-[c:CALLED]->(o:Phone) RETURN t.key, c.id, c.calls + c.texts AS n ORDER BY n DESC, c.id LIMIT 1"
)


@pytest.fixture
def folder(tmp_path):
    return Path(os.environ.get("FUSION_PICTURES") or tmp_path)


@pytest.fixture
def link(training_city, monkeypatch):
    monkeypatch.setenv("FUSION_HOME", str(training_city))
    with View.open(CITY, settings=Settings.from_environment()) as view:
        return view.cypher(CALLED).rows[0]


def test_the_case_page_has_its_picture(desk, folder):
    desk.open("")
    desk.click_row(0, 2)
    keep(desk, folder / "case.png", height=1000)


def test_the_point_page_has_its_picture(desk, folder, link):
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


def keep(desk, path, *, height):
    """Take the picture of a window of this height, as soon as it stands still."""
    desk.page.set_viewport_size({"width": 1440, "height": height})
    desk.settle()
    desk.page.mouse.move(0, 0)
    desk.page.wait_for_timeout(1500)
    path.parent.mkdir(exist_ok=True)
    desk.page.screenshot(path=path)
    assert 20_000 < path.stat().st_size < MOST
