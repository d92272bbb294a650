"""An evidence statement as paragraphs, written anew from its items in the language spoken here."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from models.statement import Statement
from workbench import present
from workbench.analyse.statement import regenerated
from workbench.analyse.worded import paragraph
from workbench.ui.charts import names_of
from workbench.ui.found import Found
from workbench.ui.waterfall import waterfall
from workbench.wording import say


def show_statement(found: Found) -> None:
    """Draw each claim's paragraph, and of a single one its waterfall."""
    frames = found.result.frames
    prior = found.result.params.get("prior")
    told = regenerated(frames["items"], prior=float(str(prior)) if prior is not None else None)
    names = {**names_of([frames["claims"]]), **found.called}
    for place, one in enumerate(told):
        show_claim(one, names, key=f"{found.number}:{place}", drawn=len(told) <= _DRAWN)


def show_claim(told: Statement, names: Mapping[str, str], *, key: str, drawn: bool = True) -> None:
    """Draw one claim's paragraph and, where it is to be drawn, its waterfall."""
    st.markdown(present.plain(paragraph(told, names)))
    if drawn and told.evidence.items:
        sketch = waterfall(told)
        st.echarts_chart(sketch.option, height=sketch.height, alt=say("identity.alt"), key=f"statement:{key}")


_DRAWN = 2
