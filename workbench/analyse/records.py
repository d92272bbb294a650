"""Person records as they are compared: one line each, with the numbers, account and vehicle that its row gives it.

Why with what links say: a bank form names a person and a telephone number, and only together they tell who it is.
"""

from __future__ import annotations

import pandas as pd

from graph.ledger import Scope


def person_records(scope: Scope) -> pd.DataFrame:
    """Return the person records of a scope, in the order of the records.

    Returns
    -------
    DataFrame
        Columns `record_id`, `name, id_number, birth_date, sex, alias, address, phone, account, plate` (text, missing
        where the row says nothing; of several the first by key) and `event`, the id of the row.
    """
    frame: pd.DataFrame = scope.sql(_RECORDS).to_arrow_table().to_pandas()
    return frame


_RECORDS = """
WITH has AS (
    SELECT source AS record,
           min(target) FILTER (target_label = 'Phone' AND type = 'USES') AS phone,
           min(target) FILTER (target_label = 'Account') AS account,
           min(target) FILTER (target_label = 'Vehicle') AS plate
    FROM links
    WHERE source_label = 'Person' AND type IN ('USES', 'HOLDS', 'CONTROLS', 'OWNS', 'REPORTED') GROUP BY source)
SELECT p.record AS record_id, nullif(p.name, '') AS name, nullif(p.id_number, '') AS id_number,
       p.birth_date::VARCHAR AS birth_date, nullif(p.sex, '') AS sex,
       nullif(array_to_string(list_sort(p.aliases), ' '), '') AS alias, nullif(p.address, '') AS address,
       h.phone, h.account, h.plate, p.file || ':' || p.sheet || ':' || p."row" AS event
FROM (SELECT * FROM persons QUALIFY row_number() OVER (PARTITION BY record ORDER BY file, sheet, "row", batch) = 1) p
LEFT JOIN has h USING (record)
ORDER BY record_id"""
