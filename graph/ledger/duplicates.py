"""Rows that repeat another row: overlapping exports of one owner, or a page printed twice.

Why occurrences are counted: two calls alike in one minute-precise file are two events, and so they are in the next
export, so the first pairs with the first and the second with the second.
"""

from __future__ import annotations

import duckdb


def find_duplicates(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `_copies` (id, first): every row of `_facts` that repeats an earlier one, and that one.

    Rows are one when owner and content are equal and they are the k-th such row of their file; where the content is
    strong (`Sort.strong`), all such rows of a file are one.
    """
    connection.execute("""
        CREATE OR REPLACE TABLE _copies AS
        WITH repeated AS (SELECT content FROM _facts GROUP BY content HAVING count(*) > 1),
        counted AS (
            SELECT id, owner, content,
                CASE WHEN strong THEN 1 ELSE row_number() OVER (PARTITION BY clock, owner, content ORDER BY id) END AS k
            FROM _facts SEMI JOIN repeated USING (content)),
        grouped AS (SELECT id, min(id) OVER (PARTITION BY owner, content, k) AS first FROM counted)
        FROM grouped WHERE id <> first""")
