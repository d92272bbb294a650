"""One connection pool to one server: the only place where statements are sent.

Why explicit access modes: in READ mode the server itself refuses every write, so no reading of the text has to.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import neo4j

from graph.engine.faults import Collision, translated
from graph.engine.values import Answer, Plan, plain
from graph.errors import QueryError

# What matters of its messages arrives as errors; on a user's terminal they would only frighten.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

Params = Mapping[str, object]
_EXPLAIN = "EXPLAIN "
_COLLISIONS = 6
_WRITE_SECONDS = 600.0
# Values, elements of lists and characters in one answer: some hundred megabytes of Python at the very most.
_MOST_VALUES = 5_000_000


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens and who logs in; `database` None is the user's home database."""

    uri: str
    user: str
    password: str
    database: str | None = None

    def __repr__(self) -> str:
        """Say where, never the password: addresses end up in logs."""
        return f"Address({self.user}@{self.uri})"


class Bolt:
    """A pool of connections to the server at an address."""

    def __init__(self, address: Address, *, patience: float = 15.0) -> None:
        self.address = address
        self._driver = neo4j.GraphDatabase.driver(
            address.uri,
            auth=(address.user, address.password),
            user_agent="fusion-workbench",
            connection_timeout=patience,
            connection_acquisition_timeout=patience,
            max_transaction_retry_time=0,
            notifications_min_severity="OFF",
            telemetry_disabled=True,
        )

    def read(self, cypher: str, params: Params | None = None, *, seconds: float, rows: int) -> Answer:
        """Run one statement in READ mode and return at most so many rows."""
        return self._run(cypher, params, mode=neo4j.READ_ACCESS, seconds=seconds, rows=rows)

    def explain(self, cypher: str, params: Params | None = None) -> Plan:
        """Plan a statement without running it."""
        query = neo4j.Query(_EXPLAIN + cypher, timeout=30)
        with translated(30, ahead=len(_EXPLAIN)), self._session(neo4j.READ_ACCESS) as session:
            summary = session.run(query, dict(params or {})).consume()
        return Plan(summary.query_type or "", tuple(_operators(summary.plan)))

    def write(self, statements: Sequence[tuple[str, Params | None]], *, seconds: float = _WRITE_SECONDS) -> None:
        """Run the statements in one transaction; colliding with another writer, try again a few times."""
        for attempt in range(_COLLISIONS):
            try:
                return self._write_once(statements, seconds)
            except Collision:
                if attempt == _COLLISIONS - 1:
                    raise
                time.sleep(0.05 * 2**attempt)

    def _write_once(self, statements: Sequence[tuple[str, Params | None]], seconds: float) -> None:
        writing = self._session(neo4j.WRITE_ACCESS)
        with translated(seconds), writing as session, session.begin_transaction(timeout=seconds) as transaction:
            for cypher, params in statements:
                transaction.run(cypher, dict(params or {})).consume()
            transaction.commit()

    def alter(
        self, cypher: str, params: Params | None = None, *, seconds: float = _WRITE_SECONDS, rows: int = 10_000
    ) -> Answer:
        """Run one statement with full power, outside an explicit transaction."""
        return self._run(cypher, params, mode=neo4j.WRITE_ACCESS, seconds=seconds, rows=rows)

    def _run(self, cypher: str, params: Params | None, *, mode: str, seconds: float, rows: int) -> Answer:
        query = neo4j.Query(cypher, timeout=max(seconds, 0.001))  # to Neo4j, 0 is no limit at all
        with translated(seconds), self._session(mode, fetch=min(rows + 1, 1000)) as session:
            result = session.run(query, dict(params or {}))
            taken = list(self._within_size(islice(result, rows + 1)))
            columns = list(result.keys())
            result.consume()
        return Answer(columns, taken[:rows], truncated=len(taken) > rows)

    def _within_size(self, records: Iterable[neo4j.Record]) -> Iterator[list[object]]:
        """Yield records as plain values until they are too much for one answer."""
        left = _MOST_VALUES
        for record in records:
            left -= sum(len(value) if isinstance(value, (list, str)) else 1 for value in record)
            if left < 0:
                # An orderly end would first receive all that is on its way; other questions find a new pool.
                self._driver.close()
                raise QueryError(
                    "答案过大，已停止；请缩小范围或只返回需要的列。The answer is too large and was stopped."
                )
            yield [plain(value) for value in record]

    def answers(self) -> None:
        """Ask the smallest real question; raises ServerGone or EngineError when it is not answered."""
        self.read("RETURN 1 AS one", seconds=3, rows=1)

    def questions(self) -> int:
        """Return how many other transactions run now."""
        running = self.read("SHOW TRANSACTIONS YIELD currentQuery RETURN count(*) AS n", seconds=3, rows=1)
        return int(str(running.rows[0][0])) - 1

    def close(self) -> None:
        """Close every connection."""
        self._driver.close()

    def _session(self, mode: str, *, fetch: int = 1000) -> neo4j.Session:
        return self._driver.session(default_access_mode=mode, database=self.address.database, fetch_size=fetch)


def _operators(plan: Mapping[str, Any] | None) -> list[str]:
    if not plan:
        return []
    name = str(plan["operatorType"]).partition("@")[0]
    return [name, *(deeper for child in plan.get("children", ()) for deeper in _operators(child))]
