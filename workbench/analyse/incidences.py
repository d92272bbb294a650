"""Who shares what: people and the cases, calls, payments, handsets, homes and stays that tie them, layer by layer.

Why incidences and not pairs: a case of thirty is one event of thirty people; what that says of two of them is for the
network to weigh, and it must not be multiplied out before.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from graph.ledger import Scope
from graph.projection.clusters import Decision, write_clusters

LAYERS = ("case", "call", "money", "terminal", "kin", "travel", "address")


def incidences(scope: Scope, decisions: Sequence[Decision]) -> pd.DataFrame:
    """Return every event that two or more people share, in the order (layer, event, person).

    Returns
    -------
    pandas.DataFrame
        Columns `person`, `layer` (one of `LAYERS`), `event` (what is shared: the key of a case, handset, SIM or home, an
        unordered pair of numbers or accounts, a place and day), `rows` (how many rows or events tell that this person
        shares it) and `reasons` (list of row or event ids, sorted, at most 20 of them).

    Notes
    -----
    A number or account of nobody known stands for its own unknown person under its own key: those who hide have no
    register line. Victims, witnesses and those who reported are not tied to a case's suspects.
    """
    write_clusters(scope.connection, decisions)
    scope.events("calls")
    scope.events("transfers")
    scope.connection.execute(_USERS)
    frame: pd.DataFrame = scope.sql(_INCIDENCES).to_arrow_table().to_pandas()
    return frame


# Who has a number or an account, each period apart; whoever controls an account goes before whoever holds it.
_USERS = """
CREATE OR REPLACE TEMP TABLE users AS
WITH owned AS (
    SELECT l.target AS key, person, l.since, l.until, l.type = 'CONTROLS' AS controls,
           bool_or(l.type = 'CONTROLS') OVER (PARTITION BY l.target) AS controlled
    FROM links l JOIN clusters c ON c.record = l.source
    WHERE l.source_label = 'Person' AND l.type IN ('USES', 'HOLDS', 'CONTROLS') AND l.target IS NOT NULL)
SELECT DISTINCT key, person, since, until FROM owned WHERE controls OR NOT controlled
"""


def _of(events: str, end: str) -> str:
    """Return the SQL of events with the person behind one end at the time: its user then, else the end itself."""
    return f"""
        SELECT coalesce(u.person, e.{end}) AS person, e.event, e.shared
        FROM ({events}) e LEFT JOIN users u ON u.key = e.{end}
            AND (u.since IS NULL OR u.since <= e.moment) AND (u.until IS NULL OR u.until >= e.moment)"""


def _pair(a: str, b: str) -> str:
    return f"least({a}, {b}) || '|' || greatest({a}, {b})"


_CALLS = """
    SELECT e.event, arg_min(caller, (file, sheet, "row")) AS a, arg_min(callee, (file, sheet, "row")) AS b,
           min(started_at) AS moment FROM calls JOIN call_events e USING (file, sheet, "row") GROUP BY e.event"""
_TRANSFERS = (
    _CALLS.replace("caller", "source")
    .replace("callee", "target")
    .replace("started_at", "occurred_at")
    .replace("FROM calls JOIN call_events", "FROM transfers JOIN transfer_events")
)
_ROW = "file || ':' || sheet || ':' || \"row\""


def _paired(events: str) -> str:
    between = f"SELECT event, a, b, moment, {_pair('a', 'b')} AS shared FROM ({events}) WHERE a <> b"
    return f"{_of(between, 'a')} UNION ALL {_of(between, 'b')}"


_TERMINALS = """
    SELECT owner AS a, imei AS shared, started_at AS moment, file || ':' || sheet || ':' || "row" AS event
    FROM calls WHERE owner IS NOT NULL AND imei IS NOT NULL
    UNION ALL SELECT owner, imsi, started_at, file || ':' || sheet || ':' || "row"
    FROM calls WHERE owner IS NOT NULL AND imsi IS NOT NULL"""


def _linked(types: str) -> str:
    return f"""
        SELECT c.person, {_ROW} AS event, l.target AS shared FROM links l JOIN clusters c ON c.record = l.source
        WHERE l.source_label = 'Person' AND l.target_label <> 'Person' AND l.type IN ({types})"""


_KIN = f"""
    SELECT unnest([a, b]) AS person, event, {_pair("a", "b")} AS shared FROM (
        SELECT s.person AS a, t.person AS b, {_ROW.replace("file", "l.file").replace("sheet", "l.sheet").replace('"row"', 'l."row"')} AS event
        FROM links l JOIN clusters s ON s.record = l.source JOIN clusters t ON t.record = l.target WHERE l.type = 'KNOWS')
    WHERE a <> b"""
_TRAVEL = f"""
    SELECT coalesce(c.person, u.person, s.who) AS person, {_ROW} AS event,
           s."where" || '@' || strftime(s.from_at + INTERVAL 8 HOUR, '%Y-%m-%d') AS shared
    FROM sightings s LEFT JOIN clusters c ON c.record = s.who
    LEFT JOIN users u ON u.key = s.who AND (u.since IS NULL OR u.since <= s.from_at)
        AND (u.until IS NULL OR u.until >= s.from_at)"""
_ROLES = "'SUSPECT_IN', 'INVOLVED_IN'"
_LAYER = {
    "case": _linked(_ROLES),
    "call": _paired(_CALLS),
    "money": _paired(_TRANSFERS),
    "terminal": _of(_TERMINALS, "a"),
    "kin": _KIN,
    "travel": _TRAVEL,
    "address": _linked("'LIVES_AT'"),
}
_TOLD = " UNION ALL ".join(
    f"SELECT '{layer}' AS layer, person, shared, event FROM ({sql})" for layer, sql in _LAYER.items()
)
_INCIDENCES = f"""
WITH told AS (
    SELECT layer, person, shared AS event, count(DISTINCT t.event) AS rows, list_sort(list(DISTINCT t.event))[:20] AS reasons
    FROM ({_TOLD}) t WHERE person IS NOT NULL AND shared IS NOT NULL GROUP BY layer, person, shared),
shared AS (SELECT layer, event FROM told GROUP BY layer, event HAVING count(*) > 1)
SELECT person, layer, event, rows, reasons FROM told SEMI JOIN shared USING (layer, event) ORDER BY layer, event, person"""
