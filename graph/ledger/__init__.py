"""The ledger: every row of every imported file, append-only, in Delta tables read by DuckDB."""

from __future__ import annotations

from graph.ledger.draft import Draft
from graph.ledger.imports import Import
from graph.ledger.originals import Original
from graph.ledger.report import Report
from graph.ledger.scope import Scope
from graph.ledger.store import Ledger
from graph.ledger.verify import Difference

__all__ = ["Difference", "Draft", "Import", "Ledger", "Original", "Report", "Scope"]
