"""Whether the rows that a kept result cites still stand in a scope as they were read.

Why the batch counts too: a corrected row, and a row that a better mapping read again, keep their id and may say something
else; a result that rests on what they said before must not be shown as resting on what they say now.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

_TABLES = ("calls", "transfers", "persons", "entities", "links", "sightings")


def cited(connection: duckdb.DuckDBPyConnection, reasons: Sequence[Sequence[str]]) -> list[str | None]:
    """Return a hash of each item's rows and the batches they were read in; None when one of them is not in scope.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        A scope's connection.
    reasons : sequence of sequences of str
        The row ids, "file:sheet:row", that each item cites; in any order, repeats do not matter.

    Notes
    -----
    One sweep over three columns of the scope's tables, whatever the number of items.
    """
    if not reasons:
        return []
    lists = pa.array([list(ids) for ids in reasons], pa.list_(pa.string()))
    connection.register("_given", pa.table({"n": pa.array(range(len(reasons)), pa.int64()), "reasons": lists}))
    connection.execute(_NAMED)
    connection.unregister("_given")
    found = dict(connection.execute(_HASHED).fetchall())
    return [found.get(n) for n in range(len(reasons))]


# A sheet's name may hold colons, a hash and a number never.
_NAMED = r"""
CREATE OR REPLACE TEMP TABLE _named AS
SELECT n, reason, split_part(reason, ':', 1) AS file, regexp_extract(reason, '^[^:]*:(.*):\d+$', 1) AS sheet,
       TRY_CAST(regexp_extract(reason, ':(\d+)$', 1) AS INTEGER) AS "row"
FROM (SELECT n, unnest(list_distinct(reasons)) AS reason FROM _given)
"""
_PLACE = '(file, sheet, "row")'
_STANDING = " UNION ALL ".join(
    f'SELECT file, sheet, "row", batch FROM {table} SEMI JOIN _named USING {_PLACE}' for table in _TABLES
)
_HASHED = f"""
WITH standing AS (SELECT file, sheet, "row", min(batch) AS batch FROM ({_STANDING}) GROUP BY ALL)
SELECT n, CASE WHEN count(*) = count(batch)
    THEN left(sha256(string_agg(reason || '@' || batch, chr(10) ORDER BY reason)), 32) END
FROM _named LEFT JOIN standing USING {_PLACE} GROUP BY n
"""
