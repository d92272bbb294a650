"""Streamlit's own strings in the language of the session: a small script in the page with a dictionary.

Why: Streamlit has no translations. The dictionary is `wording/streamlit.toml`; it holds for the pinned version, and
a browser test lists every stray Latin word.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import streamlit as st

from workbench import wording


def speak_streamlit(lang: str) -> None:
    """Mount the script once per run; in English it changes nothing but the page's language mark."""
    words = _dictionary() if lang == "zh" else {"exact": {}, "patterns": []}
    component = st.components.v2.component("shim", js=Path(__file__).with_name("shim.js").read_text("utf-8"))
    component(key="shim", data={"lang": "zh-CN" if lang == "zh" else "en", **words}, height=0)


@cache
def _dictionary() -> dict[str, object]:
    path = Path(wording.__file__).with_name("streamlit.toml")
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {"exact": tables["exact"], "patterns": list(tables["patterns"].items())}
