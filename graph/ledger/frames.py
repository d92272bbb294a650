"""What a scope knows, as pandas frames: one line per event, the shape every analysis reads.

Why here: the analyses are pure functions on frames, so how rows become events, which side said what and in which
order, is decided once.
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from graph.ledger.scope import Scope


def transfer_events(scope: Scope) -> pd.DataFrame:
    """Return the transfers of a scope, one line per event, in the order (occurred_at, seq, event).

    Returns
    -------
    pandas.DataFrame
        Columns:

        - `event`: id of the event's first row, "file:sheet:row"; `rows`: how many rows tell of it.
        - `source`, `target`: keys of the accounts, missing where no row names one; `terminal` then says what is missing
          (cash, fee, unknown, masked).
        - `amount` (int64, minor units, positive), `currency`.
        - `occurred_at` (UTC, microseconds), `precision` (second, minute, day), `seq`: as the first row says.
        - `balance_source`, `balance_target` (Int64): what that side's own statement says it had afterwards.
        - `at_source`, `seq_source`, `at_target`, `seq_target`: when and in which place that side's own statement has it;
          clocks of two institutions differ, one statement's order does not.
        - `name_source`, `bank_source`, `name_target`, `bank_target`: holder and institution of a side, as the other
          side's statement words them.
        - `ip`, `mac`: of the device that paid, from the paying side's statement.
        - `serial`, `order_no`, `channel`, `counter`, `memo`, `reversal_of`.

    Notes
    -----
    What the first row by (file, sheet, row) leaves open, the next one says. O(rows log rows).
    """
    return _frame(scope, _TRANSFERS.format(events=scope.events("transfers"))).astype(_TRANSFER_TYPES)


def call_events(scope: Scope) -> pd.DataFrame:
    """Return the calls of a scope, one line per event, in the order (started_at, event).

    Returns
    -------
    pandas.DataFrame
        Columns `event, caller, callee, act` (call, text, forward), `started_at` (UTC), `precision, seconds` (int64, 0
        where no row says), `forwarded_to, rows`.
    """
    return _frame(scope, _CALLS.format(events=scope.events("calls"))).astype({"seconds": "int64", "rows": "int64"})


def call_sides(scope: Scope) -> pd.DataFrame:
    """Return what each number's own rows say of a call, one line per (event, phone), in the order (started_at, event).

    Returns
    -------
    pandas.DataFrame
        Columns `event, phone, cell, imei, imsi, started_at`; cell, handset and SIM are the phone's own.
    """
    return _frame(scope, _SIDES.format(events=scope.events("calls")))


def sightings(scope: Scope, *, people: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return who was seen where, in the order (from_at, event, who).

    Parameters
    ----------
    scope : Scope
        What may be seen.
    people : pandas.DataFrame, optional
        Columns `record, person`: which person each person record is. Without it people stand under their records.

    Returns
    -------
    pandas.DataFrame
        Columns `event, who, where, means, from_at, to_at` (missing where the row has no end). A stay that several rows
        tell equally is one line. Calls are sightings of the owner at its own cell, with means `cell`.
    """
    known = people if people is not None else pd.DataFrame({"record": [], "person": []}, dtype=str)
    scope.connection.register("_people", pa.Table.from_pandas(known[["record", "person"]], preserve_index=False))
    try:
        return _frame(scope, _SIGHTINGS.format(events=scope.events("calls")))
    finally:
        scope.connection.unregister("_people")


def statements(scope: Scope) -> pd.DataFrame:
    """Return whose files a scope has and for which periods, in the order (owner, period_from).

    Returns
    -------
    pandas.DataFrame
        Columns `owner` (key of an account or a number), `period_from`, `period_to` (UTC, first and last row), `rows`.
        One line per file that is not overlapped by another of the same owner; overlapping files are one line, so a
        time in which nobody's file covers the owner lies between two lines.
    """
    return _frame(scope, _STATEMENTS)


def _frame(scope: Scope, sql: str) -> pd.DataFrame:
    frame: pd.DataFrame = scope.sql(sql).to_arrow_table().to_pandas()
    return frame


_TRANSFER_TYPES = {
    "amount": "int64",
    "seq": "int64",
    "balance_source": "Int64",
    "balance_target": "Int64",
    "seq_source": "Int64",
    "seq_target": "Int64",
    "rows": "int64",
}


