"""The source rows behind a link or a node, read from the ledger as it is now.

Why from the ledger and not from the graph: the rows are the evidence, and a row that was withdrawn since the last
projection must not be shown even while its link still stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from graph.errors import QueryError
from graph.schema import KIND, LINK

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from graph.ledger import Scope

MOST = 20_000


@dataclass(frozen=True, slots=True)
class LinkName:
    """What a link's id says: its type, the keys of its ends, and the event or the run of a link that is one's own."""

    type: str
    source: str
    target: str
    event: str = ""

    @classmethod
    def parse(cls, link_id: str) -> LinkName:
        """Read an id.

        Examples
        --------
        >>> LinkName.parse("USES|person:1|net:a:x%7Cy").target
        'net:a:x|y'

        Raises
        ------
        QueryError
            When it is not the id of a link.
        """
        parts = [part.replace("%7C", "|").replace("%25", "%") for part in link_id.split("|")]
        if parts[0] not in LINK or len(parts) != (3 if LINK[parts[0]].per == "pair" else 4):
            raise QueryError(f"不是链接标识：{link_id}。This is not the id of a link.")
        return cls(*parts)


def link_rows(db: DuckDBPyConnection, link_id: str, *, state: Path) -> pd.DataFrame:
    """Return every source row of a link, both sides of an event included, in the order of event, file, sheet and row.

    Parameters
    ----------
    db
        The connection of a ledger scope, which decides what may be seen.
    link_id : str
        The property `id` of a link.
    state : Path
        The folder of the state that the graph is in: which records are one person, which rows one event.

    Returns
    -------
    pandas.DataFrame
        Columns `event table file file_name import_id sheet row`, then those of the ledger table; at most `MOST` rows.
    """
    link = LinkName.parse(link_id)
    _prepare(db, state)
    if LINK[link.type].derived:
        return derived_rows(db, link_id, state=state)
    selects = _SELECTS.get(link.type, (_ASSERTED,))
    frames = [_frame(db, select, link) for select in selects]
    return _together([frame for frame in frames if len(frame)] or frames[:1])


def derived_rows(db: DuckDBPyConnection, link_id: str, *, state: Path) -> pd.DataFrame:
    """Return the source rows that a kept result cites for a link, each once, its columns as in `link_rows`."""
    path = str(state / "derived_rows.parquet").replace("'", "''")
    db.execute(f"CREATE OR REPLACE TEMP VIEW known_derived_rows AS FROM read_parquet('{path}')")
    link = LinkName("", "", "", link_id)
    frames = [_frame(db, select, link) for select in _CITED]
    rows = _together([frame for frame in frames if len(frame)] or frames[:1])
    # One line of a register makes several rows of the ledger; the first table that has it shows it.
    return rows.drop_duplicates(["file", "sheet", "row"], ignore_index=True)


def node_rows(db: DuckDBPyConnection, key: str, *, state: Path) -> pd.DataFrame:
    """Return every source row that describes a node, its columns as in `link_rows`."""
    _prepare(db, state)
    label = next((label for label, kind in KIND.items() if key.startswith(f"{kind.prefix}:")), "")
    link = LinkName(label, key, key)
    selects = (_DESCRIBED_PERSONS,) if label == "Person" else (_DESCRIBED,)
    return _together([_frame(db, select, link) for select in selects])


def event_rows(scope: Scope, ids: Iterable[str]) -> pd.DataFrame:
    """Return the source rows of some events, both sides of each, and of some rows, their columns as in `link_rows`.

    Parameters
    ----------
    scope : Scope
        Decides what may be seen, and by its own rows which of them are one event.
    ids : iterable of str
        Ids of events or rows, as analyses cite them; what is not in scope has no rows.

    Notes
    -----
    Independent of any projection: an analysis reads the ledger as it is now.
    """
    db = scope.connection
    db.register("wanted", pa.table({"id": pa.array(sorted(set(ids)), pa.string())}))
    events = {table: scope.events(table) for table in ("calls", "transfers")}
    _name_imports(db)
    db.execute(_CITED_ROWS.format(**events))
    plain = (_cited_row(table, "r.*") for table in ("calls", "transfers", "sightings", "links"))
    selects = (*plain, _cited_row("persons", _PERSON_COLUMNS), _cited_row("entities", "r.*"))
    frames = [_frame(db, select, LinkName("", "", "")) for select in selects]
    db.unregister("wanted")
    rows = _together([frame for frame in frames if len(frame)] or frames[:1])
    return rows.drop_duplicates(["file", "sheet", "row"], ignore_index=True)


def _frame(db: DuckDBPyConnection, select: str, link: LinkName) -> pd.DataFrame:
    values = {"type": link.type, "source": link.source, "target": link.target, "event": link.event}
    wanted = {name: value for name, value in values.items() if f"${name}" in select}
    rows = f"""
        SELECT r.event, r.table, r.file, i.file_name, i.import_id, r.sheet, r.row, r.* EXCLUDE (event, "table", file, sheet, row, batch)
        FROM ({select}) r LEFT JOIN imports_by_batch i USING (batch)
        ORDER BY r.event, r.file, r.sheet, r.row LIMIT {MOST}"""
    return frame(db.sql(rows, params=wanted))


def frame(rows: DuckDBPyRelation) -> pd.DataFrame:
    """Return rows as a data frame in which whole numbers stay whole beside missing ones."""
    made: pd.DataFrame = rows.to_arrow_table().to_pandas(types_mapper=_WHOLE.get)
    return made


_WHOLE = {pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype()}


def _together(frames: list[pd.DataFrame]) -> pd.DataFrame:
    rows = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    return rows.drop(columns=[name for name in ("content", "source_person", "target_person") if name in rows])


def _prepare(db: DuckDBPyConnection, state: Path) -> None:
    for table in ("clusters", "call_rows", "transfer_rows"):
        path = str(state / f"{table}.parquet").replace("'", "''")
        db.execute(f"CREATE OR REPLACE TEMP VIEW known_{table} AS FROM read_parquet('{path}')")
    _name_imports(db)


def _name_imports(db: DuckDBPyConnection) -> None:
    db.execute(
        "CREATE OR REPLACE TEMP VIEW imports_by_batch AS SELECT batch, arg_min(file_name, seq) AS file_name, "
        "arg_min(import_id, seq) AS import_id FROM imports GROUP BY batch"
    )


_ROW_ID = "file || ':' || sheet || ':' || row"
_PLACE = "(file, sheet, row)"


def _calls_where(condition: str, *, shared: str) -> str:
    """Return the select of call rows: those of shared events by the event's ends, all others by their own."""
    return f"""
        SELECT k.event, 'calls' AS "table", c.* FROM calls c JOIN known_call_rows k USING {_PLACE} WHERE {shared}
        UNION ALL
        SELECT {_ROW_ID}, 'calls', c.* FROM calls c ANTI JOIN known_call_rows k USING {_PLACE} WHERE {condition}"""


