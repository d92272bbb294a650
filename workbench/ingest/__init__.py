"""Files of many kinds into the ledger: recognise, read, normalise, refuse with reasons, count, commit."""

from __future__ import annotations

from workbench.ingest.correcting import correct_file
from workbench.ingest.importing import Imported, import_file
from workbench.ingest.remapping import remap_file
from workbench.ingest.rereading import Rereader

__all__ = ["Imported", "Rereader", "correct_file", "import_file", "remap_file"]
