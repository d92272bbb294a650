"""What became of every row of an import: counts, reasons, periods, gaps, and what stands in other files too."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from graph.ledger import Report
from workbench import present
from workbench.ui.widgets import table
from workbench.wording import say

_COUNTS = ("rows_read", "accepted", "rejected", "duplicate")


def show_report(report: Report, *, key: str) -> None:
    """Draw one report; the counts come first and add up."""
    for column, name in zip(st.columns(len(_COUNTS)), _COUNTS, strict=True):
        column.metric(say(f"report.{name}"), f"{getattr(report, name):,}")
    st.caption(present.plain(" · ".join(_facts(report))))
    for title, counts in (("reasons", report.reasons), ("warnings", report.warnings)):
        if counts:
            st.markdown(f"**{say(f'report.{title}')}**")
            table.show(_counted(counts), key=f"{title}:{key}")
    if report.gaps:
        with st.expander(say("report.gaps", count=len(report.gaps))):
            st.text(say("present.comma").join(report.gaps))


def _facts(report: Report) -> list[str]:
    facts = [say("report.template", name=report.template)] if report.template else []
    if report.period_from and report.period_to:
        start, end = present.local_time(report.period_from), present.local_time(report.period_to)
        facts.append(say("report.period", start=start, end=end))
    facts.append(say("report.other_lines", count=report.other_lines))
    facts.append(say("report.two_sided", count=report.two_sided))
    if report.balance_breaks:
        facts.append(say("report.balance_breaks", count=report.balance_breaks))
    return facts


def _counted(counts: dict[str, int]) -> pd.DataFrame:
    lines = sorted(counts.items(), key=lambda line: -line[1])
    return pd.DataFrame(lines, columns=[say("report.why"), say("report.rows")])
