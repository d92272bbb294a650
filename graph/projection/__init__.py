"""From the ledger to the graph: the target state of a scope, and the quickest way there that survives being killed."""

from __future__ import annotations

from graph.projection.clusters import Decision
from graph.projection.digest import live_hash
from graph.projection.project import Projected, judged, project, source_of
from graph.projection.search import Hit, open_index
from graph.projection.state import State, States

__all__ = [
    "Decision",
    "Hit",
    "Projected",
    "State",
    "States",
    "judged",
    "live_hash",
    "open_index",
    "project",
    "source_of",
]
