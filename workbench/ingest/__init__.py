"""Files of many kinds into the ledger: recognise, read, normalise, refuse with reasons, count, commit."""

from __future__ import annotations

from workbench.ingest.importing import Imported, import_file

__all__ = ["Imported", "import_file"]
