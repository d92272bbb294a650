"""Measures of whole networks, as pure functions on arrays."""

from __future__ import annotations

from graph.net.betweenness import betweenness

__all__ = ["betweenness"]
