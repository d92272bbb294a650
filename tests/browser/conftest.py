"""A real browser on a real page server: the machine's Chromium or Chrome, else an unprivileged headless build."""

from __future__ import annotations

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

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
KNOWN = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
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


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a fresh page; whatever it asks of another machine, or reports as an error, fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    strangers: list[str] = []
    page.on("request", lambda request: _note(strangers, request))
    yield page
    context.close()
    assert not strangers, f"the page asked other machines: {json.dumps(strangers)}"


def _note(strangers: list[str], request: Request) -> None:
    if not request.url.startswith(LOCAL):
        strangers.append(request.url)
