"""A plan applied to Neo4j, each step exactly once, whatever is killed in between.

Why a marker node: it is moved on in the very transaction that does a step, and every step looks for it first, so a step
that was committed without our hearing of it does nothing when it is sent again. At rest the graph has no marker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from graph.errors import ProjectionError
from graph.projection.plan import Plan
from graph.schema import KINDS, LINKS

Progress = Callable[[int, int], None]
Params = Mapping[str, object]


class Answer(Protocol):
    """What a read gives back."""

    @property
    def rows(self) -> list[list[Any]]:
        """The rows."""


class Graph(Protocol):
    """What a projection needs of `graph.engine.Graph`."""

    @property
    def generation(self) -> str:
        """Which home holds it."""

    def read(self, cypher: str, params: Params | None = None, *, seconds: float = 30, rows: int = 10_000) -> Answer:
        """Answer a question."""

    def write(self, statements: Sequence[tuple[str, Params | None]]) -> None:
        """Run statements in one transaction."""


def apply(graph: Graph, plan: Plan, progress: Progress | None = None) -> None:
    """Do every step of the plan that is not yet done.

    Raises
    ------
    ProjectionError
        When the graph is in the middle of a plan that this folder does not know.
    """
    first = _begin(graph, plan)
    last = len(plan.steps) - 1
    done = sum(step.rows for step in plan.steps[:first])
    for number, rows in _ahead(plan.batches(first)):
        step = plan.steps[number]
        at: dict[str, object] = {"plan": plan.id, "step": number}
        data = f"MATCH (:_Projection {{plan: $plan, step: $step}}) UNWIND $rows AS r {step.statement}"
        graph.write([(data, at | {"rows": rows}), (_FINISH if number == last else _ADVANCE, at)])
        done += step.rows
        if progress:
            progress(done, plan.touched)


_MARKER = "MATCH (m:_Projection) RETURN m.plan, m.step LIMIT 2"
_START = "MERGE (m:_Projection) SET m.plan = $plan, m.step = 0"
_ADVANCE = "MATCH (m:_Projection {plan: $plan, step: $step}) SET m.step = $step + 1"
_FINISH = "MATCH (m:_Projection {plan: $plan, step: $step}) DELETE m"


def _begin(graph: Graph, plan: Plan) -> int:
    """Return the first step still to do; the marker is there afterwards unless there is none."""
    marker = next(iter(graph.read(_MARKER).rows), None)
    if marker is not None:
        if marker[0] != plan.id:
            raise ProjectionError("图谱停在一次未知的更新中，请重建。The graph is amid an unknown change; rebuild it.")
        plan.begin()
        return int(str(marker[1]))
    if plan.begun or not plan.steps:
        # The marker leaves with the last step: begun and gone means done.
        return len(plan.steps)
    graph.write([(_START, {"plan": plan.id})])
    plan.begin()
    return 0


T = TypeVar("T")


def _ahead(items: Iterator[T]) -> Iterator[T]:
    """Yield the items while the next one is already being made in another thread."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = thread.submit(next, items, None)
            yield item


@dataclass(frozen=True, slots=True)
class Counts:
    """How many nodes of each label and links of each type a graph has, zeros left out; `""` is all of them."""

    nodes: dict[str, int]
    links: dict[str, int]


def counts(graph: Graph) -> Counts:
    """Return what the graph has; Neo4j keeps these numbers, so asking costs the same at any size."""
    data = _statistics(graph)
    nodes = {row.get("label", ""): row["count"] for row in data["nodes"]}
    every = [row for row in data["relationships"] if not row.keys() & {"startLabel", "endLabel"}]
    links = {row.get("relationshipType", ""): row["count"] for row in every}
    nodes[""] -= nodes.pop(_CLAIM, 0)
    return Counts({name: n for name, n in nodes.items() if n}, {name: n for name, n in links.items() if n})


def _statistics(graph: Graph) -> Any:  # noqa: ANN401  a tree of plain values
    return graph.read("CALL db.stats.retrieve('GRAPH COUNTS') YIELD data RETURN data").rows[0][0]


# How a server that is not ours says whose graph it holds.
_CLAIM = "_Workspace"
_LABELS = tuple(kind.label for kind in KINDS)
_TYPES = tuple(link.type for link in LINKS)


def ensure_keys(graph: Graph) -> None:
    """Give every label a unique `key` where it has none yet."""
    there = {row.get("label") for row in _statistics(graph)["constraints"]}
    _alter(
        graph,
        [
            f"CREATE CONSTRAINT key_{x} IF NOT EXISTS FOR (n:{x}) REQUIRE n.key IS UNIQUE"
            for x in _LABELS
            if x not in there
        ],
    )


def ensure_indexes(graph: Graph) -> None:
    """Make the indexes on the nodes' `name` and the links' `id`; quicker after a load than during it."""
    indexes = _statistics(graph)["indexes"]
    there = {(of, p) for row in indexes for p in row["properties"] for of in _covered(row)}
    names = [
        f"CREATE INDEX name_{x} IF NOT EXISTS FOR (n:{x}) ON (n.name)" for x in _LABELS if (x, "name") not in there
    ]
    ids = [f"CREATE INDEX id_{x} IF NOT EXISTS FOR ()-[l:{x}]-() ON (l.id)" for x in _TYPES if (x, "id") not in there]
    _alter(graph, names + ids)


def _covered(index: Mapping[str, Any]) -> list[str]:
    return [*index.get("labels", ()), *index.get("relationshipTypes", ())]


def _alter(graph: Graph, statements: list[str]) -> None:
    if statements:
        graph.write([(statement, {}) for statement in statements])


def wipe(graph: Graph) -> None:
    """Delete every node and link, in batches."""
    while graph.read(f"MATCH (n) WHERE NOT n:{_CLAIM} RETURN 1 LIMIT 1").rows:
        graph.write([("MATCH ()-[l]->() WITH l LIMIT 20000 DELETE l", {})])
        graph.write([(f"MATCH (n) WHERE NOT n:{_CLAIM} AND NOT EXISTS {{ (n)--() }} WITH n LIMIT 20000 DELETE n", {})])
