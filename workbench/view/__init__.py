"""The one door to the stores: `View.open(workspace)`; no other code opens the ledger or the graph for a reader."""

from __future__ import annotations

from graph.projection import Hit, Projected
from workbench.view.answers import Entity, LinkGroup, LinkItem, SourceRow, Status, Table
from workbench.view.view import View

__all__ = ["Entity", "Hit", "LinkGroup", "LinkItem", "Projected", "SourceRow", "Status", "Table", "View"]
