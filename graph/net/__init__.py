"""Measures of whole networks, as pure functions on arrays."""

from __future__ import annotations

from graph.net.betweenness import betweenness
from graph.net.communities import communities

__all__ = ["betweenness", "communities"]
