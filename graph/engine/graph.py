"""The graph of one workspace: ask it in READ mode, write to it in transactions, wherever it lives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self, TypeVar

from graph.engine.bolt import Bolt, Params
from graph.engine.connection import Connection, Server
from graph.engine.managed import Managed
from graph.engine.patience import Runaway, patience, within
from graph.engine.values import Answer, Plan
from graph.errors import EngineError

T = TypeVar("T")
_WIPE_BATCH = 20_000
_LINKS = f"MATCH ()-[l]->() WITH l LIMIT {_WIPE_BATCH} DELETE l RETURN count(*) AS n"
_NODES = f"MATCH (n) WHERE NOT $keep IN labels(n) WITH n LIMIT {_WIPE_BATCH} DELETE n RETURN count(*) AS n"


class Graph:
    """One workspace's graph; threads may share it.

    A server that went away is started again and the call repeated, so what `write` is given must be safe to repeat:
    when the news of a commit is lost, the statements run a second time.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection = Connection(server)

    def read(self, cypher: str, params: Params | None = None, *, seconds: float = 30, rows: int = 10_000) -> Answer:
        """Ask a question; the server refuses every write and ends the question after so many seconds.

        Parameters
        ----------
        cypher : str
            One statement.
        params : mapping, optional
            Its parameters.
        seconds : float
            The server's time limit, greater than 0.
        rows : int
            At most so many rows are returned; `Answer.truncated` tells that there were more.

        Raises
        ------
        QueryError
            When the statement is wrong, writes, or runs into the time or memory limit.
        EngineError
            When no server can be reached or started.

        Notes
        -----
        A question that its server cannot end any more ends with the server, if that is ours; the next one starts it.
        """
        wait = patience(seconds)
        try:
            return self._connection.ask(
                lambda bolt: within(wait, lambda: bolt.read(cypher, params, seconds=seconds, rows=rows))
            )
        except Runaway:
            self._connection.kill()
            raise

    def explain(self, cypher: str, params: Params | None = None) -> Plan:
        """Plan a statement without running it, and tell whether it would read, write or administer.

        Raises
        ------
        QueryError
            When it is not correct; the message says where.
        """
        return self._connection.ask(lambda bolt: bolt.explain(cypher, params))

    def write(self, statements: Sequence[tuple[str, Params | None]]) -> None:
        """Run the statements in one transaction, all or none; they must be safe to repeat.

        Raises
        ------
        QueryError
            When one is wrong; nothing was changed.
        """
        self._connection.ask(lambda bolt: bolt.write(statements))

    def alter(self, cypher: str, params: Params | None = None, *, seconds: float = 600, rows: int = 10_000) -> Answer:
        """Run one statement with the owner's full power, in a transaction of its own: indexes, the shell.

        It is sent once only; when the server goes away meanwhile, nobody knows whether it was done.
        """
        self._connection.ask(Bolt.answers)
        return self._connection.ask(lambda bolt: bolt.alter(cypher, params, seconds=seconds, rows=rows), attempts=1)

    def wipe(self) -> None:
        """Delete everything with its constraints and indexes; only a managed server allows it.

        Raises
        ------
        EngineError
            On a server that is not ours.
        """
        if not isinstance(self._server, Managed):
            raise EngineError("只能清空由本软件管理的图数据库。Only a managed graph database may be wiped.")
        self._connection.ask(clear)

    @property
    def generation(self) -> str:
        """The name of the home that questions go to now; empty on a server that is not ours."""
        home = self._connection.home()
        return home.folder.name if home else ""

    def apply(self, work: Callable[[Bolt], T]) -> T:
        """Do work that takes several transactions, begun anew if the server goes away."""
        return self._connection.ask(work)

    def close(self) -> None:
        """Close the connections; the server lives on until it is idle."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def clear(bolt: Bolt, *, keep: str = "") -> None:
    """Delete every node and link, constraint and index, but the nodes of one label and the constraint of its name."""
    for kind, name in _rules(bolt, keep):
        bolt.alter(f"DROP {kind} `{name}` IF EXISTS")
    # Links before nodes: a batch of nodes would have to hold all of their links in one transaction.
    for batch in (_LINKS, _NODES):
        while bolt.alter(batch, {"keep": keep}).rows[0][0]:
            pass


def _rules(bolt: Bolt, keep: str) -> list[tuple[str, str]]:
    """Return the constraints and then the indexes that stand on their own."""
    constraints = bolt.alter("SHOW CONSTRAINTS YIELD name RETURN name").rows
    indexes = bolt.alter(
        "SHOW INDEXES YIELD name, type, owningConstraint "
        "WHERE type <> 'LOOKUP' AND owningConstraint IS NULL RETURN name"
    ).rows
    found = [("CONSTRAINT", str(row[0])) for row in constraints] + [("INDEX", str(row[0])) for row in indexes]
    return [(kind, name) for kind, name in found if name != keep]
