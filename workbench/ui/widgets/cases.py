"""The cases of the workspace, and what was brought into each."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench import present
from workbench.ui import state
from workbench.ui.widgets import table
from workbench.wording import say


def case_table(cases: list[str], lines: pd.DataFrame) -> None:
    """Draw the table; a click on a case opens its page."""
    if not cases:
        st.info(say("case.none"), icon=":material/info:")
        return
    place = table.choose(case_frame(cases, lines), key="cases")
    st.caption(say("case.click"))
    if place is not None:
        state.open_page("point", key=cases[place])


def case_frame(cases: list[str], lines: pd.DataFrame) -> pd.DataFrame:
    """Return each case with its live imports, their rows, and when the last came in."""
    live = lines[lines["live"]]
    by_case = {key: live[live["case_key"] == key] for key in cases}
    return pd.DataFrame(
        {
            say("import_line.case_key"): [key.removeprefix("case:") for key in cases],
            say("case.count_imports"): [len(part) for part in by_case.values()],
            say("import_line.accepted"): [int(part["accepted"].sum()) for part in by_case.values()],
            say("import_line.rejected"): [int(part["rejected"].sum()) for part in by_case.values()],
            say("case.last"): [
                present.written(part["committed_at"].max()) if len(part) else "" for part in by_case.values()
            ],
        }
    )
