"""`graph = project(ledger version, decisions, scope)`: bring a workspace's graph to what its ledger says now.

The ledger's rows make facts, its kept results make inferences.

Why always by way of the target state: what is in the graph is the same whether it got there in one go, step by step
over months, or after any number of accidents.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from graph.errors import ProjectionError
from graph.projection.apply import Counts, Graph, apply, counts, ensure_indexes, ensure_keys, wipe
from graph.projection.clusters import Decision
from graph.projection.derived import kept_in
from graph.projection.digest import stored_hash
from graph.projection.plan import Plan, write_plan
from graph.projection.search import write_search
from graph.projection.state import State, States
from graph.projection.target import Rows, write_target

if TYPE_CHECKING:
    import pyarrow as pa

# Raised whenever the same rows would make another graph, so that every graph is brought up to date once.
RULES = 1
Progress = Callable[[str, int, int], None]


class Scope(Rows, Protocol):
    """What a projection needs of `graph.ledger.Scope`."""

    key: str
    version: int


class Rebuild(Protocol):
    """What a projection needs of `graph.engine.Rebuild`."""

    @property
    def graph(self) -> Graph:
        """The graph to be filled, empty at first."""

    def swap(self) -> None:
        """Put the new graph in the place of the old one."""


@dataclass(frozen=True, slots=True)
class Projected:
    """What a projection did.

    Attributes
    ----------
    state : State
        What stands in the graph now.
    touched : int
        Nodes and links created, changed or deleted.
    seconds : float
        How long it took.
    """

    state: State
    touched: int
    seconds: float

    @property
    def nodes(self) -> int:
        """How many nodes the graph has."""
        return self.state.nodes

    @property
    def links(self) -> int:
        """How many links the graph has."""
        return self.state.links

    @property
    def hash(self) -> str:
        """The graph hash."""
        return self.state.hash

    @property
    def version(self) -> int:
        """The ledger version that the graph shows."""
        return self.state.version


def source_of(scope: Scope, decisions: Sequence[Decision], derived: pa.Table | None = None) -> str:
    """Return what a graph is projected from as one text: live rows, decisions in force, rules, kept results if any."""
    kept = kept_in(derived)
    return f"{scope.key}/{judged(decisions)}/{RULES}{kept and '/'}{kept}"


def judged(decisions: Sequence[Decision]) -> str:
    """Return a short text that stands for the decisions in force."""
    told = "".join(f"{d.a}{'=' if d.same else '≠'}{d.b};" for d in decisions)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def project(
    scope: Scope,
    decisions: Sequence[Decision],
    *,
    graph: Graph,
    states: States,
    derived: pa.Table | None = None,
    rebuild: Rebuild | None = None,
    progress: Progress | None = None,
) -> Projected:
    """Change the graph where it differs from the target state, and finish what a killed process left undone.

    A graph that is not in the state noted for it (lost, replaced or edited by hand) is emptied and filled anew.

    Parameters
    ----------
    scope, decisions
        The ledger rows and judgements of the workspace.
    graph : graph.engine.Graph
        Where it goes.
    states : States
        What is known to stand there.
    derived : pyarrow.Table, optional
        The items of the kept results in force; see `graph.projection.derived.write_derived`.
    rebuild : graph.engine.Rebuild, optional
        Fill this empty graph instead and put it in the place of the other.
    progress : callable, optional
        Told the stage (`target write`), how much is done and how much there is.

    Raises
    ------
    ProjectionError
        When the graph does not hold afterwards what it should; projecting again fills it anew.
    """
    began, work = time.monotonic(), _Work(graph, states, progress or _silent)
    with states.alone():
        touched = work.finish()
        state = None if rebuild else work.standing()
        if state is None or state.source != source_of(scope, decisions, derived):
            into = rebuild.graph if rebuild else graph
            plan = work.plan(scope, decisions, derived, before=state, generation=into.generation)
            if plan.whole:
                wipe(into)
                ensure_keys(into)
            state = work.carry_out(plan, into, rebuild.swap if rebuild else None)
            touched += plan.touched
    return Projected(state, touched, time.monotonic() - began)


@dataclass(frozen=True, slots=True)
class _Work:
    """One projection at work: where it writes, what it knows, whom it tells."""

    graph: Graph
    states: States
    tell: Progress

    def finish(self) -> int:
        """Carry out what remains of a plan that was begun in this home; return how much it touches."""
        plan = self.states.pending()
        if plan is None or not plan.begun or plan.about["generation"] != self.graph.generation:
            return 0
        self.carry_out(plan, self.graph)
        return plan.touched

    def standing(self) -> State | None:
        """Return the state that the graph is known to be in, None when it is in another."""
        state, found = self.states.current(), counts(self.graph)
        stands = found.nodes.get("", 0), found.links.get("", 0)
        return state if state is not None and stands == (state.nodes, state.links) else None

    def plan(
        self,
        scope: Scope,
        decisions: Sequence[Decision],
        derived: pa.Table | None,
        *,
        before: State | None,
        generation: str,
    ) -> Plan:
        """Compute the target state and what leads to it."""
        self.tell("target", 0, 1)
        number, folder = self.states.begin()
        target = write_target(scope, decisions, folder, derived=derived)
        write_search(target)
        about = {
            "number": number,
            "source": source_of(scope, decisions, derived),
            "version": scope.version,
            "nodes": target.nodes,
            "links": target.links,
            "left_out": target.left_out,
            "hash": stored_hash(target),
            "generation": generation,
        }
        plan = write_plan(target, self.states.place(before.number) if before else None, about)
        self.tell("target", 1, 1)
        return plan

    def carry_out(self, plan: Plan, graph: Graph, swap: Callable[[], None] | None = None) -> State:
        """Apply a plan, make sure that the graph has what it should, and note its state."""
        apply(graph, plan, lambda done, total: self.tell("write", done, total))
        if plan.whole:
            ensure_indexes(graph)
        self._check(plan, counts(graph))
        state = State(**plan.about, projected_at=_now())
        if swap:
            swap()
        self.states.accept(state)
        return state

    def _check(self, plan: Plan, found: Counts) -> None:
        differ = plan.counts["node"].items() ^ found.nodes.items() | plan.counts["link"].items() ^ found.links.items()
        if wrong := sorted({name for name, _ in differ if name}):
            self.states.forget()
            raise ProjectionError(
                f"图谱与账本数量不符（{'、'.join(wrong)}），请重新投影。The graph does not add up; project it again."
            )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
