"""Call and transfer rows cut down to what matching needs: one shape for both, whole numbers where strings stood.

Why numbers: matching sorts and joins these rows several times over, and a file's hash is 64 characters long.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

# Half the span of time an instant stands for, in milliseconds: "14:23" may be any moment of that minute.
_HALF = "CASE t.precision WHEN 'second' THEN 0 WHEN 'minute' THEN 30000 ELSE 43200000 END"


@dataclass(frozen=True, slots=True)
class Sort:
    """How one table says who gave and who got, when, and how much.

    Attributes
    ----------
    table : str
        The view of the scope.
    giver, getter : str
        Columns of the two ends.
    when : str
        Column of the instant.
    alike : str
        SQL of what both parties' rows must have in common beside the ends.
    seconds : str
        SQL of the duration, which two switches may measure a little differently.
    strong : str
        SQL condition under which equal rows of one file are one event and not two alike.
    serials : str
        SQL of the list of numbers by which either side may name the event.
    called : str
        SQL of the other party's name as written.
    open_end : str
        SQL condition under which a missing end may be anybody (and is not cash or a fee).
    """

    table: str
    giver: str
    getter: str
    when: str
    alike: str
    seconds: str
    strong: str
    serials: str
    called: str
    open_end: str


CALLS = Sort(
    table="calls",
    giver="caller",
    getter="callee",
    when="started_at",
    alike="t.act",
    seconds="coalesce(t.seconds, 0)",
    strong="t.precision = 'second'",
    serials="[t.serial]",
    called="NULL::VARCHAR",
    open_end="true",
)
TRANSFERS = Sort(
    table="transfers",
    giver="source",
    getter="target",
    when="occurred_at",
    alike="t.amount || coalesce(t.currency, '')",
    seconds="0",
    strong="t.serial IS NOT NULL OR t.balance IS NOT NULL",
    serials="[t.serial, t.order_no]",
    called="nullif(t.other_name, '')",
    open_end="coalesce(t.terminal, 'unknown') IN ('unknown', 'masked')",
)
SORTS = {"calls": CALLS, "transfers": TRANSFERS}


def number_sheets(connection: duckdb.DuckDBPyConnection, sort: Sort) -> None:
    """Make `_<table>_sheets` (no, file, sheet, clock): sheets numbered in order of (file, sheet), `clock` is the file."""
    connection.execute(f"""
        CREATE OR REPLACE TABLE _{sort.table}_sheets AS
        SELECT row_number() OVER (ORDER BY file, sheet) AS no, file, sheet, dense_rank() OVER (ORDER BY file) AS clock
        FROM (SELECT DISTINCT file, sheet FROM {sort.table})""")


def write_facts(connection: duckdb.DuckDBPyConnection, sort: Sort) -> None:
    """Make `_facts`, one narrow row per row of the table, and `_owners`, what is known of every owner.

    `id` is sheet number << 32 | row, so ids stand in the order of (file, sheet, row). `side` is 1 in the giver's own
    file, 2 in the getter's, null where the file belongs to neither. `ms` is the middle of the instant's span. An
    owner's `digits` are those of the number, its `names` those by which other files call it (null when none does).
    """
    connection.execute(f"""
        CREATE OR REPLACE TABLE _facts AS
        SELECT (s.no << 32) | t."row" AS id, s.clock, hash(t.owner) AS owner,
            CASE t.owner WHEN t.{sort.giver} THEN 1 WHEN t.{sort.getter} THEN 2 END AS side,
            hash(t.{sort.giver}) AS giver, hash(t.{sort.getter}) AS getter,
            t.{sort.giver} IS NULL OR t.{sort.getter} IS NULL AS masked,
            hash({sort.alike}) AS alike, epoch_ms(t.{sort.when}) + {_HALF} AS ms, {_HALF} AS half,
            {sort.seconds} AS seconds, t.content, {sort.strong} AS strong
        FROM {sort.table} t JOIN _{sort.table}_sheets s ON s.file = t.file AND s.sheet = t.sheet""")
    connection.execute(f"""
        CREATE OR REPLACE TABLE _owners AS
        WITH called AS (
            SELECT if(t.owner = t.{sort.giver}, t.{sort.getter}, t.{sort.giver}) AS owner, {sort.called} AS name
            FROM {sort.table} t WHERE {sort.called} NOT LIKE '%*%')
        SELECT hash(o.owner) AS owner, any_value(regexp_replace(o.owner, '^.*:|[^0-9]', '', 'g')) AS digits,
            list(DISTINCT hash(c.name)) FILTER (c.name IS NOT NULL) AS names
        FROM (SELECT DISTINCT owner FROM {sort.table} WHERE owner IS NOT NULL) o LEFT JOIN called c USING (owner)
        GROUP BY o.owner""")


def write_masked(connection: duckdb.DuckDBPyConnection, sort: Sort) -> None:
    """Make `_masks` (id, pattern, visible, name) of the rows one of whose ends has no key.

    The pattern is for LIKE over an owner's digits: what is hidden may be anything, what is visible must agree. `name`
    is the other party's as written, null when that is masked too.
    """
    connection.execute(f"""
        CREATE OR REPLACE TABLE _masks AS
        WITH shown AS (
            SELECT (s.no << 32) | t."row" AS id,
                regexp_replace(upper(coalesce(t.other_text, '')), '[^0-9*X＊×]', '', 'g') AS text,
                if({sort.called} NOT LIKE '%*%', hash({sort.called}), NULL) AS name
            FROM {sort.table} t JOIN _{sort.table}_sheets s ON s.file = t.file AND s.sheet = t.sheet
            WHERE (t.{sort.giver} IS NULL OR t.{sort.getter} IS NULL) AND {sort.open_end})
        SELECT id, '%' || regexp_replace(ltrim(text, '0'), '[*X＊×]+', '%', 'g') AS pattern,
            length(regexp_replace(text, '[^0-9]', '', 'g')) AS visible, name
        FROM shown""")


def write_serials(connection: duckdb.DuckDBPyConnection, sort: Sort) -> None:
    """Make `_serials` (id, serial): every number a row gives its event; numbers that too many rows share are left out."""
    connection.execute(f"""
        CREATE OR REPLACE TABLE _serials AS
        WITH given AS (
            SELECT (s.no << 32) | t."row" AS id, unnest(list_distinct({sort.serials})) AS serial
            FROM {sort.table} t JOIN _{sort.table}_sheets s ON s.file = t.file AND s.sheet = t.sheet
            WHERE len(list_distinct({sort.serials})) > 0)
        SELECT id, hash(serial) AS serial FROM given WHERE serial <> ''
        QUALIFY count(*) OVER (PARTITION BY serial) BETWEEN 2 AND 20""")
