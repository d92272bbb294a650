"""The list of imports, and for one of them: its report, its rejected rows to mend, and the way to take it back."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from graph.ledger import Report
from workbench import present
from workbench.ui import state
from workbench.ui.jobs import Job
from workbench.ui.uploads import correcting, retracting
from workbench.ui.widgets import saving, table
from workbench.ui.widgets.reports import show_report
from workbench.view import View
from workbench.wording import say

_SHOWN = ("import_id", "action", "file_name", "case_key", "document_no", "officers", "rows_read", "accepted")
_LATER = ("rejected", "duplicate", "period_from", "period_to", "actor", "committed_at", "why")


def show_imports(view: View, lines: pd.DataFrame, *, key: str) -> None:
    """Draw the list; a click on a line opens it."""
    if lines.empty:
        st.info(say("acquired.none"), icon=":material/info:")
        return
    place = table.choose(import_frame(lines), key=f"imports:{key}")
    st.caption(say("acquired.click"))
    if place is not None:
        with st.container(border=True):
            _show_one(view, lines.iloc[place])


def import_frame(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the list of imports with names and values in words."""
    columns = {}
    for name in (*_SHOWN, *_LATER):
        values = lines[name]
        columns[say(f"import_line.{name}")] = [_value(name, value) for value in values]
    superseded = set(lines.loc[lines["action"] == "remap", "of_import"])
    columns[say("import_line.live")] = [
        say(f"acquired.{_standing(line, superseded)}") for line in lines.to_dict("records")
    ]
    return pd.DataFrame(columns)


def _standing(line: Mapping[Hashable, Any], superseded: set[str]) -> str:
    if line["live"]:
        return "counts"
    return "superseded" if line["import_id"] in superseded else "withdrawn"


def _show_one(view: View, line: pd.Series) -> None:
    st.markdown(f"**{present.plain(line['file_name'])}** · {line['import_id']}")
    show_report(Report.from_json(line["report"]), key=line["import_id"])
    if not line["live"] or line["action"] == "retract":
        return
    if line["rejected"]:
        _rejected(view, line)
    _retract(line)


def _rejected(view: View, line: pd.Series) -> None:
    import_id = line["import_id"]
    rows = state.answer("rejected", import_id, lambda: view.rejected(import_id))
    table.show(rows[["sheet", "row", "column", "why"]].rename(columns=lambda n: say(f"column.{n}")), key="rejected")
    saving.offer(
        say("acquired.download"),
        partial(_rejected_bytes, view, import_id),
        name=import_id,
        kind="csv",
        key=f"rejected:{import_id}",
        table="rejected",
        rows=len(rows),
    )
    _correct(import_id)


def _rejected_bytes(view: View, import_id: str) -> bytes:
    path = view.rejected_file(import_id)
    return path.read_bytes() if path else b""


def _correct(import_id: str) -> None:
    with st.popover(say("acquired.correct_do"), icon=":material/edit:"):
        st.caption(say("acquired.mend"))
        mended = st.file_uploader(say("acquired.mended"), type=["csv", "xlsx"], key=f"mended:{import_id}")
        why = st.text_input(say("acquired.why_correct"), key=f"why_correct:{import_id}")
        ready = mended is not None and why.strip() and not state.busy()
        if st.button(say("acquired.correct_do"), key=f"correct:{import_id}", type="primary", disabled=not ready):
            work = correcting(state.opener(), state.kept([mended] if mended else []), import_id, why.strip())
            state.start(Job(say("acquired.correcting", import_id=import_id), work))
            st.rerun()


def _retract(line: pd.Series) -> None:
    import_id, name = line["import_id"], line["file_name"]
    with st.popover(say("acquired.retract"), icon=":material/undo:"):
        st.markdown(say("acquired.retract_what", file=present.plain(name), import_id=import_id))
        why = st.text_input(say("acquired.why"), key=f"why:{import_id}")
        sure = st.checkbox(say("acquired.sure"), key=f"sure:{import_id}")
        ready = sure and why.strip() and not state.busy()
        if st.button(say("acquired.retract_do"), key=f"retract:{import_id}", type="primary", disabled=not ready):
            state.start(Job(say("acquired.retracting", file=name), retracting(state.opener(), import_id, why.strip())))
            st.rerun()


def _value(name: str, value: Any) -> object:  # noqa: ANN401  a cell of a frame may be anything
    if pd.isna(value):
        return None
    if name == "action":
        return say(f"acquired.{value}")
    if name == "case_key":
        return str(value).removeprefix("case:")
    return value if isinstance(value, (int, float)) else present.written(value)
