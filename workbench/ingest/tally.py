"""What a file's rows amount to: period, days without rows, broken balances, repeats and the other party's rows.

Why against the case only: whether another case has the same rows is nobody's business here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.ledger import Scope
from graph.ledger.facts import SORTS
from workbench.ingest.asking import arrow, line, lines

_LOCAL = 8 * 3600 * 1_000_000
_MOST_GAPS = 60
_INSTANT = {"calls": "started_at", "transfers": "occurred_at", "sightings": "from_at"}
_NARROW = {
    "calls": "owner, caller AS a, callee AS b, act AS what, NULL::VARCHAR AS serial",
    "transfers": "owner, source AS a, target AS b, amount::VARCHAR AS what, serial",
}
# How far the clocks of two parties' carriers and banks are allowed to be apart when rows are first compared.
_SKEW_SECONDS = 300


class Tally:
    """Counts while a file is read.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Keeps the narrow copies of the rows; it may spill to disk.
    file : str
        SHA-256 of the file.
    scope : Scope, optional
        What the case has already; None when it has nothing.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, file: str, scope: Scope | None) -> None:
        self.good = 0
        self._connection = connection
        self._file = file
        self._scope = scope
        self._made: set[str] = set()
        self._contents: list[NDArray[np.int64]] = []

    def add(self, table: str, rows: pa.Table) -> None:
        """Take note of rows as they go to the ledger (instants in microseconds)."""
        if table not in _INSTANT or not rows.num_rows:
            return
        self._connection.register("rows_", rows)
        self._into("days", f"SELECT DISTINCT ({_INSTANT[table]} + {_LOCAL}) // 86400000000 AS day FROM rows_")
        self._into("period", f"SELECT min({_INSTANT[table]}) AS first, max({_INSTANT[table]}) AS last FROM rows_")
        if table in SORTS and self._scope is None:
            self._contents.append(_strong_contents(table, rows))
        elif table in SORTS:
            self._into(f"seen_{table}", self._narrow_sql(table))
        if table == "transfers":
            signed = "CASE WHEN source = owner THEN -amount ELSE amount END"
            self._into(
                "balances",
                f"SELECT sheet, owner, row, {signed} AS signed, balance FROM rows_ WHERE balance IS NOT NULL",
            )
        self._connection.unregister("rows_")

    def period(self) -> tuple[dt.datetime | None, dt.datetime | None]:
        """Return the first and last instant."""
        if "period" not in self._made:
            return None, None
        first, last = self._one("SELECT min(first), max(last) FROM period")
        return _instant(first), _instant(last)

    def gaps(self) -> list[str]:
        """Return the days inside the period on which there is no row, as `day` or `first/last`."""
        if "days" not in self._made:
            return []
        query = (
            "SELECT before + 1, day - 1 FROM (SELECT day, lag(day) OVER (ORDER BY day) AS before "
            "FROM (SELECT DISTINCT day FROM days)) WHERE day > before + 1 ORDER BY 1"
        )
        spans = lines(self._connection, f"{query} LIMIT {_MOST_GAPS}")
        return [_day(a) if a == b else f"{_day(a)}/{_day(b)}" for a, b in spans]

    def balance_breaks(self) -> int:
        """Return how often a balance does not follow from the row before, for statements in either order of time."""
        if "balances" not in self._made:
            return 0
        query = """
            WITH steps AS (
                SELECT sheet, owner, signed, balance, lag(balance) OVER w AS balance_before, lag(signed) OVER w AS signed_before
                FROM balances WINDOW w AS (PARTITION BY sheet, owner ORDER BY row)
            )
            SELECT coalesce(sum(breaks), 0)::BIGINT FROM (
                SELECT least(
                    count(*) FILTER (balance <> balance_before + signed),
                    count(*) FILTER (balance_before <> balance + signed_before)
                ) AS breaks FROM steps GROUP BY sheet, owner
            )
        """
        return int(self._one(query)[0])

    def duplicates(self) -> int:
        """Return how many rows repeat a row of this file, or one of another file of the same owner in the case."""
        if self._scope is None:
            return _repeated(self._contents)
        return sum(self._repeats(table) for table in SORTS if f"seen_{table}" in self._made)

    def two_sided(self) -> int:
        """Return how many rows have a counterpart in another party's file of the case."""
        return sum(self._mirrored(table) for table in SORTS if f"seen_{table}" in self._made and self._scope)

    def _narrow_sql(self, table: str) -> str:
        moment = f"{_NARROW[table]}, {_INSTANT[table]} AS moment"
        return f"SELECT row, content, {SORTS[table].strong} AS strong, {moment} FROM rows_ t"

    def _repeats(self, table: str) -> int:
        self._connection.register("others_", self._other_contents(table))
        query = f"""
            WITH mine AS (SELECT content, strong, count(*) AS n FROM seen_{table} GROUP BY ALL)
            SELECT coalesce(sum(CASE
                WHEN NOT strong THEN least(mine.n, coalesce(others_.n, 0))
                WHEN others_.n IS NULL THEN mine.n - 1 ELSE mine.n END), 0)::BIGINT
            FROM mine LEFT JOIN others_ USING (content)
        """
        count = int(self._one(query)[0])
        self._connection.unregister("others_")
        return count

    def _other_contents(self, table: str) -> pa.Table:
        """Return for each content of the same owners' rows in other files, how often one file has it."""
        assert self._scope is not None
        self._give_owners(table)
        query = f"""
            SELECT content, max(n) AS n FROM (
                SELECT content, file, count(*) AS n FROM {table}
                WHERE file <> $1 AND owner IN (SELECT owner FROM owners_) GROUP BY content, file
            ) GROUP BY content
        """
        return arrow(self._scope.connection, query, [self._file])

    def _mirrored(self, table: str) -> int:
        assert self._scope is not None
        self._give_owners(table)
        a, b, what = ("caller", "callee", "act") if table == "calls" else ("source", "target", "amount::VARCHAR")
        serial = "NULL::VARCHAR" if table == "calls" else "serial"
        query = f"""
            SELECT {a} AS a, {b} AS b, {what} AS what, {serial} AS serial, epoch_us({_INSTANT[table]}) AS moment
            FROM {table} WHERE file <> $1 AND owner IN (SELECT other FROM others_of_owners_)
            AND (({a} IN (SELECT owner FROM owners_)) OR ({b} IN (SELECT owner FROM owners_)))
        """
        theirs = arrow(self._scope.connection, query, [self._file])
        if not theirs.num_rows:
            return 0
        self._connection.register("theirs_", theirs)
        near = f"abs(mine.moment - theirs_.moment) <= {_SKEW_SECONDS} * 1000000 OR mine.serial = theirs_.serial"
        count = self._one(
            f"SELECT count(DISTINCT (row)) FROM seen_{table} mine JOIN theirs_ USING (a, b, what) WHERE {near}"
        )
        self._connection.unregister("theirs_")
        return int(count[0])

    def _give_owners(self, table: str) -> None:
        assert self._scope is not None
        of_mine = arrow(self._connection, f"SELECT DISTINCT owner FROM seen_{table}")
        ends = f"SELECT a AS other FROM seen_{table} UNION SELECT b FROM seen_{table}"
        others = arrow(self._connection, f"{ends} EXCEPT SELECT owner FROM seen_{table}")
        self._scope.connection.register("owners_", of_mine)
        self._scope.connection.register("others_of_owners_", others)

    def _into(self, name: str, select: str) -> None:
        if name in self._made:
            self._connection.execute(f"INSERT INTO {name} {select}")
            return
        self._connection.execute(f"CREATE TEMP TABLE {name} AS {select}")
        self._made.add(name)

    def _one(self, query: str) -> Sequence[int]:
        return line(self._connection, query)


def _strong_contents(table: str, rows: pa.Table) -> NDArray[np.int64]:
    """Return the contents of the rows that are repeats when equal within a file (`Sort.strong` of the ledger)."""
    if table == "calls":
        strong = pc.equal(rows.column("precision"), "second")
    else:
        strong = pc.or_(pc.is_valid(rows.column("serial")), pc.is_valid(rows.column("balance")))
    contents: NDArray[np.int64] = rows.column("content").filter(strong).to_numpy()
    return contents


def _repeated(contents: list[NDArray[np.int64]]) -> int:
    if not contents:
        return 0
    values = np.sort(np.concatenate(contents))
    return int((values[1:] == values[:-1]).sum())


def _instant(micros: int | None) -> dt.datetime | None:
    return None if micros is None else dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=micros)


def _day(number: int) -> str:
    return (dt.date(1970, 1, 1) + dt.timedelta(days=number)).isoformat()
