"""One event that stands in both parties' files: each row of the giver's file finds its row in the getter's.

Why not simply the nearest: between two busy ends every row has several near ones, so a pair counts only when each is
the other's best, and what is left is compared again.
"""

from __future__ import annotations

import duckdb

from graph.ledger.clocks import set_clocks

# Clocks of two institutions may differ by so much (milliseconds) before anything is known of them.
_APART = 600_000
# A file with too few plain pairs keeps its own time, and its rows are let stand so much further apart.
_UNSURE = 180_000
# Two switches measure one call's length a little differently.
_LAPSE = 5
# A serial number names one event for so long; after that numbers may have begun anew.
_SERIAL_LIFE = 3 * 86_400_000
_DAY, _QUARTER = 86_400_000, 900_000
# So many visible digits are a word about who the hidden party is; otherwise its name is asked.
_VISIBLE = 3
# What a candidate rests on comes before how near it is: serial, place in a run of equal events, both ends, visible
# digits or name, nothing but the time.
_BY_SERIAL, _BY_ORDER, _BY_ENDS, _BY_DIGITS, _BY_TIME = (tier * 1_000_000_000 for tier in range(5))


def find_two_sided(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `_pairs` (giver_id, getter_id): rows of `_facts` that are the two sides of one event, one to one.

    Needs `_facts`, `_owners`, `_masks`, `_serials` (see `graph.ledger.facts`) and `_copies`.
    """
    connection.execute("""
        CREATE OR REPLACE TABLE _free AS
        SELECT *, ms AS true_ms, 0 AS slack FROM _facts ANTI JOIN _copies USING (id) WHERE side IS NOT NULL""")
    _find_near(connection)
    spread = set_clocks(connection, "_plain")
    connection.execute(f"""
        CREATE OR REPLACE TABLE _free AS
        SELECT f.* REPLACE (ms - coalesce(ahead, 0)::BIGINT AS true_ms, if(ahead IS NULL, {_UNSURE}, 0) AS slack)
        FROM _free f LEFT JOIN _clocks USING (clock)""")
    connection.execute("CREATE OR REPLACE TABLE _candidates (giver_id BIGINT, getter_id BIGINT, cost DOUBLE)")
    _add_near(connection, spread)
    _add_runs(connection, spread)
    _add_serials(connection)
    _add_masked(connection, spread)
    _settle(connection)


def _meeting(connection: duckdb.DuckDBPyConnection, a: str, b: str, *, reach: int, width: int) -> str:
    """Return the FROM clause that joins rows `a` with rows `b` at most `reach` apart, beside their imprecision.

    Time is cut into slots of `width`; every `a` stands in each slot that its partners could be in, so the join is one
    of equal slots however many rows there are.
    """
    widest = connection.execute("SELECT 2 * coalesce(max(half + slack), 0) FROM _free").fetchone()
    far = reach + (widest[0] if widest else 0)
    return f"""
        FROM (SELECT *, unnest(range(((true_ms - {far}) // {width})::BIGINT, ((true_ms + {far}) // {width})::BIGINT + 1))
              AS slot FROM ({a})) a
        JOIN (SELECT *, true_ms // {width} AS slot FROM ({b})) b
        ON a.slot = b.slot AND a.alike = b.alike AND abs(b.true_ms - a.true_ms) <= {reach} + a.half + b.half + a.slack + b.slack
        AND abs(b.seconds - a.seconds) <= {_LAPSE}"""


def _find_near(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `_near`, pairs of rows with equal ends within the widest skew, and `_plain`, those without a rival."""
    givers, getters = (f"FROM _free WHERE side = {side} AND NOT masked" for side in (1, 2))
    met = _meeting(connection, givers, getters, reach=_APART, width=_DAY)
    connection.execute(f"""
        CREATE OR REPLACE TABLE _near AS
        SELECT a.id AS giver_id, b.id AS getter_id, a.clock AS giver_clock, b.clock AS getter_clock,
            b.ms - a.ms AS apart, a.half + b.half AS half, abs(b.seconds - a.seconds) AS lapse
        {met} AND a.giver = b.giver AND a.getter = b.getter""")
    connection.execute(f"""
        CREATE OR REPLACE TABLE _plain AS SELECT giver_clock, getter_clock, apart, half {_without_rival("_near")}""")


def _add_near(connection: duckdb.DuckDBPyConnection, spread: int) -> None:
    connection.execute(f"""
        INSERT INTO _candidates
        SELECT giver_id, getter_id, {_BY_ENDS} + left_over + 2000 * lapse
        FROM (SELECT n.*, abs(apart - coalesce(b.ahead, 0) + coalesce(a.ahead, 0)) AS left_over,
                a.clock IS NOT NULL AS a_sure, b.clock IS NOT NULL AS b_sure
              FROM _near n LEFT JOIN _clocks a ON a.clock = giver_clock LEFT JOIN _clocks b ON b.clock = getter_clock)
        WHERE left_over <= {spread} + half + if(a_sure AND b_sure, 0, {_UNSURE})""")


def _add_runs(connection: duckdb.DuckDBPyConnection, spread: int) -> None:
    """Add the k-th with the k-th of each run of equal events that both sides have equally often.

    Several equal texts or payments in a minute cannot be told apart by time, but both files keep their order. `seq`
    follows time, then the lines of the file, which some print newest first.
    """
    connection.execute(f"""
        INSERT INTO _candidates
        WITH rivals AS (
            SELECT giver_id AS id FROM _candidates GROUP BY giver_id HAVING count(*) > 1
            UNION SELECT getter_id FROM _candidates GROUP BY getter_id HAVING count(*) > 1),
        chained AS (
            SELECT giver_id AS id, giver_id, getter_id FROM _candidates SEMI JOIN rivals ON id = giver_id
            UNION SELECT getter_id, giver_id, getter_id FROM _candidates SEMI JOIN rivals ON id = getter_id),
        involved AS (SELECT giver_id AS id FROM chained UNION SELECT getter_id FROM chained),
        newest_first AS (SELECT clock, arg_max(ms, id) < arg_min(ms, id) AS backwards FROM _free GROUP BY clock),
        rows AS (
            SELECT f.*, if(backwards, -id, id) AS line, max(true_ms + half) OVER earlier AS reached
            FROM _free f SEMI JOIN involved USING (id) JOIN newest_first USING (clock)
            WINDOW earlier AS (PARTITION BY giver, getter, alike ORDER BY true_ms - half, id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
        runs AS (
            SELECT *, sum(if(true_ms - half - reached > {spread}, 1, 0)) OVER (
                PARTITION BY giver, getter, alike ORDER BY true_ms - half, id) AS run FROM rows),
        placed AS (
            SELECT *, row_number() OVER (PARTITION BY giver, getter, alike, run, side ORDER BY true_ms, line) AS k,
                sum(3 - 2 * side) OVER (PARTITION BY giver, getter, alike, run) AS surplus FROM runs)
        SELECT a.id, b.id, {_BY_ORDER}
        FROM placed a JOIN placed b USING (giver, getter, alike, run, k)
        WHERE a.side = 1 AND b.side = 2 AND a.surplus = 0 AND abs(a.seconds - b.seconds) <= {_LAPSE}
            AND abs(b.true_ms - a.true_ms) <= {spread} + a.half + b.half""")


def _add_serials(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"""
        INSERT INTO _candidates
        WITH named AS (FROM _free JOIN _serials USING (id))
        SELECT a.id, b.id, {_BY_SERIAL} + min(abs(b.true_ms - a.true_ms))
        FROM named a JOIN named b ON a.serial = b.serial AND a.side = 1 AND b.side = 2 AND a.alike = b.alike
        WHERE abs(b.true_ms - a.true_ms) <= {_SERIAL_LIFE}
            AND (a.giver = b.giver OR a.getter = b.getter OR a.masked OR b.masked)
        GROUP BY a.id, b.id""")


def _add_masked(connection: duckdb.DuckDBPyConnection, spread: int) -> None:
    hidden, known = (
        "FROM _free JOIN _masks USING (id) JOIN _owners USING (owner)",
        "FROM _free JOIN _owners USING (owner)",
    )
    for side, end, ids in ((1, "giver", "a.id, b.id"), (2, "getter", "b.id, a.id")):
        masks, full = f"{hidden} WHERE side = {side}", f"{known} WHERE side = {3 - side} AND NOT masked"
        met = _meeting(connection, masks, full, reach=spread, width=_DAY)
        connection.execute(f"""
            INSERT INTO _candidates
            SELECT {ids}, if({_says("a", "b")} = 1, {_BY_DIGITS}, {_BY_TIME}) + abs(b.true_ms - a.true_ms)
            {met} AND a.owner = b.{end} AND b.digits LIKE a.pattern AND {_says("a", "b")} >= 0""")
    met = _meeting(connection, f"{hidden} WHERE side = 1", f"{hidden} WHERE side = 2", reach=spread, width=_QUARTER)
    connection.execute(f"""
        INSERT INTO _candidates
        SELECT a.id, b.id, {_BY_TIME} + abs(b.true_ms - a.true_ms)
        {met} AND a.owner <> b.owner AND b.digits LIKE a.pattern AND a.digits LIKE b.pattern
            AND least({_says("a", "b")}, {_says("b", "a")}) >= 0
            AND greatest({_says("a", "b")}, {_says("b", "a")}) = 1""")


def _says(a: str, b: str) -> str:
    """Return SQL: 1 when what row `a` shows of its other party speaks for the owner of `b`, -1 against, 0 neither."""
    return f"""
        CASE WHEN {a}.visible >= {_VISIBLE} THEN 1 WHEN {a}.name IS NULL OR {b}.names IS NULL THEN 0
        WHEN list_contains({b}.names, {a}.name) THEN 1 ELSE -1 END"""


def _settle(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `_pairs` of `_candidates`: pairs who are each other's best, again and again until none is left.

    Equal costs go by id, the same way on both sides, so runs of equal events pair up in their order. Pairs without a
    rival, nearly all of them, are taken first and together.
    """
    connection.execute("CREATE OR REPLACE TABLE _pairs (giver_id BIGINT, getter_id BIGINT)")
    _take(connection, f"SELECT giver_id, getter_id {_without_rival('_candidates')}")
    while _take(connection, _MUTUAL):
        pass


def _take(connection: duckdb.DuckDBPyConnection, best: str) -> bool:
    """Move the pairs that a query names from the candidates to the settled ones; return whether there were any."""
    connection.execute(f"CREATE OR REPLACE TABLE _best AS {best}")
    connection.execute("INSERT INTO _pairs FROM _best")
    connection.execute("""
        CREATE OR REPLACE TABLE _candidates AS
        FROM _candidates ANTI JOIN _best USING (giver_id) ANTI JOIN _best USING (getter_id)""")
    found = connection.execute("SELECT count(*) FROM _best").fetchone()
    return bool(found and found[0])


def _without_rival(table: str) -> str:
    """Return the FROM clause of the pairs of a table whose two rows stand in no other pair."""
    return f"""
        FROM {table} SEMI JOIN (SELECT giver_id FROM {table} GROUP BY giver_id HAVING count(*) = 1) USING (giver_id)
        SEMI JOIN (SELECT getter_id FROM {table} GROUP BY getter_id HAVING count(*) = 1) USING (getter_id)"""


_MUTUAL = """
    WITH of_giver AS (SELECT giver_id, min({'cost': cost, 'id': getter_id}).id AS getter_id FROM _candidates GROUP BY giver_id),
    of_getter AS (SELECT getter_id, min({'cost': cost, 'id': giver_id}).id AS giver_id FROM _candidates GROUP BY getter_id)
    SELECT giver_id, getter_id FROM of_giver JOIN of_getter USING (giver_id, getter_id)"""
