"""Who shares what: numbers, accounts and people, and the calls, payments, handsets, cases, homes and stays that tie them.

Why numbers and accounts stand for themselves: two of three business numbers are registered to somebody else, so taking a
number for its registrant joins strangers; who is known to have it is a tie of its own, weaker than a call. Why incidences
and not pairs: a case of thirty is one event of thirty, and what that says of two of them is for the network to weigh.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd

from graph.ledger import Scope
from graph.projection.clusters import Decision
from workbench.analyse.people import write_likely

# Among numbers and accounts alone, as measured on the training city; the other layers bring people in by their registers.
TRAFFIC = ("calls", "money", "handset")
LAYERS = (*TRAFFIC, "sim", "case", "kin", "travel", "address")
OWN = "own"
MOST_REASONS = 20
# A single call or payment ties nobody: canvassers ring up hundreds of strangers once.
_LEAST = 2
Period = tuple[pd.Timestamp, pd.Timestamp]
_WEIGHT = {"handset": 3.0, "sim": 3.0, OWN: 0.3}


def incidences(scope: Scope, decisions: Sequence[Decision]) -> pd.DataFrame:
    """Return every event that two or more numbers, accounts or people share, in the order (layer, event, person).

    Returns
    -------
    pandas.DataFrame
        Columns `person` (key of a number, account, vehicle or person), `layer` (one of `LAYERS`, or `OWN`), `event` (what is
        shared: the key of a case, handset, SIM or home, an unordered pair of ends, a place and day), `weight`, `rows` (how
        many rows or events tell that this one shares it) and `reasons` (ids of the first `MOST_REASONS` of them).

    Notes
    -----
    Calls and payments weigh log2(1 + events) from the second on, handsets and SIMs 3, who is known to have a number or
    account .3, all else 1. Likely doubles are one person, see
    `workbench.analyse.people.write_likely`. Victims, witnesses and those who reported are not tied to a case's suspects.
    """
    write_likely(scope, decisions)
    return _read(scope, [*(_TRAFFIC[layer](None) for layer in (*TRAFFIC, "sim")), *_PEOPLES])


def traffic(scope: Scope, *, period: Period | None = None) -> pd.DataFrame:
    """Return the incidences of `TRAFFIC` alone, if a period is given of what began in it (UTC, its end left out)."""
    return _read(scope, [_TRAFFIC[layer](period) for layer in TRAFFIC])


def chosen(incidences: pd.DataFrame, layers: Sequence[str]) -> pd.DataFrame:
    """Return the lines of some layers, `TRAFFIC` when none is named; with people's layers comes what people have.

    Raises
    ------
    ValueError
        For a layer that there is not.
    """
    wanted = list(layers) or list(TRAFFIC)
    if unknown := sorted(set(wanted) - set(LAYERS)):
        raise ValueError(f"没有关系层 {unknown[0]}。There is no layer {unknown[0]}; there are: {', '.join(LAYERS)}.")
    with_people = set(wanted) - set(TRAFFIC) - {"sim"}
    return incidences[incidences["layer"].isin([*wanted, *([OWN] if with_people else [])])]


def _read(scope: Scope, layers: Sequence[str]) -> pd.DataFrame:
    scope.events("calls")
    scope.events("transfers")
    sql = _INCIDENCES.format(told=" UNION ALL ".join(layers), most=MOST_REASONS, weights=_WEIGHTS, least=_LEAST)
    frame: pd.DataFrame = scope.sql(sql).to_arrow_table().to_pandas()
    return frame


def _row(table: str) -> str:
    return f"{table}.file || ':' || {table}.sheet || ':' || {table}.\"row\""


def _pair(a: str, b: str) -> str:
    return f"least({a}, {b}) || '|' || greatest({a}, {b})"


def _between(layer: str, table: str, columns: tuple[str, str, str], period: Period | None) -> str:
    """Return the SQL of a layer's events between two different ends; the first row that says a thing counts."""
    a, b, moment = (f'arg_min({column}, (file, sheet, "row"))' for column in columns)
    return f"""
    SELECT '{layer}' AS layer, unnest([a, b]) AS person, {_pair("a", "b")} AS shared, event FROM (
        SELECT e.event, {a} AS a, {b} AS b, {moment} AS moment
        FROM {table} JOIN {table.removesuffix("s")}_events e USING (file, sheet, "row") GROUP BY e.event)
    WHERE a <> b AND {_within("moment", period)}"""


