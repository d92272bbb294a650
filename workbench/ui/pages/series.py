"""串并案: a case and the others that are likely of the same hand, with reasons and timeline; series that hold together."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from models.statement import Statement
from workbench.analyse.linked_cases import link_evidence
from workbench.ui.charts import names_of
from workbench.ui.found import Found
from workbench.ui.offers import LINKED_CASES
from workbench.ui.shell import need_view
from workbench.ui.widgets.findings import show_drawing, show_head, show_tables
from workbench.ui.widgets.kept import keep_form, show_outcome
from workbench.ui.widgets.offer import make_offer
from workbench.ui.widgets.statement import show_claim
from workbench.ui.widgets.work import show_work
from workbench.wording import say


def page() -> None:
    """Draw the form and what its last run found."""
    view = need_view()
    found = make_offer(view, LINKED_CASES)
    show_work(show_outcome)
    if found is None:
        return
    with st.container(border=True):
        show_head(view, found)
        show_drawing(found)
        show_tables(view, found, LINKED_CASES)
        _explain(found)
        if found.result.items:
            keep_form(found)


def _explain(found: Found) -> None:
    """Draw why two cases are, or are not, likely of one hand: the likeliest until another pair is chosen."""
    links, names = found.result.frames["links"], names_of(found.result.frames.values())
    if links.empty:
        return
    place = st.selectbox(
        say("series.why"),
        range(len(links)),
        format_func=lambda place: _pair(links, place, names),
        key=f"why:{found.number}",
    )
    told = Statement("one_hand", link_evidence(found.result.frames, place))
    show_claim(told, names, key=f"why:{found.number}:{place}")


def _pair(links: pd.DataFrame, place: int, names: dict[str, str]) -> str:
    line = links.iloc[place]
    ends = (names.get(str(line[side]), str(line[side])) for side in ("case", "other"))
    return f"{' — '.join(ends)}  {line['weight']:+.2f}"
