"""The cases of a scope as case linkage wants them: where, when, how, in which words, with whose numbers, and who did it.

Why the offender's side only: a victim's own number joins nobody to another case, and which number is whose the files say.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from graph.ledger import Scope
from graph.point.datum import to_wgs84
from graph.projection.clusters import Decision, write_clusters
from workbench.analyse.people import marks

_MO = ("place", "target", "means", "traits", "disposal", "goods")
_ZONE = "Asia/Shanghai"
_THINGS = ("tel:", "acct:", "plate:", "object:", "net:", "imei:")


def cases(scope: Scope, decisions: Sequence[Decision]) -> pd.DataFrame:
    """Return the cases, in the order of their keys.

    Returns
    -------
    DataFrame
        `case`; `name`; `lat, lon` (degrees, WGS 84); `from, to` (local time, Asia/Shanghai); `mo_category` and the other
        `mo_…` codes; `text` (the narrative); `things` (numbers, accounts, plates and objects of the offender's side);
        `suspects` (persons); `rows` (the rows that say so). What no row says is missing.
    """
    write_clusters(scope.connection, decisions)
    told = scope.sql(_CASES).to_arrow_table().to_pandas()
    frame = pd.DataFrame({"case": told["case"], "name": told["name"]})
    shifted = told["datum"].eq("GCJ-02").to_numpy()
    degrees = [told[axis].to_numpy(dtype=np.float64) for axis in ("lat", "lon")]
    frame["lat"], frame["lon"] = to_wgs84(*degrees, shifted=shifted)
    for name, column in (("from", "began"), ("to", "ended")):
        frame[name] = pd.to_datetime(told[column], utc=True).dt.tz_convert(_ZONE).dt.tz_localize(None)
    for field in ("category", *_MO):
        frame[f"mo_{field}"] = told[field]
    frame["text"] = told["summary"].fillna("")
    by_case = dict(marks(scope, decisions).groupby("case")["person"].agg(list))
    named = [by_case.get(case, []) for case in frame["case"]]
    frame["things"] = [sorted(key for key in keys if key.startswith(_THINGS)) for keys in named]
    frame["suspects"] = [sorted(key for key in keys if key.startswith("person:")) for keys in named]
    frame["rows"] = [tuple(sorted(rows)) for rows in told["rows"]]
    return frame


def _property(name: str) -> str:
    return f"arg_min(nullif(json_extract_string(props, '$.{name}'), ''), place) FILTER (json_extract_string(props, '$.{name}') <> '')"


_CASES = f"""
WITH told AS (SELECT key, props, (file, sheet, "row") AS place, file || ':' || sheet || ':' || "row" AS event FROM entities
              WHERE label = 'Case' AND key IS NOT NULL),
sites AS (SELECT source AS "case", min(target) AS where_ FROM links WHERE type = 'AT' AND source_label = 'Case' GROUP BY source),
places AS (
    SELECT key, any_value(TRY_CAST(json_extract_string(props, '$.lat') AS DOUBLE)) AS lat,
           any_value(TRY_CAST(json_extract_string(props, '$.lon') AS DOUBLE)) AS lon,
           any_value(json_extract_string(props, '$.datum')) AS datum
    FROM (FROM entities ORDER BY file, sheet, "row") WHERE label = 'Place' AND key IS NOT NULL GROUP BY key)
SELECT t.key AS "case", {_property("name")} AS name, {_property("summary")} AS summary, {_property("category")} AS category,
       {", ".join(f"{_property(f'mo_{field}')} AS {field}" for field in _MO)},
       coalesce({_property("occurred_from")}, {_property("occurred_on")}) AS began,
       coalesce({_property("occurred_to")}, {_property("occurred_from")}, {_property("occurred_on")}) AS ended,
       any_value(p.lat) AS lat, any_value(p.lon) AS lon, any_value(p.datum) AS datum, list(DISTINCT t.event) AS rows
FROM told t LEFT JOIN sites s ON s."case" = t.key LEFT JOIN places p ON p.key = s.where_
GROUP BY t.key ORDER BY t.key"""
