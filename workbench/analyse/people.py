"""Which person a record, a number, an account or a vehicle belongs to, so that facts can be told of people.

Why from the ledger and the judgements, by the projection's own rule: analyses see the persons that the graph draws, and do
not wait for it to be drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import pandas as pd
import pyarrow as pa

from graph.ledger import Scope
from graph.projection.clusters import Decision, write_clusters
from graph.projection.facts import link_id


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


def owners(owned: pd.DataFrame) -> pd.Series[str]:
    """Return the owner of each vehicle that `belongings` knows one of, by the vehicle's key; of several the first."""
    return owned[owned["type"] == "OWNS"].drop_duplicates("key").set_index("key")["person"]


def write_likely(scope: Scope, decisions: Sequence[Decision]) -> None:
    """Create `clusters` as the projection does, with likely doubles as one: same name, and same number, account or home.

    Every statement names its holder anew and seldom with an ID number; in a network of people a holder with five
    statements would be a gang of five. The graph itself keeps such records apart until a person judges them, so this
    serves networks only, and an analysis that uses it says so. Persons with two different valid ID numbers, or judged
    different, stay apart.
    """
    scope.connection.register("likely", pa.Table.from_pandas(doubles(scope, decisions), preserve_index=False))
    scope.connection.execute(_LIKELY_CLUSTERS)
    scope.connection.unregister("likely")


def doubles(scope: Scope, decisions: Sequence[Decision]) -> pd.DataFrame:
    """Return the persons that are likely doubles: columns `person, root`, who they are taken for; by person."""
    write_clusters(scope.connection, decisions)
    roots = likely_roots(scope.sql(_LIKELY).fetchall(), {frozenset((d.a, d.b)) for d in decisions if not d.same})
    columns = {"person": list(roots), "root": list(roots.values())}
    return pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in columns.items()})


def likely_roots(
    lines: Iterable[tuple[str, str, str | None, str]], apart: Collection[frozenset[str]] = ()
) -> dict[str, str]:
    """Return for every person that is likely a double the person it is taken for.

    Parameters
    ----------
    lines : iterable of (group, person, ID number or None, record)
        Persons of one group have a name and a thing in common; sorted by group, then person.
    apart : collection of frozensets of two records
        Judged different.

    Examples
    --------
    >>> likely_roots([("x", "p:1", None, "r1"), ("x", "p:2", "37", "r2"), ("y", "p:2", "37", "r2"), ("y", "p:3", "11", "r3")])
    {'p:2': 'p:1'}
    """
    root: dict[str, str] = {}
    numbers: dict[str, set[str]] = {}
    records: dict[str, set[str]] = {}

    def find(person: str) -> str:
        while (above := root.get(person, person)) != person:
            person = above
        return person

    first: dict[str, str] = {}
    for group, person, number, record in lines:
        numbers.setdefault(find(person), set()).update([number] if number else [])
        records.setdefault(find(person), set()).add(record)
        keep, lose = sorted((find(first.setdefault(group, person)), find(person)))
        ids = numbers[keep] | numbers[lose]
        judged = any(frozenset((a, b)) in apart for a in records[keep] for b in records[lose]) if apart else False
        if keep != lose and len(ids) < 2 and not judged:
            root[lose] = keep
            numbers[keep], records[keep] = ids, records[keep] | records[lose]
    return {person: find(person) for person in sorted(root)}


def marks(scope: Scope, decisions: Sequence[Decision]) -> pd.DataFrame:
    """Return whom cases name on the offender's side: columns `person` (a person, number or account), `case`; sorted.

    Suspects, the numbers and accounts that the case itself gives them, and those that it mentions, unless they are its
    own victim's or complainant's. What registers give a suspect is no mark: it would mark every tenth number of a town,
    and with so many by chance no gang stands out.
    """
    write_likely(scope, decisions)
    return _frame(scope, _MARKS)


def links(scope: Scope, decisions: Sequence[Decision]) -> pd.DataFrame:
    """Return the links that rows assert, persons re-pointed, in the order (type, source, target).

    Returns
    -------
    pandas.DataFrame
        Columns `type, source, target, id` (the link's id in the graph), `first_at, last_at` (UTC; missing where no row
        says, or where it lasts) and `weight`, how many rows assert it.
    """
    write_clusters(scope.connection, decisions)
    return _frame(scope, _LINKS)


def cells(scope: Scope) -> pd.DataFrame:
    """Return where cells stand: columns `cell, lat, lon` (degrees, may be missing), `datum`, in the order of the cells."""
    return _frame(scope, _CELLS)


def carriers(scope: Scope) -> pd.DataFrame:
    """Return with which carrier a number is, where a register says it: columns `number, carrier`, by number.

    Numbers move between carriers and keep their digits, so only a register can tell.
    """
    return _frame(scope, _told("Phone", "network")).rename(columns={"key": "number", "network": "carrier"})


def institutions(scope: Scope) -> pd.DataFrame:
    """Return where accounts are, as a register says: columns `account, institution`, by account."""
    return _frame(scope, _told("Account", "institution")).rename(columns={"key": "account"})


