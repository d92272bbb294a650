"""What names a thing: one module per kind of value, each with `clean(text) -> key or value, or None`.

Where a value is hot, the module also has `sql(column)`: DuckDB text that gives the same answer for the usual
spellings and NULL for all others, so that only the distinct unusual ones pass through Python.
"""

from __future__ import annotations

# Stands in every import: rows cleaned by other rules can be found and derived again.
NORMALISER_VERSION = "2"
