"""Errors of the graph package: one root, so that a caller can name the whole family."""

from __future__ import annotations


class GraphError(Exception):
    """Something in the ledger or the graph could not be done; the message is fit for a user."""


class LedgerError(GraphError):
    """The ledger refused or could not finish a change, and is as it was before."""


class EngineError(GraphError):
    """Neo4j could not be installed, started or reached."""


class QueryError(GraphError):
    """A question was refused or could not be answered within its limits."""


class ProjectionError(GraphError):
    """The graph could not be brought to the state of the ledger; the ledger is as it was."""
