"""Tables: one look for all of them, rows that can be opened by a click, and the export as a file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from workbench.ui.export import csv_bytes
from workbench.ui.widgets import saving
from workbench.wording import say

_ROW = 33  # pixels of a row, and of the header, at the base size of our theme
_MOST = 9  # rows seen at once: what belongs to the chosen row must still be on the screen below


def show(frame: pd.DataFrame, *, key: str, config: Mapping[str, Any] | None = None) -> None:
    """Draw a table to read."""
    st.dataframe(frame, hide_index=True, placeholder="", column_config=config or {}, key=key)


def choose(frame: pd.DataFrame, *, key: str, config: Mapping[str, Any] | None = None, most: int = _MOST) -> int | None:
    """Draw a table whose rows can be opened: a click anywhere in a row chooses it. Returns the row's place."""
    event = st.dataframe(
        frame,
        hide_index=True,
        placeholder="",
        height=_ROW * (min(len(frame), most) + 1) + 3,
        column_config=config or {},
        key=key,
        on_select="rerun",
        selection_mode="single-cell",
    )
    cells = event["selection"]["cells"]
    place = int(cells[0][0]) if cells else None
    return place if place is not None and place < len(frame) else None  # a chosen cell may outlive its table


def export(frame: pd.DataFrame, *, name: str, key: str) -> None:
    """Draw the button that saves a table as CSV; taking it out of the system is an audited act."""
    make, rows = partial(csv_bytes, frame), len(frame)
    saving.offer(say("table.export"), make, name=name, kind="csv", key=key, table=name, rows=rows, disabled=not rows)
