"""Dotted links: what kept results say, drawn while every row they rest on stands and nothing of it is older.

Why they make no nodes but groups: a result may be about a number whose every row was withdrawn since; then the number is
gone, and a link must not bring it back.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pyarrow as pa

from graph.projection.facts import escaped, said
from graph.projection.shapes import LinkShape, NodeShape, Shape
from graph.schema import LINKS, Property

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

GROUP = NodeShape("Group")
_COLUMNS = (
    *("run", "method", "type", "source_label", "source", "target_label", "target", "props"),
    *("item", "score", "reasons", "stands"),
)


def kept_in(derived: pa.Table | None) -> str:
    """Return a short text that stands for the runs of a table of kept items, empty for none."""
    runs = sorted(set(derived.column("run").to_pylist())) if derived is not None else []
    return hashlib.sha256(",".join(runs).encode()).hexdigest()[:16] if runs else ""


def write_derived(db: DuckDBPyConnection, derived: pa.Table | None) -> list[Shape]:
    """Create a table for every kind of derived link, and one of groups; return their shapes.

    Parameters
    ----------
    db
        Where `clusters`, `node_keys`, `call_rows` and `transfer_rows` are.
    derived : pyarrow.Table or None
        The items of the runs in force, with columns `run method item type source_label source target_label target props
        score reasons stands`; an item that does not stand, or whose end is not in the graph, is not drawn.

    Notes
    -----
    The table `derived_rows` (link, file, sheet, row) leads from every derived link to its rows, both sides of an event
    included.
    """
    items = derived.select(_COLUMNS) if derived is not None else _none()
    db.register("kept_items", items)
    db.register("derived_ends", _allowed())
    for statement in (_PLACED, _INFERRED, _ROWS):
        db.execute(statement)
    db.unregister("kept_items")
    db.unregister("derived_ends")
    found = db.execute("SELECT DISTINCT type, source_label, target_label FROM inferred ORDER BY ALL").fetchall()
    links = [LinkShape(*row) for row in found]
    for shape in links:
        db.execute(_links(shape))
    db.execute(_GROUPS)
    return [GROUP, *links]


def _none() -> pa.Table:
    text = pa.string()
    rest = (("item", pa.int32()), ("score", pa.float64()), ("reasons", pa.list_(text)), ("stands", pa.bool_()))
    return pa.schema([*((name, text) for name in _COLUMNS[:8]), *rest]).empty_table()


def _allowed() -> pa.Table:
    rows = [(kind.type, *ends) for kind in LINKS if kind.derived for ends in kind.ends]
    names = ("type", "source_label", "target_label")
    return pa.table({name: pa.array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)})


def _end(end: str) -> str:
    """Return the SQL of an end's key in the graph: a record's person, a group's name with its run, else itself."""
    return f"""
        CASE WHEN {end}_label = 'Person' THEN (SELECT person FROM clusters WHERE record = {end})
             WHEN {end}_label = 'Group' THEN replace({end}, 'group:', 'group:' || run || '-') ELSE {end} END"""


# `n` orders the items of a run, so that where two of them fall on one pair the greater score speaks.
_PLACED = f"""
CREATE OR REPLACE TEMP TABLE placed AS
SELECT run, method, type, source_label, target_label, props, reasons,
       {_end("source")} AS source, {_end("target")} AS target,
       row_number() OVER (ORDER BY run, score DESC NULLS LAST, item) AS n
FROM kept_items WHERE stands
"""

_INFERRED = f"""
CREATE OR REPLACE TEMP TABLE inferred AS
SELECT p.*, type || '|' || {escaped("source")} || '|' || {escaped("target")} || '|' || {escaped("run")} AS id
FROM placed p
SEMI JOIN derived_ends USING (type, source_label, target_label)
SEMI JOIN (SELECT label, key FROM node_keys) s ON s.label = p.source_label AND s.key = p.source
WHERE source <> target AND (
    target IN (SELECT source FROM placed WHERE type = 'Group')
    OR (target_label, target) IN (SELECT (label, key) FROM node_keys))
"""

# A reason is a row, or an event, which is named by one of its rows and has them all.
_ROWS = r"""
CREATE OR REPLACE TEMP TABLE derived_rows AS
WITH reasons AS (SELECT DISTINCT id AS link, unnest(reasons) AS reason FROM inferred),
events AS (
    SELECT event, file, sheet, "row" FROM call_rows UNION ALL SELECT event, file, sheet, "row" FROM transfer_rows)
SELECT DISTINCT link, file, sheet, "row" FROM (
    SELECT link, split_part(reason, ':', 1) AS file, regexp_extract(reason, '^[^:]*:(.*):\d+$', 1) AS sheet,
           regexp_extract(reason, ':(\d+)$', 1)::INTEGER AS "row" FROM reasons
    UNION ALL SELECT link, e.file, e.sheet, e."row" FROM reasons r JOIN events e ON e.event = r.reason)
"""


def _links(shape: LinkShape) -> str:
    own = "".join(f", {_value(p)} AS {p.name}" for p in shape.own)
    return f"""
    CREATE OR REPLACE TEMP TABLE "{shape.name}" AS
    SELECT source, target, id, 'inference' AS kind, any_value(rows)::BIGINT AS rows{own}
    FROM inferred JOIN (SELECT link AS id, count(*) AS rows FROM derived_rows GROUP BY link) USING (id)
    WHERE type = '{shape.type}' AND source_label = '{shape.source}' AND target_label = '{shape.target}'
    GROUP BY source, target, id
    """


def _value(wanted: Property) -> str:
    if wanted.name in ("run", "method"):
        return f"any_value({wanted.name})"
    return f"arg_min({said(wanted)}, n)"


# A group without a member that is still drawn says nothing any more.
_GROUPS = f"""
CREATE OR REPLACE TEMP TABLE "{GROUP.name}" AS
SELECT source AS key, coalesce(arg_min(nullif(json_extract_string(props, '$.name'), ''), n), any_value(
    substr(source, strpos(source, ':') + 1))) AS name{"".join(f", {_value(p)} AS {p.name}" for p in GROUP.own)}
FROM placed WHERE type = 'Group' AND source IN (SELECT target FROM inferred) GROUP BY source
"""
