"""The synthetic training city: people, calls, money and crime with known truth, written as units really send it."""

from __future__ import annotations

from workbench.city.build import Built, build
from workbench.city.options import Options

__all__ = ["Built", "Options", "build"]
