"""The gang around a seed at a cut: who is in, who joins or leaves when the cut moves, nothing worked out anew."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench import present
from workbench.ui.found import Found
from workbench.ui.widgets.findings import show_drawing, show_export, show_table
from workbench.view import View
from workbench.wording import say

FLOOR = 0.3  # whom the analysis takes in: the slider can only leave some of them out again
_USUAL = 0.5
_NAMED = 12


def show_gang(view: View, found: Found) -> float:
    """Draw the slider, what it changes, and the members at the cut; return the cut."""
    members = found.result.frames["members"]
    cut = st.slider(
        say("gang.cut"),
        FLOOR,
        0.95,
        _USUAL,
        step=0.05,
        format="%.2f",
        help=say("gang.cut_is"),
        key=f"cut:{found.number}",
    )
    taken = at_cut(members, cut)
    known = found.result.frames["seeds"]["member_name"].fillna(found.result.frames["seeds"]["member"])
    st.caption(present.plain(say("gang.around", seeds=say("present.comma").join(known), count=len(taken))))
    _changes(members, cut)
    if taken.empty:
        st.info(say("gang.nobody"), icon=":material/group_off:")
        return cut
    show_table(view, found, "members", frame=taken)
    reasons = reasons_at(found.result.frames["reasons"], taken, found.result.frames["seeds"]["member"])
    with st.expander(say("gang.reasons", count=len(reasons))):
        show_table(view, found, "reasons", frame=reasons)
    with st.expander(say("frame.cuts")):
        show_table(view, found, "cuts")
    show_drawing(found, reasons=reasons)
    show_export(found)
    return cut


def at_cut(members: pd.DataFrame, cut: float) -> pd.DataFrame:
    """Return the members whose confidence reaches the cut."""
    return members[members["confidence"] >= cut - 1e-9].reset_index(drop=True)


def reasons_at(reasons: pd.DataFrame, taken: pd.DataFrame, seeds: pd.Series) -> pd.DataFrame:
    """Return what ties those taken in to each other and to the seeds."""
    inside = {*taken["member"], *seeds}
    return reasons[reasons["member"].isin(inside) & reasons["other"].isin(inside)].reset_index(drop=True)


def _changes(members: pd.DataFrame, cut: float) -> None:
    """Say who would join a step lower and who would leave a step higher."""
    now, lower, higher = (set(at_cut(members, at)["member"]) for at in (cut, cut - 0.1, cut + 0.1))
    called = dict(zip(members["member"], members["member_name"].fillna(members["member"]), strict=True))
    for words, who in (("joins", lower - now), ("leaves", now - higher)):
        names = say("present.comma").join(sorted(str(called[member]) for member in who)[:_NAMED])
        st.caption(present.plain(say(f"gang.{words}", count=len(who), names=names or "-")))
