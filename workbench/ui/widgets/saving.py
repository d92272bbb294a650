"""The button that saves something as a file: made when it is clicked, and in the audit before it is handed out."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context

import streamlit as st

from workbench.ui import state

_KINDS = {
    "csv": ("text/csv", ":material/download:"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ":material/table_view:"),
}


def offer(
    words: str,
    make: Callable[[], bytes],
    *,
    name: str,
    kind: str,
    key: str,
    table: str,
    rows: int,
    disabled: bool = False,
) -> None:
    """Draw the button.

    A click does not run the page anew: at the end of two runs the page server drops a file that no page names, and a
    browser on a busy machine had not fetched it by then.
    """
    mime, icon = _KINDS[kind]
    st.download_button(
        words,
        data=audited(make, table=table, rows=rows),
        file_name=f"{name}.{kind}",
        mime=mime,
        icon=icon,
        key=key,
        on_click="ignore",
        disabled=disabled,
    )


def audited(make: Callable[[], bytes], *, table: str, rows: int) -> Callable[[], bytes]:
    """Return `make`, which first writes into the audit who takes what out, and speaks the language of this run.

    It may be called on any thread, so what it needs of the session is taken now.
    """
    note, spoken = state.noting("export", {"table": table, "rows": rows}), copy_context()

    def taken() -> bytes:
        note()
        return spoken.copy().run(make)

    return taken
