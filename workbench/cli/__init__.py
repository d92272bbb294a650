"""The `fusion` command: one module per area adds its verbs to one application."""

from __future__ import annotations

from workbench.cli.app import main

__all__ = ["main"]
