"""Which transfers are the payments that cases name: a victim's, in the time the case gives.

Why from the ledger alone: tracing begins with what a complaint says, and so must its evaluation; the truth about payments
is for the score.
"""

from __future__ import annotations

import pandas as pd

from graph.ledger import Scope
from graph.projection.clusters import write_clusters

SLACK_MINUTES = 2
"""How far the clocks of banks are from the minutes that a case notes."""
_NAMED = f"""
WITH victims AS (
    SELECT DISTINCT part.target AS "case", has.target AS account
    FROM links part JOIN clusters p ON p.record = part.source
    JOIN clusters h USING (person) JOIN links has ON has.source = h.record
    WHERE part.type = 'VICTIM_IN' AND has.type IN ('HOLDS', 'CONTROLS') AND has.target_label = 'Account'),
times AS (
    SELECT key AS "case", min(json_extract_string(props, '$.occurred_from')::TIMESTAMPTZ) AS begins,
           max(json_extract_string(props, '$.occurred_to')::TIMESTAMPTZ) AS ends
    FROM entities WHERE label = 'Case' GROUP BY key)
SELECT DISTINCT e.event AS payment, v."case"
FROM transfers t JOIN {{events}} e USING (file, sheet, "row") JOIN victims v ON v.account = t.source
JOIN times USING ("case")
WHERE t.target IS NOT NULL AND t.target <> t.source
  AND t.occurred_at BETWEEN begins - INTERVAL {SLACK_MINUTES} MINUTE AND ends + INTERVAL {SLACK_MINUTES + 1} MINUTE
ORDER BY ALL"""


def named_payments(scope: Scope) -> pd.DataFrame:
    """Return the transfers that left a victim's account while its case happened: `payment` (event), `case`; in order.

    Notes
    -----
    A victim's account is one that a row gives to the person; most victims' accounts have no statement and are seen in
    those of the accounts they paid. The case notes minutes, so its last one counts to its end.
    """
    sql = _NAMED.format(events=scope.events("transfers"))
    write_clusters(scope.connection, ())
    frame: pd.DataFrame = scope.sql(sql).to_arrow_table().to_pandas()
    return frame
