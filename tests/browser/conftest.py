"""A real browser on a real page server: the machine's Chromium or Chrome, else an unprivileged headless build."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright
from playwright.sync_api import TimeoutError as Late

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
KNOWN = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ROW = 33  # pixels of a table row at the base size of our theme
LOCAL = ("http://127.0.0.1:", "ws://127.0.0.1:", "http://localhost:", "ws://localhost:", "data:", "blob:")


def browser_program() -> str | None:
    """Return the browser named by FUSION_BROWSER, the machine's own, or the headless build that npm brings."""
    named = os.environ.get("FUSION_BROWSER")
    found = named or next(filter(None, map(shutil.which, KNOWN)), None)
    return found or _unpacked()


def _unpacked() -> str | None:
    node = shutil.which("node", path=f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ.get('PATH', '')}")
    if node is None or subprocess.run([ROOT / ".ci/front", "browser"], check=False).returncode:
        return None
    unpack = subprocess.run([node, "unpack.mjs"], cwd=HERE, capture_output=True, text=True, check=False)
    return unpack.stdout.strip() or None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = browser_program()
    if program is None:
        pytest.skip("no Chromium or Chrome on this machine, and npm could not bring one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(training_city: Path) -> Iterator[str]:
    """Return the address of a page server on the training city, as an investigator has it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
    env = os.environ | {"FUSION_HOME": str(training_city)}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
        server.terminate()


def _wait_for(address: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


class Desk:
    """A person in front of the browser: opens pages, types, clicks, and looks."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site

    def open(self, path: str = "", *, lang: str = "zh", **address: str) -> Page:
        """Go to a page in a language and wait until it has settled."""
        self.page.goto(f"{self.site}/{path}?{urlencode(address)}")
        self.page.wait_for_selector("h1.page")
        self.page.wait_for_selector("html[lang=zh-CN]", state="attached")
        self.settle()
        if lang == "en":
            self.page.get_by_text("English", exact=True).click()
            self.page.wait_for_selector("html[lang=en]", state="attached")
            self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until nothing runs any more."""
        for _ in range(2):  # a run may end by asking for the next one
            self.page.wait_for_timeout(300)
            self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")

    def click_row(self, table: int, row: int) -> None:
        """Click into a row of a table of the page; tables are drawn on a canvas, so by where it is."""
        grid = self.page.locator("[data-testid=stDataFrame]").nth(table)
        grid.scroll_into_view_if_needed()
        box = grid.bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + 50, box["y"] + ROW * (row + 1.5))
        self.settle()

    def saved(self, button: str) -> Path:
        """Click a button until a file comes: a click into the very moment of a rerun is lost, and people click again."""
        for _ in range(3):
            with contextlib.suppress(Late):
                with self.page.expect_download(timeout=25_000) as download:
                    self.page.get_by_text(button).click()
                return Path(download.value.path())
        raise AssertionError(f"no file came of {button}")

    def cells(self, table: int) -> list[list[str]]:
        """Return what a table of the page says, as a screen reader gets it."""
        rows = self.page.locator("[data-testid=stDataFrame]").nth(table).locator("table[role=grid] tr")
        return [row.locator("th, td").all_text_contents() for row in rows.all()]


@pytest.fixture
def desk(browser: Browser, site: str) -> Iterator[Desk]:
    """Return a person with a fresh browser; whatever it asks of another machine fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.set_default_timeout(90_000)
    strangers: list[str] = []
    context.on("request", lambda request: _note(strangers, request))
    yield Desk(context.new_page(), site)
    context.close()
    assert not strangers, f"the page asked other machines: {json.dumps(strangers)}"


def _note(strangers: list[str], request: Request) -> None:
    if not request.url.startswith(LOCAL):
        strangers.append(request.url)
