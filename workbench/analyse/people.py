"""Which person a record, a number, an account or a vehicle belongs to, so that facts can be told of people.

Why from the ledger and the judgements, by the projection's own rule: analyses see the persons that the graph draws, and do
not wait for it to be drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from graph.ledger import Scope
from graph.projection.clusters import Decision, write_clusters


def people(scope: Scope, decisions: Sequence[Decision]) -> pd.DataFrame:
    """Return which person each person record is: columns `record, person`, in the order of the records."""
    write_clusters(scope.connection, decisions)
    return _frame(scope, "SELECT record, person FROM clusters ORDER BY record")


def belongings(scope: Scope, decisions: Sequence[Decision]) -> pd.DataFrame:
    """Return what belongs to whom, as rows assert it, in the order (key, person, type, event).

    Returns
    -------
    pandas.DataFrame
        Columns `person, key` (number, handset, account, online identity or vehicle), `type` (USES, HOLDS, CONTROLS,
        OWNS), `since, until` (UTC, missing where the row leaves it open) and `event`, the id of the row.
    """
    write_clusters(scope.connection, decisions)
    return _frame(scope, _BELONGINGS)


def names(scope: Scope, decisions: Sequence[Decision]) -> pd.DataFrame:
    """Return what people and things are called: columns `key, name`, in the order of the keys."""
    write_clusters(scope.connection, decisions)
    return _frame(scope, _NAMES)


def _frame(scope: Scope, sql: str) -> pd.DataFrame:
    frame: pd.DataFrame = scope.sql(sql).to_arrow_table().to_pandas()
    return frame


_BELONGINGS = """
SELECT person, l.target AS key, l.type, l.since, l.until, l.file || ':' || l.sheet || ':' || l."row" AS event
FROM links l JOIN clusters c ON c.record = l.source
WHERE l.source_label = 'Person' AND l.type IN ('USES', 'HOLDS', 'CONTROLS', 'OWNS') AND l.target IS NOT NULL
ORDER BY key, person, type, event"""

# The first row that names it, by place; the graph does the same.
_NAMES = """
SELECT key, arg_min(name, place) AS name FROM (
    SELECT person AS key, nullif(name, '') AS name, (file, sheet, "row") AS place FROM persons JOIN clusters USING (record)
    UNION ALL
    SELECT key, nullif(json_extract_string(props, '$.name'), ''), (file, sheet, "row") FROM entities)
WHERE key IS NOT NULL AND name IS NOT NULL GROUP BY key ORDER BY key"""