def names(scope: Scope, decisions: Sequence[Decision]) -> pd.DataFrame:
    """Return what people and things are called: columns `key, name`, in the order of the keys."""
    write_clusters(scope.connection, decisions)
    return _frame(scope, _NAMES)


def _told(label: str, name: str) -> str:
    """Return the SQL of one property of the entities of a label, as the first row by place that has it says."""
    return f"""
    SELECT key, arg_min({name}, place) AS {name} FROM (
        SELECT key, nullif(json_extract_string(props, '$.{name}'), '') AS {name}, (file, sheet, "row") AS place
        FROM entities WHERE label = '{label}')
    WHERE key IS NOT NULL AND {name} IS NOT NULL GROUP BY key ORDER BY key"""


def _frame(scope: Scope, sql: str) -> pd.DataFrame:
    frame: pd.DataFrame = scope.sql(sql).to_arrow_table().to_pandas()
    return frame


_BELONGINGS = """
SELECT person, l.target AS key, l.type, l.since, l.until, l.file || ':' || l.sheet || ':' || l."row" AS event
FROM links l JOIN clusters c ON c.record = l.source
WHERE l.source_label = 'Person' AND l.type IN ('USES', 'HOLDS', 'CONTROLS', 'OWNS') AND l.target IS NOT NULL
ORDER BY key, person, type, event"""

_MARKS = """
WITH has AS (
    SELECT DISTINCT c.person, l.target AS key FROM links l JOIN clusters c ON c.record = l.source
    WHERE l.type IN ('USES', 'HOLDS', 'CONTROLS') AND l.target_label IN ('Phone', 'Account')),
parts AS (
    SELECT DISTINCT l.type, c.person, l.target AS "case" FROM links l JOIN clusters c ON c.record = l.source
    WHERE l.type IN ('VICTIM_IN', 'REPORTED', 'SUSPECT_IN')),
own AS (SELECT h.key, p."case" FROM parts p JOIN has h USING (person) WHERE p.type <> 'SUSPECT_IN'),
named AS (
    SELECT target AS key, source AS "case" FROM links WHERE type = 'MENTIONS' AND target_label IN ('Phone', 'Account')
    UNION SELECT l.target, part.target FROM links part JOIN links l ON l.source = part.source
    WHERE part.type = 'SUSPECT_IN' AND l.type IN ('USES', 'HOLDS', 'CONTROLS') AND l.target_label IN ('Phone', 'Account'))
SELECT key AS person, "case" FROM named ANTI JOIN own USING (key, "case")
UNION SELECT person, "case" FROM parts WHERE type = 'SUSPECT_IN'
ORDER BY ALL"""

_LIKELY = """
SELECT DISTINCT p.name || '|' || l.target AS "group", c.person, CASE WHEN p.id_valid THEN p.id_number END, p.record
FROM links l JOIN clusters c ON c.record = l.source JOIN persons p ON p.record = l.source
WHERE l.source_label = 'Person' AND l.type IN ('USES', 'HOLDS', 'CONTROLS', 'LIVES_AT') AND nullif(p.name, '') IS NOT NULL
ORDER BY ALL"""

_LIKELY_CLUSTERS = """
CREATE OR REPLACE TEMP TABLE clusters AS
SELECT record, coalesce(root, person) AS person FROM clusters LEFT JOIN likely USING (person)"""

_LINKS = f"""
SELECT type, source, target, {link_id("", "source", "target").replace("'|'", "type || '|'", 1)} AS id,
       min(since) AS first_at, max(until) AS last_at, count(DISTINCT (file, sheet, "row")) AS weight
FROM (
    SELECT l.type, l.file, l.sheet, l."row", l.since, l.until,
           CASE WHEN l.source_label = 'Person' THEN s.person ELSE l.source END AS source,
           CASE WHEN l.target_label = 'Person' THEN t.person ELSE l.target END AS target
    FROM links l LEFT JOIN clusters s ON s.record = l.source LEFT JOIN clusters t ON t.record = l.target)
WHERE source IS NOT NULL AND target IS NOT NULL AND source <> target
GROUP BY type, source, target ORDER BY type, source, target"""

_CELLS = """
SELECT key AS cell, any_value(TRY_CAST(json_extract_string(props, '$.lat') AS DOUBLE)) AS lat,
       any_value(TRY_CAST(json_extract_string(props, '$.lon') AS DOUBLE)) AS lon,
       any_value(json_extract_string(props, '$.datum')) AS datum
FROM (FROM entities ORDER BY file, sheet, "row") WHERE label = 'Cell' AND key IS NOT NULL GROUP BY key ORDER BY key"""

# The first row that names it, by place; the graph does the same.
_NAMES = """
SELECT key, arg_min(name, place) AS name FROM (
    SELECT person AS key, nullif(name, '') AS name, (file, sheet, "row") AS place FROM persons JOIN clusters USING (record)
    UNION ALL
    SELECT key, nullif(json_extract_string(props, '$.name'), ''), (file, sheet, "row") FROM entities)
WHERE key IS NOT NULL AND name IS NOT NULL GROUP BY key ORDER BY key"""
