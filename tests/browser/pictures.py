"""`make pictures`: take the README's pictures from the running demo, so that they show the product as it is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

from conftest import ROOT, browser_program

from workbench.lessons import CITY
from workbench.settings import Settings
from workbench.view import View

TARGET = ROOT / "pictures"
BUSIEST = "MATCH (t:Phone)-[c:CALLED]->(:Phone) RETURN t.key, c.id ORDER BY c.rows DESC, c.id LIMIT 1"


def main() -> None:
    """Start the demo's app, open each page, and write one picture of each."""
    with View.open(CITY, settings=Settings.from_environment()) as view:
        key, link = view.cypher(BUSIEST).rows[0]
    shots = {"case": ("", {}), "point": ("point", {"key": key, "link": link}), "query": ("query", {})}
    command = [Path(sys.executable).with_name("fusion"), "app", "--no-browser"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ) as app:
        address = next(found[0] for line in app.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_program(), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1440, "height": 1000}, locale="zh-CN")
            page.set_default_timeout(120_000)
            for name, (path, parts) in shots.items():
                page.goto(f"{address}/{path}?{urlencode(parts | {'workspace': CITY})}")
                _settle(page)
                if name == "query":
                    page.get_by_role("button", name="运行").first.click()
                    _settle(page)
                page.screenshot(path=TARGET / f"{name}.png")
            browser.close()
        app.terminate()


def _settle(page: Page) -> None:
    page.wait_for_selector("h1.page")
    for _ in range(3):
        page.wait_for_timeout(1000)
        page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    main()
