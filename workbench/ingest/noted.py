"""Sentences that are stored with an import: always Chinese, so that a ledger does not depend on who imported."""

from __future__ import annotations

from workbench.wording import say


def noted(key: str, /, **values: object) -> str:
    """Return the sentence `table.name` as it is kept in the ledger."""
    return say(key, lang="zh", **values)
