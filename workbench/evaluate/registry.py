"""The capabilities that can be evaluated, by name: a new one is a module with a `CAPABILITY` and its name here.

Why by name and not imported: a process that predicts one capability need not load the others.
"""

from __future__ import annotations

from importlib import import_module

from workbench.evaluate.capability import Capability

NAMES = ("linkage", "people", "swaps", "ledgers", "accounts", "gangs", "disruption", "ties", "city")


def capability(name: str) -> Capability:
    """Return the capability of this name.

    Raises
    ------
    KeyError
        If none has it.
    """
    if name not in NAMES:
        raise KeyError(name)
    found: Capability = import_module(f"workbench.evaluate.{name}").CAPABILITY
    return found


def capabilities() -> list[Capability]:
    """Return all of them, in the order of the report."""
    return [capability(name) for name in NAMES]
