"""Analyses fed from a view: the pure functions of `graph` and `models`, each behind one small adapter.

Why a package of adapters: a pure function knows frames and nothing of scopes, persons or purposes; a view knows these and
nothing of analyses. What stands here is the little between them.
"""

from __future__ import annotations

from workbench.analyse.catalogue import Analysis, analyses, analysis
from workbench.analyse.result import Answer, Result
from workbench.analyse.steps import Cancelled

__all__ = ["Analysis", "Answer", "Cancelled", "Result", "analyses", "analysis"]