def _used(layer: str, column: str, period: Period | None) -> str:
    """Return the SQL of the numbers that were used with one handset or SIM; their own rows say so."""
    return f"""
    SELECT '{layer}' AS layer, owner AS person, {column} AS shared, {_row("calls")} AS event FROM calls
    WHERE owner IS NOT NULL AND {column} IS NOT NULL AND {_within("started_at", period)}"""


def _within(moment: str, period: Period | None) -> str:
    if period is None:
        return "TRUE"
    begin, end = (f"TIMESTAMPTZ '{instant.isoformat()}'" for instant in period)
    return f"{moment} >= {begin} AND {moment} < {end}"


def _linked(layer: str, types: str) -> str:
    return f"""
    SELECT '{layer}' AS layer, c.person, l.target AS shared, {_row("l")} AS event
    FROM links l JOIN clusters c ON c.record = l.source
    WHERE l.source_label = 'Person' AND l.target_label <> 'Person' AND l.type IN ({types})"""


_OWNED = f"""
    SELECT '{OWN}' AS layer, unnest([c.person, l.target]) AS person, {_pair("c.person", "l.target")} AS shared,
           {_row("l")} AS event
    FROM links l JOIN clusters c ON c.record = l.source
    WHERE l.source_label = 'Person' AND l.type IN ('USES', 'HOLDS', 'CONTROLS', 'OWNS') AND l.target IS NOT NULL"""
# What register words of kinship have in common; other acquaintances are not kin, and are no layer.
_KIN = f"""
    SELECT 'kin' AS layer, unnest([a, b]) AS person, {_pair("a", "b")} AS shared, event FROM (
        SELECT s.person AS a, t.person AS b, {_row("l")} AS event
        FROM links l JOIN clusters s ON s.record = l.source JOIN clusters t ON t.record = l.target
        WHERE l.type = 'KNOWS' AND regexp_matches(
            coalesce(json_extract_string(l.props, '$.relation'), ''),
            '亲|父|母|夫|妻|子|女|兄|弟|姐|妹|配偶|家|kin|famil|parent|child|sibling|brother|sister|spouse|wife|husband', 'i'))
    WHERE a <> b"""
_TRAVEL = f"""
    SELECT 'travel' AS layer, coalesce(c.person, s.who) AS person,
           s."where" || '@' || strftime(s.from_at + INTERVAL 8 HOUR, '%Y-%m-%d') AS shared, {_row("s")} AS event
    FROM sightings s LEFT JOIN clusters c ON c.record = s.who"""
_TRAFFIC: dict[str, Callable[[Period | None], str]] = {
    "calls": partial(_between, "calls", "calls", ("caller", "callee", "started_at")),
    "money": partial(_between, "money", "transfers", ("source", "target", "occurred_at")),
    "handset": partial(_used, "handset", "imei"),
    "sim": partial(_used, "sim", "imsi"),
}
_PEOPLES = (_linked("case", "'SUSPECT_IN', 'INVOLVED_IN'"), _KIN, _TRAVEL, _linked("address", "'LIVES_AT'"), _OWNED)
_WEIGHTS = " ".join(f"WHEN '{layer}' THEN {weight}" for layer, weight in _WEIGHT.items())
_INCIDENCES = """
WITH told AS (
    SELECT layer, person, shared, count(DISTINCT t.event) AS rows, list_sort(list(DISTINCT t.event))[:{most}] AS reasons
    FROM ({told}) t WHERE person IS NOT NULL AND shared IS NOT NULL GROUP BY layer, person, shared),
several AS (SELECT layer, shared FROM told GROUP BY layer, shared HAVING count(*) > 1)
SELECT person, layer, shared AS event,
       CASE layer WHEN 'calls' THEN log2(1 + rows) WHEN 'money' THEN log2(1 + rows) {weights} ELSE 1.0 END AS weight,
       rows, reasons
FROM told SEMI JOIN several USING (layer, shared)
WHERE layer NOT IN ('calls', 'money') OR rows >= {least}
ORDER BY layer, event, person"""
