"""An evidence statement as paragraphs, written anew from its items in the language spoken here."""

from __future__ import annotations

import streamlit as st

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
        st.markdown(present.plain(paragraph(one, names)))
        if len(told) <= _DRAWN and one.evidence.items:
            sketch = waterfall(one)
            key = f"statement:{found.number}:{place}"
            st.echarts_chart(sketch.option, height=sketch.height, alt=say("identity.alt"), key=key)


_DRAWN = 2
