"""同一性: records that are likely of one person, two by two, with what speaks for it and against it, for a person to judge."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from models.statement import Statement
from workbench import present
from workbench.analyse.claims import SAME
from workbench.analyse.identities import evidence_for
from workbench.analyse.worded import factor_words, paragraph, strength_words
from workbench.judgements import Judgement
from workbench.ui import state
from workbench.ui.found import Found
from workbench.ui.jobs import Job
from workbench.ui.offers import SAME_PEOPLE
from workbench.ui.queue import after, place_of, waiting
from workbench.ui.shell import need_view
from workbench.ui.uploads import updating
from workbench.ui.waterfall import waterfall
from workbench.ui.widgets import table
from workbench.ui.widgets.findings import show_export, show_head, show_table
from workbench.ui.widgets.kept import show_outcome
from workbench.ui.widgets.offer import make_offer
from workbench.ui.widgets.sides import show_sides
from workbench.ui.widgets.verdicts import ask_verdict, show_judged, show_pair
from workbench.ui.widgets.work import show_work
from workbench.view import View
from workbench.wording import say


def page() -> None:
    """Draw the queue, the pair at hand, and what was decided."""
    view = need_view()
    found = _offer(view)
    show_work(show_outcome)
    decided = state.answer("judged", "all", view.judged)
    _update(view)
    if found is not None:
        _queue(view, found, decided)
    show_judged(view, decided, names_in(found.result.frames["pairs"]) if found else {})


def names_in(pairs: pd.DataFrame) -> dict[str, str]:
    """Return what the persons of some records are called, with the end of the record."""
    sides = (zip(pairs[f"record_{side}"], pairs[f"{side}_name"], strict=True) for side in ("a", "b"))
    return {record: f"{name} …{record[-4:]}" for side in sides for record, name in side if isinstance(name, str)}


def queue_frame(queue: pd.DataFrame, place: int) -> pd.DataFrame:
    """Return the queue in words, the pair at hand marked."""
    return pd.DataFrame(
        {
            say("identity.at_hand"): ["▶" if at == place else "" for at in range(len(queue))],
            say("field.a"): queue["a_name"],
            say("field.b"): queue["b_name"],
            say("field.same_people_score"): queue["score"].round(2),
            say("field.odds"): queue["odds"].round(2),
            say("identity.state"): [say("identity.unsure") if unsure else "" for unsure in queue["unsure"]],
        }
    )


def _offer(view: View) -> Found | None:
    known = state.found(SAME_PEOPLE.name)
    with st.expander(say("identity.work_out"), expanded=known is None, icon=":material/manage_search:", key="work_out"):
        return make_offer(view, SAME_PEOPLE)


def _update(view: View) -> None:
    """Offer to bring the graph up to date when decisions wait for it."""
    if state.answer("status", "now", view.status).stale:
        job = Job(say("case.update"), updating(state.opener()))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(say("case.update"), on_click=state.doing(state.start, job), disabled=state.busy(), key="update")
            st.caption(say("identity.stale"))


def _queue(view: View, found: Found, decided: list[Judgement]) -> None:
    pairs = found.result.frames["pairs"]
    queue = waiting(pairs, decided)
    done = len(pairs) - len(queue)
    st.progress(done / max(1, len(pairs)), text=say("identity.progress", done=done, every=len(pairs)))
    if queue.empty:
        st.info(say("identity.all_done" if len(pairs) else "identity.nobody"), icon=":material/done_all:")
        return
    place = place_of(queue, state.place("a"), state.place("b")) or 0
    line = queue.iloc[place]
    _pair(view, found, line, following=after(queue, place))
    last = decided[-1].seq if decided else 0
    clicked = table.choose(
        queue_frame(queue, place), key=f"queue:{found.number}:{last}:{line['record_a']}:{line['record_b']}"
    )
    st.caption(say("identity.click"))
    if clicked is not None and clicked != place:
        show_pair((queue["record_a"].iloc[clicked], queue["record_b"].iloc[clicked]))
        st.rerun()
    with st.expander(say("identity.about"), icon=":material/info:", key="about"):
        show_head(view, found)
        show_export(found)


def _pair(view: View, found: Found, line: pd.Series, *, following: tuple[str, str] | None) -> None:
    records = (str(line["record_a"]), str(line["record_b"]))
    evidence = evidence_for(found.result.frames, *records)
    told, called = (
        Statement(SAME, evidence),
        {record: line[f"{side}_name"] for side, record in zip("ab", records, strict=True)},
    )
    with st.container(border=True, key="pair"):
        _title(line)
        left, right = st.columns([1, 1], gap="medium")
        with left:
            show_sides(view, *records)
        with right:
            sketch = waterfall(told)
            st.echarts_chart(sketch.option, height=sketch.height, alt=say("identity.alt"), key=f"waterfall:{records}")
        st.markdown(present.plain(paragraph(told, called)))
        usual = say("identity.usual", factor=factor_words(evidence.factor), strength=strength_words(evidence.strength))
        ask_verdict(view, records, following=following, usual=usual)
        with st.expander(say("identity.items"), icon=":material/table_rows:", key="items"):
            _items(view, found, records)


def _title(line: pd.Series) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        names = say("identity.title", a=line["a_name"], b=line["b_name"])
        st.subheader(present.plain(names), anchor=False, width="content")
        if line["unsure"]:
            st.badge(say("identity.was_unsure"), color="orange")
        st.space("stretch")
        for side in ("a", "b"):
            if st.button(
                say(f"identity.open_{side}"), key=f"open:{side}", icon=":material/my_location:", type="tertiary"
            ):
                state.open_page("point", key=str(line[side]))


def _items(view: View, found: Found, records: tuple[str, str]) -> None:
    """Draw the items; a click on one opens its source rows, in which nothing is masked: looking at them is audited."""
    reasons = found.result.frames["reasons"]
    here = (reasons["record_a"] == records[0]) & (reasons["record_b"] == records[1])
    own = reasons.loc[here, ["item", "found", "weight", "events"]]
    show_table(view, found, "reasons", frame=own.reset_index(drop=True))
