"""Matching the two sides of a record: debits with credits, or two parties' statements, one to one, with reasons.

Why not in the order of closeness: the nearest partner of one record is often the only partner of another, so all pairs are
weighed first and taken together. `fit` a `LedgerModel`, then ask `matches` of it.
"""

from __future__ import annotations

from models.ledgers.matches import Matches, matches, reasons
from models.ledgers.model import LedgerModel

__all__ = ["LedgerModel", "Matches", "matches", "reasons"]
