"""Bringing files into a case: drop them, see what they are recognised as, say where they come from, import."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from workbench import present
from workbench.ingest.mapping import all_mappings
from workbench.ui import state
from workbench.ui.jobs import Job
from workbench.ui.uploads import Done, Terms, importing, recognised
from workbench.ui.widgets import table
from workbench.ui.widgets.reports import show_report
from workbench.wording import language, say

_KINDS = ["csv", "txt", "tsv", "xlsx", "xls", "xlsm", "zip"]


def acquire(cases: list[str], mappings: Path) -> None:
    """Draw the upload and its fields; importing starts a job and empties the fields for the next files."""
    uploads = st.file_uploader(
        say("acquire.files"), type=_KINDS, accept_multiple_files=True, key=f"uploads:{state.generation()}"
    )
    if not uploads:
        st.caption(say("acquire.hint"))
        return
    kept = state.kept(uploads)
    terms = _terms(cases, mappings)
    seen = [(path, *recognised(path, mapping=terms.mapping, mappings=mappings)) for path in kept.paths]
    table.show(_preview(seen), key="preview")
    good = sum(can for _, _, can in seen)
    lacking = [say(f"acquire.{name}") for name in ("case", "document_no", "officers") if not getattr(terms, name)]
    if lacking:
        st.caption(say("acquire.lacking", names=say("present.comma").join(lacking)))
    if st.button(
        say("acquire.import", count=good),
        type="primary",
        disabled=bool(lacking) or not good or state.busy(),
        icon=":material/upload_file:",
    ):
        state.start(Job(say("acquire.title", count=good), importing(state.opener(), kept, terms)))
        st.rerun()


def show_done(job: Job) -> None:
    """Draw what an import job did: refused files first, then the report of each import."""
    done = job.result
    if not isinstance(done, Done):
        return
    for name, why in done.refused.items():
        st.error(present.plain(f"{name}: {why}"), icon=":material/error:")
    for one in done.imported:
        st.markdown(f"**{present.plain(one.record.file_name)}** · {one.record.import_id}")
        if one.already:
            st.info(say("acquire.already", import_id=one.record.import_id), icon=":material/content_copy:")
        else:
            show_report(one.report, key=one.record.import_id)
    if done.projected:
        st.caption(say("acquire.projected", nodes=f"{done.projected.nodes:,}", links=f"{done.projected.links:,}"))


def _terms(cases: list[str], mappings: Path) -> Terms:
    a, b, c, d = st.columns(4)
    numbers = [key.removeprefix("case:") for key in cases]
    case = a.selectbox(say("acquire.case"), numbers, index=0 if len(numbers) == 1 else None, key="acquire_case")
    document = b.text_input(
        say("acquire.document_no"), placeholder=say("acquire.document_hint"), key="acquire_document"
    )
    officers = c.text_input(say("acquire.officers"), placeholder=say("acquire.officers_hint"), key="acquire_officers")
    known = {mapping.name: mapping.zh for mapping in all_mappings((mappings,))}
    mapping = d.selectbox(
        say("acquire.mapping"),
        ["", *known],
        format_func=lambda name: known.get(name, say("acquire.automatic")),
        key=f"acquire_mapping:{language()}",
    )
    return Terms(case or "", document.strip(), officers.strip(), mapping or None)


def _preview(seen: list[tuple[Path, str, bool]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            say("column.file_name"): [path.name for path, _, _ in seen],
            say("acquire.size"): [f"{path.stat().st_size / 1024:,.0f}" for path, _, _ in seen],
            say("acquire.state"): [say("acquire.ready" if can else "acquire.not_ready") for _, _, can in seen],
            say("acquire.what"): [what for _, what, _ in seen],
        }
    )
