"""Links that rows assert: one per type and pair of ends, with the rows that say so counted.

Why ends are looked up in `clusters`: a row speaks of a person record, the graph of the person the record belongs to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from graph.projection.shapes import SQL_TYPE, LinkShape
from graph.schema import LINKS, Property

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def link_id(type_: str, source: str, target: str) -> str:
    """Return the SQL of a link's id: its type and the keys of its ends, in which `|` is written `%7C`.

    Examples
    --------
    >>> link_id("USES", "source", "target")
    "'USES|' || replace(replace(source, '%', '%25'), '|', '%7C') || '|' || replace(replace(target, '%', '%25'), '|', '%7C')"
    """
    return f"'{type_}|' || {escaped(source)} || '|' || {escaped(target)}"


def escaped(column: str) -> str:
    """Return the SQL that makes a key fit between the `|` of a link's id."""
    return f"replace(replace({column}, '%', '%25'), '|', '%7C')"


def write_facts(db: DuckDBPyConnection) -> list[LinkShape]:
    """Create a table for every kind of link in the view `links`; return their shapes.

    A row makes no link when its person record is not in scope, when it would link something with itself, or when
    the vocabulary has no such link; the table `left_out` (type, rows) counts these.
    """
    db.register("allowed_ends", _allowed())
    db.execute(_ASSERTED)
    db.unregister("allowed_ends")
    db.execute(_LEFT_OUT)
    found = db.execute("SELECT DISTINCT type, source_label, target_label FROM asserted WHERE fits ORDER BY ALL")
    shapes = [LinkShape(*row) for row in found.fetchall()]
    for shape in shapes:
        db.execute(_facts(shape))
    return shapes


# These are counted from events, or inferred by an analysis; a row that asserts one has no event or run to show.
_NOT_ASSERTED = {"CALLED", "TRANSFERRED", "SEEN_AT", "INSTALLED_IN", "SERVED_BY"} | {k.type for k in LINKS if k.derived}


def _allowed() -> pa.Table:
    rows = [(kind.type, *ends) for kind in LINKS if kind.type not in _NOT_ASSERTED for ends in kind.ends]
    columns = ("type", "source_label", "target_label")
    return pa.table({name: pa.array(values) for name, values in zip(columns, zip(*rows, strict=True), strict=True)})


# `n` orders the rows as they were read, so that "the first that says" is the same on every machine.
_ASSERTED = """
CREATE OR REPLACE TEMP TABLE asserted AS
SELECT *, coalesce(allowed AND source <> target, false) AS fits
FROM (
    SELECT row_number() OVER (ORDER BY file, sheet, row, l.type, l.source, l.target) AS n,
           l.file, l.sheet, l.row, l.type, l.source_label, l.target_label, l.since, l.until, l.props,
           CASE WHEN l.source_label = 'Person' THEN s.person ELSE l.source END AS source,
           CASE WHEN l.target_label = 'Person' THEN t.person ELSE l.target END AS target,
           a.type IS NOT NULL AS allowed
    FROM links l
    LEFT JOIN clusters s ON l.source_label = 'Person' AND s.record = l.source
    LEFT JOIN clusters t ON l.target_label = 'Person' AND t.record = l.target
    LEFT JOIN allowed_ends a
      ON (a.type, a.source_label, a.target_label) = (l.type, l.source_label, l.target_label)
)
"""

_LEFT_OUT = """
CREATE OR REPLACE TEMP TABLE left_out AS
SELECT type, count(*) AS rows FROM asserted WHERE NOT fits GROUP BY type
"""


def _facts(shape: LinkShape) -> str:
    own = "".join(f", {_value(p)} AS {p.name}" for p in shape.own)
    return f"""
    CREATE OR REPLACE TEMP TABLE "{shape.name}" AS
    SELECT source, target, {link_id(shape.type, "source", "target")} AS id, 'fact' AS kind,
           count(DISTINCT (file, sheet, row)) AS rows{own}
    FROM asserted
    WHERE fits AND type = '{shape.type}' AND source_label = '{shape.source}' AND target_label = '{shape.target}'
    GROUP BY source, target
    """


def _value(wanted: Property) -> str:
    """Return the SQL for one property: periods are joined, lists united, else the first row that says it counts."""
    if wanted.name == "since":
        return "min(since)"
    if wanted.name == "until":
        # A row that knows a beginning and no end says that it still lasts.
        return "CASE WHEN bool_or(since IS NOT NULL AND until IS NULL) THEN NULL ELSE max(until) END"
    if wanted.type == "texts":
        return united(f"json_extract(props, '$.{wanted.name}')")
    return f"arg_min({said(wanted)}, n)"


def said(wanted: Property) -> str:
    """Return the SQL that reads one property from the JSON column `props`."""
    text = f"json_extract_string(props, '$.{wanted.name}')"
    return text if wanted.type in ("text", "json") else f"TRY_CAST({text} AS {SQL_TYPE[wanted.type]})"


def united(json: str) -> str:
    """Return the SQL that unites a JSON list or single text of every row into one sorted list, null when empty."""
    each = f"CASE json_type({json}) WHEN 'ARRAY' THEN ({json})::VARCHAR[] WHEN 'VARCHAR' THEN [{json} ->> '$'] END"
    return f"nullif(list_sort(list_distinct(flatten(coalesce(list({each}) FILTER ({json} IS NOT NULL), [])))), [])"
