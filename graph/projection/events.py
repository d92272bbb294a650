"""Links that events make: calls counted per directed pair, one link per transfer, and what calls and sightings place.

Why events and not rows: a call in both parties' files is one call; every row behind it is still counted in `rows`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.projection.facts import escaped, link_id
from graph.projection.shapes import LinkShape

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CALLED = LinkShape("CALLED", "Phone", "Phone")
_TRANSFERRED = LinkShape("TRANSFERRED", "Account", "Account")
_SERVED_BY = LinkShape("SERVED_BY", "Phone", "Sim")
_INSTALLED = tuple(LinkShape("INSTALLED_IN", source, "Device") for source in ("Phone", "Sim"))


def write_events(db: DuckDBPyConnection) -> list[LinkShape]:
    """Create a table for every kind of link that calls, transfers and sightings make; return their shapes.

    Needs the views `calls transfers sightings call_events transfer_events` and the table `clusters`.
    """
    for statement in (_CALL_ROWS, _CALLS, _CALL_LINKS, _TRANSFER_ROWS, _TRANSFERS, _TRANSFER_LINKS):
        db.execute(statement)
    db.execute(_used(_SERVED_BY, "imsi"))
    db.execute(_used(_INSTALLED[0], "imei"))
    db.execute(_INSTALLED_SIM)
    return [_CALLED, _TRANSFERRED, _SERVED_BY, *_INSTALLED, *_write_sightings(db)]


# An event's first row names it. What the first row leaves open, the next one may say.
_CALL_ROWS = """
CREATE OR REPLACE TEMP TABLE call_rows AS
SELECT e.event_no, e.event, row_number() OVER (ORDER BY file, sheet, row) AS n, file, sheet, row,
       c.owner, c.caller, c.callee, c.forwarded_to, c.act, c.started_at, c.seconds, c.cell, c.imei, c.imsi
FROM calls c JOIN call_events e USING (file, sheet, row)
"""

_CALLS = """
CREATE OR REPLACE TEMP TABLE call_event AS
SELECT event_no, any_value(event) AS event, arg_min(caller, n) AS caller, arg_min(callee, n) AS callee,
       arg_min(forwarded_to, n) AS forwarded_to, arg_min(act, n) AS act,
       arg_min(started_at, n) AS started_at, arg_min(seconds, n) AS seconds, count(*) AS rows
FROM call_rows GROUP BY event_no
"""

_CALL_LINKS = f"""
CREATE OR REPLACE TEMP TABLE "{_CALLED.name}" AS
SELECT source, target, {link_id("CALLED", "source", "target")} AS id, 'fact' AS kind,
       sum(rows)::BIGINT AS rows,
       count(*) FILTER (act = 'call') AS calls,
       count(*) FILTER (act = 'text') AS texts,
       count(*) FILTER (act = 'forward') AS forwarded,
       coalesce(sum(seconds), 0)::BIGINT AS seconds,
       min(started_at) AS first_at, max(started_at) AS last_at
FROM (
    SELECT caller AS source, callee AS target, act, seconds, started_at, rows FROM call_event
    UNION ALL
    -- A forwarded call has a second leg, from the number that was called to the one that answered.
    SELECT callee, forwarded_to, act, seconds, started_at, rows FROM call_event WHERE act = 'forward'
)
WHERE source IS NOT NULL AND target IS NOT NULL AND source <> target
GROUP BY source, target
"""


def _used(shape: LinkShape, column: str) -> str:
    """Return the statement for what a number's own call rows say it was used with."""
    return f"""
    CREATE OR REPLACE TEMP TABLE "{shape.name}" AS
    SELECT owner AS source, {column} AS target, {link_id(shape.type, "owner", column)} AS id, 'fact' AS kind,
           count(*) AS rows, min(started_at) AS first_at, max(started_at) AS last_at
    FROM call_rows WHERE owner IS NOT NULL AND {column} IS NOT NULL
    GROUP BY owner, {column}
    """


