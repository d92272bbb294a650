"""Nodes: every thing a row describes or a link ends in, with what the rows say of it.

Why links make nodes too: a number that only occurs in call records is as much in the graph as a registered one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from graph.projection.facts import said, united
from graph.projection.shapes import LinkShape, NodeShape
from graph.schema import KINDS, Property

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def write_nodes(db: DuckDBPyConnection, links: Iterable[LinkShape]) -> list[NodeShape]:
    """Create a table for every label that has nodes; return their shapes.

    Needs `clusters`, the tables of the links, and the views `persons entities calls transfers`.
    """
    db.execute(_ORDERED)
    _write_keys(db, links)
    db.execute(_PERSONS)
    labels = {label for (label,) in db.execute("SELECT DISTINCT label FROM node_keys").fetchall()}
    shapes = [NodeShape(kind.label) for kind in KINDS if kind.label in labels]
    for shape in shapes:
        db.execute(_PERSON_NODES if shape.label == "Person" else _nodes(shape))
    return shapes


_ORDERED = """
CREATE OR REPLACE TEMP TABLE described AS
SELECT label, key, props, row_number() OVER (ORDER BY file, sheet, row, label, key) AS n
FROM entities WHERE label <> 'Person' AND key IS NOT NULL
"""

_ALONE = (
    "SELECT DISTINCT label, key FROM described",
    "SELECT DISTINCT 'Person' AS label, person AS key FROM clusters",
    # Numbers and accounts whose every other party is masked, and numbers that were only forwarded to.
    "SELECT DISTINCT 'Phone', unnest([owner, caller, callee, forwarded_to]) FROM calls",
    "SELECT DISTINCT 'Account', unnest([owner, source, target]) FROM transfers",
)


def _write_keys(db: DuckDBPyConnection, links: Iterable[LinkShape]) -> None:
    """Create `node_keys` (label, key): everything that is described, or an end of a link."""
    ends = [f"SELECT DISTINCT '{s.source}', source FROM \"{s.name}\"" for s in links]
    ends += [f"SELECT DISTINCT '{s.target}', target FROM \"{s.name}\"" for s in links]
    every = " UNION ALL ".join((*_ALONE, *ends))
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE node_keys AS SELECT DISTINCT label, key FROM ({every}) WHERE key IS NOT NULL"
    )


def _nodes(shape: NodeShape) -> str:
    """Return the statement for a label's nodes: a property is what the first row says that says anything."""
    values = "".join(f", {_value(p)} AS {p.name}" for p in shape.own)
    own = "".join(f", {_DERIVED.get((shape.label, p.name), p.name)} AS {p.name}" for p in shape.own)
    terminals = "LEFT JOIN terminals USING (key)" if shape.label == "Account" else ""
    return f"""
    CREATE OR REPLACE TEMP TABLE "{shape.name}" AS
    WITH said AS (
        SELECT key, arg_min(nullif(json_extract_string(props, '$.name'), ''), n) AS said_name{values}
        FROM described WHERE label = '{shape.label}' GROUP BY key
    ), terminals AS ({_TERMINALS})
    SELECT key, coalesce(said_name, {_NAMES.get(shape.label, _REST)}) AS name{own}
    FROM node_keys LEFT JOIN said USING (key) {terminals} WHERE label = '{shape.label}'
    """


def _value(wanted: Property) -> str:
    if wanted.type == "texts":
        return united(f"json_extract(props, '$.{wanted.name}')")
    return f"arg_min({said(wanted)}, n)"


# What follows the prefix of a key: tel:+86…, plate:… and so on.
_REST = "substr(key, strpos(key, ':') + 1)"
_TAIL = "regexp_extract(key, '[^:]*$')"
# Numbers are named as they are written in the country: a mobile bare, a land line with its leading nought.
_NUMBER = f"""CASE WHEN regexp_matches(key, '^tel:\\+861[3-9]\\d{{9}}$') THEN substr(key, 8)
    WHEN starts_with(key, 'tel:+86') THEN '0' || substr(key, 8)
    WHEN starts_with(key, 'tel:+') THEN substr(key, 5)
    ELSE regexp_extract({_REST}, '^[^:]*:(.*)$', 1) END"""
