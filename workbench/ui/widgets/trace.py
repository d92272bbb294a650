"""Where a traced sum is now, rule by rule, and the two lists that go out after each round."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench.analyse import Result
from workbench.present import yuan
from workbench.ui.export import workbook_bytes
from workbench.ui.found import Found
from workbench.ui.widgets import saving
from workbench.wording import say

_PLACES = ("held", "cash", "fee", "left")


def show_places(found: Found) -> None:
    """Draw how much is in each place under the chosen rule, and the range over the five rules beneath each figure."""
    places, rule = found.result.frames["places"], str(found.result.params["rule"])
    said = places.set_index("rule")[list(_PLACES)]
    st.markdown(f"**{say('trace.now')}** · {say('trace.by_rule', rule=say(f'money_list.rule_{rule}'))}")
    for column, place in zip(st.columns(len(_PLACES)), _PLACES, strict=True):
        column.metric(say(f"trace.{place}"), yuan(said[place][rule]), help=say(f"trace.{place}_is"))
        column.caption(say("trace.range", least=yuan(said[place].min()), most=yuan(said[place].max())))


def show_lists(found: Found) -> None:
    """Draw the buttons that save the two lists as workbooks; taking them out is an audited act."""
    frames = found.result.frames
    with st.container(horizontal=True):
        _download(found, "requests", len(frames["requests"]) + len(frames["numbers"]))
        _download(found, "stops", len(frames["stops"]))
    st.caption(say("trace.lists"))


def list_bytes(result: Result, name: str) -> bytes:
    """Return one of the lists, `requests` or `stops`, as a workbook."""
    from workbench.analyse.lists import write_lists  # needs xlsxwriter

    return workbook_bytes(lambda path: write_lists(path, result, name))


def _download(found: Found, name: str, lines: int) -> None:
    words = say(f"money_list.{name}")
    saving.offer(
        f"{words}({lines:,})",
        partial(list_bytes, found.result, name),
        name=words,
        kind="xlsx",
        key=f"list:{name}",
        table=name,
        rows=lines,
        disabled=not lines,
    )
