"""Which records are one person: columns recognised, pairs weighed by Splink, and groups that no single link can chain.

Why records and not persons: a record is what somebody once wrote down; a person is what a named human decides to see in
several of them. Everything here only says how likely it is.
"""

from __future__ import annotations

from models.resolution.columns import Field, fields
from models.resolution.resolution import Resolution

__all__ = ["Field", "Resolution", "fields"]
