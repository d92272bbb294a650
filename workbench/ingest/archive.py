"""A graph exported as CSV files in a ZIP (the Neo4j Data Importer's layout): nodes first, links next, events last.

Why by the columns `:ID :LABEL :START_ID :END_ID :TYPE` and not by file names: names are chosen by whoever exports, and
one file may hold several labels.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

import pyarrow as pa

from workbench.errors import BadFile
from workbench.ingest.archive_nodes import NodeReading
from workbench.ingest.archive_relationships import RelationshipReading
from workbench.ingest.binding import unique_header
from workbench.ingest.delimited import DelimitedText
from workbench.ingest.encodings import text_form
from workbench.ingest.noted import noted
from workbench.ingest.plan import Plan
from workbench.ingest.run import Run
from workbench.wording import say

_SAMPLE = 1 << 16
_CONTROL = {"id": "@id", "label": "@label", "start_id": "@start", "end_id": "@end", "type": "@type"}


@dataclass(frozen=True)
class Member:
    """One CSV file of the archive; `header` has control columns as `@id`, properties without their types."""

    sheet: DelimitedText
    header: tuple[str, ...]
    kind: Literal["node", "relationship"]

    def blocks(self) -> Iterator[pa.Table]:
        """Yield the records below the header."""
        yield from self.sheet.blocks(skip=1, width=len(self.header))


def read_graph(run: Run, plan: Plan) -> None:
    """Read all members of an archive into the run.

    Raises
    ------
    BadFile
        When a member is damaged, or none has the columns of nodes.
    """
    try:
        with zipfile.ZipFile(plan.source.path) as archive:
            members = list(_members(archive, run))
            if not any(member.kind == "node" for member in members):
                raise BadFile(say("import.no_nodes", file=plan.source.path.name))
            _prepare(run)
            steps = _steps(members)
            for number, (member, what) in enumerate(steps, start=1):
                _read_member(run, plan, member, what=what)
                run.progress(number / len(steps), run.count.good)
    except (zipfile.BadZipFile, EOFError, OSError, zipfile.LargeZipFile, NotImplementedError) as error:
        raise BadFile(say("import.damaged", file=plan.source.path.name)) from error


def _steps(members: list[Member]) -> list[tuple[Member, str]]:
    """Return the members in the order of reading: links that follow the direction of others come after them."""
    nodes = [member for member in members if member.kind == "node"]
    links = [member for member in members if member.kind == "relationship"]
    order = ((nodes, "nodes"), (links, "leading"), (links, "following"), (nodes, "events"))
    return [(member, what) for part, what in order for member in part]


def _read_member(run: Run, plan: Plan, member: Member, *, what: str) -> None:
    name, header, mapping = member.sheet.name, member.header, plan.mapping
    run.count.other_lines += what in ("nodes", "leading")  # its header, once
    if what in ("nodes", "events"):
        NodeReading(run, name, header, rules=mapping.nodes, events=what == "events").read(member.blocks())
        return
    links = RelationshipReading(run, name, header, rules=mapping.relationships, following=what == "following")
    links.read(member.blocks())


def _prepare(run: Run) -> None:
    run.connection.execute("CREATE TEMP TABLE ids (id VARCHAR, label VARCHAR, key VARCHAR)")
    run.connection.execute("CREATE TEMP TABLE ends (type VARCHAR, one VARCHAR, other VARCHAR)")
    run.connection.execute("CREATE TEMP TABLE led (type VARCHAR, source VARCHAR, target VARCHAR)")


def _members(archive: zipfile.ZipFile, run: Run) -> Iterator[Member]:
    for info in sorted(archive.infolist(), key=lambda info: info.filename):
        if info.is_dir() or not info.filename.lower().endswith(".csv"):
            continue
        member = _member(archive, info)
        if member is None:
            run.count.warnings[noted("import.warn_sheet", sheet=info.filename)] += 1
        else:
            yield member


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member | None:
    with archive.open(info) as file:
        sample = file.read(_SAMPLE)
    if not sample.strip():
        return None
    form = text_form(sample, [], name=info.filename)
    sheet = DelimitedText(
        lambda: cast(io.BufferedIOBase, archive.open(info)), form, name=info.filename, title=info.filename
    )
    head = sheet.head()
    header = tuple(_property(name) for name in head[0]) if head else ()
    if {"@id", "@label"} <= set(header):
        return Member(sheet, _unique(header), "node")
    if {"@start", "@end", "@type"} <= set(header):
        return Member(sheet, _unique(header), "relationship")
    return None


def _unique(header: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(unique_header(header))


def _property(name: str) -> str:
    """Return `@id` for `:ID`, `personId:ID(Person)` and the like, else the property's name without its type.

    Examples
    --------
    >>> _property("latitude:double"), _property(":START_ID(Person)"), _property("surname")
    ('latitude', '@start', 'surname')
    """
    bare, _, kind = name.strip().partition(":")
    return _CONTROL.get(kind.partition("(")[0].lower(), bare)
