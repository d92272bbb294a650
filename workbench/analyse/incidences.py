"""Who shares what: people and the cases, calls, payments, handsets, homes and stays that tie them, layer by layer.

Why incidences and not pairs: a case of thirty is one event of thirty people; what that says of two of them is for the
network to weigh, and it must not be multiplied out before.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from graph.ledger import Scope
from graph.projection.clusters import Decision
from workbench.analyse.people import write_likely

LAYERS = ("case", "calls", "money", "handset", "sim", "kin", "travel", "address")
MOST_REASONS = 20


def incidences(scope: Scope, decisions: Sequence[Decision]) -> pd.DataFrame:
    """Return every event that two or more people share, in the order (layer, event, person).

    Returns
    -------
    pandas.DataFrame
        Columns `person`, `layer` (one of `LAYERS`), `event` (what is shared: the key of a case, handset, SIM or home, an
        unordered pair of numbers, accounts or relatives, a place and day), `weight`, `rows` (how many rows or events tell
        that this person shares it) and `reasons` (ids of the first `MOST_REASONS` of them).

    Notes
    -----
    Likely doubles are one person, see `workbench.analyse.people.write_likely`. A number or account of nobody known stands under its own key for whoever is behind it: those who hide have no register
    line. Victims, witnesses and those who reported are not tied to a case's suspects. `weight` is 1, but for calls and
    money n / √(N₁ N₂): n events of the pair, N₁ and N₂ all events of its two ends, so that a courier's line to each of a
    thousand customers is faint and two numbers that only call each other weigh as one shared case.
    """
    write_likely(scope, decisions)
    scope.events("calls")
    scope.events("transfers")
    for statement in (_USERS, *_EVENTS, _PAIRS):
        scope.connection.execute(statement)
    frame: pd.DataFrame = scope.sql(_INCIDENCES).to_arrow_table().to_pandas()
    return frame


def _row(table: str) -> str:
    return f"{table}.file || ':' || {table}.sheet || ':' || {table}.\"row\""


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
_THEN = "AND (u.since IS NULL OR u.since <= moment) AND (u.until IS NULL OR u.until >= moment)"


def _events(layer: str, table: str, ends: tuple[str, str], moment: str) -> str:
    """Return the statement for a layer's events between two different ends; the first row that says a thing counts."""
    a, b = (f'arg_min({end}, (file, sheet, "row"))' for end in ends)
    return f"""
    CREATE OR REPLACE TEMP TABLE {layer}_between AS
    SELECT '{layer}' AS layer, event, a, b, moment, least(a, b) || '|' || greatest(a, b) AS shared FROM (
        SELECT e.event, {a} AS a, {b} AS b, min({moment}) AS moment
        FROM {table} JOIN {table.removesuffix("s")}_events e USING (file, sheet, "row") GROUP BY e.event)
    WHERE a <> b"""


_EVENTS = (
    _events("calls", "calls", ("caller", "callee"), "started_at"),
    _events("money", "transfers", ("source", "target"), "occurred_at"),
)
_BETWEEN = "(FROM calls_between UNION ALL FROM money_between)"
_PAIRS = f"""
CREATE OR REPLACE TEMP TABLE pair_weights AS
WITH totals AS (
    SELECT layer, unnest([a, b]) AS key FROM {_BETWEEN}),
counted AS (SELECT layer, key, count(*) AS n FROM totals GROUP BY ALL),
pairs AS (SELECT layer, shared, least(any_value(a), any_value(b)) AS a, greatest(any_value(a), any_value(b)) AS b, count(*) AS n
    FROM (SELECT layer, shared, least(a, b) AS a, greatest(a, b) AS b FROM {_BETWEEN}) GROUP BY layer, shared)
SELECT layer, shared, p.n / sqrt(x.n * y.n) AS weight
FROM pairs p JOIN counted x USING (layer) JOIN counted y USING (layer) WHERE x.key = p.a AND y.key = p.b
"""


def _of(events: str, key: str) -> str:
    """Return the SQL of events with the person behind one end at the time: its user then, else the end itself."""
    return f"""
    SELECT layer, coalesce(u.person, e.{key}) AS person, shared, event
    FROM {events} e LEFT JOIN users u ON u.key = e.{key} {_THEN}"""


def _own(layer: str, column: str) -> str:
    """Return the SQL of the numbers that were used with one handset or SIM."""
    rows = f"""
        SELECT '{layer}' AS layer, owner, {column} AS shared, started_at AS moment, {_row("calls")} AS event FROM calls
        WHERE owner IS NOT NULL AND {column} IS NOT NULL"""
    return _of(f"({rows})", "owner")


def _linked(layer: str, types: str) -> str:
    return f"""
    SELECT '{layer}' AS layer, c.person, l.target AS shared, {_row("l")} AS event
    FROM links l JOIN clusters c ON c.record = l.source
    WHERE l.source_label = 'Person' AND l.target_label <> 'Person' AND l.type IN ({types})"""


# What register words of kinship have in common; other acquaintances are not kin, and are no layer of their own.
_KIN = f"""
    SELECT 'kin' AS layer, unnest([a, b]) AS person, least(a, b) || '|' || greatest(a, b) AS shared, event FROM (
        SELECT s.person AS a, t.person AS b, {_row("l")} AS event
        FROM links l JOIN clusters s ON s.record = l.source JOIN clusters t ON t.record = l.target
        WHERE l.type = 'KNOWS' AND regexp_matches(
            coalesce(json_extract_string(l.props, '$.relation'), ''),
            '亲|父|母|夫|妻|子|女|兄|弟|姐|妹|配偶|家|kin|famil|parent|child|sibling|brother|sister|spouse|wife|husband', 'i'))
    WHERE a <> b"""
_TRAVEL = f"""
    SELECT 'travel' AS layer, coalesce(c.person, u.person, s.who) AS person,
           s."where" || '@' || strftime(moment + INTERVAL 8 HOUR, '%Y-%m-%d') AS shared, {_row("s")} AS event
    FROM (SELECT *, from_at AS moment FROM sightings) s
    LEFT JOIN clusters c ON c.record = s.who LEFT JOIN users u ON u.key = s.who {_THEN}"""
_TOLD = " UNION ALL ".join(
    (
        _linked("case", "'SUSPECT_IN', 'INVOLVED_IN'"),
        *(_of(f"{layer}_between", end) for layer in ("calls", "money") for end in ("a", "b")),
        _own("handset", "imei"),
        _own("sim", "imsi"),
        _KIN,
        _TRAVEL,
        _linked("address", "'LIVES_AT'"),
    )
)
_INCIDENCES = f"""
WITH told AS (
    SELECT layer, person, shared, count(DISTINCT t.event) AS rows, list_sort(list(DISTINCT t.event))[:{MOST_REASONS}] AS reasons
    FROM ({_TOLD}) t WHERE person IS NOT NULL AND shared IS NOT NULL GROUP BY layer, person, shared),
several AS (SELECT layer, shared FROM told GROUP BY layer, shared HAVING count(*) > 1)
SELECT person, layer, shared AS event, coalesce(w.weight, 1.0) AS weight, rows, reasons
FROM told SEMI JOIN several USING (layer, shared) LEFT JOIN pair_weights w USING (layer, shared)
ORDER BY layer, event, person"""
