"""The way back: the source rows behind a link, and each of them as it stands in the spreadsheet it came from."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench import present
from workbench.ui import state
from workbench.ui.widgets import table
from workbench.view import SourceRow, View
from workbench.wording import say

_AROUND = 3
# What the card and the spreadsheet below say better, or what only the stores need.
_TECHNICAL = {"event", "table", "file", "content", "batch", "precision", "owner", "record"}
_ENDS = {"type", "source_label", "source", "target_label", "target", "who_label", "who", "where_label", "where"}
_MONEY = {"amount", "balance"}


def show_source(view: View, link_id: str) -> None:
    """Draw the rows behind a link."""
    show_rows(view, state.answer("rows", link_id, lambda: view.rows(link_id)), key=link_id)


def show_cited(view: View, events: tuple[str, ...]) -> None:
    """Draw the rows of the events that a line of an analysis cites."""
    show_rows(view, state.answer("cited", events, lambda: view.event_rows(events)), key=f"cited:{hash(events)}")


def show_rows(view: View, rows: pd.DataFrame, *, key: str) -> None:
    """Draw rows, and the spreadsheet around the chosen one (the first until another is clicked)."""
    if rows.empty:
        st.info(say("source.none"), icon=":material/info:")
        return
    st.markdown(f"**{say('source.rows', count=len(rows), events=rows['event'].nunique())}**")
    place = table.choose(row_frame(rows), key=f"rows:{key}")
    row = rows.iloc[place or 0]
    spot = (str(row["file"]), str(row["sheet"] or ""), int(row["row"]))
    _spreadsheet(state.answer("source", spot, lambda: view.source(*spot)))


def row_frame(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the names of their columns in words, empty and technical columns left out."""
    hidden = _TECHNICAL if rows["table"].isin(("calls", "transfers")).all() else _TECHNICAL | _ENDS
    kept = [name for name in rows.columns if name not in hidden and rows[name].notna().any()]
    shown = pd.DataFrame({name: _column(name, rows[name]) for name in kept})
    return shown.rename(columns={name: say(f"column.{name}") for name in kept})


def sheet_frame(source: SourceRow) -> pd.DataFrame:
    """Return the row and its neighbours under the file's own header, each with its row number in the file."""
    width = max(len(source.header), *(len(cells) for cells in source.around.values()))
    header = [*source.header, *([""] * (width - len(source.header)))]
    names = [name if header.count(name) == 1 and name else f"{name}[{place}]" for place, name in enumerate(header, 1)]
    lines = [[row, *cells, *([""] * (width - len(cells)))] for row, cells in sorted(source.around.items())]
    return pd.DataFrame(lines, columns=[say("source.row_number"), *names], dtype=object)


def _spreadsheet(source: SourceRow) -> None:
    where = say("source.where", file=source.file_name, sheet=source.sheet or say("source.only_sheet"), row=source.row)
    basis = say("source.basis", document=source.document_no or "-", officers=source.officers or "-")
    st.markdown(f"**{present.plain(where)}**")
    st.caption(present.plain(f"{basis} · {source.import_id}"))
    styled = sheet_frame(source).style.apply(_marked, row=source.row, axis=1)
    st.dataframe(styled, hide_index=True, placeholder="", key="spreadsheet")


def _marked(line: pd.Series, row: int) -> list[str]:
    chosen = line.iloc[0] == row
    return ["background-color: #fff3c4; font-weight: 600" if chosen else ""] * len(line)


def _column(name: str, values: pd.Series) -> list[object]:
    if name in _MONEY:
        return [None if pd.isna(value) else value / 100 for value in values]
    if name == "act":
        return [say(f"act.{value}") for value in values]
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return list(values.convert_dtypes())
    return [present.written(value) for value in values]
