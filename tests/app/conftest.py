"""Pages run without a browser: Streamlit's own test driver on the training city."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime.caching import clear_session_resource_cache
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, Dataframe

from workbench import wording
from workbench.ui import state
from workbench.wording import say

ROUTER = Path(__file__).parents[2] / "streamlit_app.py"
MARKUP = re.compile(r"\\(?=\W)|:gray-badge")  # written for the page server, not seen by who reads the page


@pytest.fixture(autouse=True)
def _no_global_randomness() -> None:
    """Let the driver of Neo4j and the page server draw when they wait and retry; nothing here is a result."""


@pytest.fixture(autouse=True)
def _main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the main module back that a page's run replaces: processes that tests spawn begin by importing it."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture
def clean_sessions() -> Iterator[None]:
    """End every browser session after the test, as the page server does when a browser goes away."""
    yield
    wording.speak("zh")
    clear_session_resource_cache("test session id")
    st.cache_resource.clear()


class Site:
    """The pages as one person's browser session sees them."""

    def __init__(self, *, lang: str = "zh") -> None:
        wording.speak(lang)  # the driver itself reads the labels of options, in this thread
        self.app = AppTest.from_file(ROUTER, default_timeout=120)
        self.app.session_state["lang"] = lang
        self.app.run()

    def open(self, path: str, **address: str) -> AppTest:
        """Go to a page at an address."""
        pages = self.app._registered_pages.items()  # the public `switch_page` knows pages that are files only
        self.app._page_hash = next(hash_ for hash_, page in pages if page["url_pathname"] == path)
        self.app.query_params.clear()
        for name, part in address.items():
            self.app.query_params[name] = part
        return self.app.run()

    def button(self, label: str) -> Button:
        """Return the button that says so."""
        return next(button for button in self.app.button if label in button.label)

    def table(self, key: str) -> Dataframe:
        """Return the table whose key begins so."""
        return next(table for table in self.app.dataframe if (table.key or "").startswith(key))

    def choose(self, key: str, row: int) -> AppTest:
        """Click into a row of the table whose key begins so."""
        table = self.table(key)
        cell = (row, table.value.columns[0])
        self.app.session_state[table.key] = {"selection": {"rows": [], "columns": [], "cells": [cell]}}
        return self.app.run()

    def words(self) -> list[str]:
        """Return what the page says outside its tables and its data, as it is read."""
        app = self.app
        kinds = (app.button, app.text_input, app.text_area, app.selectbox, app.metric, app.expander, app.tabs)
        labels = [element.label for kind in kinds for element in kind]
        texts = [element.value for kind in (app.caption, app.markdown, app.info, app.warning) for element in kind]
        frames = [frame.value for frame in app.dataframe]
        sheets = {
            say("source.row_number", lang=lang) for lang in ("zh", "en")
        }  # the first column of a spreadsheet as it stands: its header is the file's own
        heads = [name for frame in frames if frame.columns[0] not in sheets for name in frame.columns]
        return [*(MARKUP.sub("", text) for text in (*labels, *texts)), *heads]


@pytest.fixture
def site(home: Path, clean_sessions: None) -> Callable[..., Site]:
    return Site


@pytest.fixture
def finished() -> Callable[[Site], AppTest]:
    """Return what runs the page, waits for the jobs of the session, and runs it again as its browser would."""

    def run(session: Site) -> AppTest:
        session.app.run()
        for job in list(state._jobs().values()):
            job.wait(110)
        return session.app.run()

    return run


@pytest.fixture
def analysed(finished: Callable[[Site], AppTest]) -> Callable[[Site], AppTest]:
    """Return what presses the button and waits for the analysis."""

    def run(session: Site) -> AppTest:
        session.button(say("offer.run")).click()
        return finished(session)

    return run