def _own_calls(condition: str) -> str:
    return f"""
        SELECT coalesce(k.event, {_ROW_ID.replace("file", "c.file").replace("sheet", "c.sheet").replace("row", "c.row")}) AS event,
            'calls' AS "table", c.* FROM calls c LEFT JOIN known_call_rows k USING {_PLACE} WHERE {condition}"""


_TRANSFERS = f"""
    SELECT k.event, 'transfers' AS "table", t.* FROM transfers t JOIN known_transfer_rows k USING {_PLACE}
    WHERE k.event = $event
    UNION ALL
    SELECT {_ROW_ID}, 'transfers', t.* FROM transfers t ANTI JOIN known_transfer_rows k USING {_PLACE}
    WHERE {_ROW_ID} = $event"""

_SEEN = f"""
    SELECT {_ROW_ID} AS event, 'sightings' AS "table", s.*
    FROM sightings s LEFT JOIN known_clusters c ON s.who_label = 'Person' AND c.record = s.who
    WHERE coalesce(c.person, s.who) = $source AND s."where" = $target"""

_ASSERTED = f"""
    SELECT {_ROW_ID} AS event, 'links' AS "table", l.*
    FROM links l
    LEFT JOIN known_clusters s ON l.source_label = 'Person' AND s.record = l.source
    LEFT JOIN known_clusters t ON l.target_label = 'Person' AND t.record = l.target
    WHERE l.type = $type AND coalesce(s.person, l.source) = $source AND coalesce(t.person, l.target) = $target"""

