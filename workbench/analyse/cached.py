"""Frames kept on disk, so that the next analysis of the same rows need not work them out again.

Why in the workspace's own folder and under the hash of its rows: a frame holds what a scope may see, so nobody who sees
other rows may find it, and one row more or less makes another folder.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import feather

# Raise it when a frame's columns or meaning change, so that none of the former kind is read.
RULES = 1


class Cached:
    """The frames of one scope.

    Parameters
    ----------
    folder : Path
        Of all scopes that the workspace ever had; what belongs to former ones is deleted.
    key : str
        Hash of what the frames are computed from.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self.place = folder / f"{RULES}-{key}"
        for former in folder.glob("*"):
            if former != self.place:  # rows that were withdrawn must not lie about
                shutil.rmtree(former, ignore_errors=True)

    def frame(self, name: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Return a frame as it was kept, or make and keep it."""
        path = self.place / f"{name}.arrow"
        if path.exists():
            kept: pd.DataFrame = feather.read_feather(path)
            return kept
        made = make()
        self._keep(pa.Table.from_pandas(made, preserve_index=False), path)
        return made

    def _keep(self, table: pa.Table, path: Path) -> None:
        self.place.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
        feather.write_feather(table, draft, compression="lz4")
        draft.replace(path)