def _own(side: str, column: str) -> str:
    return f"arg_min({column}, n) FILTER (owner = {side})"


def _first(*columns: str) -> str:
    return ", ".join(f"arg_min({column}, n) AS {column}" for column in columns)


_TRANSFERS = f"""
WITH told AS (
    SELECT t.*, e.event, e.event_no, row_number() OVER (ORDER BY t.file, t.sheet, t."row") AS n
    FROM transfers t JOIN {{events}} e ON e.file = t.file AND e.sheet = t.sheet AND e."row" = t."row")
SELECT any_value(event) AS event, {_first("source", "target")},
    CASE WHEN count(source) = 0 OR count(target) = 0 THEN coalesce(arg_min(terminal, n), 'unknown') END AS terminal,
    {_first("amount", "currency", "occurred_at", "precision")}, coalesce(arg_min(seq, n), 0) AS seq,
    {_own("source", "balance")} AS balance_source, {_own("target", "balance")} AS balance_target,
    {_first("serial", "order_no", "channel", "counter")},
    {_own("source", "ip")} AS ip, {_own("source", "mac")} AS mac, {_first("memo", "reversal_of")},
    {_own("source", "occurred_at")} AS at_source, {_own("source", "seq")} AS seq_source,
    {_own("target", "occurred_at")} AS at_target, {_own("target", "seq")} AS seq_target,
    {_own("target", "other_name")} AS name_source, {_own("target", "other_institution")} AS bank_source,
    {_own("source", "other_name")} AS name_target, {_own("source", "other_institution")} AS bank_target,
    count(*) AS rows
FROM told GROUP BY event_no ORDER BY occurred_at, seq, event"""

_TOLD_CALLS = """
WITH told AS (
    SELECT c.*, e.event, e.event_no, row_number() OVER (ORDER BY c.file, c.sheet, c."row") AS n
    FROM calls c JOIN {events} e ON e.file = c.file AND e.sheet = c.sheet AND e."row" = c."row")"""

_CALLS = f"""{_TOLD_CALLS}
SELECT any_value(event) AS event, {_first("caller", "callee", "act", "started_at", "precision")},
    coalesce(arg_min(seconds, n), 0) AS seconds, {_first("forwarded_to")}, count(*) AS rows
FROM told GROUP BY event_no ORDER BY started_at, event"""

_SIDES = f"""{_TOLD_CALLS}
SELECT any_value(event) AS event, owner AS phone, {_first("cell", "imei", "imsi", "started_at")}
FROM told WHERE owner IS NOT NULL GROUP BY event_no, owner ORDER BY started_at, event, phone"""

_SIGHTINGS = f"""{_TOLD_CALLS}
SELECT min(event) AS event, who, "where", means, from_at, to_at FROM (
    SELECT s.file || ':' || s.sheet || ':' || s."row" AS event, coalesce(p.person, s.who) AS who, s."where", s.means,
        s.from_at, s.to_at
    FROM sightings s LEFT JOIN _people p ON p.record = s.who
    UNION ALL
    SELECT event, owner, cell, 'cell', arg_min(started_at, n), NULL
    FROM told WHERE owner IS NOT NULL AND cell IS NOT NULL GROUP BY event, owner, cell)
WHERE who IS NOT NULL AND "where" IS NOT NULL
GROUP BY who, "where", means, from_at, to_at ORDER BY from_at, event, who"""

_STATEMENTS = """
WITH files AS (
    SELECT owner, file, min(moment) AS begin, max(moment) AS finish, count(*) AS rows FROM (
        SELECT owner, file, started_at AS moment FROM calls UNION ALL SELECT owner, file, occurred_at FROM transfers)
    WHERE owner IS NOT NULL GROUP BY owner, file),
reached AS (
    SELECT *, max(finish) OVER (PARTITION BY owner ORDER BY begin, finish, file
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered FROM files),
islands AS (
    SELECT *, sum(if(covered >= begin, 0, 1)) OVER (PARTITION BY owner ORDER BY begin, finish, file) AS island
    FROM reached)
SELECT owner, min(begin) AS period_from, max(finish) AS period_to, sum(rows)::BIGINT AS rows
FROM islands GROUP BY owner, island ORDER BY owner, period_from"""