_SECOND_LEG = "(act = 'forward' AND callee = $source AND forwarded_to = $target)"
_SELECTS = {
    "CALLED": (
        _calls_where(
            f"caller = $source AND callee = $target OR {_SECOND_LEG}",
            shared="k.source = $source AND k.target = $target OR k.target = $source AND k.onward = $target",
        ),
    ),
    "TRANSFERRED": (_TRANSFERS,),
    "SEEN_AT": (_SEEN, _own_calls("c.owner = $source AND c.cell = $target")),
    "SERVED_BY": (_own_calls("c.owner = $source AND c.imsi = $target"),),
    "INSTALLED_IN": (_own_calls("(c.owner = $source OR c.imsi = $source) AND c.imei = $target"),),
}

_EVENT_OF = """
    SELECT file, sheet, row, event FROM known_call_rows UNION ALL SELECT file, sheet, row, event FROM known_transfer_rows"""


def _cited(table: str, columns: str) -> str:
    return f"""
    SELECT coalesce(k.event, r.file || ':' || r.sheet || ':' || r.row) AS event, '{table}' AS "table", {columns}
    FROM {table} r JOIN (FROM known_derived_rows WHERE link = $event) d USING {_PLACE}
    LEFT JOIN ({_EVENT_OF}) k USING {_PLACE}"""


_PERSON_COLUMNS = "r.* EXCLUDE (aliases), array_to_string(aliases, '、') AS aliases"
_CITED = (
    *(_cited(table, "r.*") for table in ("calls", "transfers", "sightings", "links")),
    _cited("persons", _PERSON_COLUMNS),
    _cited("entities", "r.*"),
)

_CITED_ROWS = f"""
    CREATE OR REPLACE TEMP TABLE cited_rows AS
    WITH told AS (SELECT file, sheet, row, event FROM {{calls}} UNION ALL SELECT file, sheet, row, event FROM {{transfers}}),
    named AS (SELECT DISTINCT file, sheet, row, event FROM told WHERE event IN (SELECT id FROM wanted)
              OR {_ROW_ID} IN (SELECT id FROM wanted)),
    bare AS (SELECT id FROM wanted ANTI JOIN named ON wanted.id = named.event)
    SELECT file, sheet, row, event FROM named
    UNION ALL
    SELECT regexp_extract(id, '^([^:]*):', 1), regexp_extract(id, '^[^:]*:(.*):[0-9]+$', 1),
           TRY_CAST(regexp_extract(id, ':([0-9]+)$', 1) AS INTEGER), id
    FROM bare"""


def _cited_row(table: str, columns: str) -> str:
    return f"""SELECT d.event, '{table}' AS "table", {columns} FROM {table} r JOIN cited_rows d USING {_PLACE}"""


_DESCRIBED = f"""SELECT {_ROW_ID} AS event, 'entities' AS "table", e.* FROM entities e WHERE e.key = $source"""
_DESCRIBED_PERSONS = f"""
    SELECT {_ROW_ID} AS event, 'persons' AS "table", p.* EXCLUDE (aliases), array_to_string(aliases, '、') AS aliases
    FROM persons p JOIN known_clusters c USING (record) WHERE c.person = $source"""
