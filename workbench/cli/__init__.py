"""The `fusion` command: one module per area adds its verbs to one application."""

from __future__ import annotations

from workbench.cli import analyse as _analyse  # noqa: F401
from workbench.cli import city as _city  # noqa: F401  importing an area adds its verbs
from workbench.cli import custody as _custody  # noqa: F401
from workbench.cli import desk as _desk  # noqa: F401
from workbench.cli import evaluate as _evaluate  # noqa: F401
from workbench.cli import graph as _graph  # noqa: F401
from workbench.cli import imports as _imports  # noqa: F401
from workbench.cli import model as _model  # noqa: F401
from workbench.cli import neo4j as _neo4j  # noqa: F401
from workbench.cli import serve as _serve  # noqa: F401
from workbench.cli.app import main

__all__ = ["main"]