_INSTALLED_SIM = f"""
CREATE OR REPLACE TEMP TABLE "{_INSTALLED[1].name}" AS
SELECT imsi AS source, imei AS target, {link_id("INSTALLED_IN", "imsi", "imei")} AS id, 'fact' AS kind,
       count(*) AS rows, min(started_at) AS first_at, max(started_at) AS last_at
FROM call_rows WHERE imsi IS NOT NULL AND imei IS NOT NULL
GROUP BY imsi, imei
"""

_TRANSFER_ROWS = """
CREATE OR REPLACE TEMP TABLE transfer_rows AS
SELECT e.event_no, e.event, row_number() OVER (ORDER BY file, sheet, row) AS n, file, sheet, row,
       t.source, t.target, t.terminal, t.other_text, t.other_name, t.amount, t.currency, t.occurred_at,
       t.channel, t.serial, t.seq
FROM transfers t JOIN transfer_events e USING (file, sheet, row)
"""

# A side that no row names is a terminal of this event alone: cash drawn twice never meets in one node.
_TRANSFERS = """
CREATE OR REPLACE TEMP TABLE transfer_event AS
SELECT *, coalesce(known_source, 'acct:' || terminal || ':' || left(sha256(event || '|source'), 16)) AS source,
       coalesce(known_target, 'acct:' || terminal || ':' || left(sha256(event || '|target'), 16)) AS target
FROM (
    SELECT event_no, any_value(event) AS event, arg_min(source, n) AS known_source, arg_min(target, n) AS known_target,
           coalesce(arg_min(terminal, n), 'unknown') AS terminal,
           arg_min(other_text, n) AS other_text, arg_min(other_name, n) AS other_name,
           arg_min(amount, n) AS amount, arg_min(currency, n) AS currency,
           arg_min(occurred_at, n) AS occurred_at, arg_min(channel, n) AS channel,
           arg_min(serial, n) AS serial, arg_min(seq, n) AS seq, count(*) AS rows
    FROM transfer_rows GROUP BY event_no
)
"""

_TRANSFER_LINKS = f"""
CREATE OR REPLACE TEMP TABLE "{_TRANSFERRED.name}" AS
SELECT source, target, {link_id("TRANSFERRED", "source", "target")} || '|' || {escaped("event")} AS id,
       'fact' AS kind, rows, occurred_at, epoch_ms(occurred_at) AS occurred_ms, amount, currency, channel, serial,
       seq::BIGINT AS seq
FROM transfer_event
"""


def _write_sightings(db: DuckDBPyConnection) -> list[LinkShape]:
    db.execute(_SEEN)
    found = db.execute("SELECT DISTINCT who_label, where_label FROM seen ORDER BY ALL").fetchall()
    shapes = [LinkShape("SEEN_AT", who, where) for who, where in found]
    for shape in shapes:
        db.execute(_seen_at(shape))
    return shapes


# The same stay told twice counts once; a call's cell counts once per event.
_SEEN = """
CREATE OR REPLACE TEMP TABLE seen AS
SELECT s.who_label, CASE WHEN s.who_label = 'Person' THEN c.person ELSE s.who END AS who,
       s.where_label, s."where", s.means, s.from_at, coalesce(s.to_at, s.from_at) AS to_at,
       concat_ws('|', s.means, epoch_us(s.from_at), epoch_us(s.to_at)) AS occasion
FROM sightings s LEFT JOIN clusters c ON s.who_label = 'Person' AND c.record = s.who
WHERE s.who_label <> 'Person' OR c.person IS NOT NULL
UNION ALL
SELECT 'Phone', owner, 'Cell', cell, 'call', started_at, started_at, event
FROM call_rows WHERE owner IS NOT NULL AND cell IS NOT NULL
"""


def _seen_at(shape: LinkShape) -> str:
    return f"""
    CREATE OR REPLACE TEMP TABLE "{shape.name}" AS
    SELECT who AS source, "where" AS target, {link_id("SEEN_AT", "who", '"where"')} AS id, 'fact' AS kind,
           count(*) AS rows, string_agg(DISTINCT means, ',' ORDER BY means) AS means,
           count(DISTINCT occasion) AS times, min(from_at) AS first_at, max(to_at) AS last_at
    FROM seen WHERE who_label = '{shape.source}' AND where_label = '{shape.target}'
    GROUP BY who, "where"
    """
