"""Whom an analysis is about: one box for numbers, names and keys, and what each of them turned out to be."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from workbench import present
from workbench.ui import state
from workbench.ui.terms import MOST, terms
from workbench.view import Hit, View
from workbench.wording import say

_BOX = "subjects"
# How the accounts of people and cases are found, and their numbers: those of a case are its victims' and its suspects'.
_HOLD, _USE = "HOLDS|CONTROLS", "USES"
_TO = {
    ("Person", "Account"): f"MATCH (k:Person)-[:{_HOLD}]->(m:Account)",
    ("Case", "Account"): f"MATCH (k:Case)<-[:VICTIM_IN]-(:Person)-[:{_HOLD}]->(m:Account)",
    ("Phone", "Account"): f"MATCH (k:Phone)<-[:{_USE}]-(:Person)-[:{_HOLD}]->(m:Account)",
    ("Person", "Phone"): f"MATCH (k:Person)-[:{_USE}]->(m:Phone)",
    ("Case", "Phone"): f"MATCH (k:Case)<-[:SUSPECT_IN]-(:Person)-[:{_USE}]->(m:Phone)",
    ("Account", "Phone"): f"MATCH (k:Account)<-[:{_HOLD}]-(:Person)-[:{_USE}]->(m:Phone)",
}


def subjects(view: View) -> dict[str, Hit]:
    """Draw the box and what was found; return the chosen things by their keys, in the order typed."""
    typed = st.text_area(
        say("subject.box"),
        value=state.place("q"),
        placeholder=say("subject.hint"),
        height=68,
        key=_BOX,
        max_chars=20_000,
    )
    state.stay(q=typed.strip())
    wanted = terms(typed)
    if len(wanted) > MOST:
        st.warning(say("point.too_many", count=len(wanted), most=MOST), icon=":material/warning:")
        wanted = wanted[:MOST]
    if not wanted:
        return {}
    found = state.answer("subjects", tuple(wanted), lambda: view.search_many(wanted))
    missing = [term for term in wanted if not found.get(term)]
    if missing:
        words = say("subject.missing", terms=say("present.comma").join(missing))
        st.warning(present.plain(words), icon=":material/search_off:")
    return _chosen(found, wanted)


def of_label(view: View, chosen: dict[str, Hit], label: str) -> list[str]:
    """Return the keys of a label among the chosen things, and those that belong to the others."""
    own = [key for key, hit in chosen.items() if label in ("", hit.label)]
    others = sorted({hit.label for hit in chosen.values()} - {label}) if label else []
    keys = [key for key, hit in chosen.items() if hit.label in others]
    belonging = _belonging(view, label, [of for of in others if (of, label) in _TO], keys)
    if belonging:
        st.caption(say(f"subject.belonging_{label}", count=len(belonging)))
    return list(dict.fromkeys([*own, *belonging]))


def _chosen(found: dict[str, list[Hit]], wanted: Iterable[str]) -> dict[str, Hit]:
    """Draw everything found; what has one meaning is chosen, where there are several somebody must choose."""
    hits = {hit.key: hit for term in wanted for hit in found.get(term, [])}
    sure = [found[term][0].key for term in wanted if len(found.get(term, [])) == 1]
    if not hits:
        return {}
    if len(sure) < sum(bool(of) for of in found.values()):
        st.caption(say("subject.several"))
    picked = st.pills(
        say("subject.found"),
        list(hits),
        selection_mode="multi",
        default=list(dict.fromkeys(sure)),
        format_func=lambda key: present.plain(_named(hits[key])),
        key=f"subjects:{hash(tuple(hits))}",
        label_visibility="collapsed",
    )
    return {key: hits[key] for key in picked or ()}


def _named(hit: Hit) -> str:
    return f"{hit.name} {hit.key}" if hit.name and hit.name not in hit.key else hit.key


def _belonging(view: View, label: str, others: list[str], keys: list[str]) -> list[str]:
    if not others or not keys:
        return []
    parts = (f"{_TO[of, label]} WHERE k.key IN $keys RETURN m.key AS key" for of in others)
    text = " UNION ".join(parts)
    answer = state.answer("belonging", (label, *keys), lambda: view.cypher(text, {"keys": keys}))
    return sorted({str(row[0]) for row in answer.rows})