_TERMINAL_NAMES = (
    "CASE terminal_kind WHEN 'cash' THEN '现金' WHEN 'fee' THEN '手续费' WHEN 'masked' THEN '隐去的账户' "
    "WHEN 'unknown' THEN '未知账户' END"
)
_TERMINALS = """
    SELECT source AS key, terminal AS terminal_kind, coalesce(other_name, other_text) AS other
    FROM transfer_event WHERE known_source IS NULL
    UNION ALL
    SELECT target, terminal, coalesce(other_name, other_text) FROM transfer_event WHERE known_target IS NULL
"""
# Properties that a key tells when no row says them.
_DERIVED = {
    ("Phone", "number"): f"coalesce(number, {_NUMBER})",
    ("Phone", "network"): "coalesce(network, CASE WHEN key NOT LIKE 'tel:+%' AND key NOT LIKE 'tel:cn:%' "
    "AND key NOT LIKE 'tel:?:%' THEN split_part(key, ':', 2) END)",
    ("Device", "imei"): f"coalesce(imei, {_REST})",
    ("Sim", "imsi"): f"coalesce(imsi, {_REST})",
    ("Account", "number"): f"coalesce(number, CASE WHEN terminal_kind IS NULL THEN {_TAIL} END)",
    ("Account", "institution"): "coalesce(institution, CASE WHEN terminal_kind IS NULL AND key NOT LIKE 'acct:card:%' "
    "THEN split_part(key, ':', 2) END)",
    ("Account", "terminal"): "terminal_kind",
    ("OnlineId", "platform"): "coalesce(platform, split_part(key, ':', 2))",
    ("OnlineId", "handle"): f"coalesce(handle, regexp_extract({_REST}, '^[^:]*:(.*)$', 1))",
    ("Vehicle", "plate"): f"coalesce(plate, {_REST})",
    ("Case", "case_no"): f"coalesce(case_no, {_REST})",
    ("Incident", "incident_no"): f"coalesce(incident_no, {_REST})",
    ("Officer", "badge_no"): f"coalesce(badge_no, {_REST})",
}
_NAMES = {
    "Phone": f"number, {_NUMBER}",
    "Account": f"number, CASE WHEN terminal_kind IS NOT NULL THEN coalesce(other, {_TERMINAL_NAMES}) END, {_TAIL}",
    "OnlineId": f"handle, regexp_extract({_REST}, '^[^:]*:(.*)$', 1)",
    "Place": f"address, {_REST}",
    "Object": f"description, category, {_REST}",
}

_PERSONS = """
CREATE OR REPLACE TEMP TABLE person_rows AS
SELECT c.person AS key, p.record, p.name, p.id_number, p.id_valid, p.birth_date, p.sex, p.aliases, p.address, p.props,
       row_number() OVER (ORDER BY p.file, p.sheet, p.row, p.record) AS n
FROM persons p JOIN clusters c USING (record)
"""

_PERSON_NODES = f"""
CREATE OR REPLACE TEMP TABLE "{NodeShape("Person").name}" AS
WITH said AS (
    SELECT key, arg_min(nullif(name, ''), n) AS name, list_sort(list(DISTINCT nullif(name, ''))) AS spellings,
           nullif(list_sort(list_distinct(flatten(coalesce(list(aliases) FILTER (aliases IS NOT NULL), [])))), [])
               AS aliases,
           coalesce(arg_min(CASE WHEN id_valid THEN id_number END, n), arg_min(id_number, n)) AS id_number,
           arg_min(json_extract_string(props, '$.other_id'), n) AS other_id,
           arg_min(birth_date, n) AS birth_date, arg_min(sex, n) AS sex,
           arg_min(TRY_CAST(json_extract_string(props, '$.age') AS BIGINT), n) AS age,
           arg_min(address, n) AS address, count(DISTINCT record) AS records
    FROM person_rows GROUP BY key
)
SELECT key, coalesce(name, '?') AS name,
       nullif(list_filter(spellings, lambda s: s IS NOT NULL AND s <> name), []) AS names,
       aliases, id_number, other_id, birth_date, sex, age, address, records
FROM said
"""
